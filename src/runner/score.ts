import { gameOf, isGameId, type Side } from '../games/index.js';
import type { MatchRecord, RoundRecord } from '../history/index.js';
import { isOver, type OwnScore } from '../match/index.js';
import type { Totals } from './runner-events.js';

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
  const wrong = result.winner !== 'a' && result.winner !== 'b' && outcome !== 'tie';
  return {
    ...record,
    score: turned(record.score),
    outcome: wrong ? (outcome === 'win' ? 'loss' : 'win') : outcome,
  };
}

function turned([first, second]: OwnScore): OwnScore {
  return [second, first];
}

/** What of a match is counted. */
type Counted = Pick<MatchRecord, 'outcome' | 'netLamports' | 'fallbacks' | 'timeouts'>;

export interface SessionTally {
  readonly totals: Totals;
  /** Matches that were given up, by id and commitment: the arena may take one up again after all. */
  readonly unsettled: ReadonlyMap<string, Counted>;
}

export const NOTHING_PLAYED: SessionTally = {
  totals: {
    matches: 0,
    wins: 0,
    losses: 0,
    draws: 0,
    netLamports: 0,
    fallbacks: 0,
    timeouts: 0,
    unknownMessages: 0,
  },
  unsettled: new Map(),
};

/** One more match is over; one that was given up before is counted anew. */
export function counted({ totals, unsettled }: SessionTally, record: MatchRecord): SessionTally {
  const key = keyOf(record);
  const before = unsettled.get(key);
  const without = before ? add(totals, before, -1) : totals;
  const all = add(without, record, 1);
  if (record.settled && !before) return { totals: all, unsettled };
  const open = new Map(unsettled);
  open.delete(key);
  const { outcome, netLamports, fallbacks, timeouts } = record;
  if (!record.settled) open.set(key, { outcome, netLamports, fallbacks, timeouts });
  return { totals: all, unsettled: open };
}

/** Puts right what was counted of a match that was given up, once its end is known after all. */
export function corrected(tally: SessionTally, record: MatchRecord): SessionTally {
  return tally.unsettled.has(keyOf(record)) ? counted(tally, record) : tally;
}

function add(totals: Totals, { outcome, netLamports, fallbacks, timeouts }: Counted, sign: 1 | -1): Totals {
  const of = (which: Counted['outcome']) => (outcome === which ? sign : 0);
  return {
    ...totals,
    matches: totals.matches + sign,
    wins: totals.wins + of('win'),
    losses: totals.losses + of('loss'),
    draws: totals.draws + of('draw'),
    netLamports: totals.netLamports + sign * netLamports,
    fallbacks: totals.fallbacks + sign * fallbacks,
    timeouts: totals.timeouts + sign * timeouts,
  };
}

function keyOf({ matchId, serverSeedHash }: MatchRecord): string {
  return `${serverSeedHash} ${matchId}`;
}
