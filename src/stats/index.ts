export { type Interval, wilson } from './interval.js';
export { cumulative, quantile } from './series.js';
export { type Standpoint, standpointOf } from './standpoint.js';
export { type Streaks, streaksOf } from './streaks.js';
export { type Counted, type Summary, summarize } from './summary.js';
