import { describe, expect, test } from 'vitest';
import { keyRemover } from '../../src/client/secret.js';

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
    ['with variation selectors', apart('\ufe0f')],
    ['with joiners that are marks', apart('\u034f')],
    ['with surrogates that belong to nothing', apart('\ud800')],
  ])('%s', (_how, hidden) => {
    expect(remove(`İ é ${hidden}! ${hidden}`)).toBe('İ é [key]! [key]');
  });

  test('after a backslash that would make a space of its first letter', () => {
    const short = keyRemover('n0tqu1te4key');
    expect(short('C:\\n0tqu1te4key')).toBe('C:\\[key]');
  });
});

test('what is no key stays as it is', () => {
  for (const text of ['', KEY.slice(0, -1), apart('-'), `\\u00e9 ${SECRET.slice(1)}`, '100% \\"yes\\" 🎲']) {
    expect(remove(text)).toBe(text);
  }
  expect(keyRemover('short')('short')).toBe('short');
});
