import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProfiles } from '../../src/config/index.js';
import { folderWith } from './support.js';

async function profilesOf(file: object, names: readonly string[] = [], env: Record<string, string> = {}) {
  const folder = folderWith({ 'botpit.config.json': JSON.stringify(file) });
  const loaded = await loadProfiles(names, { env: { HOME: folder, ...env }, cwd: folder });
  return { ...loaded, folder };
}

test('those that have a strategy, in the order of the file; one of the whole file is one of each', async () => {
  const { profiles } = await profilesOf({
    profiles: { b: { strategy: 'random' }, idle: {}, a: { strategy: 'copy' } },
  });
  expect(profiles.map(({ name, place }) => [name, place])).toEqual([
    ['b', 0],
    ['a', 2],
  ]);
  const all = await profilesOf({ strategy: 'random', profiles: { a: {}, b: { wager: 1 } } });
  expect(all.profiles.map(({ config }) => [config.profile, config.wagerLamports])).toEqual([
    ['a', null],
    ['b', 1_000_000_000],
  ]);
});

test('what a profile says of its key and its port is told from what is said for all', async () => {
  const { profiles, folder } = await profilesOf(
    { strategy: 'random', metrics: 1000, profiles: { a: { apiKeyFile: './a.key', metrics: 2000 }, b: {} } },
    [],
    { BOTPIT_API_KEY_FILE: '/of/the/shell' },
  );
  expect(profiles.map(({ ownKeyFile, hasOwnPort }) => [ownKeyFile, hasOwnPort])).toEqual([
    [join(folder, 'a.key'), true],
    [null, false],
  ]);
});

test('names that were there before and are gone are left out, and refused otherwise', async () => {
  const folder = folderWith({
    'botpit.config.json': JSON.stringify({ profiles: { a: { strategy: 'random' } } }),
  });
  const from = { env: { HOME: folder }, cwd: folder };
  expect((await loadProfiles(['a', 'b'], from, true)).profiles.map(({ name }) => name)).toEqual(['a']);
  await expect(loadProfiles(['a', 'b'], from)).rejects.toMatchObject({ code: 'usage' });
});

const MODULES = {
  ts: ["export const games: string[] = ['GAME'];", "import { games } from './lib.ts';\nexport default"],
  mjs: ["export const games = ['GAME'];", "import { games } from './lib.mjs';\nexport default"],
  cjs: ["exports.games = ['GAME'];", "const { games } = require('./lib.cjs');\nmodule.exports ="],
} as const;

test.each(Object.entries(MODULES))(
  'a config in %s is read anew, with what it imports',
  async (ending, [lib, head]) => {
    const folder = folderWith({
      [`lib.${ending}`]: lib.replace('GAME', 'rps'),
      [`botpit.config.${ending}`]: `${head} { strategy: 'random', profiles: Object.fromEntries(games.map((g) => [g, {}])) };`,
    });
    const read = async () => {
      const { profiles } = await loadProfiles([], { env: { HOME: folder }, cwd: folder });
      return profiles.map(({ name }) => name);
    };
    expect(await read()).toEqual(['rps']);
    writeFileSync(join(folder, `lib.${ending}`), lib.replace('GAME', 'crash'));
    expect(await read()).toEqual(['crash']);
  },
);
