import { add, divide, type Fraction, multiply, ONE, readNumber, whole } from './fraction.js';

const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SCALES: Readonly<Record<string, number>> = {
  dozen: 12,
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

/** `million` and its like, which may follow digits too. Null for any other word. */
export function scaleOf(word: string): Fraction | null {
  return Object.hasOwn(SCALES, word) ? whole(SCALES[word] ?? 1) : null;
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
  const [first = '', second = '', third = ''] = words;
  const part = partOf(first);
  // `half a million`
  const scale = second === 'a' ? scaleOf(third) : null;
  if (part) return scale ? spelt(multiply(part, scale), 3) : { value: part, words: 1 };
  if (first === 'a') {
    const partAfter = partOf(second);
    if (partAfter) return { value: partAfter, words: 2 };
    if (!Object.hasOwn(SCALES, second)) return null;
  }
  const integer = readInteger(words);
  if (integer === null) return first === 'point' ? withDecimals({ value: whole(0), words: 0 }, words) : null;
  return withParts(integer, words) ?? withDecimals(integer, words) ?? integer;
}

/** Where a word cannot go on with the number, the number ends: `one two` are two. */
function readInteger(words: readonly string[]): Spelt | null {
  let [at, total, group, lastScale] = [0, 0, 0, Number.POSITIVE_INFINITY];
  let last: 'none' | 'unit' | 'ten' | 'hundred' | 'scale' = 'none';
  // In `a hundred` and `a dozen` it is one.
  if (words[0] === 'a') [at, group, last] = [1, 1, 'unit'];
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    const small = SMALL.get(word);
    const scale = Object.hasOwn(SCALES, word) ? (SCALES[word] ?? 1) : 0;
    if (small !== undefined) {
      if (last === 'unit' || (last === 'ten' && (small === 0 || small > 9))) break;
      group += small;
      last = small >= 20 ? 'ten' : 'unit';
    } else if (scale === 100 || scale === 12) {
      if (last === 'scale' || group >= 100) break;
      group = (last === 'none' ? 1 : group) * scale;
      last = 'hundred';
    } else if (scale > 0) {
      if (last === 'scale' || scale >= lastScale) break;
      total += (last === 'none' ? 1 : group) * scale;
      [group, lastScale, last] = [0, scale, 'scale'];
    } else if (word !== 'and' || !(last === 'hundred' || last === 'scale') || !SMALL.has(words[at + 1] ?? ''))
      break;
    // `one hundred and one half`
    else if (partOf(words[at + 2] ?? '')) break;
  }
  return last === 'none' ? null : { value: whole(total + group), words: at };
}

/** `two thirds`, `one and a half`, `one hundred and two thirds`. */
function withParts({ value, words: count }: Spelt, words: readonly string[]): Spelt | null {
  const part = partOf(words[count] ?? '');
  if (part) return spelt(multiply(value, part), count + 1);
  const many = words[count + 1] === 'a' ? 1 : SMALL.get(words[count + 1] ?? '');
  const more = partOf(words[count + 2] ?? '');
  if (words[count] !== 'and' || many === undefined || !more) return null;
  return spelt(add(value, multiply(whole(many), more) ?? more), count + 3);
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
