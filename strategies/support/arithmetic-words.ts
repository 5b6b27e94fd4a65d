import { isWhole, PI, readNumber, whole } from './fraction.js';
import { readWords } from './number-words.js';
import { endsOperand, type FunctionName, isSign, type Sign, type Token } from './tokens.js';

/** Words that stand for signs and functions. Of two that begin alike the longer one counts. */
const PHRASES: readonly (readonly [symbols: string, phrases: string])[] = [
  ['+', 'plus, added to, increased by'],
  ['⊕', 'more than'],
  ['-', 'minus, less, negative, decreased by, reduced by, take away'],
  ['*', 'times, multiplied by'],
  ['/', 'over, divided by, is divided by'],
  ['⊖', 'less than'],
  ['⊸', 'subtracted from'],
  ['^', 'raised to, raised to the power of, raised to the power, to the power of, to the power'],
  ['²', 'squared'],
  ['³', 'cubed'],
  ['!', 'factorial'],
  ['m', 'mod, modulo, modulus, rem'],
  ['d', 'div'],
  ['p', 'percent, per cent'],
  ['=', 'equals, equal to, is equal to'],
  ['√', 'sqrt, square root, square root of, root of'],
  ['∛', 'cbrt, cube root, cube root of, third root, third root of'],
  ...'fourth fifth sixth seventh eighth ninth tenth'
    .split(' ')
    .map((ordinal, i) => [`root${i + 4}`, `${ordinal} root, ${ordinal} root of`] as const),
  ['square', 'square of'],
  ['cube', 'cube of'],
  ['factorial', 'factorial of'],
  ['abs', 'abs, absolute value of'],
  ['2 ∘', 'twice, double'],
  ['3 ∘', 'thrice, triple'],
  // A question that goes the other way round.
  ['?', 'what percent, what percentage'],
];

const PHRASES_BY_FIRST = new Map<string, { readonly words: readonly string[]; readonly symbols: string }[]>();
for (const [symbols, phrases] of PHRASES) {
  for (const phrase of phrases.split(', ')) {
    const words = phrase.split(' ');
    const [first = ''] = words;
    const all = [...(PHRASES_BY_FIRST.get(first) ?? []), { words, symbols }];
    PHRASES_BY_FIRST.set(
      first,
      all.sort((a, b) => b.words.length - a.words.length),
    );
  }
}

/** What says to do it where an operand stands before it: `3 add 4`, `12 divide by 4`. */
const VERBS: Readonly<Record<string, Sign>> = { add: '+', subtract: '-', multiply: '*', divide: '/' };

/** Words of a question that change nothing in it. */
const NOISE = new Set(
  (
    'what whats s is are the a an calculate compute solve evaluate find result value answer please how much many does do you get for me ' +
    'now tell give work out simplify expression question quick say know can could would we it that this hi hey hello equation following'
  ).split(' '),
);
/** At its beginning a question that has no number for an answer: `is 3 less than 10?` */
const NO_NUMBER = ['is', 'are', 'does', 'do'];

/** No number in words is longer. */
const MOST_WORDS = 40;

/** What words mean that stand side by side. @param before all that stands before them */
export function tokensOfWords(words: readonly string[], before: readonly Token[]): Token[] {
  const tokens: Token[] = [];
  const last = (back = 1) => tokens.at(-back) ?? before.at(tokens.length - back);
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? '';
    const phrase = PHRASES_BY_FIRST.get(word)?.find((each) =>
      each.words.every((one, i) => one === words[at + i]),
    );
    const number = phrase ? null : readWords(words.slice(at, at + MOST_WORDS));
    if (phrase) {
      // `20% more than 50` is not a sum, nor is `3 times more than 4`.
      if (phrase.words[1] === 'than' && isSign(last(), '%p*∘')) tokens.push({ is: 'strange', text: word });
      for (const symbol of phrase.symbols.split(' ')) tokens.push(tokenOf(symbol, word));
      at += phrase.words.length;
    } else if (number) {
      tokens.push({ is: 'number', value: number.value });
      at += number.words;
    } else if (word === 'of') {
      tokens.push(...tokensOfOf(last(), last(2)));
      at++;
    } else if (Object.hasOwn(VERBS, word) && endsOperand(last())) {
      tokens.push({ is: 'sign', sign: VERBS[word] ?? '+' });
      at += words[at + 1] === 'by' ? 2 : 1;
    } else if (word === 'if' && words[at + 1] === 'you') at += 2;
    else {
      const isFirst = before.length === 0 && at === 0;
      if (word === 'pi' || word === 'π') tokens.push(OPEN, { is: 'number', value: PI }, CLOSE);
      else if (isLetter(word) || (word === 'what' && isSign(last(), '+-*/')))
        tokens.push({ is: 'unknown', name: word === 'what' ? '?' : word });
      else if (!NOISE.has(word) || (isFirst && NO_NUMBER.includes(word)) || isName(words, at))
        tokens.push({ is: 'strange', text: word });
      else tokens.push({ is: 'pause', text: word });
      at++;
    }
  }
  return tokens;
}

// In brackets, so that it can be a factor: `2π`.
const OPEN: Token = { is: 'open', shape: '(' };
const CLOSE: Token = { is: 'close', shape: '(' };

/** In `a + 3`, `a plus 3` and `5a` it is a name; an article has a word after it. */
function isName(words: readonly string[], at: number): boolean {
  const next = words[at + 1];
  const isBeforeSign = PHRASES_BY_FIRST.get(next ?? '')?.some(({ symbols }) => /^[-+*/⊕]$/.test(symbols));
  return words[at] === 'a' && (next === undefined || (isBeforeSign === true && next !== 'negative'));
}

function isLetter(word: string | undefined): boolean {
  return word?.length === 1 && word !== 'a';
}

/** Joins a part to what it is of: `half of`, `20% of`, `1/2 of`. After another number it is in doubt; before any, it says nothing. */
function tokensOfOf(last: Token | undefined, lastButOne: Token | undefined): Token[] {
  const pause: Token = { is: 'pause', text: 'of' };
  if (!endsOperand(last)) return [pause];
  const isTyped = isSign(lastButOne, '/') && !lastButOne?.isSaid;
  const isPart =
    last?.is === 'number' ? !isWhole(last.value) || isTyped : last?.is === 'close' || isSign(last, '%p');
  const joint: Token = { is: 'sign', sign: '∘' };
  return isPart ? [joint] : [pause, joint];
}

const FUNCTIONS: readonly string[] = [
  '√',
  '∛',
  ...([4, 5, 6, 7, 8, 9, 10] as const).map((degree) => `root${degree}` as const),
  'square',
  'cube',
  'abs',
  'factorial',
] satisfies FunctionName[];

function tokenOf(symbol: string, word: string): Token {
  if (symbol === '?') return { is: 'strange', text: word };
  const exponent = '²³'.indexOf(symbol) + 2;
  if (exponent > 1) return { is: 'power', exponent: whole(exponent) };
  if (/^\d$/.test(symbol)) return { is: 'number', value: readNumber(symbol) ?? [1n, 1n] };
  return FUNCTIONS.includes(symbol)
    ? { is: 'function', name: symbol as FunctionName }
    : { is: 'sign', sign: symbol as Sign };
}
