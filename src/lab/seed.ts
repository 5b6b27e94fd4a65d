import { createHash } from 'node:crypto';

/** A whole number below 2^48 from any text: equal for equal texts, unrelated for others. */
export function seedOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}
