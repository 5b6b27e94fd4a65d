export { replayOf } from './from-record.js';
export { matchPage } from './match-page.js';
