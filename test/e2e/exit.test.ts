import { expect, test } from 'vitest';
import { spawnCli, tempFolder } from '../support/run-cli.js';

test('a timer that an inline strategy leaves running does not keep the process', async () => {
  const cwd = tempFolder({
    'bot.mjs': 'setInterval(() => {}, 1000); export default { move: () => "rock" };',
  });
  const args = ['queue', 'rps', '--local', '--strategy', './bot.mjs', '--isolation', 'inline'];
  const { exitCode, stdout } = await spawnCli(args, { cwd }).ended;
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^rps +1 match/);
});

test.each(['worker', 'process'])(
  'a second signal ends a strategy that never finishes loading (%s)',
  async (isolation) => {
    const cwd = tempFolder({ 'bot.mjs': 'console.log("loading", process.pid); for (;;);' });
    const bot = spawnCli(
      ['play', 'rps', '--local', '--strategy', './bot.mjs', '--isolation', isolation, '--json'],
      { cwd },
    );
    await bot.line(/^\{"event":"strategy_output"/);
    bot.kill('SIGINT', 'group');
    bot.kill('SIGTERM', 'group');
    expect([130, 143]).toContain((await bot.ended).exitCode);
  },
);
