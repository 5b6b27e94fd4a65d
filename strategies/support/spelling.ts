import { add, type Fraction, PI, readNumber } from './fraction.js';
import { readWords } from './number-words.js';

/** What an expression is made of. */
export type Token =
  | { readonly is: 'number'; readonly value: Fraction }
  /** `^`, `√` and others stand for themselves; `m` is modulo, `∛` the cube root, `a ⊸ b` is b - a. */
  | { readonly is: 'sign'; readonly sign: Sign }
  /** `shape` tells which closes which. */
  | { readonly is: 'open' | 'close'; readonly shape: string }
  /** A value that is asked for, such as the `x` of `x = 3 + 4`; `x` may also mean `*`. */
  | { readonly is: 'unknown'; readonly name: string }
  /** What has no meaning in an expression. */
  | { readonly is: 'strange'; readonly text: string };

export type Sign = '+' | '-' | '*' | '/' | '^' | 'm' | '√' | '∛' | '%' | '!' | '=' | '|' | '⊸';

/** All of Unicode's signs that somebody writes for one of these. Full-width ones are normal ones by then. */
const SIGNS: ReadonlyMap<string, Sign> = new Map(
  (
    [
      ['+', '+➕'],
      ['-', '-−–—‐‑‒➖'],
      ['*', '*×·⋅∙∗•✕✖⨯⨉'],
      ['/', '/÷∕⁄:➗'],
      ['^', '^↑'],
      ['√', '√'],
      ['∛', '∛'],
      ['%', '%'],
      ['!', '!'],
      ['=', '=≟'],
      ['|', '|'],
      ['⊸', '⊸'],
    ] as const
  ).flatMap(([sign, spellings]) => [...spellings].map((spelling) => [spelling, sign] as const)),
);

/** Words that stand for signs, the longest first where one begins with another. */
const PHRASES: readonly (readonly [words: string, symbols: string])[] = [
  ['to the power of', '^'],
  ['raised to', '^'],
  ['square root of', '√'],
  ['cube root of', '∛'],
  ['square root', '√'],
  ['cube root', '∛'],
  ['root of', '√'],
  ['multiplied by', '*'],
  ['divided by', '/'],
  ['added to', '+'],
  ['percent of', '% *'],
  ['per cent of', '% *'],
  ['per cent', '%'],
  ['is equal to', '='],
  ['equal to', '='],
  ['plus', '+'],
  ['minus', '-'],
  ['less than', '⊸'],
  ['subtracted from', '⊸'],
  ['more than', '+'],
  ['less', '-'],
  ['negative', '-'],
  ['times', '*'],
  ['over', '/'],
  ['modulo', 'mod'],
  ['modulus', 'mod'],
  ['squared', '^ 2'],
  ['cubed', '^ 3'],
  ['percent', '%'],
  ['factorial', '!'],
  ['sqrt', '√'],
  ['cbrt', '∛'],
  ['twice', '2 *'],
  ['thrice', '3 *'],
  ['double', '2 *'],
  ['triple', '3 *'],
  ['equals', '='],
];

/** Words of a question that change nothing in it. */
const NOISE = new Set(
  (
    'what whats s is are the a an calculate compute solve evaluate find result value answer please how much many does do you get if for me ' +
    'now tell give work out simplify expression question quick say know can could would we i it that hi hey hello so then equation'
  ).split(' '),
);

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** What separates groups of three digits, as in `1 000` and `1'000`, beside the comma. */
const GROUPED = /(?<=\d)[ \u00a0\u2009\u202f'’_٬](?=\d{3}(?!\d))/g;

/** Digits of every script and width as `0` to `9`, powers written out, no capitals, nothing invisible. */
function normal(text: string): string {
  return text
    .replace(
      /[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g,
      (digits) => `^${[...digits].map((one) => SUPERSCRIPTS.indexOf(one)).join('')} `,
    )
    .replace(GROUPED, '')
    .replace(/[^¼½¾⅐-⅞…]/gu, (character) => character.normalize('NFKC'))
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(GROUPED, '')
    .replace(/\p{Cf}/gu, '')
    .replaceAll('٫', '.')
    .replaceAll('**', '^')
    .toLowerCase();
}

/** Digits stand ten in a row, from the zero on. */
function asciiDigit(digit: string): string {
  let [value, code] = [0, digit.codePointAt(0) ?? 0];
  for (; value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1)); code--) value++;
  return String(value);
}

/** `½` and its like; after a whole number they add to it. */
const FRACTIONS: ReadonlyMap<string, Fraction> = new Map(
  '½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6 ⅐1/7 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8 ⅑1/9'
    .split(' ')
    .map((text) => [text.charAt(0), [BigInt(text.charAt(1)), BigInt(text.charAt(3))]]),
);

