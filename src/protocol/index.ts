export * from './decode.js';
export * from './messages.js';
export * from './refusals.js';
