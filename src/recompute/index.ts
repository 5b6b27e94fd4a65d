export * from './check.js';
export { compareOutcomes, judgeCommitment, judgeDraws } from './judgement.js';
export * from './recompute.js';
export type * from './told.js';
