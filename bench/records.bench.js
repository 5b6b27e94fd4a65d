import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, benchFile, dataFolder } from './support/children.js';
import { fillBook, STAKE, startArena } from './support/full-book.js';
import { median, pairedRow } from './support/stats.js';

const MATCHES = 200_000;
const RUNS = 7;
const STATS_MS = 500;
const STATS_BOUND = 3;
const STATS_MIB = 150;
const FIRST_LINE_MS = 200;
const PLAY_BOUND = 1.1;

const KEY = 'bp_sk_bench_botpit';
/** What the records of half a year cost: those who look at them, and the bot that plays on. */
export async function recordsBench() {
  const [full, empty] = [dataFolder(), dataFolder()];
  const arena = await startArena();
  try {
    await fillBook((args) => run(args, full), arena.url, join(full, 'real.db'), MATCHES);
    console.error(
      `  ${MATCHES} matches in ${Math.round(statSync(join(full, 'real.db')).size / 2 ** 20)} MiB`,
    );
    return [...(await statsRows(full)), ...(await historyRows(full)), await playRow(arena.url, full, empty)];
  } finally {
    arena.stop();
  }
}

const GROUPINGS = { game: 'game', opponent: 'opponent_id', strategy: 'strategy' };

/**
 * Three ways to group them; the time and the memory of the most expensive one counts. In between, a program asks for the sums
 * alone: whole processes, both.
 */
async function statsRows(folder) {
  const runs = [];
  for (const [by, column] of Object.entries(GROUPINGS)) {
    const [measured, bare] = [[], []];
    for (let i = 0; i < RUNS; i += 1) {
      bare.push(await run([benchFile('peers/bare-sums.js'), folder, column], folder, { script: false }));
      measured.push(await run(['stats', '--book', 'real', '--by', by], folder));
    }
    const row = pairedRow(
      `stats --by ${by}, to the bare SQL sums`,
      'ms',
      STATS_BOUND,
      measured.map(({ ms }) => ms),
      bare.map(({ ms }) => ms),
    );
    runs.push({ row, ms: row.figure, mib: median(measured.map(({ mib }) => mib)) });
  }
  return [
    ...runs.map(({ row }) => row),
    bounded('stats, the slowest grouping', 'ms', Math.max(...runs.map(({ ms }) => ms)), STATS_MS),
    bounded('stats, its peak memory', 'MiB', Math.max(...runs.map(({ mib }) => mib)), STATS_MIB),
  ];
}

/** Beyond the start of node itself. */
async function historyRows(folder) {
  const rows = [];
  for (const [name, args] of Object.entries({ 'on a terminal': [], 'as JSON, all of them': ['--json'] })) {
    const times = [];
    for (let i = 0; i < RUNS; i += 1) {
      const { ms: nodeMs } = await run(['-e', '0'], folder, { script: false });
      const { firstMs } = await run(['history', '--book', 'real', ...args], folder, { untilFirst: true });
      times.push(firstMs - nodeMs);
    }
    rows.push(bounded(`history ${name}, first line, beyond node -e 0`, 'ms', median(times), FIRST_LINE_MS));
  }
  return rows;
}

/** From the start to the first move for a wager, against the same without records. */
async function playRow(url, full, empty) {
  const args = [
    'play',
    'rps',
    '--url',
    url,
    ...STAKE,
    '--matches',
    '1',
    '--json',
    '--strategy',
    benchFile('strategies/rock.ts'),
  ];
  const measure = async (folder) => (await run(args, folder, { until: '"event":"move"' })).untilMs;
  await measure(empty);
  const [figures, references] = [[], []];
  for (let i = 0; i < RUNS; i += 1) {
    references.push(await measure(empty));
    figures.push(await measure(full));
  }
  return pairedRow(
    'play for a wager, start to first make_move, to without records',
    'ms',
    PLAY_BOUND,
    figures,
    references,
  );
}

function bounded(what, unit, figure, reference) {
  return {
    what: `${what}, ${MATCHES} matches`,
    unit,
    figure,
    reference,
    ratio: figure / reference,
    bound: 1,
  };
}

/** The whole process: its time and peak memory, and when its first output and a certain text came. */
async function run(args, folder, { script = true, until, untilFirst = false } = {}) {
  const startedAt = performance.now();
  const preload = ['--require', benchFile('support/peak-memory.cjs')];
  const child = spawn(process.execPath, [...preload, ...(script ? [BIN] : []), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    env: { ...process.env, BOTPIT_API_KEY: KEY, BOTPIT_DATA_DIR: folder },
  });
  const passedMs = () => performance.now() - startedAt;
  let [firstMs, untilMs, text, peak] = [undefined, undefined, '', ''];
  child.stdout.on('data', (chunk) => {
    firstMs ??= passedMs();
    // Whoever wants no more closes the pipe, as `head -1` does.
    if (untilFirst) child.stdout.destroy();
    if (until && untilMs === undefined) {
      text += chunk;
      if (text.includes(until)) untilMs = passedMs();
    }
  });
  child.stdio[3].on('data', (chunk) => {
    peak += chunk;
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${exitCode}`);
  return { ms: passedMs(), firstMs, untilMs, mib: Number(peak) / 1024 };
}
