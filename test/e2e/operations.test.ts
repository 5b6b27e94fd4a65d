import { spawn } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { accountOf } from '../../src/history/index.js';
import { spawnCli, startArena, tempFolder } from '../support/run-cli.js';
import { bookOf, operate, playForMoney, ROCK_HOUSE, STRATEGIES, someKey, WAGER } from './ledger-support.js';

const strategy = ['--strategy', './scissors.mjs'];

async function queued() {
  const cwd = tempFolder(STRATEGIES);
  const { url } = await startArena(['--house', 'none'], { cwd });
  const key = someKey();
  const bot = playForMoney({ cwd, url, key }, ...strategy);
  await bot.event('queue_joined');
  return { cwd, url, key, account: accountOf(key), bot };
}

/** One that was killed with a wager out. */
async function crashed() {
  const { bot, ...at } = await queued();
  bot.kill('SIGKILL');
  await bot.ended;
  return at;
}

/** A process that has nothing to do with botpit. */
function stranger(): { pid: number; isAlive(): boolean } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { pid: child.pid ?? 0, isAlive: () => child.exitCode === null && child.signalCode === null };
}

test('nothing recorded is not a failure', async () => {
  const cwd = tempFolder();
  expect(await operate(cwd, 'status')).toEqual({ exitCode: 0, stderr: '', lines: [] });
  expect(await operate(cwd, 'stop')).toEqual({ exitCode: 0, stderr: '', lines: [] });
  expect(await operate(cwd, 'resume', 'max-loss')).toMatchObject({ exitCode: 64 });
  expect(await operate(cwd, 'settle', '1', '--payout', '0')).toMatchObject({ exitCode: 64 });
}, 30_000);

describe('status', () => {
  test('tells of what runs and what it has out', async () => {
    const { cwd, key, account, bot } = await queued();
    const { exitCode, lines } = await operate(cwd, 'status');
    expect(exitCode).toBe(0);
    expect(lines).toMatchObject([
      { event: 'process', book: 'real', pid: bot.pid, account },
      { event: 'open_intent', account, wager_lamports: WAGER, match_id: null },
      { event: 'standing', account, net_lamports: 0, open_lamports: WAGER },
    ]);
    expect(JSON.stringify(lines)).not.toContain(key.slice(6));
  }, 30_000);

  test('tells of a session of an earlier version all but its limits', async () => {
    const { cwd, bot } = await queued();
    bookOf(cwd).prepare('UPDATE sessions SET limits = NULL').run();
    const { exitCode, lines } = await operate(cwd, 'status');
    expect(exitCode).toBe(0);
    const [running] = lines;
    expect(running).toMatchObject({ event: 'process', pid: bot.pid });
    expect(running).not.toHaveProperty('limits');
    expect(lines.map(({ event }) => event)).not.toContain('limits_to_come');
  }, 30_000);

  test('takes nobody else for a run that was killed', async () => {
    const { cwd, url, key } = await crashed();
    const other = stranger();
    bookOf(cwd).prepare('UPDATE sessions SET pid = ?').run(other.pid);
    expect((await operate(cwd, 'status')).lines.filter(({ event }) => event === 'process')).toEqual([]);
    const bot = playForMoney({ cwd, url, key }, ...strategy);
    await bot.event('queue_joined');
    const running = (await operate(cwd, 'status')).lines.filter(({ event }) => event === 'process');
    expect(running).toMatchObject([{ pid: bot.pid }]);
  }, 30_000);
});

describe('stop', () => {
  test('asks what plays to finish, and waits for nothing', async () => {
    const { cwd, account, bot } = await queued();
    const { exitCode, lines } = await operate(cwd, 'stop');
    expect({ exitCode, lines }).toMatchObject({
      exitCode: 0,
      lines: [{ event: 'stop_asked', pid: bot.pid, account }],
    });
    expect((await bot.ended).exitCode).toBe(0);
    expect((await operate(cwd, 'stop')).lines).toEqual([]);
    // It left the queue: nothing is open.
    expect((await operate(cwd, 'status')).lines).toMatchObject([
      { event: 'standing', open_lamports: 0 },
      { event: 'limits_to_come', book: 'real' },
    ]);
  }, 30_000);

  test('asks no other program that has the number of a run that was killed', async () => {
    const { cwd, url, key } = await crashed();
    const other = stranger();
    bookOf(cwd).prepare('UPDATE sessions SET pid = ?').run(other.pid);
    const bot = playForMoney({ cwd, url, key }, ...strategy);
    await bot.event('queue_joined');
    expect((await operate(cwd, 'stop')).lines).toMatchObject([{ pid: bot.pid }]);
    expect((await bot.ended).exitCode).toBe(0);
    expect(other.isAlive()).toBe(true);
  }, 30_000);
});

