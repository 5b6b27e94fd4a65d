import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  type LabOptions,
  match,
  Pool,
  playRun,
  prepareMatch,
  prepareTournament,
  type RunResult,
} from '../../src/lab/index.js';
import { hostedOpener } from '../../src/lab/players/opening.js';
import { MatchLog, matchSeries, seededDraws } from '../../src/match/index.js';
import { Dialogue, type StrategySnapshot } from '../../src/strategy/index.js';
import { tempFolder } from '../support/run-cli.js';
import { fixture, playUntried, text } from './support.js';

const OPTIONS = { game: 'rps', seed: 'programs', moveTimeoutMs: 5_000 } satisfies Partial<LabOptions>;

const program = (does: string) => `
  const { createInterface } = require('node:readline');
  let match = 0;
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { type, round } = JSON.parse(line);
    if (type === 'match_start') match++;
    if (type !== 'turn') return;
    ${does}
    console.log(JSON.stringify({ move: { choice: 'rock' } }));
  });`;

/** Of eight matches in lanes of four. */
const LANES = 2;

async function commanded(does: string): Promise<RunResult> {
  const cwd = tempFolder({ 'bot.cjs': program(does) });
  const spec = `cmd: ${process.execPath} ${join(cwd, 'bot.cjs')}`;
  const prepared = await prepareMatch(spec, fixture('biased'), { ...OPTIONS, matches: 8, series: 4 });
  const [one, two] = await Promise.all([playUntried(prepared, 1), playUntried(prepared, 2)]);
  expect(text(two)).toBe(text(one));
  expect(one).toMatchObject({ complete: true, matches: 8 });
  expect(one.entrants[1]?.faults).toEqual({});
  return one;
}

test('one that plays well', async () => {
  const { entrants } = await commanded('');
  expect(entrants[0]).toMatchObject({ faults: {}, firstFault: null });
  expect(entrants[0]?.moves).toMatchObject({ level: { rock: expect.any(Number) } });
});

test('one that dies in a match loses that one', async () => {
  const { entrants } = await commanded('if (match === 2) process.exit(5);');
  const { faults = {}, firstFault } = entrants[0] ?? {};
  expect((faults.crashed ?? 0) + (faults.threw ?? 0)).toBeGreaterThanOrEqual(2);
  expect(firstFault).toContain('code 5');
});

test('one that prints what is not an answer beside its answers loses nothing', async () => {
  const { entrants, pairings } = await commanded("console.log('thinking about ' + round);");
  expect(entrants[0]?.faults).toEqual({ hook: 2 });
  expect(pairings[0]?.summary.losses).toBeLessThan(8);
  expect(entrants[0]?.firstFault).toContain('thinking');
});

test.skipIf(process.platform !== 'linux')('are ended with the run, also those that would go on', async () => {
  const cwd = tempFolder({
    'bot.cjs': `require('node:fs').appendFileSync(__dirname + '/pids', process.pid + ' ');
      setInterval(() => {}, 1000);
      ${program('')}`,
  });
  const stop = new AbortController();
  const result = await match(`cmd: ${process.execPath} ${join(cwd, 'bot.cjs')}`, 'cycle', {
    ...OPTIONS,
    matches: 1_000,
    series: 4,
    jobs: 2,
    signal: stop.signal,
    onProgress: ({ counted }) => {
      if (counted > 0) stop.abort();
    },
  });
  expect(result.complete).toBe(false);
  const pids = readFileSync(join(cwd, 'pids'), 'utf8').trim().split(' ').map(Number);
  expect(pids.length).toBeGreaterThanOrEqual(2);
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
});

/** @param quickStarts so many starts take no time */
const slowToStart = (startMs: number, quickStarts = 0) => `
  const { createInterface } = require('node:readline');
  const { appendFileSync, readFileSync } = require('node:fs');
  appendFileSync(__dirname + '/starts', '.');
  const isQuick = readFileSync(__dirname + '/starts').length <= ${quickStarts};
  // What was sent meanwhile is read when it has started.
  setTimeout(() => {
    createInterface({ input: process.stdin }).on('line', (line) => {
      if (JSON.parse(line).type === 'turn') console.log(JSON.stringify({ move: { choice: 'rock' } }));
    });
  }, isQuick ? 0 : ${startMs});`;

