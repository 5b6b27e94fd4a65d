import { type Reading, readingOf, sideOf } from './expression.js';
import { divide, negate } from './fraction.js';
import { isConstant, opposite, sumOf } from './linear.js';
import { beginsOperand, endsOperand, isSign, type Sign, type Token } from './tokens.js';

/** Sentences that begin with a verb or a noun: what stands between their parts, and the sign that it is. */
const SENTENCES: Readonly<
  Record<string, readonly [connecting: readonly string[], sign: Sign, isTurned?: true]>
> = {
  sum: [['and', 'with'], '+'],
  add: [['and', 'to', 'with'], '+'],
  total: [['and'], '+'],
  difference: [['and'], '-'],
  subtract: [['from'], '-', true],
  deduct: [['from'], '-', true],
  take: [['from'], '-', true],
  product: [['and'], '*'],
  multiply: [['and', 'by', 'with'], '*'],
  quotient: [['and'], '/'],
  divide: [['by'], '/'],
};

/** Words of such sentences which have no other meaning. */
const FILLING = ['between', 'together', 'away'];
/** Words between what is asked for and the equation that it is in. */
const CONDITIONS = ['if', 'when', 'in'];
/** Words around the division of which the remainder is asked. */
const OF_REMAINDER = ['when', 'if', 'after'];

/** An expression with what a question puts around it: an equals sign, an unknown, a sentence. */
export class Question {
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = withoutAim(
      tokens.filter((token) => token.is !== 'strange' || !FILLING.includes(token.text)),
    );
  }

  value(): Reading {
    const sides = splitAt(this.#tokens, (token) => isSign(token, '='))
      .map(withoutAsking)
      .filter((side) => side.some(({ is }) => is !== 'pause'));
    const [left = [], right, ...more] = sides.filter((side) => !isUnknown(side));
    if (more.length > 0) return { ...readingOf(left), doubt: 'it has several equals signs' };
    if (right !== undefined) return equation(left, right);
    // `x = 3 + 4` asks for the other side, unless that has the unknown too.
    const asked = sides.find(isUnknown);
    return asked && namesIn(withTimes(left, false)).size > 0
      ? equation(asked, left)
      : sentence(withTimes(left, true));
  }
}

/** Whether a side is what is asked for, and nothing else: `x x x` is a product. */
function isUnknown(side: readonly Token[]): boolean {
  const names = side.flatMap((token) => (token.is === 'unknown' ? [token.name] : []));
  const isProduct = names.length > 1 && names.includes('x');
  return !isProduct && side.every(({ is }) => is === 'unknown' || is === 'pause');
}

function namesIn(tokens: readonly Token[]): Set<string> {
  return new Set(tokens.flatMap((token) => (token.is === 'unknown' ? [token.name] : [])));
}

/** `find x: 3x = 21` without its first words, and `solve 3x = 21 for x` without its last. */
function withoutAim(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex(({ is }, i) => is === 'unknown' && isText(tokens[i - 1], 'pause', ['for']));
  if (at !== -1) return aimedAt(tokens[at], tokens.toSpliced(at - 1, 2)) ?? tokens;
  const first = tokens.findIndex(({ is }) => is !== 'pause');
  const next = tokens[first + 1];
  const isCondition = next?.is === 'pause' || isText(next, 'strange', CONDITIONS);
  return (isCondition && aimedAt(tokens[first], tokens.slice(first + 2))) || tokens;
}

/** An equation in which the aim is the unknown. Another one would be a second unknown. */
function aimedAt(aim: Token | undefined, equation: readonly Token[]): readonly Token[] | null {
  return aim?.is === 'unknown' && namesIn(equation).has(aim.name) ? equation : null;
}

function isText(token: Token | undefined, is: 'pause' | 'strange', texts: readonly string[]): boolean {
  return token?.is === is && 'text' in token && texts.includes(token.text);
}

/** A side without the question mark at its end, which asks for its value. */
function withoutAsking(side: readonly Token[]): readonly Token[] {
  const end = side.findLastIndex(({ is }) => is !== 'pause');
  const last = side[end];
  const isAsking = last?.is === 'unknown' && last.name === '?' && endsOperand(side[end - 1]);
  return isAsking || (last?.is === 'unknown' && last.name === '?' && side[end - 1]?.is === 'pause')
    ? withoutAsking(side.slice(0, end))
    : side;
}