describe('settle', () => {
  test('closes what a crash left open; the next start counts it so', async () => {
    const { cwd, url, key } = await crashed();
    const status = await operate(cwd, 'status');
    const id = String(status.lines.find(({ event }) => event === 'open_intent')?.intent);
    const before = playForMoney({ cwd, url, key }, ...strategy, '--max-loss', '0.01');
    expect(await before.event('intents_open')).toMatchObject({ count: 1, lamports: WAGER });
    expect(await before.event('limit')).toMatchObject({ remedy: expect.stringMatching(/botpit settle/) });
    expect((await before.ended).exitCode).toBe(80);

    for (const args of [
      [id],
      [id, '--payout', '-1'],
      [id, '--payout', '1e3'],
      [id, '--payout', '0.020000001'],
      ['999', '--payout', '0'],
      ['one', '--payout', '0'],
    ]) {
      expect(await operate(cwd, 'settle', ...args)).toMatchObject({ exitCode: 64 });
    }
    expect(await operate(cwd, 'settle', id, '--payout', '0.01')).toMatchObject({
      exitCode: 0,
      lines: [{ event: 'intent_settled', intent: Number(id), net_lamports: 0 }],
    });
    expect(await operate(cwd, 'settle', id, '--payout', '0.01')).toMatchObject({ exitCode: 64 });
    // What is open alone has not tripped the limit: there is nothing to release.
    expect(await operate(cwd, 'resume', 'max-loss')).toMatchObject({ exitCode: 64 });
    const after = playForMoney({ cwd, url, key }, ...strategy, '--max-loss', '0.01');
    await after.event('queue_joined');
    after.kill('SIGTERM');
    expect((await after.ended).stdout).not.toContain('intents_open');
  }, 60_000);
});

test('settle and resume leave alone what a process plays for, and status does not suggest them', async () => {
  const { cwd, bot } = await queued();
  const status = await operate(cwd, 'status');
  const open = status.lines.find(({ event }) => event === 'open_intent');
  expect(open).toMatchObject({ pid: bot.pid });
  const shown = await spawnCli(['status', '--data-dir', './data'], { cwd }).ended;
  expect(shown.stdout).toContain(`process ${bot.pid} plays`);
  expect(shown.stdout).not.toContain('botpit settle');
  const settled = await operate(cwd, 'settle', String(open?.intent), '--payout', '0.0195');
  expect(settled).toMatchObject({ exitCode: 82, stderr: expect.stringContaining('botpit stop') });
  bookOf(cwd)
    .prepare(
      `INSERT INTO latches (account, limit_name, message, tripped_at) VALUES (?, 'max-loss', 'lost', 0)`,
    )
    .run(open?.account);
  expect(await operate(cwd, 'resume', 'max-loss')).toMatchObject({ exitCode: 82 });
  expect((await operate(cwd, 'status')).lines).toContainEqual(open && { ...open, time: expect.any(String) });
  bot.kill('SIGKILL');
  await bot.ended;
  expect(await operate(cwd, 'resume', 'max-loss')).toMatchObject({ exitCode: 0 });
  expect(await operate(cwd, 'settle', String(open?.intent), '--payout', '0.0195')).toMatchObject({
    exitCode: 0,
  });
}, 60_000);

describe('resume', () => {
  test('names a limit, releases it once, and says what it was', async () => {
    const cwd = tempFolder(STRATEGIES);
    const { url } = await startArena(ROCK_HOUSE, { cwd });
    const key = someKey();
    const account = accountOf(key);
    expect((await playForMoney({ cwd, url, key }, ...strategy, '--max-streak', '2').ended).exitCode).toBe(80);
    const { lines } = await operate(cwd, 'status');
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'latch', limit: 'max-streak', until: null }),
    );
    const typo = await operate(cwd, 'resume', 'max-streek');
    expect(typo).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('max-streak') });
    expect(await operate(cwd, 'resume', 'max-loss')).toMatchObject({ exitCode: 64 });
    expect(await operate(cwd, 'resume', 'max-streak')).toMatchObject({
      exitCode: 0,
      lines: [{ event: 'released', limit: 'max-streak', account }],
    });
    expect(await operate(cwd, 'resume', 'max-streak')).toMatchObject({ exitCode: 64 });
  }, 30_000);
});
