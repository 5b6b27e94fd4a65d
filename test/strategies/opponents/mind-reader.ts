import { gameOf, type MoveLike } from '../../../src/games/index.js';
import type { PastMatch, Round, Strategy, Turn } from '../../../src/strategy/contract.js';
import { type Board, mirrored } from '../../../strategies/adaptive/board.js';
import { firstToBoards } from '../../../strategies/adaptive/first-to-boards.js';
import { hiLoBoard } from '../../../strategies/adaptive/hi-lo-board.js';
import adaptive from '../../../strategies/adaptive.js';

type Learned = 'rps' | 'crash' | 'mines' | 'hi_lo' | 'reaction_ring';
type Bare = string | number;

type Bait = (turn: Turn) => Bare;

const MIXED: Bait = (turn) => (turn.random() < 0.5 ? 'rock' : turn.random() < 0.6 ? 'paper' : 'scissors');
const CIRCLE = ['rock', 'paper', 'scissors'] as const;

/** What it shows while the learner plays the equilibrium. */
export const baits: Readonly<Record<Learned, Readonly<Record<string, Bait>>>> = {
  rps: {
    'a mix': MIXED,
    'one move': () => 'rock',
    'a circle': (turn) => CIRCLE[turn.round % 3] ?? 'rock',
    'a copy': (turn) => (turn as Turn<'rps'>).rounds.at(-1)?.result.opponent_choice ?? 'paper',
    nothing: (turn) => CIRCLE[Math.floor(3 * turn.random())] ?? 'rock',
  },
  crash: { 'one cashout': () => 2 },
  mines: { 'a mix': (turn) => (turn.random() < 0.5 ? 3 : 5) },
  hi_lo: {
    'calls against the odds when behind': (turn) => {
      const isLow = (turn as Turn<'hi_lo'>).state.dealer_card <= 7;
      return isLow === turn.score.mine >= turn.score.theirs ? 'higher' : 'lower';
    },
  },
  reaction_ring: { 'one guess': () => 300 },
};

/** So many numbers are tried to see how the learner would move: from 0 to 1, in between. */
const TRIES = 15;
/** A move that is so much likelier than the equilibrium makes it is worth an answer. */
const LIKELIER = 0.12;

/**
 * The worst that a learner can meet: it has the learner's own file, shows it a habit, and plays the best answer to what the
 * learner would play as soon as that is not the equilibrium.
 */
export function mindReader(game: Learned, bait: Bait = Object.values(baits[game])[0] as Bait): Strategy {
  const board = game === 'hi_lo' ? hiLoBoard : firstToBoards[game];
  return {
    name: 'mind reader',
    move(turn) {
      turn.memory.learner ??= {};
      const seat = seenByTheOther(turn);
      const at = board.standing(turn);
      const odds = new Float64Array(board.size);
      for (let i = 0; i < TRIES; i++) {
        const u = (i + 0.5) / TRIES;
        const move = adaptive.move({ ...seat, random: () => u } as Parameters<
          typeof adaptive.move
        >[0]) as Bare;
        const index = board.indexOf({ [gameOf(game).moveKey]: move }, at);
        odds[index] = (odds[index] ?? 0) + 1 / TRIES;
      }
      const usual = board.equilibrium(mirrored(at));
      const isRead = odds.some((share, index) => share > (usual[index] ?? 0) + LIKELIER);
      return (isRead ? bestAnswer(board, turn, odds) : bait(turn)) as MoveLike<Learned>;
    },
  };
}

function bestAnswer(board: Board, turn: Turn, odds: Float64Array): Bare {
  const at = board.standing(turn);
  const values = new Float64Array(board.size);
  board.values(at, odds, values);
  return board.moveAt(values.indexOf(Math.max(...values)), at);
}

function seenByTheOther(turn: Turn): object {
  const history = (turn.opponent.history as readonly PastMatch[]).slice(-1);
  return {
    ...turn,
    memory: turn.memory.learner,
    side: turn.side === 'a' ? 'b' : 'a',
    score: swapped(turn.score),
    rounds: turn.rounds.map(turned),
    opponent: {
      id: 'me',
      name: 'Me',
      history: history.map((match) => ({ ...match, rounds: match.rounds.map(turned) })),
    },
  };
}

function turned(round: Round): object {
  const { your_move, opponent_move } = round.result;
  return {
    ...round,
    score: swapped(round.score),
    outcome: round.outcome === 'win' ? 'loss' : round.outcome === 'loss' ? 'win' : 'tie',
    result: { ...round.result, your_move: opponent_move, opponent_move: your_move },
  };
}

function swapped({ mine, theirs }: { readonly mine: number; readonly theirs: number }) {
  return { mine: theirs, theirs: mine };
}
