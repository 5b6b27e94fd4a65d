import type { Strategy, Turn } from 'botpit';

/** Writes to all that it is given. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    const loose = turn as { -readonly [K in keyof Turn<'rps'>]: Turn<'rps'>[K] };
    (loose.score as { mine: number }).mine = 99;
    Object.assign(loose.state, { spoilt: true });
    for (const round of loose.rounds) Object.assign(round, { round: -1 });
    loose.round = 99;
    return 'paper';
  },
} satisfies Strategy<'rps'>;
