import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, tempFolder } from '../support/run-cli.js';
import { expectGolden, KEY, normalized } from './support.js';

/** A project in a folder whose name does not change, as texts name things after it. */
const PROJECT = {
  'bot/botpit.config.json': JSON.stringify({
    game: 'rps',
    strategy: './my bot.mjs',
    apiKeyFile: './botpit.key',
    metrics: 9464,
    profiles: { live: { wager: '0.01', maxLoss: '0.05', for: '8h' } },
  }),
  'bot/my bot.mjs': "export default { games: ['rps'], move: () => 'rock' };",
  'bot/package.json': JSON.stringify({
    name: 'my',
    private: true,
    dependencies: { botpit: 'file:botpit-0.1.0.tgz' },
  }),
  'bot/botpit.key': KEY,
};

/** Without what depends on who runs it. */
function normalizedRecipe(text: string, cwd: string): string {
  return normalized(text, cwd)
    .replaceAll(`User=${userInfo().username}`, 'User=<user>')
    .replaceAll(`MAILTO=${userInfo().username}`, 'MAILTO=<user>');
}

test.each(['cron', 'systemd', 'github', 'docker', 'kubernetes'])('the recipe for %s', async (kind) => {
  const cwd = join(tempFolder(PROJECT), 'bot');
  const { exitCode, stdout, stderr } = await runCli(['recipe', kind, '--profile', 'live'], { cwd });
  expect(exitCode).toBe(0);
  await expectGolden(`recipe-${kind}`, normalizedRecipe(`${stdout}\n${stderr}`, cwd));
});

test('the configuration', async () => {
  const cwd = join(tempFolder(PROJECT), 'bot');
  const env = { BOTPIT_API_KEY: KEY, BOTPIT_GIVE_UP_AFTER: '5m' };
  const { exitCode, stdout, stderr } = await runCli(
    ['config', '--profile', 'live', '--wager', '0.02', '--webhook', 'https://hooks.example.com/secret'],
    { cwd, env },
  );
  expect(exitCode).toBe(0);
  // The columns are as wide as the folder's name is long.
  const text = normalized(`${stdout}\n${stderr}`, cwd).replace(/ {2,}/g, '  ');
  await expectGolden('config', text);
});
