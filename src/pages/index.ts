export { arenaPages } from './arena/arena-pages.js';
export { replayOf } from './from-record.js';
export { matchPage } from './match-page.js';
export { openWatch } from './watch/watch.js';
