import type { Strategy } from 'botpit';
import { chains, Levels, matchers } from '../rps/contest.js';
import { any, drawn, type Look, largest, mod3, noisy, player, seeded } from '../rps/moves.js';
import {
  ContextTree,
  greedily,
  longestMatch,
  Markov,
  QLearner,
  Regression,
  type Stream,
  softly,
} from '../rps/readers.js';

type Kind = Readonly<Record<string, () => Strategy>>;
type Mover = (look: Look) => number;

const beats = (move: number) => move + 1;

const matching = (stream: Stream, options: { longest?: number; window?: number; oldest?: boolean } = {}) =>
  player(() => (look) => {
    const end = longestMatch(look, stream, options);
    return end < 0 ? any(look) : beats(look.your[end + 1] as number);
  });

/** Expects what mostly followed the last moves, and plays `steps` beyond it. */
const expecting = (order: number, stream: Stream, { keep = 1, steps = 1, noise = 0 } = {}) =>
  player(() => {
    const markov = new Markov(order, stream, keep);
    return noisy(noise, (look) => markov.next(look) + steps);
  });

/** Its next move hangs on its own last moves by a table that is as random as its seed; with `noise` it plays any move. */
const chain = (order: number, seed: number, noise: number, stream: 'own' | 'your' | 'both' = 'own') => {
  const random = seeded(seed);
  const table = Array.from({ length: 9 ** order }, () => Math.floor(random() * 3));
  return player(() =>
    noisy(noise, ({ own, your, now }) => {
      let key = 0;
      for (let i = 1; i <= order; i++) {
        const [mine = 0, theirs = 0] = [own[now - i], your[now - i]];
        key = 9 * key + (stream === 'own' ? mine : stream === 'your' ? theirs : 3 * mine + theirs);
      }
      return table[key] as number;
    }),
  );
};

const repeating = (sequence: readonly number[], at: Mover = ({ now }) => now) =>
  player(() => (look) => sequence[at(look) % sequence.length] as number);

const inMatch = ({ now, start }: Look) => now - start;

/** Each run of `order` moves once, by the prefer-largest rule. */
function deBruijn(order: number, relabel: readonly number[]): readonly number[] {
  const sequence = Array.from({ length: order }, () => 0);
  const seen = new Set([sequence.join('')]);
  for (;;) {
    const tail = sequence.slice(-order + 1).join('');
    const next = [2, 1, 0].find((move) => !seen.has(tail + move));
    if (next === undefined) break;
    sequence.push(next);
    seen.add(tail + next);
  }
  return sequence.slice(order - 1).map((move) => relabel[move] as number);
}

const cycle = (length: number, seed: number) => {
  const random = seeded(seed);
  return Array.from({ length }, () => Math.floor(random() * 3));
};

const lagging = (whose: 'own' | 'your', lag: number, steps: number, noise: number) =>
  player(() => noisy(noise, (look) => (look[whose][look.now - lag] ?? any(look)) + steps));

/** A generator that comes round soon: the state goes on from round to round. */
const generator = (state: number, next: (state: number) => number, output: (state: number) => number) =>
  player(() => {
    let now = state;
    return () => {
      now = next(now);
      return output(now);
    };
  });

const fixed = (rock: number, paper: number) => (look: Look) =>
  drawn([rock, paper, 1 - rock - paper], look.random());

const frequent = (moves: readonly number[], keep: number) => {
  const counts = [0, 0, 0];
  let weight = 1;
  for (let i = moves.length - 1; i >= 0 && weight > 1e-3; i--, weight *= keep) {
    counts[moves[i] as number] = (counts[moves[i] as number] as number) + weight;
  }
  return largest(counts);
};

/** One that learns, new in each session. */
const learning = (make: () => { next(look: Look): number }) =>
  player(() => {
    const learner = make();
    return (look) => learner.next(look);
  });

function weighing(depth: number, stream: Stream) {
  const tree = new ContextTree(depth, stream);
  return { next: (look: Look) => beats(largest(tree.next(look))) };
}

const ahead = ({ turn }: Look) => Math.sign(turn.score.mine - turn.score.theirs);

