import type { FairnessCode } from '../runner/index.js';

const CODES = {
  unfair: true,
  disputed: true,
  not_revealed: true,
  hash_reused: true,
  match_mismatch: true,
} as const satisfies Record<FairnessCode, true>;

/** Whether an error of this code is about a match in which the arena did not play fair. */
export function isAboutFairness(code: string): boolean {
  return Object.hasOwn(CODES, code);
}
