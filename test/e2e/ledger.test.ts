import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accountOf } from '../../src/history/index.js';
import { createRng } from '../../src/lib/rng.js';
import {
  type JsonLine,
  jsonLines,
  spawnArena,
  spawnCli,
  startArena,
  tempFolder,
} from '../support/run-cli.js';
import {
  bookOf,
  operate,
  playForMoney,
  ROCK_HOUSE,
  recordsOf,
  rows,
  STRATEGIES,
  someKey,
  WAGER,
} from './ledger-support.js';

async function arenaWithRock(flags: readonly string[] = []) {
  const cwd = tempFolder(STRATEGIES);
  const { url } = await startArena([...ROCK_HOUSE, ...flags], { cwd });
  return { url, cwd, key: someKey() };
}

const lastOf = (stdout: string): JsonLine | undefined => jsonLines(stdout).at(-1);

describe('a loss limit', () => {
  test('holds over starts until it is released, and not a wager longer', async () => {
    const at = await arenaWithRock();
    const flags = ['--strategy', './scissors.mjs', '--max-loss', '0.03'];
    const first = await playForMoney(at, ...flags, '--matches', '2').ended;
    expect(first.exitCode).toBe(0);
    // That session ended by itself: the next one has a limit of its own.
    const second = await playForMoney(at, ...flags).ended;
    expect(second.exitCode).toBe(80);
    expect(lastOf(second.stdout)).toMatchObject({
      reason: 'loss-limit',
      losses: 3,
      net_lamports: -3 * WAGER,
    });
    for (const more of [[], ['--max-loss', '5'], ['--strategy', './paper.mjs']]) {
      const again = await playForMoney(at, ...flags, ...more).ended;
      expect(again.exitCode).toBe(80);
      expect(lastOf(again.stdout)).toMatchObject({ reason: 'limit', matches: 0 });
      expect(again.stdout).toContain('botpit resume max-loss');
    }
    expect(await operate(at.cwd, 'resume', 'max-loss')).toMatchObject({ exitCode: 0 });
    const after = await playForMoney(at, ...flags).ended;
    expect(after.exitCode).toBe(80);
    expect(lastOf(after.stdout)).toMatchObject({ losses: 3 });
  }, 60_000);

  test('of a day holds over sessions that ended by themselves', async () => {
    const at = await arenaWithRock();
    const flags = ['--strategy', './scissors.mjs', '--max-daily-loss', '0.03', '--matches', '2'];
    const first = await playForMoney(at, ...flags).ended;
    const second = await playForMoney(at, ...flags).ended;
    expect([first.exitCode, second.exitCode]).toEqual([0, 80]);
    expect(lastOf(second.stdout)).toMatchObject({ losses: 1 });
  }, 60_000);

  test('of a day is of all keys of the data folder, unless it is said to be of one', async () => {
    const at = await arenaWithRock();
    const flags = ['--strategy', './scissors.mjs', '--max-daily-loss', '0.03', '--matches', '2'];
    const play = (more: readonly string[] = []) =>
      playForMoney({ ...at, key: someKey() }, ...flags, ...more).ended;
    expect((await play()).exitCode).toBe(0);
    const second = await play();
    expect(second.exitCode).toBe(80);
    expect(lastOf(second.stdout)).toMatchObject({ losses: 1 });
    const third = await play(['--limits-over', 'account']);
    expect(lastOf(third.stdout)).toMatchObject({ reason: 'limit', matches: 0 });
    const { lines } = await operate(at.cwd, 'status');
    const today = lines.filter(({ event }) => event === 'standing');
    expect(today.map((each) => each.folder_day_net_lamports)).toEqual([-3 * WAGER, -3 * WAGER, -3 * WAGER]);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'latch', account: null }));
    expect(await operate(at.cwd, 'resume', 'max-daily-loss')).toMatchObject({ exitCode: 0 });
    const fourth = await play(['--limits-over', 'account']);
    expect(lastOf(fourth.stdout)).toMatchObject({ reason: 'matches', losses: 2 });
  }, 60_000);

  test('is ten wagers where none is set', async () => {
    const at = await arenaWithRock();
    const { exitCode, stdout } = await playForMoney(at, '--strategy', './scissors.mjs').ended;
    expect(exitCode).toBe(80);
    expect(lastOf(stdout)).toMatchObject({ losses: 10 });
  }, 60_000);
});

