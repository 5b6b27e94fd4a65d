import { tokensOfWords } from './arithmetic-words.js';
import { readingOf } from './expression.js';
import { add, type Fraction, isWhole, multiply, readNumber, whole } from './fraction.js';
import { scaleOf } from './number-words.js';
import { DIGITS, joinGroups, Numerals } from './numerals.js';
import { endsOperand, type FunctionName, isSign, type Sign, type Token } from './tokens.js';
import { withFractions } from './typed-fractions.js';

/** What an expression is made of, and why that is in doubt. */
export interface Spelling {
  readonly tokens: readonly Token[];
  readonly doubt: string | null;
}

/** All of Unicode's signs that somebody writes for one of these. Full-width ones are normal ones by then. */
const SIGNS: ReadonlyMap<string, Sign> = new Map(
  (
    [
      ['+', '+➕\u2064'],
      ['-', '-−–—‐‑‒➖'],
      ['*', '*×·⋅∙∗•✕✖⨯⨉\u2062'],
      ['/', '/÷∕⁄:∶➗'],
      ['^', '^↑'],
      ['%', '%'],
      ['p', '٪'],
      ['!', '!'],
      ['=', '=≟🟰'],
      ['|', '|'],
      ['d', '⫽'],
    ] as const
  ).flatMap(([sign, spellings]) => [...spellings].map((spelling) => [spelling, sign] as const)),
);

const FUNCTIONS: Readonly<Record<string, FunctionName>> = { '√': '√', '∛': '∛', '∜': 'root4' };

/** What is raised. */
const RAISED = /[⁰¹²³⁴-⁹⁺⁻⁽⁾]+/y;
/** What is raised before a root is its degree: `³√27`. */
const DEGREES: Readonly<Record<string, FunctionName>> = {
  ...{ 2: '√', 3: '∛', 4: 'root4', 5: 'root5', 6: 'root6' },
  ...{ 7: 'root7', 8: 'root8', 9: 'root9', 10: 'root10' },
} as const;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾';

/** The same on the line. */
function lowered(raised: string): string {
  return [...raised].map((one) => '0123456789+-()'.charAt(SUPERSCRIPTS.indexOf(one))).join('');
}

/** Digits of every script and width as `0` to `9`, no capitals, nothing invisible. What is raised stays so. */
function normal(text: string): string {
  const plain = text
    // One by one; fractions, powers and indices would become digits like others.
    .replace(/[^¼½¾⅐-⅞…⁰¹²³⁴-⁹⁺⁻⁽⁾₀-₎]/gu, plainOf)
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[\ufe0e\ufe0f\u20e3]/g, '')
    // What is invisible separates digits, and has no other meaning but for two signs.
    .replace(/(?:(?![\u2062\u2064])\p{Cf})+/gu, (invisible, at: number, all: string) =>
      /^\d{2}$/.test(all.charAt(at - 1) + all.charAt(at + invisible.length)) ? ' ' : '',
    )
    .replaceAll('٫', '.')
    .replaceAll('**', '^')
    .replaceAll('//', '⫽')
    .toLowerCase();
  return joinGroups(plain);
}

/** The numbers of a list stay as they are: `⑴` and `⒈` count what follows, and are not part of it. */
function plainOf(character: string): string {
  const plain = character.normalize('NFKC');
  return /\d\W|\W\d/.test(plain) ? character : plain;
}

/** Digits stand ten in a row, from the zero on. */
function asciiDigit(digit: string): string {
  let [value, code] = [0, digit.codePointAt(0) ?? 0];
  for (; value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1)); code--) value++;
  return String(value);
}

/** `½` and its like; after a whole number they add to it. */
const FRACTIONS: ReadonlyMap<string, Fraction> = new Map(
  '½1/2 ⅓1/3 ⅔2/3 ¼1/4 ¾3/4 ⅕1/5 ⅖2/5 ⅗3/5 ⅘4/5 ⅙1/6 ⅚5/6 ⅐1/7 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8 ⅑1/9 ⅒1/10'
    .split(' ')
    .map((text) => [text.charAt(0), [BigInt(text.charAt(1)), BigInt(text.slice(3))]]),
);

