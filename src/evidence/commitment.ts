import { commitTo, isSeed, openCommitment } from '../fairness.js';
import type { Evidence } from '../history/index.js';
import { type Check, Comparison } from './check.js';
import type { Told } from './told.js';

const HIDDEN = 'the arena committed to a seed and did not reveal it after a match for money';
const REUSED = 'the arena committed to a seed that it had used before: whoever knew it knew the draws';
const MISSPELT =
  'the seed is not 64 lower-case hex digits: one that may be written in several ways can be chosen after the moves';
const WEAK =
  'the hash of match_found is over the bytes of the seed, while the draws follow from its text: it does not show that they were fixed before the moves';

/**
 * The seed against its hash, as the frames have both where there are any; the record must say the same of them. Where
 * money was at stake, a seed that was not revealed, or that was committed to before, is a promise that was not kept.
 */
export function checkCommitment(evidence: Evidence, { found, over }: Told): Check {
  const { match, frames, hashUsedIn } = evidence;
  const compared = new Comparison();
  const hash = found?.server_seed_hash ?? match.serverSeedHash.toLowerCase();
  const seed = over?.server_seed ?? match.serverSeed;
  const draws = found ? (found.draws ?? null) : match.draws;
  compared.same(null, 'server_seed_hash of the record', hash, match.serverSeedHash.toLowerCase());
  // A seed without a `game_over` that reveals it was never told.
  compared.same(null, 'server_seed of the record', over?.server_seed ?? '', match.serverSeed);
  const { fair, commitmentOver } = openCommitment(seed, hash, draws);
  const isMisspelt = fair === false && draws !== null && !isSeed(seed);
  if (isMisspelt) compared.same(null, 'server_seed', '64 lower-case hex digits', seed);
  else if (fair === false) compared.same(null, 'server_seed_hash', commitTo(seed), hash);
  // Earlier versions took some commitments for proofs that are not. Their records do not contradict the arena.
  if (fair !== null || commitmentOver === null) compared.same(null, 'fair of the record', fair, match.fair);
  compared.same(null, 'commitment_over of the record', commitmentOver, match.commitmentOver);

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
  if (isMisspelt) return told('mismatch', MISSPELT);
  if (fair === false) return told('mismatch', 'the seed is not the one that was committed to');
  if (compared.mismatches.length > 0) return told('mismatch', 'the record and the frames differ');
  if (isForMoney && isReused)
    compared.same(null, 'server_seed_hash', 'one of its own', `that of match ${hashUsedIn}`);
  if (isForMoney && isHidden) compared.same(null, 'server_seed', 'revealed at the end', null);
  if (compared.mismatches.length > 0) return told('mismatch', isReused ? REUSED : HIDDEN);
  if (commitmentOver === null) {
    return told('unknown', hash === '' ? 'the arena committed to no seed' : 'the arena revealed no seed');
  }
  if (fair === null) return told('unknown', WEAK);
  const summary = `the hash of match_found is the SHA-256 of the seed's ${commitmentOver === 'text' ? 'text' : 'bytes'}`;
  return told('ok', summary);
}
