import {
  type Game,
  lateWinner,
  type NoState,
  type RoundResult,
  STATELESS,
  scored,
  wordMove,
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

/** All that a round can come to. */
const A_WINS = scored('a', null, null);
const B_WINS = scored('b', null, null);
const TIE = scored(null, null, null);

/** No draws. */
export const rps: Game<RpsMove, RpsState, RpsResult, null, null, null> = {
  id: 'rps',
  name: 'Rock Paper Scissors',
  rules: 'Rock beats scissors, scissors beats paper, paper beats rock. Equal choices tie the round.',
  moves: '{ choice: "rock" | "paper" | "scissors" }',
  format: { kind: 'first_to', bestOf: 3 },
  turnTimeoutMs: 15_000,
  ...STATELESS,
  ...wordMove('choice', ['rock', 'paper', 'scissors']),

  resolve(_deal, _carry, a, b) {
    const winner = a && b ? duel(a.move.choice, b.move.choice) : lateWinner(a, b);
    return winner === null ? TIE : winner === 'a' ? A_WINS : B_WINS;
  },

  result({ winner }, _deal, mine, theirs) {
    return {
      winner,
      your_move: mine && { choice: mine.choice },
      opponent_move: theirs && { choice: theirs.choice },
      your_choice: mine?.choice ?? null,
      opponent_choice: theirs?.choice ?? null,
    };
  },
};

function duel(a: RpsChoice, b: RpsChoice): 'a' | 'b' | null {
  if (a === b) return null;
  return b === beatenBy(a) ? 'a' : 'b';
}

/** Comparisons, as a table looked up by name takes several times as long. */
function beatenBy(choice: RpsChoice): RpsChoice {
  return choice === 'rock' ? 'scissors' : choice === 'paper' ? 'rock' : 'paper';
}
