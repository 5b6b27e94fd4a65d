export { NO_LIMITS } from '../history/index.js';
export { gamesOf, isOpenAt, opening, type Program, type Schedule } from './calendar.js';
export { PlayLoop, type PlayOptions } from './effects.js';
export { limitUses, nearestLimit } from './limits.js';
export type * from './runner-events.js';
export { discrepanciesOf, endBy, type SessionEnd } from './session-end.js';
export type { Entry, TauntPolicy } from './state.js';
