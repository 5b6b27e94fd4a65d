import type { Strategy } from 'botpit';

const BEATS = { rock: 'paper', paper: 'scissors', scissors: 'rock' } as const;
const CHOICES = ['rock', 'paper', 'scissors'] as const;

type Counts = Record<(typeof CHOICES)[number], number>;

/** Counts what the opponent plays, through all matches of a series, and beats what is most frequent; at times by lot. */
export default {
  name: 'learner',
  games: ['rps'],
  init({ memory }) {
    memory.seen = { rock: 0, paper: 0, scissors: 0 } satisfies Counts;
  },
  move({ memory, random, rounds }) {
    const seen = memory.seen as Counts;
    const last = rounds.at(-1)?.result.opponent_move?.choice;
    if (last !== undefined) seen[last]++;
    if (random() < 0.2) return CHOICES[Math.floor(3 * random())] ?? 'rock';
    return BEATS[CHOICES.reduce((most, one) => (seen[one] > seen[most] ? one : most))];
  },
} satisfies Strategy<'rps'>;
