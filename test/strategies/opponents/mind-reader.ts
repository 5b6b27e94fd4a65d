import type { MoveLike } from '../../../src/games/index.js';
import type { PastMatch, Round, Strategy, Turn } from '../../../src/strategy/contract.js';
import adaptive from '../../../strategies/adaptive.js';

type Learned = 'rps' | 'crash' | 'mines';
type Bare = string | number;

/** What an opponent of the learner shows it while it plays the equilibrium, and what beats each of its moves. */
interface Trap {
  bait(turn: Turn): Bare;
  counter(move: Bare): Bare;
}

const BEATEN_BY: Readonly<Record<string, string>> = { rock: 'paper', paper: 'scissors', scissors: 'rock' };

const traps: Readonly<Record<Learned, Trap>> = {
  rps: {
    bait: (turn) => (turn.random() < 0.5 ? 'rock' : turn.random() < 0.6 ? 'paper' : 'scissors'),
    counter: (move) => BEATEN_BY[move] ?? 'rock',
  },
  crash: {
    bait: () => 2,
    counter: (move) => (Number(move) < 2 ? Math.round(Number(move) * 100 + 1) / 100 : 1.3),
  },
  mines: {
    bait: (turn) => (turn.random() < 0.5 ? 3 : 5),
    counter: (move) => (Number(move) < 4 ? Number(move) + 1 : 1),
  },
};

/**
 * The worst that a learner can meet: it has the learner's own file, shows it a habit, and plays what beats the response as
 * soon as there is one.
 */
export function mindReader(game: Learned): Strategy {
  const { bait, counter } = traps[game];
  return {
    name: 'mind reader',
    move(turn) {
      turn.memory.learner ??= {};
      const seat = seenByTheOther(turn);
      // A mix gives different moves to different numbers, a response the same one.
      const [first, ...others] = [0.05, 0.35, 0.65, 0.95].map((u) =>
        adaptive.move({ ...seat, random: () => u } as Parameters<typeof adaptive.move>[0]),
      );
      const responds = first !== undefined && others.every((move) => move === first);
      return (responds ? counter(first as Bare) : bait(turn)) as MoveLike<Learned>;
    },
  };
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
