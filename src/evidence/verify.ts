import { commitTo, drawAt, openCommitment } from '../fairness.js';
import type { Evidence, StoredMatch } from '../history/index.js';
import {
  type Check,
  Comparison,
  checkOf,
  type FairnessVerdict,
  judgeCommitment,
  judgeDraws,
  type Mismatch,
  recompute,
} from '../recompute/index.js';
import { formatSol, settlementOf } from '../wager.js';
import { checkRecord, scoreReading } from './record.js';
import { recalled, type Transcript, transcriptOf } from './transcript.js';

export interface Verification {
  readonly matchId: string;
  readonly game: string;
  /** `mismatch` where any check found one, `unknown` where none proved anything. */
  readonly verdict: FairnessVerdict;
  readonly checks: readonly Check[];
}

/** Everything about a match that its evidence can prove or disprove. Pure: needs no arena. */
export function verify(evidence: Evidence): Verification {
  const { match, frames } = evidence;
  const told = frames.length > 0 ? transcriptOf(frames, match.matchId, match.game) : recalled(match);
  const checks = [
    checkCommitment(evidence, told),
    checkRecord(match, told, frames.length),
    checkDraws(match, told),
    checkMoney(match, told, frames.length),
  ];
  const verdicts = checks.map(({ verdict }) => verdict);
  const verdict = verdicts.includes('mismatch') ? 'mismatch' : verdicts.includes('ok') ? 'ok' : 'unknown';
  return { matchId: match.matchId, game: match.game, verdict, checks: checks.map(readable) };
}

/** How many differences of one match are shown. */
const MOST_TOLD = 100;

function readable(check: Check): Check {
  const { mismatches, unchecked } = check;
  const [more, notes] = [mismatches.length - MOST_TOLD, unchecked.length - MOST_TOLD];
  return {
    ...check,
    mismatches:
      more > 0
        ? [
            ...mismatches.slice(0, MOST_TOLD),
            { round: null, field: 'more differences', expected: 0, found: more },
          ]
        : mismatches,
    unchecked: notes > 0 ? [...unchecked.slice(0, MOST_TOLD), `and ${notes} more`] : unchecked,
  };
}

/**
 * The seed against its hash, as the frames have both where there are any; the record must say the same of them. Where
 * money was at stake, a seed that was not revealed, or that was committed to before, is a promise that was not kept.
 */
function checkCommitment(evidence: Evidence, { found, over }: Transcript): Check {
  const { match, frames, hashUsedIn } = evidence;
  const compared = new Comparison();
  const hash = found?.server_seed_hash ?? match.serverSeedHash.toLowerCase();
  const seed = over?.server_seed ?? match.serverSeed;
  const draws = found ? (found.draws ?? null) : match.draws;
  compared.same(null, 'server_seed_hash of the record', hash, match.serverSeedHash.toLowerCase());
  // Only a `game_over` reveals a seed.
  compared.same(null, 'server_seed of the record', over?.server_seed ?? '', match.serverSeed);
  const isForMoney = match.wagerLamports > 0 && !match.sandbox;
  const opening = openCommitment(seed, hash, draws);
  const { fair, commitmentOver } = opening;
  const { verdict, summary, faults } = judgeCommitment({
    ...{ serverSeed: seed, serverSeedHash: hash, draws, opening, isForMoney, hashUsedIn },
    // Where only the start of a match was kept, its owner settled it, and does not know the seed.
    isTold: over !== null && (frames.length > 0 || match.rounds.length > 0),
  });
  if (faults.includes('misspelt')) compared.same(null, 'server_seed', '64 lower-case hex digits', seed);
  if (faults.includes('broken')) compared.same(null, 'server_seed_hash', commitTo(seed), hash);
  // Earlier versions took some commitments for proofs that are not. Their records do not contradict the arena.
  if (fair !== null || commitmentOver === null) compared.same(null, 'fair of the record', fair, match.fair);
  compared.same(null, 'commitment_over of the record', commitmentOver, match.commitmentOver);

  if (hash !== '' && hashUsedIn !== null && !isForMoney)
    compared.unchecked.push(`that nobody knew the seed: match ${hashUsedIn} before had the same`);
  if (fair === false) return checkOf('commitment', verdict, summary, compared);
  if (compared.mismatches.length > 0)
    return checkOf('commitment', 'mismatch', 'the record and the frames differ', compared);
  if (faults.includes('reused'))
    compared.same(null, 'server_seed_hash', 'one of its own', `that of match ${hashUsedIn}`);
  if (faults.includes('hidden')) compared.same(null, 'server_seed', 'revealed at the end', null);
  return checkOf('commitment', verdict, summary, compared);
}

