export type { Check } from './check.js';
export { formatDocument, matchJson, parseDocument } from './document.js';
export { type Verification, verify } from './verify.js';
