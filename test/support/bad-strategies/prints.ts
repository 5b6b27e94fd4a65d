import type { Strategy } from 'botpit';

/** Prints a lot. Plays paper from round 2 on. */
export default {
  games: ['rps'],
  move(turn) {
    console.log('hello from round', turn.round);
    for (let i = 0; i < 20_000; i++) process.stdout.write('spam '.repeat(20) + String.fromCharCode(10));
    console.error('and to stderr');
    return 'paper';
  },
} satisfies Strategy<'rps'>;