function splitAt(tokens: readonly Token[], isSplit: (token: Token) => boolean): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (isSplit(token)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** The signs of a part that stand between operands, outside of all brackets. */
function signsIn(part: readonly Token[]): Sign[] {
  let depth = 0;
  return part.flatMap((token, i) => {
    if (token.is === 'open') depth++;
    if (token.is === 'close') depth--;
    return depth === 0 && token.is === 'sign' && '+-*/m%d⊸⊖⊕'.includes(token.sign) && endsOperand(part[i - 1])
      ? [token.sign]
      : [];
  });
}

/** `subtract 3 from 7` is (7) - (3); what is not such a sentence is read as it is. */
function sentence(tokens: readonly Token[]): Reading {
  const start = tokens.findIndex(({ is }) => is !== 'pause');
  const verb = tokens[start];
  const rest = tokens.slice(start + 1);
  if (verb?.is !== 'strange') return readingOf(tokens);
  if (verb.text === 'remainder') return remainder(rest) ?? readingOf(tokens);
  const known = Object.hasOwn(SENTENCES, verb.text) ? SENTENCES[verb.text] : undefined;
  if (!known) return readingOf(tokens);
  const [connecting, sign, isTurned] = known;
  const parts = splitAt(
    rest,
    (token) =>
      (token.is === 'strange' && connecting.includes(token.text)) ||
      (token.is === 'pause' && token.text === ','),
  ).filter((part) => part.some(({ is }) => is !== 'pause'));
  if (parts.length < 2) return readingOf(tokens);
  // Of `3 squared and 4 squared` all parts have it.
  const isPower = (part: readonly Token[]) => part.some(({ is, isSaid }) => is === 'power' && isSaid);
  const isOfLast = isPower(parts.at(-1) ?? []) && !parts.every(isPower);
  const isOpen = signsIn(parts.at(-1) ?? []).length > 0 || isOfLast;
  // `multiply 2 by 3 and 4`
  const joints = rest.flatMap((token) =>
    token.is === 'strange' && connecting.includes(token.text) ? token.text : [],
  );
  const isTorn = sign === '*' && new Set(joints).size > 1;
  const doubt = isOpen || isTorn ? 'its last words may belong to all before them' : null;
  const joined = (isTurned ? parts.toReversed() : parts).flatMap((part, i): readonly Token[] => [
    ...(i > 0 ? [{ is: 'sign', sign } as const] : []),
    { is: 'open', shape: '(' },
    ...part.filter(({ is }) => is !== 'pause'),
    { is: 'close', shape: '(' },
  ]);
  const reading = readingOf(joined);
  const isEither = verb.text === 'difference' && (reading.value?.[0] ?? 0n) < 0n;
  return { ...reading, doubt: reading.doubt ?? doubt ?? (isEither ? 'a difference may have no sign' : null) };
}

/** Of the one division in it; null where there is another sign. */
function remainder(tokens: readonly Token[]): Reading | null {
  const part = tokens.filter(
    ({ is, ...token }) => is !== 'pause' && !('text' in token && OF_REMAINDER.includes(token.text)),
  );
  const [sign, ...more] = signsIn(part);
  if (sign !== '/' || more.length > 0) return null;
  return readingOf(part.map((token) => (isSign(token, '/') ? { ...token, is: 'sign', sign: 'm' } : token)));
}

/**
 * With `*` for each `x` between two operands.
 * @param isTimes whether an `x` before a sign, as in `3 x -4`, means `*` too; else it is the unknown, as in `3x - 4`
 */
function withTimes(tokens: readonly Token[], isTimes: boolean): readonly Token[] {
  return tokens.flatMap((token, i): Token[] => {
    const [before, next, operand] = [tokens[i - 1], tokens[i + 1], tokens[i + 2]];
    if (token.is !== 'unknown' || token.name !== 'x') return [token];
    if (!endsOperand(before) && before?.is !== 'unknown') return [token];
    const isBeforeSign = isSign(next, '+-');
    if (!beginsOperand(next) && !(isBeforeSign && isTimes)) return [token];
    const times: Token = { is: 'sign', sign: '*', isApart: token.isApart ?? false };
    return isBeforeSign && !isSignedFactor(token, next, operand)
      ? [{ is: 'strange', text: 'x' }, times]
      : [times];
  });
}

/** `3 x -4`, by its blanks. */
function isSignedFactor(x: Token | undefined, sign: Token | undefined, operand: Token | undefined): boolean {
  return Boolean(x?.isApart && sign?.isApart && operand && !operand.isApart);
}

function equation(left: readonly Token[], right: readonly Token[]): Reading {
  const [a, b] = [withTimes(left, false), withTimes(right, false)];
  const unknowns = [...a, ...b].flatMap((token) => (token.is === 'unknown' ? [token.name] : []));
  // Two gaps may stand for two numbers, as two names do.
  const isSeveral = new Set(unknowns).size > 1 || unknowns.indexOf('?') !== unknowns.lastIndexOf('?');
  if (isSeveral) return { value: null, doubt: 'it has several unknowns' };
  const isEither = [a, b].some((side) =>
    side.some(
      (token, i) =>
        token.is === 'unknown' &&
        endsOperand(side[i - 1]) &&
        isSign(side[i + 1], '+-') &&
        isSignedFactor(token, side[i + 1], side[i + 2]),
    ),
  );
  return isEither ? { ...solved(a, b), doubt: 'its x may be a sign' } : solved(a, b);
}

/** The value of the one unknown; without one, that of the left side. */
function solved(left: readonly Token[], right: readonly Token[]): Reading {
  const [a, b] = [sideOf(left), sideOf(right)];
  const difference = a.value && b.value && sumOf(a.value, opposite(b.value));
  if (!difference || a.doubt !== null || b.doubt !== null)
    return { ...readingOf(left), doubt: 'it is an equation that cannot be solved' };
  if (!isConstant(difference))
    return { value: divide(negate(difference.constant), difference.slope), doubt: null };
  if (difference.constant[0] !== 0n) return { ...readingOf(left), doubt: 'its sides are not equal' };
  const isKnown = namesIn([...left, ...right]).size === 0;
  return { ...readingOf(left), doubt: isKnown ? null : 'it holds for any value of its unknown' };
}