describe('a ceiling on the wager', () => {
  test.each([
    { how: 'flags', flags: ['--max-wager', '0.009999999'], files: {} },
    { how: 'the config', flags: [], files: { 'botpit.config.json': '{ "maxWager": "0.001" }' } },
  ])('from $how is a configuration error before anything is connected', async ({ flags, files }) => {
    const cwd = tempFolder({ ...STRATEGIES, ...files });
    const url = 'ws://127.0.0.1:9/api/v1/ws';
    const key = someKey();
    const { exitCode, stdout, stderr } = await playForMoney(
      { cwd, url, key },
      '--strategy',
      './rock.mjs',
      ...flags,
    ).ended;
    expect(exitCode).toBe(78);
    expect(stdout + stderr).toMatch(/wager of 0\.01 SOL is above the ceiling of 0\.0/);
    expect(stdout).not.toContain('session_start');
  });

  test('lets pass what is not above it, and play without money', async () => {
    const at = await arenaWithRock();
    const flags = ['--strategy', './rock.mjs', '--max-wager', '0.01', '--matches', '1'];
    expect((await playForMoney(at, ...flags).ended).exitCode).toBe(0);
    expect((await playForMoney(at, ...flags, '--max-wager', '0', '--sandbox').ended).exitCode).toBe(0);
  }, 30_000);
});

test('a strategy that plays for money has a process of its own, unless another isolation is asked for', async () => {
  const at = await arenaWithRock();
  writeFileSync(
    `${at.cwd}/pid.mjs`,
    `import { writeFileSync } from 'node:fs';
     export default { games: ['rps'], move() { writeFileSync('pid', String(process.pid)); return 'rock'; } };`,
  );
  for (const [flags, isOwn] of [
    [[], true],
    [['--isolation', 'worker'], false],
    [['--sandbox'], false],
  ] as const) {
    const bot = playForMoney(at, '--strategy', './pid.mjs', '--matches', '1', ...flags);
    expect((await bot.ended).exitCode).toBe(0);
    expect(readFileSync(`${at.cwd}/pid`, 'utf8') !== String(bot.pid), flags.join(' ')).toBe(isOwn);
  }
}, 60_000);

describe('one process a key', () => {
  test('a second one ends with 82, one with another key plays', async () => {
    const at = await arenaWithRock(['--house', 'none']);
    const flags = ['--strategy', './rock.mjs'];
    const other = someKey();
    const first = playForMoney(at, ...flags);
    await first.event('queue_joined');
    const second = await playForMoney(at, ...flags).ended;
    expect(second.exitCode).toBe(82);
    expect(second.stdout).not.toContain('session_start');
    const elsewhere = await playForMoney(at, ...flags, '--data-dir', './elsewhere', '--sandbox').ended;
    expect(elsewhere.exitCode).toBe(82);
    // It plays the first one: the same match is in the same book from both sides.
    const opponent = await playForMoney({ ...at, key: other }, '--strategy', './paper.mjs', '--matches', '1')
      .ended;
    expect(opponent.exitCode).toBe(0);
    await first.event('match_end');
    first.kill('SIGTERM');
    expect((await first.ended).exitCode).toBe(0);
    const matches = rows<{ account: string; outcome: string; id: string }>(
      at.cwd,
      'SELECT account, outcome, match_id AS id FROM matches ORDER BY outcome',
    );
    expect(matches.map(({ outcome }) => outcome)).toEqual(['loss', 'win']);
    expect(new Set(matches.map(({ id }) => id)).size).toBe(1);
    expect(matches.map(({ account }) => account)).toEqual([accountOf(at.key), accountOf(other)]);
  }, 30_000);
});

