import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { COMPILED, strategyFolder } from '../lab/support.js';
import { jsonLines, spawnCli } from '../support/run-cli.js';

/** Marks each match that it begins, and thinks for a while about each move. */
const FILES = {
  'slow.mjs': `
    import { appendFileSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    export default {
      name: 'slow', games: ['rps'],
      matchStart: () => appendFileSync(new URL('matches', import.meta.url), '.'),
      async move({ random }) { await setTimeout(20); return random() < 0.6 ? 'rock' : 'paper'; },
    };`,
  // Plays until the trial match is over and never answers in the run; takes no notice of the end of its input either.
  'stuck.cjs': `
    const { appendFileSync, readFileSync } = require('node:fs');
    appendFileSync(__dirname + '/pids', process.pid + ' ');
    const isStuck = readFileSync(__dirname + '/pids', 'utf8').trim().split(' ').length > 3;
    setInterval(() => undefined, 1_000);
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      if (JSON.parse(line).type !== 'turn') return;
      if (isStuck) appendFileSync(__dirname + '/asked', '.');
      else console.log(JSON.stringify({ move: { choice: 'rock' } }));
    });`,
};

const begun = (cwd: string) =>
  existsSync(join(cwd, 'matches')) ? readFileSync(join(cwd, 'matches'), 'utf8').length : 0;

describe.skipIf(process.platform === 'win32')('the first signal', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops a run in the middle of a series, and its matches are told',
    async (signal) => {
      const cwd = strategyFolder(FILES);
      const line = 'lab match slow.mjs cycle --game rps --matches 2000 --series 1000 --seed 1 --jobs 1';
      const child = spawnCli([...line.split(' '), '--run', 'run.jsonl', '--json'], { cwd, env: COMPILED });
      await vi.waitUntil(() => begun(cwd) >= 12, { timeout: 60_000 });
      child.kill(signal);
      const { exitCode, stdout, stderr } = await child.ended;
      expect(exitCode).toBe(91);
      expect(stderr).toMatch(/^Stopped\. To go on: botpit lab match slow\.mjs .*--seed 1/m);
      const matches = Number(jsonLines(stdout).at(-1)?.matches);
      // What was begun is finished, and nothing further.
      expect(matches).toBeGreaterThanOrEqual(4);
      expect(matches).toBeLessThan(2000);
      // Two more were those of the trial before it.
      expect(begun(cwd)).toBeLessThanOrEqual(matches + 2 + 1);
      // The series has to be played again, as what was learned in it is gone.
      expect(readFileSync(join(cwd, 'run.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(1);
    },
  );

  test('stops the estimate of what can be gained, and its proof so far is told', async () => {
    const cwd = strategyFolder(FILES);
    const line = 'lab exploit slow.mjs --game rps --matches 100000 --jobs 1';
    const child = spawnCli(line.split(' '), { cwd, env: COMPILED });
    await vi.waitUntil(() => begun(cwd) >= 4, { timeout: 60_000 });
    child.kill('SIGINT');
    const { exitCode, stderr } = await child.ended;
    expect(exitCode).toBe(91);
    expect(stderr).toMatch(/^Stopped before there was a result\. Again: botpit lab exploit slow\.mjs/m);
    expect(begun(cwd)).toBeLessThan(2_000);
  });
});

describe.skipIf(process.platform === 'win32')('the second signal', () => {
  test('ends a run at once, and the programs that it has started', async () => {
    const cwd = strategyFolder(FILES);
    const program = `cmd: ${process.execPath} ${join(cwd, 'stuck.cjs')}`;
    const line = 'cycle --game rps --matches 20 --move-timeout 10m --jobs 1';
    const child = spawnCli(['lab', 'match', program, ...line.split(' ')], { cwd, env: COMPILED });
    const pids = () => readFileSync(join(cwd, 'pids'), 'utf8').trim().split(' ').map(Number);
    await vi.waitUntil(() => existsSync(join(cwd, 'asked')), { timeout: 60_000 });
    child.kill('SIGINT');
    await child.line(/a second signal/);
    child.kill('SIGTERM');
    expect(await child.ended).toMatchObject({ exitCode: 143, stdout: '' });
    await expect.poll(() => pids().filter(isAlive)).toEqual([]);
  }, 120_000);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
