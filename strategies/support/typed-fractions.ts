import { divide, type Fraction } from './fraction.js';
import { isPercent, isSign, type Token } from './tokens.js';

type NumberToken = Token & { readonly is: 'number' };

/** A fraction that is typed with a slash, and what stands on both sides of it. */
interface Typed {
  readonly value: Fraction;
  readonly over: NumberToken;
  readonly isTight: boolean;
  readonly before: Token | undefined;
  readonly after: readonly Token[];
}

/**
 * Makes one number of each fraction that a part is told by: `1/4 of 64`, `1/2 % of 200`. Any other slash divides. Among words
 * it is in doubt whether it does: in `8 divided by 1/2` it should not.
 */
export function withFractions(tokens: readonly Token[]): { readonly tokens: Token[]; doubt: string | null } {
  const joined: Token[] = [];
  let doubt: string | null = null;
  for (let at = 0; at < tokens.length; at++) {
    const typed = fractionAt(tokens, at);
    const isOfPercent = typed !== null && isPartOfPercent(typed);
    if (typed && isOfPercent && !isSign(typed.after[1], '∘*')) {
      doubt ??= 'its percent sign may belong to the fraction, or to the divisor alone';
    }
    if (typed && (isOfPercent || isPart(typed))) {
      joined.push({ ...typed.over, value: typed.value });
      at += 2;
      continue;
    }
    if (typed && isAmongWords(typed)) doubt ??= 'its fraction may be one number or a division';
    joined.push(...tokens.slice(at, at + 1));
  }
  return { tokens: joined, doubt };
}

function fractionAt(tokens: readonly Token[], at: number): Typed | null {
  const [over, slash, under, ...after] = tokens.slice(at, at + 5);
  if (over?.is !== 'number' || under?.is !== 'number' || !isSign(slash, '/') || slash?.isSaid) return null;
  if (over.isSaid || under.isSaid) return null;
  const value = divide(over.value, under.value);
  const isTight = !slash?.isApart && !under.isApart;
  return value && { value, over, isTight, before: tokens[at - 1], after };
}

/** Whether what stands before it takes its first number and no more. */
function isTorn({ before }: Typed): boolean {
  return isSign(before, '/m%d') || ((isSign(before, '^') || before?.is === 'function') && !before?.isSaid);
}

function isPart(typed: Typed): boolean {
  return isSign(typed.after[0], '∘') && !isTorn(typed);
}

/** `200 / 50%` is not a part of a percent. */
function isPartOfPercent(typed: Typed): boolean {
  const [sign, next] = typed.after;
  const [over, under] = typed.value;
  return isPercent(sign, next) && over < under && !isTorn(typed);
}

/** Whether a word beside it may mean all of it: `square root of 1/4`, `2/3 squared`. So do blanks: `8 ÷ 1/2`. */
function isAmongWords({ isTight, over, before, after: [after] }: Typed): boolean {
  if (!isTight) return false;
  const isBehind = isSign(before, '/m%d')
    ? over.isApart
    : before?.isSaid && (isSign(before, '^') || before.is === 'function');
  return Boolean(isBehind || (after?.isSaid && (isSign(after, '^!') || after.is === 'power')));
}
