import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as library from '../../src/index.js';
import { openStrategy, resolveStrategy } from '../../src/strategy/index.js';
import { builtins } from '../../strategies/index.js';
import { folderWith, Table } from '../support/strategy-host.js';

const shapes = {
  'a strategy': {
    esm: `export default { move: () => 'paper' };`,
    cjs: `module.exports = { move: () => 'paper' };`,
  },
  'a function': { esm: `export default (turn) => 'paper';`, cjs: `module.exports = (turn) => 'paper';` },
  'a class': {
    esm: `export default class { answer = 'paper'; move() { return this.answer; } }`,
    cjs: `exports.default = class { answer = 'paper'; move() { return this.answer; } };`,
  },
};
const inline = { isolation: 'inline', seed: 's', report: () => {} } as const;

describe.each(Object.entries(shapes))('%s', (_shape, { esm, cjs }) => {
  test.each(['.ts', '.mts', '.js', '.mjs'])('exported from an ES module %s', async (extension) => {
    using folder = folderWith({ [`bot${extension}`]: esm });
    await using table = await Table.open(folder.path(`bot${extension}`), { isolation: 'inline' });
    expect(table.host.name).toBe('bot');
    expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  });

  test.each(['.cts', '.cjs', '.js', '.ts'])('exported from CommonJS %s', async (extension) => {
    using folder = folderWith({ [`bot${extension}`]: cjs });
    await using table = await Table.open(folder.path(`bot${extension}`), { isolation: 'inline' });
    expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  });
});

describe.each(['inline', 'worker', 'process'] as const)('%s', (isolation) => {
  test('loads what Node alone would not: enums, siblings, top-level await, botpit from anywhere', async () => {
    using folder = folderWith({
      'bot.ts': `import { defineStrategy } from 'botpit';
        import { choose } from './sibling';
        const choice = await Promise.resolve(choose());
        export default defineStrategy({ name: 'rich', games: ['rps', 'crash'], move: () => choice });`,
      'sibling.ts': `enum Choice { Paper = 'paper' }
        class Holder { constructor(readonly choice: Choice) {} }
        export const choose = () => new Holder(Choice.Paper).choice;`,
    });
    await using table = await Table.open(folder.path('bot.ts'), { isolation });
    expect(table.host).toMatchObject({ name: 'rich', games: ['rps', 'crash'] });
    expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'paper' } });
  });

  test('gives a strategy all that the library exports', async () => {
    using folder = folderWith({
      'bot.ts': `import * as botpit from 'botpit';
        import { BotpitError, defineStrategy, formatSol } from 'botpit';
        const names = Object.keys(botpit);
        const missing = ${JSON.stringify(Object.keys(library))}.filter((name) => !names.includes(name) || botpit[name] === undefined);
        if (missing.length > 0) throw new Error(missing.join());
        if (names.includes('__esModule')) throw new Error(names.join());
        const name = new BotpitError('usage', formatSol(500_000_000)).message;
        export default defineStrategy({ name, games: ['rps'], move: () => 'paper' });`,
    });
    await using table = await Table.open(folder.path('bot.ts'), { isolation });
    expect(table.host.name).toBe('0.5');
  });

  test('has each entry of the library know the errors of the others', async () => {
    using folder = folderWith({
      'bot.ts': `import { BotpitError, defineStrategy } from 'botpit';
        import { parseChaos } from 'botpit/arena';
        import { tuneSpace } from 'botpit/lab';
        const isKnown = (fails: () => unknown) => { try { fails(); } catch (error) { return error instanceof BotpitError; } };
        const name = [isKnown(() => parseChaos('nonsense')), isKnown(() => tuneSpace(['=']))].join();
        export default defineStrategy({ name, games: ['rps'], move: () => 'paper' });`,
    });
    await using table = await Table.open(folder.path('bot.ts'), { isolation });
    expect(table.host.name).toBe('true,true');
  });

  test.each([
    [
      'strategy/syntax',
      'const a = 1;\nexport default {\n  move( { }\n',
      /bot\.ts:4|bot\.ts:3/,
      /Line \d reads/,
    ],
    [
      'strategy/no-export',
      'export const bot = 1, other = 2;',
      /found bot, other, but no default export/,
      /Export one/,
    ],
    ['strategy/no-export', 'export default 7;', /default export is a number/, /Export one/],
    ['strategy/no-export', 'export default { mvoe() {} };', /has mvoe, but no `move` method/, /Export one/],
    [
      'strategy/threw-while-loading',
      '\n\nthrow new TypeError("bad day");',
      /TypeError: bad day \(.*bot\.ts:3\)/,
      /Mend/,
    ],
    [
      'strategy/threw-while-loading',
      'export default class { constructor() { throw new Error("no"); } move() {} }',
      /Error: no \(.*bot\.ts:1\)/,
      /Mend/,
    ],
    [
      'strategy/threw-while-loading',
      'import "./nowhere";\nexport default () => 1;',
      /Cannot find module '\.\/nowhere'.*bot\.ts/,
      /Mend/,
    ],
    [
      'strategy/threw-while-loading',
      'export default { init() { throw new Error("no model"); }, move() {} };',
      /init threw: Error: no model \(.*bot\.ts:1\)/,
      undefined,
    ],
    ['strategy/no-game', 'export default { games: ["rsp"], move() {} };', /"rsp"/, /Did you mean rps\?/],
    [
      'strategy/threw-while-loading',
      'export default { get games() { throw new Error("guess"); }, move() {} };',
      /Error: guess \(.*bot\.ts:1\)/,
      /Mend/,
    ],
    [
      'strategy/threw-while-loading',
      'export default new Proxy({}, { get() { throw new Error("hands off"); } });',
      /Error: hands off \(.*bot\.ts:1\)/,
      /Mend/,
    ],
    [
      'strategy/threw-while-loading',
      'throw Object.create(null, { stack: { get() { throw 1; } } });',
      /threw \[Object: null prototype\]/,
      /Mend/,
    ],
    [
      'strategy/no-game',
      'export default { games: [{ toString: 1 }], move() {} };',
      /toString: 1/,
      /^Expected coinflip, /,
    ],
    [
      'strategy/no-game',
      'export default { games: "rps", move() {} };',
      /is not a list of games/,
      /Leave it out/,
    ],
  ])('%s', async (code, text, message, hint) => {
    using folder = folderWith({ 'bot.ts': text });
    const error = await openStrategy(folder.path('bot.ts'), { ...inline, isolation }).catch(
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ name: 'BotpitError', code });
    expect(error.message).toMatch(message);
    if (hint) expect(error.hint).toMatch(hint);
  });
});

