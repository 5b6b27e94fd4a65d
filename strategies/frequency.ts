import type { Params, Strategy } from 'botpit';

const params = {
  prior: {
    type: 'number',
    default: 1,
    min: 0.01,
    max: 1000,
    about: 'How often each choice counts as seen beforehand: the higher, the longer it plays at random.',
  },
} as const satisfies Params;

/**
 * Counts what this opponent has chosen so far, in this match and in earlier ones, and plays what beats a choice drawn at
 * random from those counts. Every count starts at `prior`, so it begins like `random` and leans towards the evidence as that
 * grows. A fixed preference loses to it; a uniform opponent cannot be hurt by anything.
 */
export default {
  name: 'frequency',
  games: ['rps'],
  stochastic: true,
  memoryDepth: Number.POSITIVE_INFINITY,
  reasoning:
    'Beats a choice drawn from all that this opponent has chosen so far, so that a fixed preference loses to it.',
  params,
  move(turn) {
    const { prior } = turn.params;
    const counts = { rock: prior, paper: prior, scissors: prior };
    const past = turn.opponent.history.flatMap((match) => match.rounds);
    for (const { result } of [...past, ...turn.rounds]) {
      if (result.opponent_choice) counts[result.opponent_choice]++;
    }

    let point = turn.random() * (counts.rock + counts.paper + counts.scissors);
    point -= counts.rock;
    if (point < 0) return 'paper';
    point -= counts.paper;
    return point < 0 ? 'scissors' : 'rock';
  },
} satisfies Strategy<'rps', typeof params>;
