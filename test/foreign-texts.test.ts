import { describe, expect, test } from 'vitest';
import { keyRemover } from '../src/client/log.js';
import { redact } from '../src/config/index.js';
import { games } from '../src/games/index.js';
import { decodeServerMessage } from '../src/protocol/index.js';
import { oneLine } from '../src/report/html.js';
import { describeThrown } from '../src/strategy/index.js';
import { refusal } from '../src/strategy/load.js';
import { clean, formatJson } from '../src/ui/index.js';
import { growth, repeating } from './support/growth.js';

const SECRET = 'a0b1c2d3e4f5a0b1c2d3e4f5a0b1c2d3';
const withoutKey = keyRemover(`bp_sk_${SECRET}`);

/** Between characters of the key that are hex digits: where one escape ends and the next character begins can be read in many ways. */
const bomb = [...SECRET.slice(0, -1)].map((one) => `\\u2000${one}`.repeat(60)).join('');

const thrown = (stack: string) =>
  describeThrown(Object.assign(new Error('oh'), { stack: `Error: oh\n${stack}` }));
const notLoaded = (message: string) => refusal(new Error(message), '/bots/bot.ts');
const inJson = (opponentName: string) =>
  formatJson({ event: { event: 'match_start', opponentName } as never, timeMs: 0 });
const mathDuel = (expression: string) => games.math_duel.fallbackMove({ expression } as never);

/** What meets texts of others, and what is worst for it. */
const CASES: readonly [
  what: string,
  call: (text: string) => unknown,
  part: string,
  start?: string,
  end?: string,
][] = [
  ['the key in a frame', withoutKey, bomb, '{"type":"x","y":"', `!${SECRET}"}`],
  ['the key, escaped', withoutKey, '\\u2000a', '', `!${SECRET}`],
  ['the key, nearly', withoutKey, SECRET.slice(0, -1)],
  ['the key, nearly and hidden', withoutKey, `é${SECRET.slice(0, -1)}`],
  ['the key, again and again', withoutKey, `é${SECRET}`],
  ['the key in colours', withoutKey, '\u001b[1;', 'é'],
  ['the key in links', withoutKey, '\u001b]8;;', 'é'],
  ['the key in eight-bit strings', withoutKey, '\u009d0;a', 'é'],
  ['the key between percent signs', withoutKey, '%'],
  ['the key between backslashes', withoutKey, '\\'],
  ['keys', redact, 'bp_sk_'],
  ['names in URLs', redact, '://a'],
  ['schemes', redact, ':/'],
  ['a name for the terminal', (text) => clean(text, 64_000), '\u001b[;1'],
  ['a link for the terminal', (text) => clean(text, 64_000), '\u001b];a', '\u001b]8'],
  ['an eight-bit string for the terminal', (text) => clean(text, 64_000), '\u009d0;a'],
  ['a tower of marks for the terminal', (text) => clean(text, 64_000), '\u0301'],
  ['white space for a page', (text) => oneLine(text, 64_000), ' '],
  ['a line of JSON', inJson, '\u2028\u009b'],
  ['a frame of names that are not keys', decodeServerMessage, '"__proto__ ', '{"type":"x","y":"'],
  ['a frame of brackets', decodeServerMessage, '[', '{"type":"x","y":'],
  ['an expression', mathDuel, '1 + '],
  ['an expression of spaces', mathDuel, ' ', '1', 'x'],
  ['a line of a stack', thrown, 'at /a', '    at f (', ')'],
  ['rows in a stack', thrown, ':1', '    at /a', 'x'],
  ['a syntax error', notLoaded, '\n ', 'ParseError: x', 'x'],
  ['rows in a syntax error', notLoaded, ':1', 'ParseError: x\n /a', 'x'],
  ['syntax errors', notLoaded, 'ParseError: \n'],
];

describe('what reads texts of others takes time in proportion to their length', () => {
  test.each(CASES)('%s', (_what, call, part, start, end) => {
    expect(growth(call, repeating(part, start, end))).toBeLessThan(25);
  });
});