test('one that takes longer to start than it may take for a move loses nothing, and is started once a lane', async () => {
  const cwd = tempFolder({ 'bot.cjs': slowToStart(1_200) });
  const options = { ...OPTIONS, matches: 8, series: 4, moveTimeoutMs: 800, startTimeoutMs: 30_000, jobs: 1 };
  const { entrants } = await match(`cmd: ${process.execPath} ${join(cwd, 'bot.cjs')}`, 'cycle', options);
  expect(entrants[0]).toMatchObject({ faults: {}, firstFault: null });
  // And before, to see what it is and for the trial match, which has a mirror too.
  expect(readFileSync(join(cwd, 'starts'), 'utf8')).toHaveLength(3 + LANES);
  // Loading is not a decision.
  expect(entrants[0]?.decideMs?.p99).toBeLessThan(1_200);
});

test('one that has not started in time is not waited for again', async () => {
  const cwd = tempFolder({ 'bot.cjs': slowToStart(1e9, 3) });
  const options = { ...OPTIONS, matches: 8, series: 4, moveTimeoutMs: 1_000, startTimeoutMs: 2_000, jobs: 1 };
  const { entrants } = await match(`cmd: ${process.execPath} ${join(cwd, 'bot.cjs')}`, 'cycle', options);
  expect(entrants[0]?.firstFault).toMatch(/no first answer within \d+ ms/);
  expect(entrants[0]?.faults).toMatchObject({ late: LANES, unplayed: 8 - LANES });
});

test('one that cannot be started is refused before the run', async () => {
  const run = match('cmd: /nowhere/at-all', 'random', { ...OPTIONS, matches: 4, jobs: 1 });
  await expect(run).rejects.toMatchObject({ code: 'strategy/not-found' });
});

