export { arenaPages } from './arena/arena-pages.js';
export { replayOfLab } from './from-lab.js';
export { replayOf } from './from-record.js';
export { matchPage } from './match-page.js';
export type { Replay, ReplayAnswer } from './replay.js';
export { openWatch } from './watch/watch.js';
