import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BIN, benchFile, dataFolder } from './support/children.js';
import { median, pairedRow } from './support/stats.js';

const MATCHES = 200_000;
const RUNS = 7;
const STATS_MS = 500;
const STATS_MIB = 150;
const FIRST_LINE_MS = 200;
const PLAY_BOUND = 1.1;

const KEY = 'bp_sk_bench_botpit';
const STAKE = ['--wager', '0.001', '--max-loss', '1000', '--no-limits', '--isolation', 'inline'];
/** Played really. */
const SAMPLE = { rps: 30, hi_lo: 20, crash: 20, blotto: 10 };
const OPPONENTS = 400;

/** What the records of half a year cost: those who look at them, and the bot that plays on. */
export async function recordsBench() {
  const [full, empty] = [dataFolder(), dataFolder()];
  const arena = await startArena();
  try {
    for (const [game, matches] of Object.entries(SAMPLE)) {
      const played = ['play', game, '--url', arena.url, '--strategy', 'random', '--matches', String(matches)];
      await run([...played, ...STAKE, '--quiet'], full);
    }
    multiply(join(full, 'real.db'));
    console.error(
      `  ${MATCHES} matches in ${Math.round(statSync(join(full, 'real.db')).size / 2 ** 20)} MiB`,
    );
    return [...(await statsRows(full)), ...(await historyRows(full)), await playRow(arena.url, full, empty)];
  } finally {
    arena.stop();
  }
}

async function startArena() {
  const args = ['arena', '--port', '0', '--house', 'random', '--house-wait', '0s', '--no-limits', '--json'];
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  lines.on('line', () => undefined);
  return { url: JSON.parse(line).url, stop: () => child.kill('SIGKILL') };
}

/** Copies of the matches that were played, a minute apart, each with its intent, until there are enough. */
function multiply(path) {
  const Database = createRequire(import.meta.url)('libsql');
  const database = new Database(path);
  const columns = database.prepare(`SELECT name FROM pragma_table_info('matches')`).all();
  const copied = {
    id: 'NULL',
    match_id: `substr(match_id, 1, 24) || printf('%012x', n)`,
    // As different as UUIDs are, from the first digit on.
    opponent_id: `printf('%08x-0000-4000-8000-%012x', n % ${OPPONENTS} * 2654435761 % 4294967296, n % ${OPPONENTS})`,
    opponent_name: `'bot-' || (n % ${OPPONENTS})`,
    strategy_version: `printf('%012x', n * 5 / ${MATCHES})`,
    server_seed_hash: 'lower(hex(randomblob(32)))',
    started_at: '$now - ($all - n) * 60000',
    ended_at: '$now - ($all - n) * 60000 + ended_at - started_at',
  };
  const values = columns.map(({ name }) => copied[name] ?? name);
  const [now, played] = [Date.now(), Object.values(SAMPLE).reduce((sum, n) => sum + n)];
  const age = MATCHES * 60_000;
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  database
    .prepare(`WITH RECURSIVE numbers (n) AS (SELECT $played + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $all)
      INSERT INTO matches SELECT ${values.join(', ')} FROM numbers
        JOIN (SELECT row_number() OVER () - 1 AS place, * FROM matches LIMIT $played) ON place = n % $played`)
    .run({ all: MATCHES, played, now });
  database.exec(`INSERT INTO intents (session_id, account, arena, entry, game, wager_lamports, created_at, match_id, state,
      net_lamports, closed_at, match, settled_by)
    SELECT session_id, account, arena, 'queue', game, wager_lamports, started_at, match_id, 'settled', net_lamports, ended_at,
      id, 'arena' FROM matches ORDER BY id LIMIT -1 OFFSET ${played};
    -- What was played really is the oldest.
    UPDATE matches SET started_at = started_at - ${age}, ended_at = ended_at - ${age} WHERE id IN (SELECT match FROM intents
      WHERE id <= ${played});
    UPDATE intents SET created_at = created_at - ${age}, closed_at = closed_at - ${age} WHERE id <= ${played};
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
  const [{ all }] = database.prepare('SELECT count(*) AS "all" FROM summaries').all();
  database.close();
  if (all !== MATCHES) throw new Error(`there are ${all} matches`);
}

/** Every way to group them; the time and the memory of the most expensive one counts. */
async function statsRows(folder) {
  const runs = [];
  for (const by of ['game', 'opponent', 'strategy']) {
    const measured = [];
    for (let i = 0; i < RUNS; i += 1)
      measured.push(await run(['stats', '--book', 'real', '--by', by], folder));
    runs.push({ ms: median(measured.map(({ ms }) => ms)), mib: median(measured.map(({ mib }) => mib)) });
  }
  return [
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
