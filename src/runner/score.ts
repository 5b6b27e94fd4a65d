import { gameOf, isGameId, type Side } from '../games/index.js';
import type { RoundRecord } from '../history/index.js';
import { isOver } from '../match/index.js';
import type { MatchOutcome, Round } from '../strategy/index.js';

/** A score as the wire has it. */
export type WireScore = readonly [number, number];
/** A score turned to one's own point of view: `[mine, theirs]`. */
export type OwnScore = readonly [number, number];

/**
 * Reads a score of the wire. They are `[a, b]`; one public page reads them as `[mine, theirs]`, so a `game_over` that
 * contradicts the first reading turns the session to the second.
 */
export function ownScore(score: WireScore, side: Side, isMineFirst: boolean): OwnScore {
  return side === 'a' || isMineFirst ? score : turned(score);
}

/**
 * Whether a finished match shows that the arena puts the own score first.
 * @param won null where the arena named no winner
 */
export function showsMineFirst(
  finalScore: WireScore,
  side: Side,
  won: boolean | null,
  gameId: string,
  rounds: number,
): boolean {
  if (side === 'a' || won === null) return false;
  const [mine, theirs] = turned(finalScore);
  const [winners, losers] = won ? [mine, theirs] : [theirs, mine];
  if (winners >= losers) return false;
  // A match that ends by forfeit may leave the winner behind, and says nothing about the order.
  return !isGameId(gameId) || isOver(gameOf(gameId).format, rounds, losers, winners);
}

/** The winner of the round where the arena names one, else whose score moved alone. */
export function roundOutcome(
  winner: unknown,
  side: Side,
  before: OwnScore,
  after: OwnScore,
): RoundRecord['outcome'] {
  if (isSide(winner)) return winner === side ? 'win' : 'loss';
  const lead = after[0] - before[0] - (after[1] - before[1]);
  return lead === 0 ? 'tie' : lead > 0 ? 'win' : 'loss';
}

/**
 * Who won a match, from one's own point of view. `winner` is an agent id; null is a draw unless the score is uneven, and
 * then the higher score won.
 */
export function matchOutcome(winner: string | null, agentId: string, score: OwnScore): MatchOutcome {
  if (winner !== null) return winner === agentId ? 'win' : 'loss';
  return score[0] === score[1] ? 'draw' : score[0] > score[1] ? 'win' : 'loss';
}

/** A round that was read with the scores the wrong way round, put right. */
export function turnedRound(record: RoundRecord): RoundRecord {
  const { outcome, result } = record;
  const wrong = !isSide(result.winner) && outcome !== 'tie';
  return {
    ...record,
    score: turned(record.score),
    outcome: wrong ? (outcome === 'win' ? 'loss' : 'win') : outcome,
  };
}

/** A round as strategies see it. What the arena said is taken for what its game says: nothing else can be told apart. */
export function toRound(record: RoundRecord): Round {
  const [mine, theirs] = record.score;
  const { round, state, result, outcome } = record;
  return { round, state, result, outcome, score: { mine, theirs } } as unknown as Round;
}

function turned([first, second]: OwnScore): OwnScore {
  return [second, first];
}

function isSide(value: unknown): value is Side {
  return value === 'a' || value === 'b';
}