/** By the kinds of the table in docs/strength.md. */
export const opponents: Readonly<Record<string, Kind>> = {
  'history matchers': {
    'both, 20 long': matching('both'),
    'your moves, 12 long': matching('your', { longest: 12 }),
    'own moves, 8 long': matching('own', { longest: 8 }),
    'both, the last 300 rounds': matching('both', { window: 300 }),
    'both, the oldest': matching('both', { oldest: true, longest: 6 }),
    'your moves, the first of 4': matching('your', { oldest: true, longest: 4, window: 100000 }),
    'your moves, the last 100 rounds': matching('your', { window: 100, longest: 5 }),
  },
  'Markov of order 1 to 3': {
    'expects, order 1, yours': expecting(1, 'your'),
    'expects, order 2, yours': expecting(2, 'your'),
    'expects, order 3, yours': expecting(3, 'your'),
    'expects, order 1, both': expecting(1, 'both'),
    'expects, order 2, both, fading': expecting(2, 'both', { keep: 0.9 }),
    'expects, order 1, own, fading': expecting(1, 'own', { keep: 0.8 }),
    'chain, order 1': chain(1, 1, 0.15),
    'chain, order 2': chain(2, 2, 0.15),
    'chain, order 3': chain(3, 3, 0.15),
    'chain, order 1, both': chain(1, 4, 0.15, 'both'),
    'chain, order 3, yours': chain(3, 5, 0.1, 'your'),
    'chain, order 2, both': chain(2, 6, 0.1, 'both'),
  },
  'de Bruijn 3 to 5': {
    'order 3': repeating(deBruijn(3, [0, 1, 2])),
    'order 4': repeating(deBruijn(4, [0, 1, 2])),
    'order 5': repeating(deBruijn(5, [0, 1, 2])),
    'order 3, relabelled': repeating(deBruijn(3, [2, 0, 1])),
    'order 4, backwards': repeating(deBruijn(4, [1, 0, 2]).toReversed()),
    'order 5, backwards': repeating(deBruijn(5, [0, 2, 1]).toReversed()),
  },
  'cycles to 13': {
    'of 4': repeating([0, 0, 1, 2]),
    'of 6': repeating(cycle(6, 11)),
    'of 7': repeating(cycle(7, 12)),
    'of 10': repeating(cycle(10, 13)),
    'of 13': repeating(cycle(13, 14)),
    'of 13, other': repeating(cycle(13, 15)),
    'of 5, from the start of each match': repeating(cycle(5, 16), inMatch),
    'of 11, by the match': repeating(cycle(11, 17), ({ matches }) => matches),
  },
  'lags to 3 with noise': {
    'own last': lagging('own', 1, 1, 0.2),
    'own second last': lagging('own', 2, 2, 0.2),
    'own third last': lagging('own', 3, 1, 0.2),
    'your last': lagging('your', 1, 0, 0.2),
    'your second last': lagging('your', 2, 1, 0.2),
    'your third last': lagging('your', 3, 2, 0.2),
    'own third last, noisier': lagging('own', 3, 0, 0.3),
  },
  'short-period generators': {
    'linear, modulo 64': generator(
      7,
      (x) => (5 * x + 3) % 64,
      (x) => x % 3,
    ),
    'linear, modulo 101': generator(
      7,
      (x) => (17 * x + 29) % 101,
      (x) => x % 3,
    ),
    'linear, modulo 256, high bits': generator(
      1,
      (x) => (141 * x + 3) % 256,
      (x) => Math.floor((3 * x) / 256),
    ),
    'shift register of 8 bits': generator(
      1,
      (x) => ((x << 1) & 255) | (((x >> 7) ^ (x >> 5) ^ (x >> 4) ^ (x >> 3)) & 1),
      (x) => x % 3,
    ),
    'Fibonacci modulo 3': generator(
      3,
      (x) => (x % 3) * 3 + ((Math.floor(x / 3) + (x % 3)) % 3),
      (x) => x % 3,
    ),
    'squares modulo 97': generator(
      5,
      (x) => (x * x + 3) % 97,
      (x) => x % 3,
    ),
  },
  'Markov of order 4': {
    'expects, yours': expecting(4, 'your'),
    'expects, both': expecting(4, 'both'),
    'chain, own': chain(4, 21, 0.2),
    'chain, yours': chain(4, 22, 0.2, 'your'),
  },
  'level-2 reasoners': {
    'on frequencies': player(
      () =>
        ({ own }) =>
          frequent(own, 0.99) + 2,
    ),
    'on recent frequencies': player(
      () =>
        ({ own }) =>
          frequent(own, 0.8) + 2,
    ),
    'on its own order 2': player(() => {
      const markov = new Markov(2, 'own');
      return (look) => largest(markov.counts(look, 'own') ?? [look.random(), 0.5, 0.5]) + 2;
    }),
    'expects level 1, order 1': expecting(1, 'your', { steps: 0 }),
    'expects level 1, order 2, both': expecting(2, 'both', { steps: 0, noise: 0.1 }),
  },
  'softmax over lags': {
    'of 3': player(() => {
      const learner = new Regression(3, 0.1);
      return (look) => beats(largest(learner.next(look)));
    }),
    'of 2, drawn': player(() => {
      const learner = new Regression(2, 0.15);
      return (look) =>
        beats(
          drawn(
            learner.next(look).map((p) => p ** 3),
            look.random(),
          ),
        );
    }),
    'of 5': player(() => {
      const learner = new Regression(5, 0.05);
      return (look) => beats(largest(learner.next(look)));
    }),
  },
  'Q-learners': {
    'of 1, greedy': learning(() => new QLearner(1, 0.1, 0, greedily(0.1))),
    'of 2, greedy': learning(() => new QLearner(2, 0.2, 0.5, greedily(0.05))),
    'of 1, soft': learning(() => new QLearner(1, 0.1, 0, softly(0.2))),
    'of 0, soft': learning(() => new QLearner(0, 0.1, 0, softly(0.1))),
  },
  'context trees': {
    'yours, to 4': learning(() => weighing(4, 'your')),
    'both, to 3': learning(() => weighing(3, 'both')),
    'yours, to 6': learning(() => weighing(6, 'your')),
  },
  'programs of the RoShamBo contests': {
    'history matching, six levels': learning(
      () => new Levels(matchers([1000, 100, 20], 20), { keep: 0.98, penalty: 1 }),
    ),
    'six levels, forgetful': learning(
      () => new Levels(matchers([500, 50], 15), { keep: 0.9, penalty: 2 }, 0),
    ),
    'six levels, drops who fails': learning(
      () => new Levels(matchers([1000], 20), { keep: 1, penalty: 1, drops: true }),
    ),
    'chains, six levels': learning(
      () => new Levels(chains([1, 2, 3, 4, 5], 0.93), { keep: 0.94, penalty: 1 }),
    ),
    'chains and matchers': learning(
      () =>
        new Levels(
          [...chains([1, 2, 3], 0.9), ...matchers([300, 30], 10)],
          { keep: 0.95, penalty: 1.5 },
          0.5,
        ),
    ),
  },
  'mixes by round or score': {
    'by the round': player(() => (look) => fixed(look.now - look.start === 0 ? 0.6 : 0.2, 0.2)(look)),
    'by the score': player(() => (look) => fixed([0.2, 0.33, 0.6][ahead(look) + 1] ?? 0.33, 0.3)(look)),
    'by both': player(
      () => (look) =>
        fixed([0.5, 0.25, 0.25][(look.now - look.start + ahead(look) + 1) % 3] ?? 0.3, 0.25)(look),
    ),
  },
  leaks: {
    'a tenth rock': player(() => noisy(0.9, () => 0)),
    'a quarter copies': player(() => noisy(0.75, ({ your, now }) => your[now - 1] ?? 0)),
    'stays when it won': player(
      () => (look) =>
        look.now > 0 &&
        mod3((look.own[look.now - 1] ?? 0) - (look.your[look.now - 1] ?? 0)) === 1 &&
        look.random() < 0.6
          ? (look.own[look.now - 1] ?? 0)
          : any(look),
    ),
    '(.5, .3, .2)': player(() => fixed(0.5, 0.3)),
  },
  drift: {
    walks: player(() => {
      const mix = [1, 1, 1];
      return (look) => {
        const at = any(look);
        mix[at] = Math.min(4, Math.max(0.2, (mix[at] as number) * (look.random() < 0.5 ? 0.93 : 1.075)));
        return drawn(mix, look.random());
      };
    }),
    'turns every 200 rounds': player(() => (look) => fixed(0.6, 0.2)(look) + Math.floor(look.now / 200)),
    'habits change': player(() => (look) => {
      const at = look.now - 1;
      const habits: readonly Mover[] = [
        ({ own }) => own[at] ?? 0,
        ({ your }) => beats(your[at] ?? 0),
        ({ own }) => (own[at] ?? 0) + 1,
      ];
      return noisy(0.3, habits[Math.floor(look.now / 400) % 3] as Mover)(look);
    }),
  },
  'nothing to read': { uniform: player(() => any) },
};
