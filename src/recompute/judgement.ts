import { DRAWS, isSeed, type Opening, type Revealed } from '../commitment.js';
import { type AnyGame, gameOf, isGameId, type Side } from '../games/index.js';
import { counted } from '../lib/wording.js';
import { type OwnScore, type RoundOutcome, roundOutcome } from '../match/index.js';
import { type Check, type Comparison, checkOf, type FairnessVerdict } from './check.js';
import type { Recomputation } from './recompute.js';

const HIDDEN = 'the arena committed to a seed and did not reveal it after a match for money';
const REUSED = 'the arena committed to a seed that it had used before: whoever knew it knew the draws';
const MISSPELT =
  'the seed is not 64 lower-case hex digits: one that may be written in several ways can be chosen after the moves';
const WEAK =
  'the hash of match_found is over the bytes of the seed, while the draws follow from its text: it does not show that they were fixed before the moves';

/** A commitment, with what decides how much depends on it. */
export interface Committed extends Revealed {
  readonly opening: Opening;
  readonly isForMoney: boolean;
  /** Whether the arena told the end, with which it reveals a seed. */
  readonly isTold: boolean;
  /** An earlier match for which it had committed to the same seed; null where none is known. */
  readonly hashUsedIn: string | null;
}

/** What a commitment came to. */
export interface CommitmentJudgement {
  readonly verdict: FairnessVerdict;
  readonly summary: string;
  readonly faults: readonly CommitmentFault[];
}

/**
 * The seed is not one that may open a commitment, is not the one that was committed to, had been committed to before, or
 * stayed hidden.
 */
type CommitmentFault = 'misspelt' | 'broken' | 'reused' | 'hidden';

/**
 * The seed against its hash. Where money was at stake, a seed that was not revealed, or that was committed to before, is a
 * promise that was not kept.
 */
export function judgeCommitment(committed: Committed): CommitmentJudgement {
  const { serverSeed, serverSeedHash, draws, isForMoney, isTold, hashUsedIn } = committed;
  const { fair, commitmentOver } = committed.opening;
  const judged = (verdict: FairnessVerdict, summary: string, ...faults: CommitmentFault[]) => ({
    verdict,
    summary,
    faults,
  });
  if (fair === false && draws !== null && !isSeed(serverSeed))
    return judged('mismatch', MISSPELT, 'misspelt');
  if (fair === false) return judged('mismatch', 'the seed is not the one that was committed to', 'broken');
  const hasHash = serverSeedHash !== '';
  const isReused = isForMoney && hasHash && hashUsedIn !== null;
  const isHidden = isForMoney && hasHash && isTold && serverSeed === '';
  if (isReused) return judged('mismatch', REUSED, 'reused', ...(isHidden ? ['hidden' as const] : []));
  if (isHidden) return judged('mismatch', HIDDEN, 'hidden');
  if (commitmentOver === null)
    return judged('unknown', hasHash ? 'the arena revealed no seed' : 'the arena committed to no seed');
  if (fair === null) return judged('unknown', WEAK);
  const reading = commitmentOver === 'text' ? 'text' : 'bytes';
  return judged('ok', `the hash of match_found is the SHA-256 of the seed's ${reading}`);
}

/** A seed that was not fixed can be made to fit any results. */
const UNFIXED = 'which proves nothing, as nothing shows that this seed was fixed before the moves';

/**
 * The results of all rounds against the seed, where the arena says how they follow from it.
 * @param id of the game
 * @param play plays the match again from the seed
 */
export function judgeDraws(
  id: string,
  { serverSeed, draws, opening }: Revealed & Pick<Committed, 'opening'>,
  play: (game: AnyGame) => Recomputation,
): Check {
  const unknown = (summary: string) =>
    checkOf('draws', 'unknown', summary, { mismatches: [], unchecked: [] });
  if (!isGameId(id)) return unknown(`botpit does not know the rules of ${id}`);
  if (serverSeed === '') return unknown('no seed was revealed to recompute anything from');
  if (draws !== null && draws !== DRAWS)
    return unknown(`the arena draws by ${draws}, which this botpit does not know`);
  const recomputed = play(gameOf(id));
  if (draws === null) return unknown(unpublished(recomputed));
  const check = judged(recomputed);
  if (check.verdict !== 'ok' || opening.fair === true) return check;
  return { ...check, verdict: 'unknown', summary: `${check.summary}; ${UNFIXED}` };
}

function unpublished({ mismatches, rounds, draws }: Recomputation): string {
  const start = 'the arena does not say how results follow from the seed';
  if (rounds === 0 && mismatches.length === 0) return start;
  if (mismatches.length > 0) return `${start}; not as in botpit's own arena, which proves nothing`;
  if (draws === 0) return `${start}; nothing in these rounds was random, and they follow the rules`;
  return `${start}; ${inRounds(rounds)} fit the way of botpit's own arena`;
}

function judged(recomputed: Recomputation): Check {
  const { mismatches, rounds, draws } = recomputed;
  const check = (verdict: FairnessVerdict, summary: string) => checkOf('draws', verdict, summary, recomputed);
  if (mismatches.length > 0) {
    return check('mismatch', 'what the arena told does not follow from its seed and its rules');
  }
  if (rounds === 0) return check('unknown', 'no round was told');
  const what = draws === 0 ? 'nothing random in them' : counted(draws, 'random number');
  return check('ok', `${inRounds(rounds)} played again from the seed (${what}): same results and score`);
}

function inRounds(rounds: number): string {
  return rounds === 1 ? 'the 1 round' : `all ${rounds} rounds`;
}

/** A round as somebody noted it down, seen from a side. */
interface NotedRound {
  readonly round: number;
  readonly result: Readonly<Record<string, unknown>>;
  readonly outcome: RoundOutcome;
  readonly score: OwnScore;
}

/** Who won each round by its result and its score, against what was noted. @param field names what was noted */
export function compareOutcomes(
  rounds: readonly NotedRound[],
  side: Side,
  field: string,
  compared: Comparison,
): void {
  let before: OwnScore = [0, 0];
  for (const { round, result, score, outcome } of rounds) {
    compared.same(round, field, roundOutcome(result.winner, side, before, score), outcome);
    before = score;
  }
}
