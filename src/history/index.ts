export * from './archive.js';
export * from './books.js';
export {
  type AccountLatch,
  type AccountStanding,
  type Control,
  openControl,
  readControl,
} from './control.js';
export { isLocked, loadDriver } from './database.js';
export { accountOf, BOOK_NAMES, type BookName, dataFolder } from './folder.js';
export type * from './ledger.js';
export { HOUR_MS } from './meetings.js';
export * from './record.js';
export type { SessionRow } from './sessions.js';
export { type Balance, type Latch, LIMIT_NAMES, type LimitName, type Standing } from './standing.js';
