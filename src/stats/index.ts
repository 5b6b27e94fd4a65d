export * from './accumulators.js';
export * from './counts.js';
export * from './group.js';
export * from './interval.js';
export * from './judge.js';
export * from './pair-summary.js';
export * from './ratings.js';
export * from './summary.js';
