import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { BIN } from './children.js';

export const STAKE = ['--wager', '0.001', '--max-loss', '1000', '--no-limits', '--isolation', 'inline'];
/** Played really. */
const SAMPLE = { rps: 30, hi_lo: 20, crash: 20, blotto: 10 };
const OPPONENTS = 400;

export async function startArena() {
  const args = ['arena', '--port', '0', '--house', 'random', '--house-wait', '0s', '--no-limits', '--json'];
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  lines.on('line', () => undefined);
  return { url: JSON.parse(line).url, stop: () => child.kill('SIGKILL') };
}

/** Fills an empty book: a few matches are played really, the others are copies. @param run runs the command line in its folder */
export async function fillBook(run, url, path, matches) {
  for (const [game, count] of Object.entries(SAMPLE)) {
    const played = ['play', game, '--url', url, '--strategy', 'random', '--matches', String(count)];
    await run([...played, ...STAKE, '--quiet']);
  }
  multiply(path, matches);
}

/** Copies of the matches that were played, a minute apart, each with its intent, until there are enough. */
function multiply(path, matches) {
  const Database = createRequire(import.meta.url)('libsql');
  const database = new Database(path);
  const columns = database.prepare(`SELECT name FROM pragma_table_info('matches')`).all();
  const copied = {
    id: 'NULL',
    match_id: `substr(match_id, 1, 24) || printf('%012x', n)`,
    // As different as UUIDs are, from the first digit on.
    opponent_id: `printf('%08x-0000-4000-8000-%012x', n % ${OPPONENTS} * 2654435761 % 4294967296, n % ${OPPONENTS})`,
    opponent_name: `'bot-' || (n % ${OPPONENTS})`,
    strategy_version: `printf('%012x', n * 5 / ${matches})`,
    server_seed_hash: 'lower(hex(randomblob(32)))',
    started_at: '$now - ($all - n) * 60000',
    ended_at: '$now - ($all - n) * 60000 + ended_at - started_at',
  };
  const values = columns.map(({ name }) => copied[name] ?? name);
  const [now, played] = [Date.now(), Object.values(SAMPLE).reduce((sum, n) => sum + n)];
  const age = matches * 60_000;
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  database
    .prepare(`WITH RECURSIVE numbers (n) AS (SELECT $played + 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $all)
      INSERT INTO matches SELECT ${values.join(', ')} FROM numbers
        JOIN (SELECT row_number() OVER () - 1 AS place, * FROM matches LIMIT $played) ON place = n % $played`)
    .run({ all: matches, played, now });
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
  if (all !== matches) throw new Error(`there are ${all} matches`);
}
