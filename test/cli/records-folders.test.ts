import { EventEmitter } from 'node:events';
import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { width } from '../../src/ui/text/text.js';
import { Captured, jsonLines, runCli, tempFolder } from '../support/run-cli.js';
import { sample } from './records-sample.js';
import { run } from './records-support.js';
import { keep } from './records-write.js';

/** Two practice matches in one folder; a later one for money, and a practice match in between, in another. */
let alpha: string;
let beta: string;

beforeEach(async () => {
  [alpha, beta] = [tempFolder(), tempFolder()];
  await keep(alpha, 'practice', sample(1), sample(3, { outcome: 'loss', strategy: 'other' }));
  await keep(
    beta,
    'practice',
    sample(2, { opponentId: 'opp-2', opponentName: 'a name that is as long as names get' }),
  );
  await keep(beta, 'real', sample(4, { arena: 'wss://arena.test/ws' }));
});

const idsIn = (stdout: string) => jsonLines(stdout).map(({ match_id: id }) => id);
const BOTH = () => ['--data-dir', alpha, '--data-dir', beta];

describe('several data folders', () => {
  test('are listed together, by when the matches began', async () => {
    const all = await runCli(['history', '--json', ...BOTH()]);
    expect(all).toMatchObject({ exitCode: 0, stderr: '' });
    expect(idsIn(all.stdout)).toEqual(['match-01', 'match-02', 'match-03']);
    const newest = await runCli(['history', '--json', '--last', '2', ...BOTH()]);
    expect(idsIn(newest.stdout)).toEqual(['match-02', 'match-03']);
  });

  test('are summed up together', async () => {
    const { stdout } = await runCli(['stats', '--json', '--by', 'strategy', ...BOTH()]);
    expect(jsonLines(stdout)).toMatchObject([
      { key: null, matches: 3, wins: 2, losses: 1, longest_wins: 2, streak: { outcome: 'loss', length: 1 } },
      { key: 'counter@sha256:0a1b2c3d4e5f6071', matches: 2 },
      { key: 'other@sha256:0a1b2c3d4e5f6071', matches: 1 },
    ]);
  });

  test('are read once, by whatever paths they are named', async () => {
    const link = join(tempFolder(), 'link');
    symlinkSync(alpha, link, 'junction');
    const { stdout } = await runCli(['history', '--json', ...BOTH(), '--data-dir', link]);
    expect(idsIn(stdout)).toEqual(['match-01', 'match-02', 'match-03']);
  });

  test('are searched for a match; one in which two of them met is one match', async () => {
    await keep(alpha, 'real', sample(4, { arena: 'wss://arena.test/ws', account: 'another', side: 'b' }));
    for (const command of ['show', 'verify', 'export', 'replay']) {
      for (const [match, id] of [
        ['match-01', 'match-01'],
        ['match-02', 'match-02'],
        ['match-04', 'match-04'],
        ['last', 'match-04'],
      ] as const) {
        const { exitCode, stdout, stderr } = await runCli([command, match, ...BOTH()]);
        expect([exitCode === 64, stderr], command).toEqual([false, '']);
        expect(stdout).toContain(id);
      }
    }
    expect((await runCli(['status', ...BOTH()])).stdout.match(/Practice/g)).toHaveLength(2);
  });

  test.each([
    ['play', 'rps', '--local'],
    ['stop'],
    ['resume', 'max-loss'],
    ['doctor'],
    ['backup', 'x'],
    ['config'],
  ])('are refused by %s', async (...args) => {
    const { exitCode, stderr } = await runCli([...args, ...BOTH()]);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(`${args[0]} takes one --data-dir`);
    expect(stderr).toContain(
      'Several are read together by history, show, stats, replay, verify, export, watch and status only.',
    );
  });

  test('have to be there', async () => {
    const missing = join(alpha, 'missing');
    const { exitCode, stderr } = await runCli(['stats', '--data-dir', alpha, '--data-dir', missing]);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(`there is no folder ${missing}`);
  });
});

