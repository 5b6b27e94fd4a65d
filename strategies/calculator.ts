import { calculate } from './support/calculate.js';
import { mixed, sure } from './support/mixed.js';

const plan = mixed({
  name: 'calculator',
  games: ['math_duel'],
  stochastic: false,
  reasoning:
    'Works the expression out and answers at once: the only right answer wins, and of two the faster.',
  mix: ({ state }) => sure(calculate(state.expression).answer),
});

/** Expressions that it said it was in doubt of. More of them would say nothing new. */
const told = new Set<string>();
const MOST_TOLD = 20;

/**
 * Reads the expression and answers it at once; of two right answers the faster one wins. The arena asks for numbers with
 * `+`, `-` and `*` only, but an arena may ask for more. An expression without one usual reading is guessed at, and a
 * warning says so.
 */
export default {
  ...plan,
  move(turn: Parameters<typeof plan.move>[0]) {
    const { expression } = turn.state;
    const { answer, doubt } = calculate(expression);
    if (doubt !== null && told.size < MOST_TOLD && !told.has(expression)) {
      told.add(expression);
      // What an arena sends may have any length, or be missing.
      const shown = JSON.stringify(String(expression).slice(0, 80));
      console.warn(`warning: ${shown} is answered with ${answer}, a guess: ${doubt}`);
    }
    return answer;
  },
};
