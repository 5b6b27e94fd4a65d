import { drawInt, type Game, higher, integerIn, lateWinner, own, type RoundResult, scored } from './game.js';

export interface ReactionRingMove {
  /** 1..1000. */
  readonly guess: number;
}

export interface ReactionRingState {
  readonly min: number;
  readonly max: number;
}

export interface ReactionRingResult extends RoundResult<ReactionRingMove> {
  readonly target: number;
}

const MIN = 1;
const MAX = 1000;

/** Draw 0 of the round: the target, 1..1000. */
export const reactionRing: Game<ReactionRingMove, ReactionRingState, ReactionRingResult, null, number, null> =
  {
    id: 'reaction_ring',
    name: 'Reaction Ring',
    rules: 'A target from 1 to 1000 is hidden. The nearer guess wins the round; equal distances tie it.',
    moves: '{ guess: 1 to 1000 }',
    format: { kind: 'first_to', bestOf: 3 },
    turnTimeoutMs: 15_000,
    moveKey: 'guess',
    start: () => null,
    deal: () => null,
    state: () => ({ min: MIN, max: MAX }),

    parseMove(raw) {
      const guess = integerIn(own(raw, 'guess'), MIN, MAX);
      return guess === null ? null : { guess };
    },
    wireMove: ({ guess }) => ({ guess }),
    wireForms: ({ guess }) => [{ guess }],
    fallbackMove: () => ({ guess: 500 }),
    randomMove: (_state, draw) => ({ guess: drawInt(draw, MIN, MAX) }),

    resolve(_deal, _carry, a, b, draw) {
      const target = drawInt(draw, MIN, MAX);
      const winner =
        a && b
          ? higher(-Math.abs(a.move.guess - target), -Math.abs(b.move.guess - target))
          : lateWinner(a, b);
      return scored(winner, target, null);
    },

    result({ winner, reveal }, _deal, mine, theirs) {
      return {
        winner,
        your_move: mine && { guess: mine.guess },
        opponent_move: theirs && { guess: theirs.guess },
        target: reveal,
      };
    },
  };
