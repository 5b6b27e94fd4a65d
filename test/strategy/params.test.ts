import { describe, expect, expectTypeOf, test } from 'vitest';
import { defineStrategy, type Params, type Strategy } from '../../src/index.js';
import { openStrategy, resolveStrategy } from '../../src/strategy/index.js';
import { firstRound, folderWith, match, Table } from '../support/strategy-host.js';

const options = { seed: 's', report: () => undefined };

const END = { game: 'rps', outcome: 'win', score: { mine: 2, theirs: 0 }, netLamports: 0 } as const;

const BOT = `export default {
  games: ['rps'],
  params: {
    caution: { type: 'number', default: 0.5, min: 0, max: 1, step: 0.05, about: 'How careful it is.' },
    depth: { type: 'integer', default: 3, min: 1, max: 9 },
    bold: { type: 'boolean', default: false },
    mode: { type: 'choice', options: ['fast', 'slow'], default: 'fast' },
  },
  init({ params }) { this.seen = { init: params }; },
  matchStart(match, params) { this.seen.matchStart = params; },
  roundEnd(round, params) { this.seen.roundEnd = params; },
  matchEnd(match, params) { this.seen.matchEnd = params; },
  taunt(event, params) { this.seen.taunt = params; },
  move({ params }) {
    let isFrozen = false;
    try { params.caution = 7; } catch { isFrozen = true; }
    const all = Object.values(this.seen).map((one) => one === params);
    return { raw: { params, isFrozen, all, hooks: Object.keys(this.seen) } };
  },
};`;

test('the types of turn.params follow from the declaration', () => {
  const strategy = defineStrategy({
    games: ['rps'],
    params: {
      caution: { type: 'number', default: 0.5, min: 0, max: 1, step: 0.05, about: 'How careful it is.' },
      depth: { type: 'integer', default: 3 },
      bold: { type: 'boolean', default: false },
      mode: { type: 'choice', options: ['fast', 'slow'], default: 'fast' },
    },
    init({ params }) {
      expectTypeOf(params.caution).toEqualTypeOf<number>();
    },
    roundEnd(_round, params) {
      expectTypeOf(params.mode).toEqualTypeOf<'fast' | 'slow'>();
    },
    move(turn) {
      expectTypeOf(turn.params.caution).toEqualTypeOf<number>();
      expectTypeOf(turn.params.depth).toEqualTypeOf<number>();
      expectTypeOf(turn.params.bold).toEqualTypeOf<boolean>();
      expectTypeOf(turn.params.mode).toEqualTypeOf<'fast' | 'slow'>();
      expectTypeOf(turn.game).toEqualTypeOf<'rps'>();
      // @ts-expect-error a misspelt parameter
      turn.params.cauton;
      // @ts-expect-error nobody writes to them
      turn.params.caution = 1;
      return 'rock';
    },
  });
  // It goes wherever any strategy goes.
  expectTypeOf(strategy).toExtend<Strategy>();

  defineStrategy({
    move(turn) {
      // @ts-expect-error it declares none
      turn.params.caution;
      return { raw: {} };
    },
  });
  // @ts-expect-error a type that there is not
  defineStrategy({ params: { caution: { type: 'float', default: 0.5 } }, move: () => ({ raw: {} }) });
  // @ts-expect-error no default
  defineStrategy({ params: { caution: { type: 'number' } }, move: () => ({ raw: {} }) });

  const params = { depth: { type: 'integer', default: 3 } } as const satisfies Params;
  class Deep implements Strategy<'rps', typeof params> {
    readonly params = params;
    move(turn: Parameters<Strategy<'rps', typeof params>['move']>[0]) {
      expectTypeOf(turn.params.depth).toEqualTypeOf<number>();
      return 'rock' as const;
    }
  }
  expectTypeOf<Deep>().toExtend<Strategy<'rps', typeof params>>();
});

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  const DEFAULTS = { caution: 0.5, depth: 3, bold: false, mode: 'fast' };

  test.each([
    ['', DEFAULTS, 'bot'],
    ['?caution=0.4', { ...DEFAULTS, caution: 0.4 }, 'bot?caution=0.4'],
    [
      '?mode=slow&bold=true&caution=0.50&depth=9',
      { ...DEFAULTS, depth: 9, bold: true, mode: 'slow' },
      'bot?depth=9&bold=true&mode=slow',
    ],
  ])('turns and hooks have the values of bot.mjs%s', async (query, params, name) => {
    using folder = folderWith({ 'bot.mjs': BOT });
    await using table = await Table.open(`${folder.path('bot.mjs')}${query}`, { isolation });
    expect(table.host.name).toBe(name);
    expect(Object.fromEntries(table.host.params.map((one) => [one.name, one.value]))).toEqual(params);
    const { move } = await table.ask(1);
    expect(move).toEqual({ params, isFrozen: true, all: [true, true], hooks: ['init', 'matchStart'] });
    await table.host.taunt({ on: 'round_end', round: firstRound });
    table.host.roundEnd(firstRound);
    table.host.matchEnd({ ...END, matchId: match.matchId });
    table.host.matchStart(match);
    expect((await table.ask(1)).move).toMatchObject({
      all: [true, true, true, true, true],
      hooks: ['init', 'matchStart', 'taunt', 'roundEnd', 'matchEnd'],
    });
    expect(table.troubles).toEqual([]);
  });

  test('refuses what will not do before it is asked anything', async () => {
    using folder = folderWith({
      'bot.mjs': BOT.replace('init({', 'init({ params }) { throw new Error("asked"); }, off({'),
    });
    const spec = `${folder.path('bot.mjs')}?caution=2&mode=slwo`;
    const error = await openStrategy(spec, { ...options, isolation }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      ...{ code: 'params/invalid', spec, names: ['caution', 'mode'], hint: undefined },
      message: expect.stringMatching(
        /expected a number from 0 to 1\n.*expected fast or slow\. Did you mean slow\?$/,
      ),
    });
  });
});