/** The results of all rounds against the seed, where the arena says how they follow from it. */
function checkDraws(match: StoredMatch, told: Transcript): Check {
  const { matchId, side } = match;
  const serverSeed = told.over?.server_seed ?? match.serverSeed;
  const serverSeedHash = told.found?.server_seed_hash ?? match.serverSeedHash;
  const draws = told.found ? (told.found.draws ?? null) : match.draws;
  const opening = openCommitment(serverSeed, serverSeedHash, draws);
  const read = scoreReading(match, told);
  const known = {
    ...match,
    draws: (round: number, index: number) => drawAt(serverSeed, matchId, round, index),
    toSides: (score: readonly [number, number]) => {
      const [mine, theirs] = read(score);
      return side === 'a' ? ([mine, theirs] as const) : ([theirs, mine] as const);
    },
  };
  return judgeDraws(
    told.found?.game_type ?? match.game,
    { serverSeed, serverSeedHash, draws, opening },
    (game) => recompute({ ...known, game }, told),
  );
}

/** In the order in which `verify --json` has always told it. */
function moneyCheck(
  verdict: FairnessVerdict,
  summary: string,
  mismatches: readonly Mismatch[] = [],
  unchecked: readonly string[] = [],
): Check {
  return { check: 'money', mismatches, unchecked, verdict, summary };
}

/** What was paid against the rules of it (`settlementOf`), and the record against what was paid. */
function checkMoney(match: StoredMatch, { found, over }: Transcript, frames: number): Check {
  const compared = new Comparison();
  const { mismatches } = compared;
  if (!over || !match.settled || frames === 0) {
    // In practice nothing was put in, whatever the wager.
    if (!match.sandbox || match.netLamports !== 0) {
      compared.same(null, 'net_lamports', match.payoutLamports - match.wagerLamports, match.netLamports);
    }
    if (mismatches.length > 0) return moneyCheck('mismatch', 'the record does not add up', mismatches);
    const summary = match.settled
      ? 'what the arena said of the payout was not kept'
      : 'the arena never said what it paid; the wager counts as lost';
    return moneyCheck('unknown', summary);
  }
  const wager = found?.wager_lamports ?? match.wagerLamports;
  const paid = settlementOf(match.outcome, wager, over, match.sandbox);
  compared.same(null, 'payout_lamports', paid.payoutLamports, match.payoutLamports);
  compared.same(null, 'fee_lamports', paid.feeLamports, match.feeLamports);
  compared.same(null, 'net_lamports', paid.netLamports, match.netLamports);
  compared.same(null, 'disputed of the record', paid.disputed, match.disputed);
  compared.same(null, 'unconfirmed of the record', paid.unconfirmed, match.unconfirmed);
  if (paid.disputed !== null) compared.same(null, 'settlement', 'within the rules', paid.disputed);
  if (mismatches.length > 0) {
    const summary = paid.disputed ?? 'the record is not what the arena said of the payout';
    return moneyCheck('mismatch', summary, mismatches);
  }
  if (paid.unconfirmed) {
    const net = formatSol(match.netLamports);
    const summary = `the arena did not say what it paid; booked is what the outcome and the usual fee make: ${net} SOL net`;
    return moneyCheck('unknown', summary);
  }
  return paidAsAgreed(match, wager, paid.payoutLamports, over.fee_lamports);
}

function paidAsAgreed(
  { outcome }: StoredMatch,
  wager: number,
  payout: number,
  fee: number | undefined,
): Check {
  const ok = (summary: string, unchecked: readonly string[] = []) => moneyCheck('ok', summary, [], unchecked);
  if (wager === 0) return ok('nothing was wagered');
  if (outcome === 'draw') return ok(`the wager of ${formatSol(wager)} SOL came back`);
  if (outcome === 'loss') return ok(`the wager of ${formatSol(wager)} SOL was lost`);
  const pot = 2 * wager;
  const kept = `${((100 * (pot - payout)) / pot).toFixed(2)} %`;
  const summary = `${formatSol(payout)} of a pot of ${formatSol(pot)} SOL paid, ${kept} kept`;
  const odd = `the fee is said to be ${formatSol(fee ?? 0)} SOL, which is not what was kept`;
  return ok(summary, (fee ?? pot - payout) === pot - payout ? [] : [odd]);
}
