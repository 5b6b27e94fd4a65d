import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of the seed's hex text, in hex: what the embedded arena commits to. */
export function commitTo(serverSeed: string): string {
  return createHash('sha256').update(serverSeed, 'ascii').digest('hex');
}

/** Which reading of the seed the commitment is over: its hex text or the bytes that the text stands for. */
export type CommitmentOver = 'text' | 'bytes';

/**
 * Checks a revealed seed against its commitment.
 * @returns the reading that matches, or `null` where neither does
 */
export function verifyCommitment(serverSeed: string, serverSeedHash: string): CommitmentOver | null {
  const hash = serverSeedHash.toLowerCase();
  if (createHash('sha256').update(serverSeed, 'utf8').digest('hex') === hash) return 'text';
  if (/^(?:[0-9a-f]{2})+$/i.test(serverSeed)) {
    if (createHash('sha256').update(serverSeed, 'hex').digest('hex') === hash) return 'bytes';
  }
  return null;
}

/** The name under which an arena announces that its draws follow from the seed as `drawAt` says. */
export const DRAWS = 'hmac-sha256-52';

/**
 * Draw `index` (from 0) of `round` (from 1): the first 52 bits of HMAC-SHA256(seed text, "{match}:{round}:{index}")
 * over 2^52, in [0, 1). Whoever holds the seed can recompute every outcome of a finished match.
 */
export function drawAt(serverSeed: string, matchId: string, round: number, index: number): number {
  const mac = createHmac('sha256', serverSeed).update(`${matchId}:${round}:${index}`).digest();
  return (mac.readUIntBE(0, 6) * 16 + ((mac[6] as number) >> 4)) / 2 ** 52;
}
