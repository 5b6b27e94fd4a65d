import type { Strategy } from 'botpit';
import { chains, Levels, matchers } from '../rps/contest.js';
import {
  ahead,
  beats,
  chain,
  cycle,
  deBruijn,
  expecting,
  fixed,
  frequent,
  generator,
  inMatch,
  lagging,
  learning,
  type Mover,
  matching,
  repeating,
  weighing,
} from '../rps/makers.js';
import { any, drawn, largest, mod3, noisy, player } from '../rps/moves.js';
import { greedily, Markov, QLearner, Regression, softly } from '../rps/readers.js';

type Kind = Readonly<Record<string, () => Strategy>>;

export const opponents: Readonly<Record<string, Kind>> = {
  'history matchers': {
    'both, 20 long': matching('both'),
    'your moves, 12 long': matching('your', { longest: 12 }),
    'own moves, 8 long': matching('own', { longest: 8 }),
    'both, the last 300 rounds': matching('both', { window: 300 }),
    'both, the oldest': matching('both', { oldest: true, longest: 6 }),
    'your moves, the first of 4': matching('your', { oldest: true, longest: 4, window: 100000 }),
    'your moves, the last 100 rounds': matching('your', { window: 100, longest: 5 }),
    'your moves, 8 long, all rounds': matching('your', { longest: 8, window: 100000 }),
    'own moves, 5 long, all rounds': matching('own', { longest: 5, window: 100000 }),
    'results, 8 long': matching('results', { longest: 8 }),
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