/** Whether it still does anything: a zombie that nobody has reaped yet does not. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.skipIf(process.platform === 'win32').each([
  [1, 1],
  [2, 2],
])('of a field of programs, --jobs %i has at most %i run before the first match', async (jobs, most) => {
  const cwd = tempFolder({
    // Each has a file of its own as long as it runs, and writes down how many there are.
    'bot.sh':
      'touch "running/$1"; ls running | wc -l >> counts; while read -r line; do echo "{\\"move\\":{\\"choice\\":\\"rock\\"}}"; done; rm "running/$1"',
    'running/.keep': '',
  });
  const field = Array.from({ length: 5 }, (_, i) => `cmd: sh -c 'cd "$0" && sh bot.sh bot-${i}' ${cwd}`);
  await prepareTournament(field, { ...OPTIONS, jobs });
  const counts = readFileSync(join(cwd, 'counts'), 'utf8').trim().split('\n').map(Number);
  expect(counts).toHaveLength(5);
  expect(Math.max(...counts)).toBeLessThanOrEqual(most);
});

test.each([0, -1, 1.5, Number.NaN])('%d jobs are refused', async (jobs) => {
  await expect(match('always', 'cycle', { ...OPTIONS, jobs })).rejects.toMatchObject({ code: 'usage' });
});

test('all that is said to a program and by it is on file, bounded, and commands no terminal', async () => {
  const says = [
    "if (round === 1) console.error('thinking \\u001b[31m\\u202e of bp_sk_0123456789abcdef');",
    "if (round === 2 && match === 1) console.log('x'.repeat(20_000));",
    'if (match === 2) process.exit(5);',
  ];
  const cwd = tempFolder({ 'bot.cjs': program(says.join('\n')) });
  const spec = `cmd: ${process.execPath} ${join(cwd, 'bot.cjs')}`;
  const prepared = await prepareMatch(spec, fixture('biased'), { ...OPTIONS, matches: 8, series: 4 });
  const folder = join(cwd, 'logs');
  const pool = new Pool(prepared.sources ?? [], 1, folder);
  const result = await playRun(prepared.plan, { executor: pool }).finally(() => pool.close());
  const run = result.runId;
  const names = readdirSync(folder);
  expect(names.toSorted()).toEqual([
    expect.stringMatching(`^${run}-series-1-0v1-lane-.*\\.log$`),
    expect.stringMatching(`^${run}-series-1-0v1-mirror-.*\\.log$`),
  ]);
  const text = readFileSync(join(folder, names.find((name) => name.includes('lane')) ?? ''), 'utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text).not.toContain('0123456789abcdef');
  expect(text).toMatch(/ {2}! {2}thinking \\u001b\[31m\\u202e of bp_sk_…\n/);
  expect(text).toMatch(/ {2}→ {2}\{"type":"session_start"/);
  expect(text).toMatch(/ {2}# {2}match 3 of the run\n.* {2}→ {2}\{"type":"match_start"/);
  expect(text).toMatch(/ {2}← {2}\{"move":\{"choice":"rock"\}\}\n/);
  expect(text).toMatch(/x… \(3616 characters more\)\n/);
  expect(text).toMatch(/ {2}# {2}exited with code 5\n/);
});

test('of a long dialogue the newest part is kept, and of many programs the newest', () => {
  const folder = tempFolder();
  const dialogue = new Dialogue({ folder, group: 'run', name: 'long' }, 'a long one');
  for (let line = 0; line < 200; line++) dialogue.from(`${line} ${'.'.repeat(10_000)}`);
  dialogue.close();
  dialogue.from('after the end');
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  expect(read('run-long.log')).toContain('  ←  199 ');
  const both = read('run-long.older.log') + read('run-long.log');
  expect(both.length).toBeLessThan(2 ** 20);
  expect(both).not.toContain('after the end');
  writeFileSync(join(folder, 'run.txt'), 'of somebody else');
  writeFileSync(join(folder, 'other-1.log'), 'of another run');
  for (let number = 0; number < 205; number++)
    new Dialogue({ folder, group: 'run', name: String(number) }, 'short').close();
  const names = readdirSync(folder);
  expect(names.filter((name) => name.startsWith('run-'))).toHaveLength(200);
  expect(names).toContain('run-204.log');
  expect(names).toEqual(expect.arrayContaining(['run.txt', 'other-1.log']));
  // Where nothing can be written, nothing happens.
  new Dialogue({ folder: join(folder, 'run.txt'), group: 'run', name: 'x' }, 'nowhere').from('a line');
});

test.runIf(process.platform === 'linux')(
  'the file of a dialogue is closed with its player, whatever became of the program',
  async () => {
    const ends =
      "process.stdin.on('data', (data) => String(data).includes('match_start') && process.exit(3));";
    const cwd = tempFolder({ 'bot.cjs': ends });
    const spec = `cmd: ${process.execPath} ${join(cwd, 'bot.cjs')}`;
    const { sources } = await prepareMatch(spec, fixture('biased'), { ...OPTIONS, matches: 2 });
    const file = { folder: join(cwd, 'logs'), group: 'run', name: 'ends' };
    const player = await hostedOpener(sources?.[0] as StrategySnapshot)({
      ...{ seed: '', opponentName: 'biased', moveTimeoutMs: 5_000, startTimeoutMs: 10_000 },
      ...{ keepsHistory: false, trouble: () => undefined },
      dialogue: { file, title: 'one that ends', matchTitle: (match) => `match ${match}` },
    });
    const isOpen = () =>
      readdirSync('/proc/self/fd').some((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`).startsWith(file.folder);
        } catch {
          return false;
        }
      });
    expect(isOpen()).toBe(true);
    player.matchStart(new MatchLog(matchSeries('rps', 'lab'), 0, seededDraws(1)), 'a');
    const path = join(file.folder, 'run-ends.log');
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain('exited with code 3'));
    await player.close();
    expect(isOpen()).toBe(false);
  },
);
