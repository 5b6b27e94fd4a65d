export { accountOf } from '../lib/api-key.js';
export { dataFolder } from '../lib/user-folders.js';
export * from './archive.js';
export { type Backup, backUp } from './backup.js';
export * from './books.js';
export * from './control.js';
export type * from './ledger.js';
export type { PlayedGame } from './played.js';
export * from './record.js';
export { restore } from './restore.js';
export * from './selection.js';
export { type AccountNames, HOUR_MS, type SessionRow } from './sessions.js';
export { type Balance, type Latch, LIMIT_NAMES, type LimitName, type Standing } from './standing.js';
export {
  GROUPINGS,
  type Grouping,
  type MatchFilter,
  type MatchGroup,
  type MatchSums,
  sumOf,
} from './sums.js';
export { isLocked } from './unavailable.js';
