import { expect, test } from 'vitest';
import { safeEnv } from '../../src/lib/api-key.js';
import { Lines, MAX_LINE_BYTES } from '../../src/lib/lines.js';
import { fromStrategy } from '../../src/strategy/isolation/link.js';
import { limited } from '../../src/strategy/isolation/output.js';
import { splitCommandLine } from '../../src/strategy/resolve.js';
import { describeThrown, placeOf } from '../../src/strategy/thrown.js';

test.each([
  ['python3 bot.py', ['python3', 'bot.py']],
  ['  a   b  ', ['a', 'b']],
  [`a "b c" 'd e'`, ['a', 'b c', 'd e']],
  [`--x="b c"'d'`, ['--x=b cd']],
  [`a "" ''`, ['a', '', '']],
  [`a\\ b "c\\"d" 'e\\f'`, ['a b', 'c"d', 'e\\f']],
  ['C:\\bots\\bot.exe --fast', ['C:\\bots\\bot.exe', '--fast']],
  ['$HOME | *', ['$HOME', '|', '*']],
  ['', []],
])('%s is split into words', (line, words) => {
  expect(splitCommandLine(line)).toEqual(words);
});

test('lines come whole however the chunks fall, and no longer than 1 MiB', () => {
  const text = 'one\r\ntwo ü\n\nlast';
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at++) {
    const lines: string[] = [];
    const splitter = new Lines((line) => lines.push(line));
    splitter.push(bytes.subarray(0, at));
    splitter.push(bytes.subarray(at));
    splitter.end();
    expect(lines).toEqual(['one', 'two ü', '', 'last']);
  }
  const lengths: number[] = [];
  const splitter = new Lines((line) => lengths.push(line.length));
  for (let i = 0; i < 20; i++) splitter.push(Buffer.alloc(100_000, 'x'));
  splitter.push(Buffer.from('\nshort\n'));
  expect(lengths).toEqual([MAX_LINE_BYTES, 5]);
});

test('output is cut where it becomes a flood', () => {
  const shown: string[] = [];
  const pass = limited((line) => shown.push(line));
  for (let i = 0; i < 100_000; i++) pass(`line ${i} ${'x'.repeat(3000)}`);
  expect(shown[0]?.length).toBe(2000);
  expect(shown.some((line) => line.startsWith('(prints too much'))).toBe(true);
  expect(shown.length).toBeLessThan(50_000);
});

test('the safe environment is a copy without the key in any guise', () => {
  const env = {
    PATH: '/bin',
    BOTPIT_API_KEY: 'x',
    botpit_api_key: 'x',
    BOTPIT_API_KEY_FILE: '/key',
    BOTPIT_QUEUE: 'redis://:x@host',
    BOTPIT_QUEUE_FILE: '/queue',
    CREDENTIALS_DIRECTORY: '/run',
    OTHER: ' bp_sk_other',
    OLD: 'bp_live_old',
    URL: 'wss://secret-7@arena',
    BOTPIT_URL: 'wss://arena',
  };
  const copy = { ...env };
  expect(safeEnv(env, 'secret-7')).toEqual({ PATH: '/bin', BOTPIT_URL: 'wss://arena' });
  expect(safeEnv(env, undefined)).toMatchObject({ URL: 'wss://secret-7@arena' });
  expect(env).toEqual(copy);
});

const trap = {
  get() {
    throw new Error('trap');
  },
};

test.each([
  ['text', 'oh', /^threw 'oh'$/],
  ['a symbol', Symbol('oh'), /^threw Symbol\(oh\)$/],
  ['nothing', undefined, /^threw undefined$/],
  ['an object without a prototype', Object.create(null), /^threw \[Object: null prototype\]/],
  ['a stack that is not a text', Object.assign(new Error('oh'), { stack: [{}] }), /^Error: oh$/],
  ['a stack that throws', Object.defineProperty(new Error('oh'), 'stack', trap), /^Error: oh$/],
  ['a message that throws', Object.defineProperty(new Error('oh'), 'message', trap), /cannot be shown/],
  [
    'a message that is not a text',
    Object.assign(new Error('oh'), { message: Symbol('oh') }),
    /cannot be shown/,
  ],
  ['a proxy that throws', new Proxy({}, { getPrototypeOf: trap.get }), /cannot be shown/],
])('%s can be described when it is thrown', (_what, thrown, text) => {
  expect(describeThrown(thrown)).toMatch(text);
});

test('a stack that is not a text has no place', () => {
  expect(placeOf(Object.assign(new Error('oh'), { stack: [{}] }))).toBe(undefined);
});

const READY = {
  tell: 'ready',
  forgetful: false,
  taunts: false,
  dependencies: { files: [], env: [] },
  files: [],
};

test.each([
  { tell: 'answer', n: 1 },
  { tell: 'threw', n: 1, message: 'oh' },
  { tell: 'abandoned', n: 1 },
  { tell: 'output', line: '' },
  { tell: 'trouble', code: 'strategy/threw', message: 'oh' },
  READY,
  { tell: 'not_loaded', code: 'strategy/syntax', message: 'oh', hint: 'mend' },
])('$tell is a message only with all its parts', (message) => {
  expect(fromStrategy(message)).toBe(message);
  for (const part of Object.keys(message)) {
    if (part === 'hint') continue;
    for (const wrong of [undefined, null, {}]) expect(fromStrategy({ ...message, [part]: wrong })).toBe(null);
  }
});

test.each([
  [undefined],
  [null],
  ['ready'],
  [[]],
  [{ tell: 'toString' }],
  [{ tell: 'not_loaded', code: 'config/no-key', message: 'oh' }],
  [{ tell: 'trouble', code: 'strategy/restarted', message: 'oh' }],
  [{ ...READY, name: 5 }],
  [{ ...READY, files: [{ path: 'a.ts', hash: 5 }] }],
  [{ ...READY, dependencies: { files: [5], env: [] } }],
  [{ ...READY, dependencies: { files: [] } }],
])('%j is not a message', (value) => {
  expect(fromStrategy(value)).toBe(null);
});
