import { gameOf, isGameId, type Side } from '../games/index.js';
import type { RoundRecord } from '../history/index.js';
import { isOver, type OwnScore } from '../match/index.js';

/** A score as the wire has it. */
export type WireScore = readonly [number, number];

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

function turned([first, second]: OwnScore): OwnScore {
  return [second, first];
}

function isSide(value: unknown): value is Side {
  return value === 'a' || value === 'b';
}
