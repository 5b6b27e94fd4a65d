import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { describeConfig, placed, strategySpec } from '../../src/config/index.js';
import { ParamsError } from '../../src/errors.js';
import { loadWith, refusal } from './support.js';

const FILE = {
  strategy: './my.ts?depth=1&caution=0.1',
  params: { caution: 0.4, mode: 'slow', bold: true },
  profile: 'live',
  profiles: { live: { params: { caution: 0.2 } }, other: { strategy: 'frequency', params: { prior: 2 } } },
};

describe('parameters of the strategy', () => {
  it('are put together name by name: flags, variables, profile, file, what stands behind the name', async () => {
    const { config, paramOrigins, origins, folder } = await loadWith({
      file: FILE,
      env: { BOTPIT_PARAMS: 'mode=fast&extra=1e3' },
      flags: { params: 'bold=false' },
    });
    expect(config.params).toEqual({ depth: 1, caution: 0.2, mode: 'fast', bold: false, extra: 1000 });
    const file = join(folder, 'botpit.config.json');
    expect(paramOrigins).toEqual({
      depth: file,
      caution: `profile live in ${file}`,
      mode: 'BOTPIT_PARAMS',
      bold: 'flag --param',
      extra: 'BOTPIT_PARAMS',
    });
    expect(origins.params.split(', ')).toHaveLength(4);
    expect(strategySpec(config)).toBe(
      `${join(folder, 'my.ts')}?depth=1&caution=0.2&mode=fast&bold=false&extra=1000`,
    );
  });

  test.each([
    ['another strategy of a flag', { strategy: 'pattern', params: undefined }, null, 'pattern'],
    ['another strategy of a profile', { profile: 'other' }, { prior: 2 }, 'frequency?prior=2'],
    ['both', { profile: 'other', strategy: 'frequency?prior=3' }, { prior: 3 }, 'frequency?prior=3'],
    [
      'a flag beside it',
      { strategy: 'pattern?length=1', params: 'length=3' },
      { length: 3 },
      'pattern?length=3',
    ],
  ])('are left behind by %s', async (_what, flags, params, spec) => {
    const { config } = await loadWith({ file: FILE, flags });
    expect(config.params).toEqual(params);
    expect(strategySpec(config)).toBe(spec);
  });

  test.each([
    ['a variable', { env: { BOTPIT_PARAMS: 'caution=0.3' } }],
    ['a file', { file: { params: { caution: 0.3 } } }],
    ['a profile', { file: { profile: 'live', profiles: { live: { params: { caution: 0.3 } } } } }],
  ])('of %s hold for any strategy, where none is named there', async (_what, sources) => {
    const { config, warnings } = await loadWith({ ...sources, flags: { strategy: 'pattern' } });
    expect(strategySpec(config)).toBe('pattern?caution=0.3');
    expect(warnings).toEqual([]);
  });

  it('that are left behind are told, unless they stand beside the strategy that is', async () => {
    const { warnings, origins, folder } = await loadWith({
      file: FILE,
      env: { BOTPIT_PARAMS: 'mode=fast' },
      flags: { strategy: 'pattern' },
    });
    expect(origins.params).toBe('default');
    const file = join(folder, 'botpit.config.json');
    const rest = `sets parameters of ${join(folder, 'my.ts')}, which are not used: pattern plays`;
    expect(warnings).toEqual([`profile live in ${file} ${rest}`, `BOTPIT_PARAMS ${rest}`]);
  });

  it('hold for a flag that names the same file', async () => {
    const { config } = await loadWith({ file: FILE, flags: { strategy: './my.ts?mode=fast' } });
    expect(config.params).toMatchObject({ caution: 0.2, mode: 'fast', bold: true });
  });

  it('of a program stand where its command line begins', async () => {
    const { config } = await loadWith({
      file: { strategy: 'cmd?a=1: python3 ./bot.py', params: { b: 'x' } },
    });
    expect(config.strategy).toBe('cmd?a=1: python3 ./bot.py');
    expect(strategySpec(config)).toBe('cmd?a=1&b=x: python3 ./bot.py');
  });

  it('without a strategy are those of random, which takes none', async () => {
    const { config } = await loadWith({ flags: { params: 'a=1' } });
    expect(strategySpec(config)).toBe('random?a=1');
  });

  it('leave a file alone that is called so', async () => {
    const { config, folder } = await loadWith({
      file: { strategy: './a?b=c.ts', params: { d: 1 } },
      files: { 'a?b=c.ts': '' },
    });
    expect(config.params).toEqual({ d: 1 });
    expect(strategySpec(config)).toBe(`${join(folder, 'a?b=c.ts')}?d=1`);
  });

  it('are shown as they are written', async () => {
    const row = (loaded: Parameters<typeof describeConfig>[0]) =>
      describeConfig(loaded).find(({ key }) => key === 'params');
    expect(row(await loadWith({ flags: { params: 'a=1&b=x' } }))).toMatchObject({
      value: { a: 1, b: 'x' },
      shown: 'a=1 b=x',
      origin: 'flag --param',
    });
    expect(row(await loadWith())).toMatchObject({ value: null, origin: 'default' });
  });

  test.each([
    [{ flags: { params: 'caution' } }, 'usage', '--param'],
    [{ flags: { params: 'a=1&a=2' } }, 'usage', '--param'],
    [{ env: { BOTPIT_PARAMS: 'a=b=c d' } }, 'config/invalid', 'BOTPIT_PARAMS'],
    [{ file: { params: ['a=1'] } }, 'config/invalid', 'params'],
    [{ file: { profiles: { live: { params: 7 } } } }, 'config/invalid', 'profiles.live.params'],
  ])('are refused where they are none: %j', async (sources, code, path) => {
    const error = await refusal(sources);
    expect(error.code).toBe(code);
    expect(error.problems).toMatchObject([{ path, expected: expect.stringContaining('caution=0.4') }]);
  });
});

