import { createHash, createHmac } from 'node:crypto';
import { drawInput, type Opening, openingOf, unitOf } from './commitment.js';

export { DRAWS, isSeed, type Opening } from './commitment.js';

/** SHA-256 of the seed's hex text, in hex: what the embedded arena commits to. */
export function commitTo(serverSeed: string): string {
  return createHash('sha256').update(serverSeed, 'ascii').digest('hex');
}

/**
 * Checks a revealed seed against its commitment, as `openingOf` says.
 * @param serverSeed empty where none was revealed
 * @param serverSeedHash hex; empty where the arena committed to nothing
 * @param draws the rule that the arena announced for its draws; null where it publishes none
 */
export function openCommitment(serverSeed: string, serverSeedHash: string, draws: string | null): Opening {
  return openingOf({ serverSeed, serverSeedHash, draws }, (reading) =>
    createHash('sha256')
      .update(serverSeed, reading === 'text' ? 'utf8' : 'hex')
      .digest('hex'),
  );
}

/**
 * Draw `index` (from 0) of `round` (from 1): the first 52 bits of HMAC-SHA256(seed text, "{match}:{round}:{index}")
 * over 2^52, in [0, 1). Whoever holds the seed can recompute every outcome of a finished match.
 */
export function drawAt(serverSeed: string, matchId: string, round: number, index: number): number {
  return unitOf(
    createHmac('sha256', serverSeed)
      .update(drawInput(matchId, round, index))
      .digest(),
  );
}
