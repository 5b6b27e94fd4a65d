export { CLOSE_POLICY, type CloseVerdict, closeVerdict } from '../protocol/index.js';
export { BotpitClient } from './client.js';
export type * from './client-events.js';
export type { Command } from './limits.js';
export type { Logger, LogLevel } from './log.js';
export { type BotpitOptions, DEFAULT_URL } from './options.js';
