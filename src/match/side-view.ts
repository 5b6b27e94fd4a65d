import type { Side } from '../games/index.js';

/*
 * A match as one of its sides sees it: the score, the rounds, the outcome.
 */

/** Rounds won (in `hi_lo`: right guesses), turned to one's own point of view. */
export interface Score {
  readonly mine: number;
  readonly theirs: number;
}

/** The same as a pair: `[mine, theirs]`. */
export type OwnScore = readonly [number, number];

export type MatchOutcome = 'win' | 'loss' | 'draw';
export type RoundOutcome = 'win' | 'loss' | 'tie';

/** A finished round of any game. */
export interface AnyRound {
  readonly round: number;
  readonly state: object | null;
  readonly result: object;
  readonly outcome: RoundOutcome;
  readonly score: Score;
}

/** A finished match of any game, with what was seen of its rounds. */
export interface AnyPastMatch {
  readonly matchId: string;
  readonly game: string;
  readonly side: Side;
  readonly outcome: MatchOutcome;
  readonly rounds: readonly AnyRound[];
}

/** @param score `[a, b]` */
export function scoreFor(side: Side, score: readonly [number, number]): Score {
  // By their places: to take an array apart takes longer, and the lab asks for each turn.
  const a = score[0];
  const b = score[1];
  return side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a };
}

/** @param winner `null` for a draw */
export function outcomeFor(side: Side, winner: Side | null): MatchOutcome {
  return winner === null ? 'draw' : winner === side ? 'win' : 'loss';
}

/**
 * A round that an arena tells: won by the side that its result names, else by whoever's score moved alone.
 * @param winner of the result: neither side's name where it names none
 */
export function roundOutcome(winner: unknown, side: Side, before: OwnScore, after: OwnScore): RoundOutcome {
  if (winner === 'a' || winner === 'b') return winner === side ? 'win' : 'loss';
  return byLead(after[0] - before[0] - (after[1] - before[1]));
}

/**
 * A match that an arena tells. `winner` is an agent id; `null` is a draw unless the score is uneven, and then the higher
 * score won.
 */
export function toldOutcome(winner: string | null, agentId: string, [mine, theirs]: OwnScore): MatchOutcome {
  if (winner !== null) return winner === agentId ? 'win' : 'loss';
  return mine === theirs ? 'draw' : mine > theirs ? 'win' : 'loss';
}

/** A round as it is recorded, as strategies see it. What an arena said is taken for what its game says. */
export function toRound({
  round,
  state,
  result,
  outcome,
  score: [mine, theirs],
}: Omit<AnyRound, 'score'> & { readonly score: OwnScore }): AnyRound {
  return { round, state, result, outcome, score: { mine, theirs } };
}

/** By how many points the side is ahead of the other. */
export function byLead(lead: number): RoundOutcome {
  return lead > 0 ? 'win' : lead < 0 ? 'loss' : 'tie';
}
