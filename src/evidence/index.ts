export type { Check } from '../recompute/index.js';
export { formatDocument, matchJson, parseDocument } from './document.js';
export { transcriptOf } from './transcript.js';
export { type Verification, verify } from './verify.js';
