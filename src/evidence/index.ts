export type { Check, CheckName, Mismatch, Verdict } from './check.js';
export { DOCUMENT_FORMAT, formatDocument, type MatchJson, matchJson, parseDocument } from './document.js';
export { type Verification, verify } from './verify.js';
