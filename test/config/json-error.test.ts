import { expect, it } from 'vitest';
import { locateJsonError } from '../../src/config/files.js';

it.each([
  ['', 1, 1],
  ['{', 1, 2],
  ['{"a": x}', 1, 7],
  ['{"a": 1,\n}', 2, 1],
  ['{"a": 1\n"b": 2}', 2, 1],
  ['{"a": "open\n"}', 1, 7],
  ['{"a" 1}', 1, 6],
  ['{a: 1}', 1, 2],
  ["{'a': 1}", 1, 2],
  ['[1, 2', 1, 6],
  ['[1, ]', 1, 5],
  ['[1}', 1, 3],
  ['{"a": [1, {"b": null}], "c": tru}', 1, 30],
  ['{"a": 01}', 1, 8],
  ['{} {}', 1, 4],
  ['{},', 1, 3],
  ['1 // one', 1, 3],
  ['{"a": "\\x"}', 1, 7],
  ['{"a": true "b"}', 1, 12],
  ['{"a": ,}', 1, 7],
  ['{"a": }', 1, 7],
  ['{:1}', 1, 2],
  [']', 1, 1],
])('finds where %j stops being JSON', (text, line, column) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(locateJsonError(text)).toEqual({ line, column });
});

it('passes all that is JSON', () => {
  const text = '\r\n {"a\\u00e9\\"": [1, -0.5e+3, [], {}, true, false, null, "\u007fé𝄞"], "": {"b": {}}}\t';
  JSON.parse(text);
  expect(locateJsonError(`${text}!`)).toEqual({ line: 2, column: text.length - 1 });
});
