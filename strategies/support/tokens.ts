import type { Fraction } from './fraction.js';

/** What an expression is made of. */
export type Token = {
  /** Whether it stands apart from what is before it: `3 x -4` is a product, `3x - 4` is not. */
  readonly isApart?: boolean;
  /** Whether it is said in words, and not typed as a sign or in digits. */
  readonly isSaid?: boolean;
} & (
  | { readonly is: 'number'; readonly value: Fraction }
  | { readonly is: 'sign'; readonly sign: Sign }
  /** What stands behind its base: a raised number, or a word such as `squared`. It binds before a `^` that follows. */
  | { readonly is: 'power'; readonly exponent: Fraction }
  /** What stands before its operand. */
  | { readonly is: 'function'; readonly name: FunctionName }
  /** `shape` tells which closes which. */
  | { readonly is: 'open' | 'close'; readonly shape: string }
  /** A value that is asked for, such as the `x` of `x = 3 + 4`. */
  | { readonly is: 'unknown'; readonly name: string }
  /** What says nothing, such as `please` or a full stop; nothing may go on behind it as if it were not there. */
  | { readonly is: 'pause'; readonly text: string }
  /** What has no meaning in an expression. */
  | { readonly is: 'strange'; readonly text: string }
);

/**
 * `m` is modulo, `d` the whole part of a quotient, `p` percent where `%` may be modulo. `a ⊸ b` is b - a, as
 * `a ⊖ b` is, which says `a less than b`; `a ⊕ b` says `a more than b`. `∘` is the product of a part and what it is a part of, as in
 * `half of 4`: one operand.
 */
export type Sign =
  | '+'
  | '-'
  | '*'
  | '/'
  | '^'
  | 'm'
  | 'd'
  | '%'
  | 'p'
  | '!'
  | '='
  | '|'
  | '⊸'
  | '⊖'
  | '⊕'
  | '∘';

export type FunctionName =
  | '√'
  | '∛'
  | `root${4 | 5 | 6 | 7 | 8 | 9 | 10}`
  | 'square'
  | 'cube'
  | 'abs'
  | 'factorial';

/** Whether an operand can end with it. */
export function endsOperand(token: Token | undefined): boolean {
  return token?.is === 'number' || token?.is === 'close' || token?.is === 'power' || isSign(token, '%p!|');
}

/** Whether nothing but an operand can begin with it. */
export function beginsOperand(token: Token | undefined): boolean {
  return token?.is === 'number' || token?.is === 'open' || token?.is === 'function';
}

export function isSign(token: Token | undefined, signs: string): boolean {
  return token?.is === 'sign' && signs.includes(token.sign);
}

/** Whether a sign says percent. A `%` between two operands, as any sign is, does not: `10 % 3` and `10%3`, but `20% 50`. */
export function isPercent(sign: Token | undefined, next: Token | undefined): boolean {
  const isModulo = beginsOperand(next) && Boolean(sign?.isApart) === Boolean(next?.isApart);
  return isSign(sign, 'p') || (isSign(sign, '%') && !isModulo);
}

/** Whether an operation among them is said in words, so that it may go on behind them. Brackets end it. */
export function isOpenEnded(tokens: readonly Token[]): boolean {
  const isOpen = (token: Token) => token.is === 'function' || isSign(token, '*/md^∘');
  return tokens.at(-1)?.is !== 'close' && tokens.some((token) => token.isSaid && isOpen(token));
}

/** Words for a value that is not told. */
const NAMES = ['an', 'the', 'what', 'whats', 'it', 'that', 'this', 'answer', 'value', 'result'];

/** Whether a word stands for something: `the + 3`, but `the value of -3`. Or it counts: `Question 1`. */
export function isName([word, sign, operand]: readonly Token[]): boolean {
  if (word?.is !== 'pause') return false;
  if (word.text === 'question') return sign?.is === 'number';
  // A sign that stands at its operand alone belongs to that.
  const isOfOperand = sign?.isApart === true && !operand?.isApart;
  return NAMES.includes(word.text) && isSign(sign, '+-') && !isOfOperand;
}
