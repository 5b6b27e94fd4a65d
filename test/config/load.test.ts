import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILE_KEYS, flagOf, type Key, settingOf, variableOf } from '../../src/config/index.js';
import type { Value } from '../../src/config/kinds.js';
import { GAME_IDS } from '../../src/games/index.js';
import { loadWith, refusal, type Sources } from './support.js';

/** A value that a file may hold; another one for each neighbouring `n`. */
function sample(key: Key, n: number): Value {
  const { kind } = settingOf(key);
  const candidates: (Value | undefined)[] = [
    kind.words?.[n],
    n % 2 === 0,
    n + 1,
    `${n + 1}s`,
    `wss://arena-${n}.test/ws`,
    `https://hook-${n}.test/`,
    `${n + 1}M`,
    `1${n}:00`,
    `1${n}:00-20:00`,
    ['UTC', 'Europe/Berlin'][n],
    [`name ${n}`, 'another'],
    { name: n },
  ];
  const fitting = candidates.find((raw) => raw !== undefined && kind.read(raw, '/') !== undefined);
  if (fitting === undefined) throw new Error(`no sample for ${key}`);
  return fitting;
}

const SOURCES = ['flag', 'variable', 'profile', 'file'] as const;

/** `key` set by the weakest sources from the `first` on, each to its own sample. */
function setFrom(key: Key, first: number): Sources {
  const has = (source: (typeof SOURCES)[number]) => SOURCES.indexOf(source) >= first;
  const textOf = (value: Value) => settingOf(key).kind.flags?.(value).join('&') ?? String(value);
  const of = (source: (typeof SOURCES)[number]) => sample(key, SOURCES.indexOf(source) % 2);
  const flag = of('flag');
  // Without a wager, everything is sandbox, and without a time zone nobody knows what a time of the day is.
  const file = {
    ...(key === 'sandbox' && { wager: 1 }),
    ...(['until', 'hours', 'summaryAt'].includes(key) && { timeZone: 'UTC' }),
  };
  return {
    flags: { profile: 'p', ...(has('flag') && { [key]: typeof flag === 'boolean' ? flag : textOf(flag) }) },
    env: has('variable') ? { [variableOf(key)]: textOf(of('variable')) } : {},
    file: {
      ...file,
      ...(has('file') && { [key]: of('file') }),
      profiles: { p: has('profile') ? { [key]: of('profile') } : {} },
    },
  };
}

describe('precedence', () => {
  it.each(FILE_KEYS.filter((key) => key !== 'profile'))(
    '%s: flag, variable, profile, file, default',
    async (key) => {
      const { kind, default: preset } = settingOf(key);
      for (const [first] of SOURCES.entries()) {
        const { config, origins, folder } = await loadWith(setFrom(key, first));
        const path = join(folder, 'botpit.config.json');
        const flag = settingOf(key).flag ? `flag ${flagOf(key)}` : `argument ${flagOf(key)}`;
        expect(origins[key]).toBe([flag, variableOf(key), `profile p in ${path}`, path][first]);
        expect((config as Record<string, unknown>)[key + kind.suffix]).toEqual(
          kind.read(sample(key, first % 2), folder),
        );
      }
      const { config, origins, folder } = await loadWith(setFrom(key, SOURCES.length));
      expect(origins[key]).toBe('default');
      const value = preset === undefined ? null : kind.read(preset, folder);
      expect((config as Record<string, unknown>)[key + kind.suffix]).toEqual(value);
    },
  );

  it('goes for the choice of the profile too', async () => {
    const file = { profile: 'a', profiles: { a: { matches: 1 }, b: { matches: 2 }, c: { matches: 3 } } };
    const env = { BOTPIT_PROFILE: 'b' };
    expect((await loadWith({ file })).config.matches).toBe(1);
    expect((await loadWith({ file, env })).config.matches).toBe(2);
    expect((await loadWith({ file, env, flags: { profile: 'c' } })).config.matches).toBe(3);
  });

  it('takes an empty variable and an undefined flag or key as not set', async () => {
    const { config, warnings } = await loadWith({
      flags: { matches: undefined },
      env: { BOTPIT_MATCHES: '', BOTPIT_NOTHING: '', BOTPIT_CONFIG: '' },
      files: { 'botpit.config.mjs': 'export default { matches: undefined, seed: "s" };' },
    });
    expect(config).toMatchObject({ matches: null, seed: 's' });
    expect(warnings).toEqual([]);
  });
});

