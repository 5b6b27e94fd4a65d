import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnCli, tempFolder } from '../support/run-cli.js';

const BOT = `const move: string = 'rock'; export default { games: ['rps'], move: () => move };`;
const CONFIG = `const game: string = 'rps'; export default { game };`;

/** Runs a TypeScript strategy and config where `$TMPDIR` is a folder that everybody can write to. */
async function checkBot(prepare: (home: string) => void = () => undefined): Promise<string> {
  const home = tempFolder({ 'bot.ts': BOT, 'botpit.config.ts': CONFIG });
  const shared = join(home, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  prepare(home);
  for (const args of [['strategies', './bot.ts'], ['config']]) {
    const { exitCode, stderr } = await spawnCli(args, { cwd: home, env: { TMPDIR: shared } }).ended;
    expect(exitCode, stderr).toBe(0);
  }
  expect(readdirSync(shared)).toEqual([]);
  return home;
}

test('what is compiled is kept in the folder of the user, and nothing in one that is shared', async () => {
  const home = await checkBot();
  const kept = readdirSync(join(home, '.cache', 'botpit', 'compiled'));
  expect(kept).toHaveLength(2);
});

test.skipIf(process.platform === 'win32')('nothing is kept where the cache is open to others', async () => {
  const cache = (home: string) => join(home, '.cache', 'botpit');
  const home = await checkBot((at) => {
    mkdirSync(cache(at), { recursive: true });
    chmodSync(cache(at), 0o777);
  });
  expect(readdirSync(cache(home))).toEqual([]);
});
