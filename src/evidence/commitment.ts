import { commitTo, verifyCommitment } from '../fairness.js';
import type { StoredMatch } from '../history/index.js';
import { type Check, Comparison } from './check.js';
import type { Told } from './told.js';

/** The seed against its hash, as the frames have both where there are any; the record must say the same of them. */
export function checkCommitment(match: StoredMatch, { found, over }: Told): Check {
  const compared = new Comparison();
  const hash = found?.server_seed_hash ?? match.serverSeedHash;
  const seed = over?.server_seed ?? match.serverSeed;
  compared.same(null, 'server_seed_hash of the record', hash, match.serverSeedHash);
  // A seed without a `game_over` that reveals it was never told.
  compared.same(null, 'server_seed of the record', over?.server_seed ?? '', match.serverSeed);
  const checkable = hash !== '' && seed !== '';
  const reading = checkable ? verifyCommitment(seed, hash) : null;
  if (checkable && reading === null)
    compared.same(null, 'server_seed_hash', commitTo(seed), hash.toLowerCase());
  compared.same(null, 'fair of the record', checkable ? reading !== null : null, match.fair);
  compared.same(null, 'commitment_over of the record', reading, match.commitmentOver);

  const { mismatches } = compared;
  if (mismatches.length > 0) {
    const broken = checkable && reading === null;
    const summary = broken
      ? 'the seed is not the one that was committed to'
      : 'the record and the frames differ';
    return { check: 'commitment', verdict: 'mismatch', summary, mismatches, unchecked: [] };
  }
  if (reading === null) {
    const summary = hash === '' ? 'the arena committed to no seed' : 'the arena revealed no seed';
    return { check: 'commitment', verdict: 'unknown', summary, mismatches, unchecked: [] };
  }
  const summary = `the hash of match_found is the SHA-256 of the seed's ${reading === 'text' ? 'text' : 'bytes'}`;
  return { check: 'commitment', verdict: 'ok', summary, mismatches, unchecked: [] };
}
