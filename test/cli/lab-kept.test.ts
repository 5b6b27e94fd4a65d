import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { strategyFolder } from '../lab/support.js';
import { jsonLines, runCli } from '../support/run-cli.js';

const FILES = {
  'bot.mjs': `import { choice } from './choice.mjs'; export default { name: 'bot', games: ['rps'], move: () => choice };`,
  'choice.mjs': `export const choice = 'rock';`,
  'paper.mjs': `export default { name: 'paper', games: ['rps'], move: () => 'paper' };`,
};
const LINE = ['lab', 'match', 'bot.mjs', 'paper.mjs', '--game', 'rps', '--matches', '8', '--seed', '1'];

test('a result from a kept run says so; --fresh plays again, and so does a strategy that has changed', async () => {
  const cwd = strategyFolder(FILES);
  const play = async (...more: string[]) => {
    const { exitCode, stdout, stderr } = await runCli([...LINE, ...more], { cwd });
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };
  const KEPT = /^kept run of \d\d:\d\d, nothing was played/m;
  expect(await play()).not.toMatch(/kept run/);
  expect(await play()).toMatch(KEPT);
  expect(await play('--fresh')).not.toMatch(/kept run/);
  const [kept] = jsonLines(await play('--json')).slice(-1);
  expect(kept).toMatchObject({ nothing_played: true, kept_run: expect.stringMatching(/^\d{4}-.*Z$/) });
  const [fresh] = jsonLines(await play('--json', '--fresh')).slice(-1);
  expect(fresh).toMatchObject({ nothing_played: false, kept_run: null, wins: 0, losses: 8 });

  writeFileSync(`${cwd}/choice.mjs`, `export const choice = 'scissors';`);
  const [changed] = jsonLines(await play('--json')).slice(-1);
  expect(changed).toMatchObject({ nothing_played: false, wins: 8, losses: 0 });
});
