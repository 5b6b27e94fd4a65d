export { startBot } from './bot-process.js';
export type { FleetEvent } from './events.js';
export { Fleet } from './fleet.js';
export { type BotEnd, Restarts } from './restarts.js';
export { type Bot, type Roster, readRoster, type Settings } from './roster.js';
