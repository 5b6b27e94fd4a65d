import type { Fraction } from './fraction.js';

/** What an expression is made of. */
export type Token = {
  /** Whether it stands apart from what is before it: `3 x -4` is a product, `3x - 4` is not. */
  readonly isApart?: boolean;
} & (
  | { readonly is: 'number'; readonly value: Fraction }
  | { readonly is: 'sign'; readonly sign: Sign }
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
 * `²` and `³` stand for words, such as `squared`: they bind before a power that follows. `m` is modulo, `d` the whole part of a
 * quotient, `p` percent where `%` may be modulo; `a ⊸ b` is b - a.
 */
export type Sign = '+' | '-' | '*' | '/' | '^' | '²' | '³' | 'm' | 'd' | '%' | 'p' | '!' | '=' | '|' | '⊸';

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
  if (token === undefined) return false;
  return (
    token.is === 'number' || token.is === 'close' || (token.is === 'sign' && '%p!|²³'.includes(token.sign))
  );
}

/** Whether nothing but an operand can begin with it. */
export function beginsOperand(token: Token | undefined): boolean {
  return token?.is === 'number' || token?.is === 'open' || token?.is === 'function';
}

export function isSign(token: Token | undefined, signs: string): boolean {
  return token?.is === 'sign' && signs.includes(token.sign);
}