describe('what is shown', () => {
  test('a command without --book says what the other book holds', async () => {
    const told = 'The real book has 1: --book real shows it.\n';
    for (const command of ['history', 'stats']) {
      expect((await run(command, beta)).stdout).toMatch(new RegExp(`\n${told}$`));
      expect((await run(command, beta, { options: { book: 'practice' } })).stdout).not.toContain(
        'The real book',
      );
      expect((await run(command, alpha)).stdout).not.toContain('The real book');
    }
  });

  test('the newest match of both books is called last', async () => {
    expect((await run('show', beta, { args: ['last'] })).stdout).toContain('match-04');
    expect((await run('show', alpha, { args: ['last'] })).stdout).toContain('match-03');
    expect(await run('show', tempFolder(), { args: ['last'] })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('no match has been recorded'),
    });
  });

  test.each([
    [140, /TIME .* MATCH .* GAME .* OPPONENT .* OUTCOME .* SCORE .* WAGER .* NET .* FAIR .* STRATEGY/],
    [80, /TIME .* MATCH .* OPPONENT .* OUTCOME .* NET$/],
    [40, /MATCH .* OUTCOME .* NET$/],
  ])('history and stats keep within %i columns', async (columns, head) => {
    for (const command of ['history', 'stats']) {
      const { stdout } = await run(command, beta, { keys: [], columns, options: { by: 'opponent' } });
      const lines = stdout.trimEnd().split('\n');
      for (const line of lines) expect(width(line), line).toBeLessThanOrEqual(columns);
      // A row is a line.
      if (command === 'history') expect(lines[2]).toBe('1 match of the practice book');
      if (command === 'history') expect(lines[0]).toMatch(head);
    }
  });
});

describe('a backup', () => {
  test('is not restored while a bot plays with the folder, and is made then', async () => {
    const cwd = tempFolder();
    const [signals, stdout] = [new EventEmitter(), new Captured(false)];
    const args = ['play', 'rps', '--local', '--json', '--strategy', 'random', '--isolation', 'inline'];
    const playing = runCli([...args, '--data-dir', 'data'], { cwd, signals, stdout });
    await stdout.matching(/"event":"match_end"/);
    // The match is written a moment later.
    await vi.waitUntil(() => existsSync(join(cwd, 'data', 'practice.db')));
    const on = (...more: string[]) => runCli([...more, '--data-dir', 'data'], { cwd });
    expect(await on('backup', 'x.backup')).toMatchObject({ exitCode: 0 });
    expect(await on('restore', 'x.backup', '--force')).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining(`${join(cwd, 'data')} are in use by process ${process.pid}`),
    });
    signals.emit('SIGINT');
    expect(await playing).toMatchObject({ exitCode: 0 });
  });

  test('is made, is restored, and neither writes over anything unasked', async () => {
    const cwd = tempFolder();
    const made = await runCli(['backup', 'x.backup', '--data-dir', beta], { cwd });
    expect(made).toMatchObject({
      exitCode: 0,
      stdout: `1 match for money and 1 match for practice of ${beta} are in ${join(cwd, 'x.backup')}\n`,
    });
    expect(await runCli(['backup', 'x.backup', '--data-dir', beta], { cwd })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('--force replaces an earlier backup'),
    });
    expect((await runCli(['backup', 'x.backup', '--force', '--data-dir', alpha], { cwd })).exitCode).toBe(0);
    const restored = await runCli(['restore', 'x.backup', '--json', '--data-dir', 'new'], { cwd });
    expect(restored.exitCode).toBe(0);
    expect(jsonLines(restored.stdout)).toMatchObject([
      { event: 'restored', folder: join(cwd, 'new'), books: [{ book: 'practice', matches: 2 }] },
    ]);
    const [here, there] = await Promise.all(
      [alpha, join(cwd, 'new')].map((folder) => runCli(['history', '--json', '--data-dir', folder])),
    );
    expect(there?.stdout).toBe(here?.stdout);
    expect(await runCli(['restore', 'x.backup', '--data-dir', 'new'], { cwd })).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('holds records already'),
    });
    // Nobody here has the files of the copy open.
    const copy = join(cwd, 'copy');
    cpSync(beta, copy, { recursive: true });
    expect((await runCli(['restore', 'x.backup', '--force', '--data-dir', copy], { cwd })).exitCode).toBe(0);
    expect(existsSync(join(copy, 'real.db'))).toBe(false);
  });
});
