import { expect, test } from 'vitest';
import { isolated, visible, visibleJson } from '../../src/lib/visible.js';

const UNSEEN = [
  '\u0000',
  '\u001b',
  '\u007f',
  '\u009b',
  '\u00ad',
  '\u200b',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\u{e0041}',
];
const SEEN = 'aé漢🎲 "\\/';

test.each(UNSEEN)('%j is written as JSON would write it', (character) => {
  const value = { text: `${SEEN}${character}${SEEN}`, [`key${character}`]: [character] };
  for (const indent of [undefined, 2]) {
    const json = visibleJson(value, indent);
    expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(json)).toEqual(value);
  }
  expect(visible(`a${character}b`)).toMatch(/^a(?:\\u[0-9a-f]{4})+b$/);
});

test('what can be seen stays as it is', () => {
  expect(visible(SEEN)).toBe(SEEN);
  expect(visibleJson({ text: SEEN }, 2)).toBe(JSON.stringify({ text: SEEN }, null, 2));
});

test('a name that is written from right to left does not turn what stands behind it', () => {
  expect(isolated('Ada 3')).toBe('Ada 3');
  for (const name of ['\u05d0\u05d1', 'Ada \u0645', '\u{1e900}'])
    expect(isolated(name)).toBe(`\u2068${name}\u2069`);
});
