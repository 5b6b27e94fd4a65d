import type { MoveLike } from '../../../src/games/index.js';
import type { PastMatch, Round, Strategy, Turn } from '../../../src/strategy/contract.js';
import adaptive from '../../../strategies/adaptive.js';

type Learned = 'rps' | 'crash' | 'mines';
type Bare = string | number;

type Bait = (turn: Turn) => Bare;

const BEATEN_BY: Readonly<Record<string, string>> = { rock: 'paper', paper: 'scissors', scissors: 'rock' };

const MIXED: Bait = (turn) => (turn.random() < 0.5 ? 'rock' : turn.random() < 0.6 ? 'paper' : 'scissors');
const CIRCLE = ['rock', 'paper', 'scissors'] as const;

const counters: Readonly<Record<Learned, (move: Bare) => Bare>> = {
  rps: (move) => BEATEN_BY[move] ?? 'rock',
  crash: (move) => (Number(move) < 2 ? Math.round(Number(move) * 100 + 1) / 100 : 1.3),
  mines: (move) => (Number(move) < 4 ? Number(move) + 1 : 1),
};

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
};

/** So many numbers are tried to see how the learner would move: from 0 to 1, in between. */
const TRIES = 15;

/**
 * The worst that a learner can meet: it has the learner's own file, shows it a habit, and plays what beats the move that is
 * likeliest as soon as one is likelier than the equilibrium makes it.
 */
export function mindReader(game: Learned, bait: Bait = Object.values(baits[game])[0] as Bait): Strategy {
  return {
    name: 'mind reader',
    move(turn) {
      turn.memory.learner ??= {};
      const seat = seenByTheOther(turn);
      const seen = new Map<Bare, number>();
      for (let i = 0; i < TRIES; i++) {
        const u = (i + 0.5) / TRIES;
        const move = adaptive.move({ ...seat, random: () => u } as Parameters<
          typeof adaptive.move
        >[0]) as Bare;
        seen.set(move, (seen.get(move) ?? 0) + 1);
      }
      const [likeliest, times] = [...seen].reduce((a, b) => (b[1] > a[1] ? b : a));
      return (times > 0.45 * TRIES ? counters[game](likeliest) : bait(turn)) as MoveLike<Learned>;
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