describe('money', () => {
  it('is not in play without a wager', async () => {
    const { config, origins } = await loadWith({ file: { sandbox: false } });
    expect(config).toMatchObject({ sandbox: true, wagerLamports: null });
    expect(origins.sandbox).toBe('default');
  });

  it('is counted in lamports, exactly, from strings and numbers', async () => {
    expect((await loadWith({ flags: { wager: '0.29' } })).config).toMatchObject({
      sandbox: false,
      wagerLamports: 290_000_000,
    });
    expect((await loadWith({ file: { wager: 0.01, maxLoss: '0.1' } })).config).toMatchObject({
      wagerLamports: 10_000_000,
      maxLossLamports: 100_000_000,
    });
  });

  it('takes a wager of 0 for free play', async () => {
    expect((await loadWith({ env: { BOTPIT_WAGER: '0' } })).config).toMatchObject({
      sandbox: false,
      wagerLamports: 0,
    });
  });

  it.each([
    [{ flags: { sandbox: true, wager: '1' } }, []],
    [{ flags: { sandbox: true }, file: { wager: 1 } }, []],
    [{ env: { BOTPIT_SANDBOX: '1', BOTPIT_WAGER: '1' } }, []],
    [{ file: { wager: 1, sandbox: true } }, []],
    [
      { flags: { wager: '1' }, file: { sandbox: true } },
      [expect.stringContaining('the wager of flag --wager is overruled')],
    ],
  ] as [Sources, string[]][])('loses to sandbox: %j', async (sources, expected) => {
    const { config, warnings, origins } = await loadWith(sources);
    expect(config).toMatchObject({ sandbox: true, wagerLamports: null });
    expect(origins.wager).toMatch(/^overruled by sandbox/);
    expect(warnings).toEqual(expected);
  });

  it('comes back when a stronger source turns sandbox off', async () => {
    const file = { wager: 1, sandbox: true, profiles: { live: { sandbox: false } } };
    expect((await loadWith({ file, flags: { profile: 'live' } })).config.wagerLamports).toBe(1e9);
    expect((await loadWith({ file, env: { BOTPIT_SANDBOX: '0' } })).config.wagerLamports).toBe(1e9);
  });

  it.each(['-1', '1e-3', '0.0000000001', 'ten', '9000001', '', '0x10'])(
    'refuses %j as a wager',
    async (wager) => {
      expect((await refusal({ flags: { wager } })).code).toBe('usage');
      expect((await refusal({ file: { wager } })).code).toBe('config/invalid');
    },
  );
});