/** A word, with those that are joined to it: `twenty-one`, `what's`. */
const WORD = /\p{L}+(?:['’\-‐–]\p{L}+)*/uy;
const EXPONENT = /e[+-]?\d{1,4}(?![\d\p{L}])/uy;
/** As computers have them. */
const RADIX = /0(?:x[\da-f]+|b[01]+|o[0-7]+)(?![\d\p{L}])/uy;
/** `1⁄2`, with the sign that makes one number of both. A slash may divide instead. */
const FRACTION = /(?<!⁄)(\d{1,9})⁄(\d{1,9})(?!\d|[.,]\d|⁄)/y;
/** `1 1/2`. */
const MIXED = /(\d{1,9}) (\d{1,9})[/⁄](\d{1,9})(?![\d.,/])/y;
const UNKNOWN = /[?_□…]+/y;
const PAUSE = /[\p{Pi}\p{Pf}"'`,;:.¿¡]/u;

function found(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** Splits an expression into what it is made of. */
export function spellingOf(expression: string): Spelling {
  const splitter = new Splitter(normal(expression));
  const { tokens, doubt } = withFractions(splitter.tokens);
  const called = isCalled(tokens) ? 'its last sign may be an exclamation mark' : null;
  return { tokens, doubt: splitter.doubt ?? splitter.numerals.doubt ?? called ?? doubt };
}

/** `What is 3 + 4!` and `3 + 4 !`: where it is said with emphasis, there are words, or a blank. */
function isCalled(tokens: readonly Token[]): boolean {
  const last = tokens.findLast(({ is }) => is !== 'pause');
  if (!isSign(last, '!') || last?.isSaid) return false;
  return last?.isApart === true || tokens.some((token) => token.is === 'pause' && /\p{L}/u.test(token.text));
}

class Splitter {
  readonly tokens: Token[] = [];
  readonly numerals: Numerals;
  doubt: string | null = null;
  readonly #text: string;
  #at = 0;
  #isApart = false;
  /** Words that stand side by side, as they may belong together: `square root of`. */
  #words: string[] = [];
  #areWordsApart = false;

  constructor(text: string) {
    this.#text = text;
    this.numerals = new Numerals(text);
    while (this.#at < text.length) this.#next();
    this.#endWords();
  }

  #next(): void {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    if (/\s/.test(character)) {
      this.#isApart = true;
      this.#at++;
      return;
    }
    const word = found(WORD, this.#text, this.#at);
    if (word === '') {
      this.#endWords();
      this.#at += this.#number() || this.#mark(character);
    } else {
      if (this.#words.length === 0) this.#areWordsApart = this.#isApart;
      // Joined by a hyphen is one number, or words that are not understood.
      this.#words.push(...word.replace(/['’]/g, '').split(/[-‐–]/));
      this.#at += word.length;
    }
    this.#isApart = false;
  }

  #push(token: Token): void {
    this.tokens.push(this.#isApart ? { ...token, isApart: true } : token);
  }

  #endWords(): void {
    const before = this.tokens.at(-1);
    const [word = ''] = this.#words;
    const scale = before?.is === 'number' ? scaleOf(word) : null;
    // `2 million`
    if (before?.is === 'number' && scale) {
      this.#words.shift();
      this.tokens[this.tokens.length - 1] = { ...before, value: multiply(before.value, scale) ?? scale };
    }
    if (this.#words.length > 0) {
      const [first, ...rest] = tokensOfWords(this.#words, this.tokens);
      if (first) this.tokens.push({ ...first, isApart: this.#areWordsApart, isSaid: true });
      for (const token of rest) this.tokens.push({ ...token, isApart: true, isSaid: true });
    }
    this.#words = [];
  }

  /** Reads a number. @returns how much of the text it takes */
  #number(): number {
    const radix = found(RADIX, this.#text, this.#at);
    if (radix !== '') {
      this.doubt ??= `"${radix.slice(0, 20)}" is not a decimal number`;
      this.#push({ is: 'number', value: whole(BigInt(radix)) });
      return radix.length;
    }
    const fraction = found(FRACTION, this.#text, this.#at);
    const [above, below] = fraction.split('⁄').map(BigInt);
    if (fraction !== '' && above !== undefined && below) {
      this.#push({ is: 'number', value: [above, below] });
      return fraction.length;
    }
    const mixed = found(MIXED, this.#text, this.#at);
    const [integer, over, under] = mixed.split(/[ /⁄]/).map(BigInt);
    if (mixed !== '' && integer !== undefined && over !== undefined && under !== undefined && over < under) {
      this.#push({ is: 'number', value: [integer * under + over, under] });
      return mixed.length;
    }
    const written = found(DIGITS, this.#text, this.#at);
    if (!/\d/.test(written)) return 0;
    const exponent = found(EXPONENT, this.#text, this.#at + written.length);
    const digits = this.numerals.read(written);
    const value = digits === null ? null : readNumber(digits + exponent);
    this.#push(value === null ? { is: 'strange', text: written } : { is: 'number', value });
    // `3, 4 and 5`
    if (exponent === '' && /[.,]$/.test(written)) this.tokens.push({ is: 'pause', text: written.slice(-1) });
    return written.length + exponent.length;
  }

  /** Reads one character that is neither in a word nor in a number, or several that ask. @returns how much it takes */
  #mark(character: string): number {
    const before = this.tokens.at(-1);
    const part = FRACTIONS.get(character);
    if (part && before?.is === 'number' && isWhole(before.value)) {
      this.tokens[this.tokens.length - 1] = { ...before, value: add(before.value, part) ?? part };
    } else if (part) this.#push({ is: 'number', value: part });
    else if (SUPERSCRIPTS.includes(character)) return this.#raised();
    else {
      const unknown = found(UNKNOWN, this.#text, this.#at);
      if (unknown !== '') {
        const rest = this.#text.slice(this.#at + unknown.length);
        const isInNumber =
          (before?.is === 'number' && !this.#isApart && /[\d=]/.test(rest)) || /^\d/.test(rest);
        if (isInNumber) this.doubt ??= 'a digit may be missing';
        this.#push({ is: 'unknown', name: '?' });
        return unknown.length;
      }
      this.#push(character === ':' && !this.#isRatio() ? { is: 'pause', text: ':' } : tokenOf(character));
    }
    return character.length;
  }

  /** Reads what is raised: one exponent. @returns how much it takes */
  #raised(): number {
    const raised = found(RAISED, this.#text, this.#at);
    const text = lowered(raised);
    const sign = SIGNS.get(text);
    const root = this.#text.charAt(this.#at + raised.length) === '√' ? DEGREES[text] : undefined;
    const before = this.tokens.at(-1);
    const isBase = endsOperand(before) || before?.is === 'unknown';
    if (root && !isBase) {
      this.#push({ is: 'function', name: root });
      return raised.length + 1;
    }
    if (root) this.doubt ??= 'a raised number may be a power or the degree of a root';
    const exponent = readingOf(new Splitter(text).tokens);
    if (sign) {
      this.doubt ??= 'its raised sign may be part of a power';
      this.#push({ is: 'sign', sign });
    } else if (exponent.value === null || exponent.doubt !== null)
      this.#push({ is: 'strange', text: raised });
    else this.#push({ is: 'power', exponent: exponent.value });
    return raised.length;
  }

  /** Whether a colon divides: not in `Solve: 3 + 4` and `Question 8: 4 + 3`, nor in `12:05`. */
  #isRatio(): boolean {
    const before = this.tokens.at(-1);
    if (!endsOperand(before) && before?.is !== 'unknown') return false;
    const after = this.#text.slice(this.#at + 1, this.#at + 3);
    const isAfterWords = this.tokens.some(({ is }) => is === 'pause' || is === 'strange');
    return !(isAfterWords && !this.#isApart && /^\s/.test(after)) && !/^0\d/.test(after);
  }
}

const OPENING = /\p{Ps}/u;
const CLOSING = /\p{Pe}/u;
/** Brackets whose two halves do not follow each other in Unicode. */
const SHAPES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function tokenOf(character: string): Token {
  const sign = SIGNS.get(character);
  if (sign !== undefined) return { is: 'sign', sign };
  const name = FUNCTIONS[character];
  if (name !== undefined) return { is: 'function', name };
  if (OPENING.test(character)) return { is: 'open', shape: character };
  if (CLOSING.test(character)) {
    const opening = SHAPES[character] ?? String.fromCodePoint((character.codePointAt(0) ?? 1) - 1);
    return { is: 'close', shape: opening };
  }
  return PAUSE.test(character) ? { is: 'pause', text: character } : { is: 'strange', text: character };
}