/** A word, with those that are joined to it: `twenty-one`, `what's`. */
const WORD = /\p{L}+(?:['’-]\p{L}+)*/uy;
const DIGITS = /[\d.,]+/y;
const EXPONENT = /e[+-]?\d{1,4}(?![\d\p{L}])/uy;
const BLANK = /\s/;

/** Whether an operand can end with it. */
export function endsOperand(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return token.is === 'number' || token.is === 'close' || (token.is === 'sign' && '%!|'.includes(token.sign));
}

/** Splits an expression into what it is made of. */
export function tokensOf(expression: string): Token[] {
  const text = normal(expression);
  const tokens: Token[] = [];
  let words: string[] = [];
  const endWords = () => {
    if (words.length > 0)
      for (const token of tokensOfWords(words, endsOperand(tokens.at(-1)))) tokens.push(token);
    words = [];
  };
  for (let at = 0; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const word = found(WORD, text, at);
    const digits = /[\d.,]/.test(character) ? found(DIGITS, text, at) : '';
    // A pause between words, which may belong together: `square root of`.
    if (BLANK.test(character)) {
      at++;
      continue;
    }
    if (word !== '') {
      words.push(...wordsIn(word));
      at += word.length;
      continue;
    }
    endWords();
    if (digits === '') {
      const [sign] = tokensOfSign(character);
      const before = tokens.at(-1);
      const part = FRACTIONS.get(character);
      const mixed = part && before?.is === 'number' ? add(before.value, part) : null;
      if (mixed) tokens[tokens.length - 1] = { is: 'number', value: mixed };
      // `Solve: 3 + 4`
      else if (sign && (character !== ':' || before?.is === 'number' || before?.is === 'close'))
        tokens.push(sign);
      at += character.length;
      continue;
    }
    const exponent = found(EXPONENT, text, at + digits.length);
    const number = numberIn(digits);
    if (number !== null) tokens.push(numberToken(readNumber(number + exponent), digits));
    else if (/\d/.test(digits)) tokens.push({ is: 'strange', text: digits });
    at += digits.length + exponent.length;
  }
  endWords();
  return tokens;
}

function found(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function numberToken(value: Fraction | null, text: string): Token {
  return value === null ? { is: 'strange', text } : { is: 'number', value };
}

/**
 * Digits with one decimal point at most, of digits that have points and commas among them: commas between groups of three
 * are passed over, and so are points if there are several; else the last of them is the decimal point. Null where they
 * are no number.
 */
function numberIn(digits: string): string | null {
  // The end of a sentence.
  const text = digits.replace(/[.,]$/, '');
  const [points, commas] = ['.', ','].map((separator) => text.split(separator));
  if (!points || !commas || !/\d/.test(text)) return null;
  const mark = commas.length > 1 && text.lastIndexOf(',') > text.lastIndexOf('.') ? ',' : '.';
  const [grouping, decimal] = mark === ',' ? ['.', ','] : [',', '.'];
  const parts = text.split(decimal);
  const isGrouped = (groups: readonly string[]) =>
    /^\d{1,3}$/.test(groups[0] ?? '') && groups.slice(1).every((group) => group.length === 3);
  // `1,000` and `1.000.000`: nothing but groups.
  if (
    !text.includes(grouping) &&
    parts.length > (decimal === ',' ? 1 : 2) &&
    isGrouped(parts) &&
    parts[0] !== '0'
  )
    return parts.join('');
  if (parts.length > 2) return null;
  const groups = (parts[0] ?? '').split(grouping);
  if (groups.length > 1 && !isGrouped(groups)) return null;
  if (parts[1]?.includes(grouping)) return null;
  return parts.length === 1 ? groups.join('') : `${groups.join('')}.${parts[1]}`;
}

/** `twenty-one` is one number; another hyphen may be a minus between two. */
function wordsIn(joined: string): string[] {
  return joined.replace(/['’]/g, '').split('-');
}

/** @param isAfterOperand whether a number or a bracket stands before them */
function tokensOfWords(words: readonly string[], isAfterOperand: boolean): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < words.length; ) {
    const phrase = PHRASES.find(([phrase]) => phrase.split(' ').every((word, i) => words[at + i] === word));
    const number = readWords(words.slice(at, at + MOST_WORDS));
    const word = words[at] ?? '';
    if (phrase) {
      for (const symbol of phrase[1].split(' ')) tokens.push(...tokensOfSymbol(symbol));
      at += phrase[0].split(' ').length;
    } else if (number) {
      tokens.push({ is: 'number', value: number.value });
      at += number.words;
    } else {
      if (word === 'of') {
        // Of what, else: `the result of 3 * 4`.
        if (tokens.length > 0 ? endsOperand(tokens.at(-1)) : isAfterOperand)
          tokens.push({ is: 'sign', sign: '*' });
      } else if (word === 'mod') tokens.push({ is: 'sign', sign: 'm' });
      else if (word === 'pi' || word === 'π') tokens.push(OPEN, { is: 'number', value: PI }, CLOSE);
      else if (word.length === 1 && word !== 'a') tokens.push({ is: 'unknown', name: word });
      else if (!NOISE.has(word)) tokens.push({ is: 'strange', text: word });
      at++;
    }
  }
  return tokens;
}

// In brackets, so that it can be a factor: `2π`.
const OPEN: Token = { is: 'open', shape: '(' };
const CLOSE: Token = { is: 'close', shape: '(' };

/** No number in words is longer. */
const MOST_WORDS = 40;

function tokensOfSymbol(symbol: string): Token[] {
  if (symbol === 'mod') return [{ is: 'sign', sign: 'm' }];
  return /^\d$/.test(symbol) ? [numberToken(readNumber(symbol), symbol)] : tokensOfSign(symbol);
}

const OPENING = /\p{Ps}/u;
const CLOSING = /\p{Pe}/u;
/** Brackets whose two halves do not follow each other in Unicode. */
const SHAPES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function tokensOfSign(character: string): Token[] {
  const fraction = FRACTIONS.get(character);
  if (fraction) {
    return [{ is: 'number', value: fraction }];
  }
  const sign = SIGNS.get(character);
  if (sign !== undefined) return [{ is: 'sign', sign }];
  if (OPENING.test(character)) return [{ is: 'open', shape: character }];
  if (CLOSING.test(character)) {
    const opening = SHAPES[character] ?? String.fromCodePoint((character.codePointAt(0) ?? 1) - 1);
    return [{ is: 'close', shape: opening }];
  }
  if (character === '?' || character === '_' || character === '□') return [{ is: 'unknown', name: '?' }];
  return /[\p{L}\p{N}\p{S}]/u.test(character) ? [{ is: 'strange', text: character }] : [];
}
