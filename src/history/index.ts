export { accountOf } from '../lib/api-key.js';
export { dataFolder } from '../lib/user-folders.js';
export * from './archive.js';
export * from './books.js';
export {
  type AccountLatch,
  type AccountStanding,
  type Control,
  openControl,
  readControl,
} from './control.js';
export { loadDriver } from './database.js';
export type * from './ledger.js';
export {
  type Fields,
  FRAME_FIELDS,
  MATCH_FIELDS,
  ROUND_FIELDS,
  TAUNT_FIELDS,
} from './match-table.js';
export * from './record.js';
export { HOUR_MS, type SessionRow } from './sessions.js';
export { type Balance, type Latch, LIMIT_NAMES, type LimitName, type Standing } from './standing.js';
export { isLocked } from './unavailable.js';
