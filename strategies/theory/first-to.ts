import { weighted } from '../support/mixed.js';
import { solveMatrixGame } from './matrix-game.js';
import type { Mix } from './weighted.js';

/**
 * The games that go to the first side with more than half of `bestOf` rounds. A tied round is replayed, until `3 * bestOf`
 * rounds have been played: then the higher score has won. That cap is why a tie is worth more to the side that leads.
 *
 *     const at = standingOf(turn, theory.bestOf)
 *     theory.value(at)         // match score in [0, 1] that both sides' best play gives the side to move
 *     theory.mix(at)           // how that side plays
 *     theory.stakes(at)        // what winning, tying and losing the round at hand would be worth
 *     theory.chances(m, o)     // how likely move m wins and loses a round against o
 */
export interface FirstTo<Move> {
  readonly bestOf: number;
  /** Every legal move. */
  readonly moves: readonly Move[];
  chances(mine: Move, theirs: Move): Chances;
  /** Takes standings of matches that have ended too. */
  value(at: Standing): number;
  stakes(at: Standing): Stakes;
  /** Equilibrium: no other play gains against it. The same array for the same standing. */
  mix(at: Standing): Mix<Move>;
}

/** Where a side stands before a round. */
export interface Standing {
  /** Rounds that it has won. */
  readonly mine: number;
  readonly theirs: number;
  /** The round at hand included; 0 after the last one. */
  readonly roundsLeft: number;
}

/** What is left to 1 is the probability of a tie. */
export interface Chances {
  readonly win: number;
  readonly loss: number;
}

/** Match scores. */
export interface Stakes {
  readonly win: number;
  readonly tie: number;
  readonly loss: number;
}

/** The standing of a turn or a situation. Past the cap, where an arena should not go, every round counts as the last. */
export function standingOf(
  at: { readonly round: number; readonly score: { readonly mine: number; readonly theirs: number } },
  bestOf: number,
): Standing {
  return { mine: at.score.mine, theirs: at.score.theirs, roundsLeft: Math.max(1, 3 * bestOf - at.round + 1) };
}

/** The value of a standing in which the match has ended; `null` where it has not. */
export function endValue({ mine, theirs, roundsLeft }: Standing, bestOf: number): number | null {
  if (Math.max(mine, theirs) <= bestOf / 2 && roundsLeft > 0) return null;
  return mine > theirs ? 1 : mine < theirs ? 0 : 0.5;
}

export function stakesOf(value: (at: Standing) => number, { mine, theirs, roundsLeft }: Standing): Stakes {
  const after = roundsLeft - 1;
  return {
    win: value({ mine: mine + 1, theirs, roundsLeft: after }),
    tie: value({ mine, theirs, roundsLeft: after }),
    loss: value({ mine, theirs: theirs + 1, roundsLeft: after }),
  };
}

/** A game whose uniform mix wins and loses equally often against every move, and so is optimal in every standing. */
export function uniformTheory<Move>(
  bestOf: number,
  mix: Mix<Move>,
  chances: (mine: Move, theirs: Move) => Chances,
): FirstTo<Move> {
  const moves = mix.map(({ move }) => move);
  const [any] = moves;
  if (any === undefined) throw new RangeError('a game without moves');
  let win = 0;
  for (const { move, probability } of mix) win += probability * chances(move, any).win;

  const known = new Map<number, number>();
  const value = (at: Standing): number => {
    const ended = endValue(at, bestOf);
    if (ended !== null) return ended;
    const key = (at.roundsLeft * bestOf + at.mine) * bestOf + at.theirs;
    let score = known.get(key);
    if (score === undefined) {
      const stakes = stakesOf(value, at);
      score = win * (stakes.win + stakes.loss) + (1 - 2 * win) * stakes.tie;
      known.set(key, score);
    }
    return score;
  };
  return { bestOf, moves, chances, value, stakes: (at) => stakesOf(value, at), mix: () => mix };
}

/** What the side to move and the other side do best with these stakes, and what that is worth to the side to move. */
export interface RoundSolution<Move> {
  readonly value: number;
  readonly mine: Mix<Move>;
  readonly theirs: Mix<Move>;
}

/** Solves the round at hand for what the match is worth after it, over `candidates`, outside of which nobody plays. */
export function solveRound<Move>(
  candidates: readonly Move[],
  chances: (mine: Move, theirs: Move) => Chances,
  stakes: Stakes,
): RoundSolution<Move> {
  const size = candidates.length;
  const payoffs = new Float64Array(size * size);
  let at = 0;
  for (const mine of candidates) {
    for (const theirs of candidates) {
      const { win, loss } = chances(mine, theirs);
      payoffs[at++] = win * stakes.win + loss * stakes.loss + (1 - win - loss) * stakes.tie;
    }
  }
  const { value, rowMix, columnMix } = solveMatrixGame(payoffs, size, size);
  return { value, mine: weighted(candidates, [...rowMix]), theirs: weighted(candidates, [...columnMix]) };
}

/**
 * The theory of a best-of-3 game: at an even score both sides play alike and the value is a half, so that all there is to
 * know is a solution for the leader at 1-0 for each number of rounds left. Solved when first asked for.
 * @param solve the round of the side that leads, or of an even score
 */
export function bestOfThree<Move>(
  moves: readonly Move[],
  chances: (mine: Move, theirs: Move) => Chances,
  solve: (stakes: Stakes, roundsLeft: number) => RoundSolution<Move>,
): FirstTo<Move> {
  const bestOf = 3;
  let level: RoundSolution<Move> | undefined;
  const leading: RoundSolution<Move>[] = [];

  const lead = (roundsLeft: number): RoundSolution<Move> => {
    for (let left = leading.length + 1; left <= roundsLeft; left++) {
      const tie = leading[left - 2]?.value ?? 1;
      leading.push(solve({ win: 1, tie, loss: 0.5 }, left));
    }
    return leading[roundsLeft - 1] as RoundSolution<Move>;
  };
  const value = (at: Standing): number => {
    const ended = endValue(at, bestOf);
    if (ended !== null) return ended;
    if (at.mine === at.theirs) return 0.5;
    const { value } = lead(at.roundsLeft);
    return at.mine > at.theirs ? value : 1 - value;
  };
  return {
    bestOf,
    moves,
    chances,
    value,
    stakes: (at) => stakesOf(value, at),
    mix(at) {
      if (at.mine === at.theirs) {
        // What winning is worth differs between 0-0 and 1-1, but it is as far from a half as losing is: the same game.
        level ??= solve({ win: 1, tie: 0.5, loss: 0 }, Infinity);
        return level.mine;
      }
      const solution = lead(at.roundsLeft);
      return at.mine > at.theirs ? solution.mine : solution.theirs;
    },
  };
}
