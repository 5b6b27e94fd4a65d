export * from './format.js';
export * from './match.js';
export * from './match-log.js';
export * from './side-view.js';
