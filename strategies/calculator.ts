import { calculate } from './support/calculate.js';
import { mixed, sure } from './support/mixed.js';

/**
 * Reads the expression and answers it at once; of two right answers the faster one wins. The arena asks for numbers with
 * `+`, `-` and `*` only, but a richer arena is no surprise: signs, brackets, division and other spellings are understood.
 */
export default mixed({
  name: 'calculator',
  games: ['math_duel'],
  stochastic: false,
  reasoning:
    'Works the expression out and answers at once: the only right answer wins, and of two the faster.',
  mix: ({ state }) => sure(calculate(state.expression).answer),
});