test('a syntax error of plain CommonJS has its place too', async () => {
  using folder = folderWith({ 'bot.cjs': 'module.exports = {\n  move( { }\n' });
  const error = await openStrategy(folder.path('bot.cjs'), inline).catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'strategy/syntax', message: expect.stringMatching(/bot\.cjs:\d/) });
});

describe('names', () => {
  // The one that needs a table of the user's own making says so.
  const ready = Object.entries(builtins).filter(([name]) => name !== 'equilibrium-full');
  test.each(ready)('%s is built in', async (name, games) => {
    const host = await openStrategy(name, inline);
    expect(host.games).toEqual(games);
    await host.close();
  });

  test('a built-in runs in a worker', async () => {
    await using table = await Table.open('counter-last');
    expect(table.host).toMatchObject({ name: 'counter-last', isolation: 'worker', games: ['rps'] });
    expect(await table.ask(1)).toMatchObject({ source: 'strategy', move: { choice: 'rock' } });
  });

  test.each([
    ['counter-lst', /no built-in strategy and no file/, /Did you mean counter-last\?/],
    ['zzzzzzzz', /no built-in strategy and no file/, /^Expected random, /],
    ['./nowhere/bot.ts', /there is no strategy file .*bot\.ts/, /working folder/],
    ['bot.mjs', /there is no strategy file/, /working folder/],
    [`${fileURLToPath(import.meta.url)}/bot.ts`, /there is no strategy file/, /working folder/],
    [`${'a'.repeat(300)}.ts`, /there is no strategy file/, /working folder/],
    ['.', /is a folder/, /inside it/],
    ['/dev/null', /is a device or a pipe/, /Name a file/],
    ['cmd:  ', /names no program/, /python3/],
  ])('%s is not found', (spec, message, hint) => {
    expect(() => resolveStrategy(spec)).toThrow(
      expect.objectContaining({
        code: 'strategy/not-found',
        message: expect.stringMatching(message),
        hint: expect.stringMatching(hint),
      }),
    );
  });

  test('says where a strategy comes from before loading it', () => {
    using folder = folderWith({ 'bot.ts': '' });
    const file = folder.path('bot.ts');
    expect(resolveStrategy(file)).toEqual({ kind: 'file', name: 'bot', file });
    expect(resolveStrategy('random')).toMatchObject({ kind: 'built-in', name: 'random' });
    expect(resolveStrategy('cmd: python3 "my bot.py"')).toEqual({
      kind: 'command',
      name: 'python3 "my bot.py"',
      argv: ['python3', 'my bot.py'],
    });
  });
});