test.each([
  [{ a: 1, b: null }, 'b'],
  [{ a: 'two words' }, 'a'],
  [{ '1a': 1 }, '1a'],
  [{ a: { b: 1 } }, 'a'],
])('the one that is not a parameter is named: %j', async (params, name) => {
  const { code, problems } = await refusal({ file: { params } });
  expect(code).toBe('config/invalid');
  const expected = name === '1a' ? 'a name of letters, digits, _ and -' : 'a number, true, false or a word';
  expect(problems).toMatchObject([{ path: `params.${name}`, expected }]);
});

describe('what a strategy refuses is told with where it stands', () => {
  const refused = (spec: string, ...names: string[]) =>
    new ParamsError('it has none', 'Mend it.', names, spec);

  it('as a mistake of the command line, where one of them was typed', async () => {
    const loaded = await loadWith({ file: FILE, flags: { params: 'bold=false' } });
    const error = refused(strategySpec(loaded.config), 'caution', 'bold');
    expect(placed(error, loaded)).toBe(error);
    const ofTheLab = refused('frequency?prior=0', 'prior');
    expect(placed(ofTheLab, loaded)).toBe(ofTheLab);
  });

  it('as a mistake of the configuration otherwise', async () => {
    const loaded = await loadWith({ file: { ...FILE, house: 'frequency?prior=0' } });
    const file = join(loaded.folder, 'botpit.config.json');
    expect(placed(refused(strategySpec(loaded.config), 'caution', 'mode'), loaded)).toMatchObject({
      code: 'config/invalid',
      message: `profile live in ${file}, ${file}: it has none`,
      hint: 'Mend it.',
    });
    expect(placed(refused('frequency?prior=0', 'prior'), loaded)).toMatchObject({
      code: 'config/invalid',
      message: `${file}: it has none`,
    });
  });
});
