import { add, divide, type Fraction, multiply, ONE, readNumber, whole } from './fraction.js';

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1_000,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};
const PARTS = 'half third quarter fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

const SMALL: ReadonlyMap<string, number> = new Map([
  ...UNITS.map((word, i) => [word, i] as const),
  ...TENS.map((word, i) => [word, 10 * (i + 2)] as const),
  ['nought', 0],
  ['nil', 0],
  ['fourty', 40],
]);

/** The value of a part: `third` and `thirds` are 1/3. Null for any other word. */
function partOf(word: string): Fraction | null {
  if (word === 'fourth' || word === 'fourths') return [1n, 4n];
  if (word === 'halves') return [1n, 2n];
  const place = PARTS.indexOf(word.replace(/s$/, ''));
  return place === -1 ? null : [1n, BigInt(place + 2)];
}

/** Whether a number in words may begin with it. */
export function isNumberWord(word: string): boolean {
  return SMALL.has(word) || Object.hasOwn(SCALES, word) || word === 'dozen' || partOf(word) !== null;
}

/** A number in words, and how many of them it takes. */
export interface Spelt {
  readonly value: Fraction;
  readonly words: number;
}

/**
 * Reads the number that a list of words begins with: `one hundred and five`, `twenty one`, `two thirds`, `three point five`,
 * `a dozen`. Null where it begins with none.
 */
export function readWords(words: readonly string[]): Spelt | null {
  let [at, total, group] = [0, 0, 0];
  let last: 'none' | 'unit' | 'ten' | 'scale' = 'none';
  // In `a hundred` and `a dozen`, and in `a third`, it is one.
  if ((words[0] === 'a' || words[0] === 'an') && words[1] !== undefined && isNumberWord(words[1])) {
    const part = partOf(words[1]);
    if (part) return { value: part, words: 2 };
    if (SMALL.has(words[1])) return null;
    at = 1;
    group = 1;
    last = 'unit';
  }
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    const small = SMALL.get(word);
    const scale = Object.hasOwn(SCALES, word) ? SCALES[word] : undefined;
    if (small !== undefined) {
      const follows = last === 'none' || last === 'scale' || (last === 'ten' && small > 0 && small < 10);
      if (!follows) break;
      group += small;
      last = small >= 20 ? 'ten' : 'unit';
    } else if (scale !== undefined) {
      if (scale === 100) group = Math.max(1, group) * 100;
      else {
        total += Math.max(1, group) * scale;
        group = 0;
      }
      last = 'scale';
    } else if (word === 'dozen') {
      group = Math.max(1, group) * 12;
      last = 'unit';
    } else if (word === 'and' && last === 'scale' && SMALL.has(words[at + 1] ?? '')) {
      last = 'scale';
    } else break;
  }
  const spelt = { value: whole(total + group), words: at };
  if (last === 'none') {
    const part = partOf(words[0] ?? '');
    return part && { value: part, words: 1 };
  }
  return withParts(spelt, words) ?? withDecimals(spelt, words) ?? spelt;
}

/** `two thirds`, `one and a half`. */
function withParts({ value, words: count }: Spelt, words: readonly string[]): Spelt | null {
  const part = partOf(words[count] ?? '');
  if (part) return spelt(multiply(value, part), count + 1);
  if (words[count] !== 'and' || words[count + 1] !== 'a') return null;
  const more = partOf(words[count + 2] ?? '');
  return more && spelt(add(value, more), count + 3);
}

/** `three point one four`. */
function withDecimals({ value, words: count }: Spelt, words: readonly string[]): Spelt | null {
  if (words[count] !== 'point') return null;
  const digits: number[] = [];
  for (const word of words.slice(count + 1)) {
    const digit = SMALL.get(word) ?? 10;
    if (digit > 9) break;
    digits.push(digit);
  }
  const places = readNumber(digits.join('') || '0');
  const decimals = places && divide(places, whole(10n ** BigInt(digits.length)));
  return digits.length > 0 && decimals ? spelt(add(value, decimals), count + 1 + digits.length) : null;
}

function spelt(value: Fraction | null, words: number): Spelt {
  return { value: value ?? ONE, words };
}
