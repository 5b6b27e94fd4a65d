import type { GameId } from '../../../src/games/index.js';
import type { Strategy, Turn } from '../../../src/strategy/contract.js';

/** Somebody for a learner to meet. */
export interface Opponent<G extends GameId = GameId> {
  readonly name: string;
  /** What a learner has to score against it, as the mean over a series. */
  readonly floor: number;
  readonly strategy: Strategy<G>;
}

/** @param floor what a learner has to score; below 0.5 for those that cannot be exploited, for the luck of a series */
export function opponent<const G extends GameId>(
  name: string,
  floor: number,
  move: Strategy<G>['move'],
): Opponent<G> {
  return { name, floor, strategy: { name, move } };
}

/** The opponent's own notes, which last through the series. */
export function notes<Notes>(turn: Turn, first: () => Notes): Notes {
  turn.memory.notes ??= first();
  return turn.memory.notes as Notes;
}

/** The number of the match in the series, from 0. */
export function matchNumber(turn: Turn): number {
  const seen = turn.memory as { count?: number; latest?: string };
  if (seen.latest !== turn.matchId) {
    seen.count = (seen.count ?? -1) + 1;
    seen.latest = turn.matchId;
  }
  return seen.count ?? 0;
}

/** One of `options`, by their probabilities; the last one takes the rest. */
export function drawn<Option>(turn: Turn, ...options: readonly (readonly [Option, number])[]): Option {
  let left = turn.random();
  for (const [option, probability] of options) {
    left -= probability;
    if (left < 0) return option;
  }
  const last = options.at(-1);
  if (!last) throw new Error('nothing to draw from');
  return last[0];
}

/** A whole number from `lo` to `hi`. */
export function integer(turn: Turn, lo: number, hi: number): number {
  return lo + Math.floor(turn.random() * (hi - lo + 1));
}

/** About normally distributed, with a standard deviation of 1. */
export function bell(turn: Turn): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += turn.random();
  return sum;
}