test.each([
  [
    '?cauton=0.4',
    /^bot has no parameter cauton$/,
    /^Expected caution, depth, bold or mode\. Did you mean caution\?$/,
  ],
  ['?caution=2', /caution of bot is 2: expected a number from 0 to 1$/, undefined],
  ['?caution=-0.1', /is -0\.1: expected a number from 0 to 1$/, undefined],
  ['?caution=high', /is "high": expected a number/, undefined],
  ['?caution=', /is "": expected a number/, undefined],
  ['?caution=1e999', /is "1e999": expected a number/, undefined],
  ['?depth=2.5', /depth of bot is 2\.5: expected a whole number from 1 to 9/, undefined],
  ['?bold=1', /bold of bot is 1: expected true or false/, undefined],
  ['?mode=slwo', /mode of bot is "slwo": expected fast or slow\. Did you mean slow\?$/, undefined],
  ['?__proto__=1', /no parameter __proto__/, undefined],
  ['?depth=0&cauton=1', /depth of bot is 0.*\nbot has no parameter cauton/, undefined],
])('bot.mjs%s is refused', async (query, message, hint) => {
  using folder = folderWith({ 'bot.mjs': BOT });
  const spec = `${folder.path('bot.mjs')}${query}`;
  const error = await openStrategy(spec, { ...options, isolation: 'inline' }).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'params/invalid', spec, message: expect.stringMatching(message) });
  if (hint) expect(error.hint).toMatch(hint);
});

test('a class declares them likewise, and what declares none takes none', async () => {
  using folder = folderWith({
    'class.mjs': `export default class { params = { depth: { type: 'integer', default: 3 } };
      move({ params }) { return { raw: { ...params } }; } }`,
    'plain.mjs': `export default ({ params }) => ({ raw: { params } });`,
  });
  await using table = await Table.open(`${folder.path('class.mjs')}?depth=4`, { isolation: 'inline' });
  expect((await table.ask(1)).move).toEqual({ depth: 4 });
  await using plain = await Table.open(folder.path('plain.mjs'), { isolation: 'inline' });
  expect((await plain.ask(1)).move).toEqual({ params: {} });
  await expect(openStrategy(`${folder.path('plain.mjs')}?depth=4`, options)).rejects.toMatchObject({
    code: 'params/invalid',
    message: 'plain has no parameter depth',
    hint: expect.stringContaining('declares none'),
  });
});

