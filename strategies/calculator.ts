import type { Strategy } from 'botpit';

/**
 * Reads the expression and answers it at once; of two right answers the faster one wins. The arena asks for numbers with
 * `+`, `-` and `*` only, but signs and brackets cost two lines, so a richer arena is no surprise. On anything else it
 * throws, and botpit plays its own fallback.
 */
export default {
  name: 'calculator',
  games: ['math_duel'],
  move: (turn) => calculate(turn.state.expression),
} satisfies Strategy<'math_duel'>;

/** One function for each level of precedence, the loosest first; each calls the next one for its operands. */
function calculate(expression: string): number {
  const tokens = expression.match(/\d+|\S/g) ?? [];
  let at = 0;
  const accept = (token: string) => tokens[at] === token && ++at > 0;

  function sum(): number {
    let value = product();
    for (;;) {
      if (accept('+')) value += product();
      else if (accept('-')) value -= product();
      else return value;
    }
  }

  function product(): number {
    let value = operand();
    while (accept('*')) value *= operand();
    return value;
  }

  function operand(): number {
    if (accept('-')) return -operand();
    if (accept('+')) return operand();
    if (accept('(')) {
      const value = sum();
      if (!accept(')')) throw new Error(`a bracket is not closed in "${expression}"`);
      return value;
    }
    const token = tokens[at++] ?? '';
    if (!/^\d+$/.test(token)) throw new Error(`cannot read "${expression}"`);
    return Number(token);
  }

  const value = sum();
  if (at < tokens.length) throw new Error(`cannot read "${expression}"`);
  return value;
}
