export { type CheckName, examine } from './checks.js';
export type { Diagnosis, Verdict } from './diagnosis.js';
export { checkConfig } from './settings.js';