test.each([
  ['7', /`params` .* is not an object/],
  ['{ "2nd": { type: "number", default: 1 } }', /has the name "2nd"/],
  ['{ a: 7 }', /`params\.a` .* is 7/],
  ['{ a: { type: "nubmer", default: 1 } }', /has the type 'nubmer'$/],
  ['{ a: { type: "number" } }', /has the default undefined, and not a number/],
  ['{ a: { type: "number", default: 2, max: 1 } }', /has the default 2, and not a number up to 1/],
  ['{ a: { type: "number", default: 2, min: "1" } }', /has the min '1'/],
  ['{ a: { type: "number", default: 2, step: 0 } }', /has the step 0/],
  ['{ a: { type: "integer", default: 2.5, min: 1 } }', /default 2\.5, and not a whole number from 1/],
  ['{ a: { type: "number", default: 2, min: 3, max: 1 } }', /has the min 3, above its max 1/],
  ['{ a: { type: "boolean", default: true, min: 0 } }', /is of the type boolean, which has no min/],
  ['{ a: { type: "integer", default: 1, options: ["x"] } }', /is of the type integer, which has no options/],
  ['{ a: { type: "number", default: 1, minimum: 0 } }', /has the key 'minimum'/],
  ['{ a: { type: "choice", default: "x" } }', /its options are not a list of words/],
  ['{ a: { type: "choice", default: "1", options: ["1"] } }', /its options are not a list of words/],
  ['{ a: { type: "choice", default: "z", options: ["x", "y"] } }', /the default 'z', and not x or y/],
  ['{ get a() { throw new Error("guess"); } }', /guess/],
])('the declaration %s is refused', async (declaration, message) => {
  using folder = folderWith({ 'bot.mjs': `export default { params: ${declaration}, move: () => 1 };` });
  const error = await openStrategy(folder.path('bot.mjs'), { ...options, isolation: 'inline' }).catch(
    (thrown) => thrown,
  );
  expect(error.code).toBe(
    /guess/.test(declaration) ? 'strategy/threw-while-loading' : 'strategy/declaration',
  );
  expect(error.message).toMatch(message);
});

describe('how a strategy is named with them', () => {
  test('a file whose name holds a question mark still loads, with parameters too', () => {
    using folder = folderWith({ 'what?.mjs': '', 'x?a=1.mjs': '', 'x.mjs': '' });
    expect(resolveStrategy(folder.path('what?.mjs'))).toMatchObject({ file: folder.path('what?.mjs') });
    expect(resolveStrategy(folder.path('x?a=1.mjs'))).toEqual({
      kind: 'file',
      name: 'x?a=1',
      file: folder.path('x?a=1.mjs'),
    });
    expect(resolveStrategy(`${folder.path('what?.mjs')}?a=1`)).toMatchObject({
      file: folder.path('what?.mjs'),
      params: { a: 1 },
    });
    expect(resolveStrategy(`${folder.path('x.mjs')}?a=.5&b=false&c=x-1`)).toMatchObject({
      name: 'x',
      params: { a: 0.5, b: false, c: 'x-1' },
    });
  });

  test('a built-in and a program', () => {
    expect(resolveStrategy('frequency?prior=2')).toMatchObject({
      kind: 'built-in',
      name: 'frequency',
      params: { prior: 2 },
    });
    expect(resolveStrategy('cmd?a=1&b=x: python3 bot.py --at=12:30?')).toEqual({
      kind: 'command',
      name: 'python3 bot.py --at=12:30?',
      argv: ['python3', 'bot.py', '--at=12:30?'],
      params: { a: 1, b: 'x' },
    });
    expect(resolveStrategy('cmd: ask what?a=1')).toEqual({
      kind: 'command',
      name: 'ask what?a=1',
      argv: ['ask', 'what?a=1'],
    });
  });

  test.each([
    'frequency?prior',
    'frequency?',
    'frequency?prior=1&prior=2',
    'frequency?=1',
    'cmd?a: python3',
    'cmd?a=1',
  ])('the parameters in %s cannot be read', (spec) => {
    expect(() => resolveStrategy(spec)).toThrow(
      expect.objectContaining({ code: 'params/invalid', hint: expect.stringContaining('caution=0.4') }),
    );
  });

  test('a file that is not there is told without them', () => {
    expect(() => resolveStrategy('./nowhere.mjs?a=1')).toThrow(/there is no strategy file .*nowhere\.mjs$/);
    expect(() => resolveStrategy('frequncy?prior=1')).toThrow(/is called "frequncy"/);
  });
});