describe('values', () => {
  it('are milliseconds where they are durations', async () => {
    const { config } = await loadWith({
      flags: { for: '2h', houseWait: '0s' },
      env: { BOTPIT_PONG_TIMEOUT: '500ms' },
    });
    expect(config).toMatchObject({
      forMs: 7_200_000,
      houseWaitMs: 0,
      pongTimeoutMs: 500,
      giveUpAfterMs: 600_000,
    });
  });

  it.each(['30', '1.5s', '-1s', '1d', '25d', '597h', '2147483648ms', '0s', ' 1s', 30])(
    'refuses %j as a time to play for',
    async (value) => {
      expect((await refusal({ file: { for: value } })).problems).toMatchObject([{ path: 'for' }]);
    },
  );

  it('stay strings where strings are wanted', async () => {
    expect((await loadWith({ env: { BOTPIT_SEED: '42', BOTPIT_HOUSE: 'true' } })).config).toMatchObject({
      seed: '42',
      house: 'true',
    });
    expect((await loadWith({ flags: { seed: '1e3' } })).config.seed).toBe('1e3');
  });

  it.each([
    { seed: 42 },
    { matches: '3' },
    { json: 'true' },
    { json: 1 },
    { for: 1000 },
    { game: null },
    { host: '' },
    { port: 65_536 },
    { port: 1.5 },
    { matches: 0 },
    { strategy: ['random'] },
  ])('are not guessed in a file: %j', async (file) => {
    expect((await refusal({ file })).problems).toMatchObject([
      { path: Object.keys(file)[0], source: 'file' },
    ]);
  });

  it.each([
    ['1', true],
    ['true', true],
    ['YES', true],
    ['0', false],
    ['false', false],
    ['no', false],
  ])('BOTPIT_JSON=%s', async (word, value) => {
    expect((await loadWith({ env: { BOTPIT_JSON: word } })).config.json).toBe(value);
    expect((await loadWith({ env: { BOTPIT_LOCAL: word } })).config.local).toBe(value);
  });

  it('are refused where a variable is another word', async () => {
    expect((await refusal({ env: { BOTPIT_JSON: 'on' } })).problems).toMatchObject([
      { path: 'BOTPIT_JSON', value: '"on"', expected: 'true or false' },
    ]);
  });

  it('may name the opponent of --local', async () => {
    expect((await loadWith({ flags: { local: true } })).config.local).toBe(true);
    expect((await loadWith({ flags: { local: 'mirror' } })).config.local).toBe('mirror');
    expect((await loadWith({ file: { local: 'mirror' } })).config.local).toBe('mirror');
  });

  it('are paths from the folder that names them', async () => {
    const file = {
      strategy: './bot.ts',
      apiKeyFile: 'key',
      keys: '/abs/keys',
      house: 'random',
      local: 'opponent.js',
    };
    const sources = {
      files: { 'up/botpit.config.json': JSON.stringify(file), 'up/down/x': '' },
      cwd: 'up/down',
    };
    const { config, folder } = await loadWith({ ...sources, env: { BOTPIT_KEYS: 'mine' } });
    expect(config).toMatchObject({
      strategy: join(folder, 'up/bot.ts'),
      apiKeyFile: join(folder, 'up/key'),
      keys: join(folder, 'up/down/mine'),
      house: 'random',
      local: join(folder, 'up/opponent.js'),
    });
    const command = 'cmd: python3 ./bot.py';
    const { config: again, folder: root } = await loadWith({ flags: { strategy: command, apiKeyFile: 'k' } });
    expect(again).toMatchObject({ strategy: command, apiKeyFile: join(root, 'k') });
  });

  it.each([
    'wss://arena.test/ws',
    'wss://arena.test:8443/ws?v=1',
    'ws://localhost/ws',
    'ws://localhost:8080',
    'ws://127.0.0.1:1/api',
    'ws://127.9.9.9',
    'ws://[::1]:80/',
  ])('may be the URL %s', async (url) => {
    expect((await loadWith({ flags: { url } })).config.url).toBe(url);
  });

  it.each([
    'ws://arena.test/ws',
    'ws://127.0.0.1.evil.test',
    'ws://localhost.evil.test/',
    'ws://localhost@evil.test/',
    'ws://localhost:80@evil.test/',
    'ws://localhost\\@evil.test/',
    'ws://10.0.0.1/',
    'ws://[::2]/',
    'http://localhost/',
    'https://arena.test/ws',
    'wss:arena.test',
    'wss://user:secret@arena.test/',
    'wss://arena.test/#part',
    'wss://',
    'arena.test',
  ])('may not be the URL %s', async (url) => {
    const error = await refusal({ flags: { url } });
    expect(error.code).toBe('usage');
    expect(error.message).not.toContain('secret');
  });

  it.each([
    'https://hooks.slack.com/services/T/B/x',
    'http://localhost:8080/x',
    'http://127.0.0.1/x',
    'http://[::1]:1/',
  ])('may have the webhook %s', async (webhook) => {
    expect((await loadWith({ flags: { webhook } })).config.webhook).toBe(webhook);
  });

  it.each([
    'http://example.com/x',
    'http://127.0.0.1.example.com/',
    'https://user:secret@example.com/x',
    'https://user@example.com/x',
    'ftp://example.com',
    'hooks',
    'file:///etc/passwd',
  ])('may not have the webhook %s, and does not repeat it', async (webhook) => {
    const error = await refusal({ env: { BOTPIT_WEBHOOK: webhook } });
    expect(error.code).toBe('config/invalid');
    expect(error.message).not.toMatch(/example|secret|hooks|passwd/);
  });
});

