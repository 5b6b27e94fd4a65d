import { commitTo, verifyCommitment } from '../fairness.js';
import type { Evidence } from '../history/index.js';
import { type Check, Comparison } from './check.js';
import type { Told } from './told.js';

const HIDDEN = 'the arena committed to a seed and did not reveal it after a match for money';
const REUSED = 'the arena committed to a seed that it had used before: whoever knew it knew the draws';

/**
 * The seed against its hash, as the frames have both where there are any; the record must say the same of them. Where
 * money was at stake, a seed that was not revealed, or that was committed to before, is a promise that was not kept.
 */
export function checkCommitment(evidence: Evidence, { found, over }: Told): Check {
  const { match, frames, hashUsedIn } = evidence;
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

  const isForMoney = match.wagerLamports > 0 && !match.sandbox;
  const isReused = hash !== '' && hashUsedIn !== null;
  // A match of which its beginning alone was kept is settled by its owner, who knows of no seed.
  const isTold = over !== null && (frames.length > 0 || match.rounds.length > 0);
  const isHidden = isTold && hash !== '' && seed === '';
  const unchecked =
    isReused && !isForMoney ? [`that nobody knew the seed: match ${hashUsedIn} before had the same`] : [];
  const told = (verdict: Check['verdict'], summary: string): Check => ({
    check: 'commitment',
    verdict,
    summary,
    mismatches: compared.mismatches,
    unchecked,
  });
  if (checkable && reading === null) return told('mismatch', 'the seed is not the one that was committed to');
  if (compared.mismatches.length > 0) return told('mismatch', 'the record and the frames differ');
  if (isForMoney && isReused)
    compared.same(null, 'server_seed_hash', 'one of its own', `that of match ${hashUsedIn}`);
  if (isForMoney && isHidden) compared.same(null, 'server_seed', 'revealed at the end', null);
  if (compared.mismatches.length > 0) return told('mismatch', isReused ? REUSED : HIDDEN);
  if (reading === null) {
    return told('unknown', hash === '' ? 'the arena committed to no seed' : 'the arena revealed no seed');
  }
  const summary = `the hash of match_found is the SHA-256 of the seed's ${reading === 'text' ? 'text' : 'bytes'}`;
  return told('ok', summary);
}