describe('the version of a strategy', () => {
  const versionOf = async (spec: string) => {
    const host = await openStrategy(spec, { ...options, isolation: 'inline' });
    await host.close();
    return host.snapshot.version;
  };

  test('is another one for other values, and the same for what it is by default', async () => {
    using folder = folderWith({ 'bot.mjs': BOT });
    const bot = folder.path('bot.mjs');
    const own = await versionOf(bot);
    expect(await versionOf(`${bot}?caution=0.5&mode=fast`)).toBe(own);
    const cautious = await versionOf(`${bot}?caution=0.4&depth=4`);
    expect(await versionOf(`${bot}?depth=4&caution=.40`)).toBe(cautious);
    const all = [own, cautious, await versionOf(`${bot}?depth=4`), await versionOf(`${bot}?bold=true`)];
    expect(new Set(all).size).toBe(4);
  });

  test('is what it was before there were parameters, where it declares none', async () => {
    using folder = folderWith({ 'bot.mjs': "export default () => 'rock';\n" });
    expect(await versionOf(folder.path('bot.mjs'))).toBe('2022685606a4');
    expect(await versionOf('random')).toMatch(/^botpit-[\d.]+$/);
  });

  test('of a built-in one tells its parameters', async () => {
    expect(await versionOf('frequency?prior=1')).toBe(await versionOf('frequency'));
    expect(await versionOf('frequency?prior=2')).toMatch(/^botpit-[\d.]+\+[0-9a-f]{8}$/);
    expect(await versionOf('frequency?prior=2')).not.toBe(await versionOf('frequency?prior=3'));
  });
});

describe('a program', () => {
  /** Answers `session_start` with `declaration`, and each turn with all that it was told at the start. */
  const program = (declaration: string) => `
    const lines = require('node:readline').createInterface({ input: process.stdin });
    let first;
    lines.on('line', (line) => {
      const message = JSON.parse(line);
      if (message.type === 'session_start') {
        first = line;
        ${declaration === '' ? '' : `console.log(JSON.stringify(${declaration}));`}
      }
      if (message.type === 'turn') console.log(JSON.stringify({ move: { raw: { first } } }));
    });`;
  const DECLARES = program(`{ params: { caution: { type: 'number', default: 0.5, max: 1 } } }`);
  const spec = (query: string, path: string) => `cmd${query}: ${process.execPath} ${path}`;

  test('gets what was asked for with session_start, and otherwise what it always got', async () => {
    using folder = folderWith({ 'bot.cjs': DECLARES });
    const path = folder.path('bot.cjs');
    await using plain = await Table.open(spec('', path));
    expect((await plain.ask(1)).move).toEqual({ first: '{"type":"session_start","seed":"test"}' });
    await using table = await Table.open(spec('?caution=0.4', path));
    expect((await table.ask(1)).move).toEqual({
      first: '{"type":"session_start","seed":"test","params":{"caution":0.4}}',
    });
    expect(table.host.name).toBe(`${process.execPath} ${path}?caution=0.4`);
    expect(table.host.params).toMatchObject([{ name: 'caution', default: 0.5, max: 1, value: 0.4 }]);
    expect(table.host.snapshot.version).not.toBe(plain.host.snapshot.version);
  });

  test.each([
    [DECLARES, '?caution=2', /caution of .*bot\.cjs is 2: expected a number up to 1/, 'params/invalid'],
    [DECLARES, '?cauton=0.2', /has no parameter cauton/, 'params/invalid'],
    [program('{ memoryDepth: 0 }'), '?caution=1', /has no parameter caution/, 'params/invalid'],
    [program(''), '?caution=1', /has not declared the parameters .*: caution/, 'params/invalid'],
    [program('{ params: { a: 1 } }'), '?a=1', /`params\.a` .* is 1/, 'strategy/declaration'],
  ])('that does not take what is set is refused (%#)', async (text, query, message, code) => {
    using folder = folderWith({ 'bot.cjs': text });
    const opened = openStrategy(spec(query, folder.path('bot.cjs')), { ...options, loadTimeoutMs: 2_000 });
    await expect(opened).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('that is started again has them again', async () => {
    const text = DECLARES.replace(
      'if (message.type ===',
      'if (message.round === 1) process.exit(3); if (message.type ===',
    );
    using folder = folderWith({ 'bot.cjs': text });
    await using table = await Table.open(spec('?caution=0.4', folder.path('bot.cjs')));
    expect(await table.ask(1)).toMatchObject({ source: 'fallback', reason: 'crashed' });
    table.host.matchStart({ ...match, matchId: 'm2' });
    const { move } = await table.ask(2);
    expect((move as { first: string }).first).toContain('"params":{"caution":0.4}');
  });
});
