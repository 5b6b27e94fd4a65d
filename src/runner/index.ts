export { PlayLoop, type PlayOptions } from './effects.js';
export type * from './events.js';
export { NO_LIMITS } from './limits.js';
export { discrepanciesOf, type SessionEnd } from './session-end.js';
export type { Entry, TauntPolicy } from './state.js';
