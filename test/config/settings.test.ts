import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type Config,
  type ConfigInput,
  defineConfig,
  FILE_KEYS,
  flagOf,
  type Key,
  keysTakenBy,
  settingOf,
  settings,
  variableOf,
} from '../../src/config/index.js';
import type { Value } from '../../src/config/kinds.js';
import type { GameId } from '../../src/games/index.js';

const keys = Object.keys(settings) as Key[];

describe('the table of settings', () => {
  it.each(keys)(
    '%s says what it is without being set, and its values can be written and read back',
    (key) => {
      const { kind, default: preset, example, unset } = settingOf(key);
      expect(preset === undefined).toBe(unset !== undefined);
      for (const given of [preset, example].filter((value): value is Value => value !== undefined)) {
        const value = kind.read(given, '/base');
        expect(value).toBeDefined();
        expect(kind.read(kind.write(value as Value), '/elsewhere')).toEqual(value);
      }
    },
  );

  it('has flags that are the keys in kebab case', () => {
    for (const key of keys.filter((each) => settingOf(each).flag)) {
      const name = key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
      // One that is given again and again names one of them.
      const one = settingOf(key).kind.flags ? name.replace(/s$/, '') : name;
      expect([`--${one}`, `--no-${one}`]).toContain(flagOf(key));
    }
  });

  it('names variables in upper snake case', () => {
    expect(variableOf('maxLoss')).toBe('BOTPIT_MAX_LOSS');
    expect(variableOf('apiKeyFile')).toBe('BOTPIT_API_KEY_FILE');
    expect(variableOf('url')).toBe('BOTPIT_URL');
  });

  it('tells which commands take a flag', () => {
    expect(keysTakenBy([])).toEqual(['json', 'quiet', 'verbose', 'color', 'profile', 'config']);
    expect(keysTakenBy(['play'])).toEqual(expect.arrayContaining(['wager', 'houseDelay', 'config']));
    expect(keysTakenBy(['play'])).not.toContain('port');
    expect(keysTakenBy(['arena'])).toEqual(expect.arrayContaining(['port', 'houseDelay', 'json']));
    expect(keysTakenBy(['arena'])).not.toContain('wager');
  });

  it('lets every key but `config` stand in a file', () => {
    expect(keys.filter((key) => !FILE_KEYS.includes(key))).toEqual(['config']);
  });

  it('is where the types come from', () => {
    expectTypeOf<Config['forMs']>().toEqualTypeOf<number | null>();
    expectTypeOf<Config['pingIntervalMs']>().toEqualTypeOf<number>();
    expectTypeOf<Config['wagerLamports']>().toEqualTypeOf<number | null>();
    expectTypeOf<Config['game']>().toEqualTypeOf<readonly GameId[] | null>();
    expectTypeOf<ConfigInput['game']>().toEqualTypeOf<GameId | readonly GameId[] | undefined>();
    expectTypeOf<Config['isolation']>().toEqualTypeOf<'worker' | 'process' | 'inline' | null>();
    expectTypeOf<Config['local']>().toEqualTypeOf<boolean | string>();
    expectTypeOf<ConfigInput['wager']>().toEqualTypeOf<string | number | undefined>();
    // @ts-expect-error a misspelt game
    defineConfig({ game: 'rsp' });
    // @ts-expect-error a duration without a unit
    defineConfig({ for: '30' });
    const config = { game: 'rps', for: '8h', profiles: { live: { wager: 0.01 } } } as const;
    expect(defineConfig(config)).toBe(config);
  });
});
