import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDriver } from '../../src/lib/sqlite.js';
import { canaryKey } from '../support/canary.js';
import { jsonLines, runCli, spawnCli, startArena, tempFolder } from '../support/run-cli.js';

/** A data folder whose practice book takes no match. */
async function refusing(cwd: string): Promise<void> {
  const { exitCode } = await runCli(play('--matches', '1'), { cwd });
  expect(exitCode).toBe(0);
  const book = new (loadDriver())(join(cwd, 'data', 'practice.db'));
  book.exec(`CREATE TRIGGER refuses BEFORE INSERT ON matches BEGIN SELECT raise(ABORT, 'not today'); END`);
  book.close();
}

function play(...options: string[]): string[] {
  const place = options.includes('--url') ? [] : ['--local'];
  const strategy = ['--strategy', 'random', '--isolation', 'inline'];
  return ['play', 'rps', ...place, ...strategy, '--json', '--data-dir', 'data', ...options];
}

describe('matches without money that cannot be recorded end play', () => {
  test.each(['1', '40'])('local ones: --matches %s', async (matches) => {
    const cwd = tempFolder();
    await refusing(cwd);
    const { exitCode, stdout } = await runCli(play('--matches', matches), { cwd });
    expect(exitCode).toBe(74);
    const lines = jsonLines(stdout);
    expect(lines.filter(({ event }) => event === 'error')).toMatchObject([
      { code: 'history/unavailable', message: expect.stringContaining('not today') },
    ]);
    expect(lines.at(-1)).toMatchObject({ event: 'session_end', reason: 'records', exit_code: 74 });
  });

  test.each(['1', '10'])('in the sandbox of an arena: --matches %s', async (matches) => {
    const cwd = tempFolder();
    await refusing(cwd);
    const { url } = await startArena(['--house-wait', '1ms']);
    const env = { BOTPIT_API_KEY: canaryKey('recorded') };
    const args = play('--url', url, '--sandbox', '--matches', matches);
    const { exitCode, stdout } = await runCli(args, { cwd, env });
    expect(exitCode).toBe(74);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ event: 'session_end', reason: 'records' });
  });
});

test('what a strategy in this process ends is recorded as far as it was played', async () => {
  const ends = `let turns = 0;
    export default { games: ['rps'], move() { if (++turns > 60) process.exit(0); return 'rock'; } };`;
  const cwd = tempFolder({ 'ends.mjs': ends });
  const args = ['play', 'rps', '--local', '--strategy', './ends.mjs', '--isolation', 'inline', '--json'];
  const { stdout } = await spawnCli([...args, '--data-dir', 'data'], { cwd }).ended;
  const ended = stdout.split('\n').filter((line) => line.startsWith('{"event":"match_end"'));
  expect(ended.length).toBeGreaterThan(5);
  const { stdout: stats } = await runCli(['stats', '--json', '--data-dir', 'data'], { cwd });
  expect(jsonLines(stats)[0]).toMatchObject({ matches: ended.length });
});
