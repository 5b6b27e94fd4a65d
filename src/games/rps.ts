import {
  drawInt,
  type Game,
  lateWinner,
  NO_STATE,
  type NoState,
  oneOf,
  own,
  type RoundResult,
  scored,
} from './game.js';

export type RpsChoice = 'rock' | 'paper' | 'scissors';

export interface RpsMove {
  readonly choice: RpsChoice;
}

export type RpsState = NoState;

export interface RpsResult extends RoundResult<RpsMove> {
  readonly your_choice: RpsChoice | null;
  readonly opponent_choice: RpsChoice | null;
}

const CHOICES = ['rock', 'paper', 'scissors'] as const;

const BEATS: Record<RpsChoice, RpsChoice> = { rock: 'scissors', scissors: 'paper', paper: 'rock' };

/** All that a round can come to. */
const RESOLVED = { a: scored('a', null, null), b: scored('b', null, null), none: scored(null, null, null) };

/** No draws. */
export const rps: Game<RpsMove, RpsState, RpsResult, null, null, null> = {
  id: 'rps',
  name: 'Rock Paper Scissors',
  rules: 'Rock beats scissors, scissors beats paper, paper beats rock. Equal choices tie the round.',
  moves: '{ choice: "rock" | "paper" | "scissors" }',
  format: { kind: 'first_to', bestOf: 3 },
  turnTimeoutMs: 15_000,
  moveKey: 'choice',
  start: () => null,
  deal: () => null,
  state: () => NO_STATE,

  parseMove(raw) {
    const choice = oneOf(own(raw, 'choice'), CHOICES);
    return choice && { choice };
  },
  wireMove: (move) => ({ choice: move.choice }),
  wireForms: (move) => [{ choice: move.choice }],
  fallbackMove: () => ({ choice: 'rock' }),
  randomMove: (_state, draw) => ({ choice: CHOICES[drawInt(draw, 0, 2)] as RpsChoice }),

  resolve(_deal, _carry, a, b) {
    return RESOLVED[(a && b ? duel(a.move.choice, b.move.choice) : lateWinner(a, b)) ?? 'none'];
  },

  result({ winner }, _deal, mine, theirs) {
    return {
      winner,
      your_move: mine,
      opponent_move: theirs,
      your_choice: mine?.choice ?? null,
      opponent_choice: theirs?.choice ?? null,
    };
  },
};

function duel(a: RpsChoice, b: RpsChoice): 'a' | 'b' | null {
  if (a === b) return null;
  return BEATS[a] === b ? 'a' : 'b';
}
