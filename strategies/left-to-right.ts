import { mixed, sure } from './support/mixed.js';

/** A pocket calculator: right where there is one operator, or where the product comes first. */
export default mixed({
  name: 'left-to-right',
  games: ['math_duel'],
  stochastic: false,
  reasoning: 'Works from left to right without regard to precedence, so that it is wrong after a sum.',
  mix({ state: { expression } }) {
    const [first = '0', ...rest] = expression.match(/\d+|[-+*]/g) ?? [];
    let value = Number(first);
    for (let i = 0; i + 1 < rest.length; i += 2) {
      const operand = Number(rest[i + 1]);
      value = rest[i] === '+' ? value + operand : rest[i] === '-' ? value - operand : value * operand;
    }
    return sure(Number.isSafeInteger(value) ? value : 0);
  },
});