describe('records that cannot be kept', () => {
  const strategy = ['--strategy', './rock.mjs'];

  test('end play for money before anything is connected', async () => {
    const at = await arenaWithRock();
    writeFileSync(`${at.cwd}/file`, '');
    mkdirSync(`${at.cwd}/data`);
    writeFileSync(`${at.cwd}/data/real.db`, 'no database '.repeat(1000));
    const noHome = { ...at, env: { HOME: `${at.cwd}/file` } };
    for (const [from, flags] of [
      [at, []],
      [at, ['--data-dir', './file']],
      [noHome, ['--data-dir', './file']],
    ] as const) {
      const { exitCode, stdout } = await playForMoney(from, ...strategy, ...flags).ended;
      expect(exitCode).toBe(74);
      expect(stdout).not.toContain('"event":"connected"');
    }
  }, 30_000);

  test('are a warning in play without', async () => {
    const at = await arenaWithRock();
    writeFileSync(`${at.cwd}/file`, '');
    const flags = [...strategy, '--sandbox', '--data-dir', './file', '--matches', '1'];
    const { exitCode, stdout } = await playForMoney({ ...at, env: { HOME: `${at.cwd}/file` } }, ...flags)
      .ended;
    expect(exitCode).toBe(0);
    for (const code of ['history/unavailable', 'no_lock']) {
      expect(jsonLines(stdout)).toContainEqual(expect.objectContaining({ event: 'warning', code }));
    }
  }, 30_000);

  test('of a newer botpit are left alone', async () => {
    const at = await arenaWithRock();
    expect((await playForMoney(at, ...strategy, '--matches', '1').ended).exitCode).toBe(0);
    bookOf(at.cwd).exec('PRAGMA user_version = 99');
    const { exitCode, stdout } = await playForMoney(at, ...strategy).ended;
    expect(exitCode).toBe(74);
    expect(stdout).toContain('newer botpit');
  }, 30_000);

  test('that another program holds for good end play before a wager is sent', async () => {
    const at = await arenaWithRock(['--house', 'none']);
    expect((await spawnCli(['status', '--data-dir', './data'], { cwd: at.cwd }).ended).exitCode).toBe(0);
    const first = playForMoney(at, ...strategy);
    await first.event('queue_joined');
    first.kill('SIGKILL');
    await first.ended;
    const book = bookOf(at.cwd);
    book.exec('BEGIN IMMEDIATE');
    const { exitCode, stdout } = await playForMoney(at, ...strategy).ended;
    book.exec('ROLLBACK');
    expect(exitCode).toBe(74);
    expect(stdout).toContain('Another program holds the database');
    expect(stdout).not.toContain('queue_joined');
  }, 30_000);

  test('may not be left out', async () => {
    const cwd = tempFolder(STRATEGIES);
    const { exitCode } = await playForMoney(
      { cwd, url: 'ws://127.0.0.1:9/', key: someKey() },
      ...strategy,
      '--no-record',
    ).ended;
    expect(exitCode).toBe(64);
  });
});

/** The events after which to kill, and how long after. */
const PHASES = [
  'session_start',
  'connected',
  'queue_joined',
  'match_start',
  'turn',
  'move',
  'round',
  'match_end',
];

const SEED = process.env.KILL_SEED ?? String(Math.floor(Math.random() * 2 ** 31));

test(`killed again and again, no match is lost, doubled or told otherwise (KILL_SEED=${SEED})`, async () => {
  const random = createRng(SEED);
  const key = someKey();
  const cwd = tempFolder(STRATEGIES);
  const { arena, url } = await spawnArena(
    ['--house', 'random', '--house-wait', '0s', '--house-delay', '2ms', '--turn-timeout', '10s'],
    { cwd },
  );
  const flags = ['--strategy', 'random', '--max-loss', '100'];
  for (const phase of PHASES) {
    const run = playForMoney({ cwd, url, key }, ...flags);
    await run.event(phase);
    const delayMs = Math.floor(random() * 3) * 4;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    run.kill('SIGKILL');
    await run.ended;
  }
  const last = await playForMoney({ cwd, url, key }, ...flags, '--matches', '2').ended;
  expect(last.exitCode).toBe(0);
  expect(jsonLines(last.stdout)).toContainEqual(
    expect.objectContaining({ event: 'warning', code: 'previous_crash' }),
  );
  arena.kill('SIGINT');
  const told = jsonLines((await arena.ended).stdout);
  const me = told.find(({ event }) => event === 'agent_connected')?.agent_id;
  const truth = new Map(
    told
      .filter(({ event }) => event === 'match_ended')
      .map(({ match_id, winner, payout_lamports }) => {
        const net = winner === null ? 0 : winner === me ? Number(payout_lamports) - WAGER : -WAGER;
        return [String(match_id), net] as const;
      }),
  );
  type Row = { id: string | null; state: string; net: number };
  const matches = rows<Row & { settled: number }>(
    cwd,
    'SELECT match_id AS id, state, settled, net_lamports AS net FROM matches',
  );
  const intents = rows<Row>(cwd, 'SELECT match_id AS id, state, net_lamports AS net FROM intents');
  const settled = intents.filter(({ state }) => state === 'settled');
  const open = intents.filter(({ state }) => state === 'open');

  expect(new Set(matches.map(({ id }) => id)).size).toBe(matches.length);
  expect(new Set(settled.map(({ id }) => id)).size).toBe(settled.length);
  for (const { id, net } of settled) expect([id, net]).toEqual([id, truth.get(String(id))]);
  expect(
    matches
      .filter((match) => match.settled === 1)
      .map(({ id, net }) => [id, net])
      .toSorted(),
  ).toEqual(settled.map(({ id, net }) => [id, net]).toSorted());
  const known = new Set([...settled, ...open].map(({ id }) => id));
  const missing = [...truth.keys()].filter((id) => !known.has(id));
  expect(missing.length).toBeLessThanOrEqual(open.filter(({ id }) => id === null).length);
  expect(recordsOf(cwd)).not.toContain(key);
}, 120_000);
