import { describe, expect, test } from 'vitest';
import { keyRemover } from '../../src/client/log.js';
import { createRng } from '../../src/lib/rng.js';
import { clean } from '../../src/ui/index.js';

// Hex digits come often: after `\u200`, each of them could be the end of an escape or a part of the key.
const SECRET = 'a0b1c2d3e4f5Zq-Vk~Jw.Xy+7089abcd';
const KEY = `bp_sk_${SECRET}`;
const remove = keyRemover(KEY);

/** The key with something before each of its characters. */
const apart = (between: string, text = KEY) => [...text].join(between);

describe('the key is taken out of a text', () => {
  test.each([
    ['as it is', KEY],
    ['without its prefix', SECRET],
    ['in capitals', KEY.toUpperCase()],
    ['with one JSON escape', KEY.replace('b', '\\u0062')],
    ['all in JSON escapes', [...KEY].map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')],
    ['all in URL escapes', [...KEY].map((one) => `%${one.charCodeAt(0).toString(16)}`).join('')],
    ['with zero-width spaces', apart('\u200b')],
    ['with escaped zero-width spaces', apart('\\u200b')],
    ['with line ends', apart('\\n')],
    ['with colours', apart('\u001b[31m')],
    ['with escaped colours', apart('\\u001b[31;1m')],
    ['with a command that clears a line', apart('\u001b[2K')],
    ['with an eight-bit command', apart('\u009b2K')],
    ['with a link', apart('\u001b]8;;https://x\u0007')],
    ['with a command that chooses a character set', apart('\u001b(B')],
    ['with a command of one character', apart('\u001b7')],
    ['with a string for the terminal', apart('\u001bPx y\u001b\\')],
    ['with an eight-bit string for the terminal', apart('\u009d0;x y\u009c')],
    ['with variation selectors', apart('\ufe0f')],
    ['with joiners that are marks', apart('\u034f')],
    ['with surrogates that belong to nothing', apart('\ud800')],
  ])('%s', (_how, hidden) => {
    expect(remove(`İ é ${hidden}! ${hidden}`)).toBe('İ é [key]! [key]');
  });

  test.each([
    ['a link', (hidden: string) => `\u001b]8;;https://x/?${hidden}\u0007`],
    ['a title', (hidden: string) => `\\u001b]0;${hidden}\\u0007`],
    ['an eight-bit string', (hidden: string) => `\u009d0;${hidden}\u009c`],
  ])('from %s that a terminal does not show', (_what, within) => {
    const escaped = KEY.replace('b', '\\u0062').replace('Z', '\\u005a');
    for (const hidden of [KEY, escaped, apart('\u200b')])
      expect(remove(within(hidden))).toBe(within('[key]'));
  });

  test('after a backslash that would make a space of its first letter', () => {
    const short = keyRemover('n0tqu1te4key');
    expect(short('C:\\n0tqu1te4key')).toBe('C:\\[key]');
  });
});

test.each(['1', '2', '3'])(
  'no line on a terminal shows it, whatever commands are in it (seed %s)',
  (seed) => {
    const random = createRng(seed);
    const anyOf = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    const parts = [
      '\u001b',
      '\u009b',
      '\u009d',
      '\u0090',
      '\u009c',
      '\u0007',
      '\u001b\\',
      '\\',
      '\u200b',
      '\u0301',
    ];
    const more = [
      '[',
      ']',
      '(',
      '#',
      '?',
      ';',
      '0',
      '31',
      'm',
      'P',
      'X',
      '_',
      '^',
      'c',
      '7',
      'B',
      '~',
      '@',
      ' ',
      '\n',
    ];
    const noise = () =>
      Array.from({ length: Math.floor(random() * 4) }, () => anyOf([...parts, ...more])).join('');
    for (let n = 0; n < 3_000; n++) {
      const [between, once] = [noise(), noise()];
      const at = Math.floor(random() * SECRET.length);
      for (const hidden of [
        apart(between),
        `${SECRET.slice(0, at)}${once}${SECRET.slice(at)}`,
        `${once}${KEY}${between}`,
      ]) {
        const line = clean(remove(`name ${hidden}!`)).toLowerCase();
        expect(line, JSON.stringify(hidden)).not.toContain(SECRET.toLowerCase());
      }
    }
  },
);

test('what is not a key stays as it is', () => {
  for (const text of ['', KEY.slice(0, -1), apart('-'), `\\u00e9 ${SECRET.slice(1)}`, '100% \\"yes\\" 🎲']) {
    expect(remove(text)).toBe(text);
  }
  expect(keyRemover('short')('short')).toBe('short');
});
