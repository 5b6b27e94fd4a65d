import { any, drawn, type Look, largest, noisy, player, seeded } from './moves.js';
import { ContextTree, longestMatch, Markov, type Stream } from './readers.js';

/*
 * What the opponents of rps are made of.
 */

export type Mover = (look: Look) => number;

export const beats = (move: number) => move + 1;

export const matching = (
  stream: Stream,
  options: { longest?: number; window?: number; oldest?: boolean } = {},
) =>
  player(() => (look) => {
    const end = longestMatch(look, stream, options);
    return end < 0 ? any(look) : beats(look.your[end + 1] as number);
  });

/** Expects what mostly followed the last moves, and plays `steps` beyond it. */
export const expecting = (order: number, stream: Stream, { keep = 1, steps = 1, noise = 0 } = {}) =>
  player(() => {
    const markov = new Markov(order, stream, keep);
    return noisy(noise, (look) => markov.next(look) + steps);
  });

/** Its next move hangs on its own last moves by a table that is as random as its seed; with `noise` it plays any move. */
export const chain = (
  order: number,
  seed: number,
  noise: number,
  stream: 'own' | 'your' | 'both' = 'own',
) => {
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

export const repeating = (sequence: readonly number[], at: Mover = ({ now }) => now) =>
  player(() => (look) => sequence[at(look) % sequence.length] as number);

export const inMatch = ({ now, start }: Look) => now - start;

/** Each run of `order` moves once, by the prefer-largest rule. */
export function deBruijn(order: number, relabel: readonly number[]): readonly number[] {
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

export const cycle = (length: number, seed: number) => {
  const random = seeded(seed);
  return Array.from({ length }, () => Math.floor(random() * 3));
};

export const lagging = (whose: 'own' | 'your', lag: number, steps: number, noise: number) =>
  player(() => noisy(noise, (look) => (look[whose][look.now - lag] ?? any(look)) + steps));

/** A generator that comes round soon: the state goes on from round to round. */
export const generator = (
  state: number,
  next: (state: number) => number,
  output: (state: number) => number,
) =>
  player(() => {
    let now = state;
    return () => {
      now = next(now);
      return output(now);
    };
  });

export const fixed = (rock: number, paper: number) => (look: Look) =>
  drawn([rock, paper, 1 - rock - paper], look.random());

export const frequent = (moves: readonly number[], keep: number) => {
  const counts = [0, 0, 0];
  let weight = 1;
  for (let i = moves.length - 1; i >= 0 && weight > 1e-3; i--, weight *= keep) {
    counts[moves[i] as number] = (counts[moves[i] as number] as number) + weight;
  }
  return largest(counts);
};

/** One that learns, new in each session. */
export const learning = (make: () => { next(look: Look): number }) =>
  player(() => {
    const learner = make();
    return (look) => learner.next(look);
  });

export function weighing(depth: number, stream: Stream) {
  const tree = new ContextTree(depth, stream);
  return { next: (look: Look) => beats(largest(tree.next(look))) };
}

export const ahead = ({ turn }: Look) => Math.sign(turn.score.mine - turn.score.theirs);

/** By the kinds of the table in docs/strength.md. */