describe('problems', () => {
  const everywhere = {
    flags: { matches: '0', isolation: 'wroker' },
    env: { BOTPIT_PORT: 'http', BOTPIT_WAGR: '1' },
    file: { stratgey: 'x', profiles: { live: { wagr: 0.1, for: '1 h' }, off: { profile: 'live' }, odd: 3 } },
  };

  it('are reported all at once, with path, value, what was expected and the nearest known key', async () => {
    const error = await refusal(everywhere);
    expect(error.problems).toMatchObject([
      {
        severity: 'error',
        source: 'flag',
        path: '--matches',
        value: '"0"',
        expected: 'a whole number from 1',
      },
      { source: 'flag', path: '--isolation', value: '"wroker"', nearest: 'worker' },
      {
        source: 'variable',
        path: 'BOTPIT_PORT',
        value: '"http"',
        expected: 'a whole number from 0 to 65535',
      },
      { severity: 'warning', source: 'variable', path: 'BOTPIT_WAGR', value: null, nearest: 'BOTPIT_WAGER' },
      { source: 'file', path: 'stratgey', value: '"x"', expected: 'a known key', nearest: 'strategy' },
      { source: 'file', path: 'profiles.live.wagr', value: '0.1', nearest: 'wager' },
      { source: 'file', path: 'profiles.live.for', value: '"1 h"' },
      { source: 'file', path: 'profiles.off.profile', value: '"live"' },
      { source: 'file', path: 'profiles.odd', value: '3' },
    ]);
    expect(error.problems.slice(4).every(({ file }) => file?.endsWith('botpit.config.json'))).toBe(true);
    for (const { path } of error.problems) expect(error.message).toContain(path);
    expect(error.message.split('\n')).toHaveLength(1 + error.problems.length);
  });

  it('have the code of the first error', async () => {
    expect((await refusal(everywhere)).code).toBe('usage');
    expect((await refusal({ ...everywhere, flags: {} })).code).toBe('config/invalid');
    expect((await refusal({ env: { BOTPIT_WAGR: '1' }, file: { a: 1 } })).code).toBe('config/invalid');
  });

  it('are warnings where a variable is unknown', async () => {
    const { warnings } = await loadWith({
      env: { BOTPIT_STRATEGI: 'x', BOTPIT_QQQQQQ: 'x', BOTPIT_API_KEY: 'bp_sk_x', OTHER: 'x' },
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^BOTPIT_STRATEGI: .*Did you mean BOTPIT_STRATEGY\?$/),
      expect.stringMatching(/^BOTPIT_QQQQQQ: [^?]*$/),
    ]);
  });

  it.each(GAME_IDS)('name the nearest game: %s', async (game) => {
    const { problems } = await refusal({ flags: { game: `${game}x` } });
    expect(problems).toMatchObject([{ path: '[game]', nearest: game }]);
  });

  it('name the nearest profile, at the source that names the unknown one', async () => {
    const file = { profiles: { live: {}, sandbox: {} } };
    const byFlag = await refusal({ file, flags: { profile: 'life' } });
    expect(byFlag).toMatchObject({ code: 'usage', problems: [{ path: '--profile', nearest: 'live' }] });
    const byFile = await refusal({ file: { ...file, profile: 'sandbx' } });
    expect(byFile).toMatchObject({
      code: 'config/invalid',
      problems: [{ path: 'profile', nearest: 'sandbox' }],
    });
    expect(await refusal({ env: { BOTPIT_PROFILE: 'live' } })).toMatchObject({ code: 'config/invalid' });
    expect(await refusal({ file: {}, flags: { profile: 'constructor' } })).toMatchObject({ code: 'usage' });
  });

  it('of a broken profile are told once', async () => {
    const { problems } = await refusal({ file: { profile: 'live', profiles: { live: [] } } });
    expect(problems).toMatchObject([{ path: 'profiles.live', value: 'an array' }]);
    expect((await refusal({ file: { profile: 'live', profiles: [] } })).problems).toMatchObject([
      { path: 'profiles' },
    ]);
  });

  it('include keys that JavaScript itself knows', async () => {
    const { problems } = await refusal({
      files: { 'botpit.config.json': '{"__proto__": {"json": true}, "constructor": 1, "toString": 2}' },
    });
    expect(problems.map(({ path }) => path)).toEqual(['__proto__', 'constructor', 'toString']);
  });
});
