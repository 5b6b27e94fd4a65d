import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { startReceiver } from '../support/receiver.js';
import { Captured, runCli, tempFolder } from '../support/run-cli.js';
import { expectGolden, fixTimeAndIds, KEY, normalized, startRecordedArena } from './support.js';

/** Wins one match, in which it throws once, and loses all others: the house plays rock, paper, scissors. */
const STRATEGY = `
const MOVES = [['paper', null, 'rock'], ['scissors', 'rock']];
let matches = 0;
export default {
  name: 'golden',
  games: ['rps'],
  matchStart() { matches++; },
  move({ round }) {
    const move = MOVES[matches === 1 ? 0 : 1][round - 1];
    if (move === null) throw new Error('not this turn');
    return move;
  },
  taunt: ({ on }) => (on === 'match_start' ? 'gl_hf' : null),
};
`;

test('a session for money: events, log, metrics, webhook, records', async () => {
  fixTimeAndIds();
  const cwd = tempFolder({ 'golden.mjs': STRATEGY });
  const receiver = await startReceiver();
  const stdout = new Captured(false);
  let turns = 0;
  let metrics = '';
  const arena = await startRecordedArena({
    async beforeMove() {
      turns++;
      // In the second round of the second match.
      if (turns === 5) metrics = await metricsOf(stdout);
    },
  });
  const env = { BOTPIT_API_KEY: KEY, BOTPIT_WEBHOOK: receiver.url };
  const records = ['--data-dir', join(cwd, 'records')];
  const play = [
    ...['play', 'rps', '--url', arena.url, '--strategy', './golden.mjs', '--isolation', 'inline'],
    ...['--wager', '0.01', '--max-loss', '0.02', '--max-wager', '1', '--no-limits', ...records],
  ];
  const log = ['--log-level', 'debug', '--log-file'];
  const plain = (text: string) => normalized(text, cwd);
  const file = (name: string) => plain(readFileSync(join(cwd, name), 'utf8'));

  const first = await runCli([...play, '--metrics', '0', ...log, 'first.log', '--json'], {
    cwd,
    env,
    stdout,
  });
  expect(first).toMatchObject({ exitCode: 80, stderr: '' });
  await expectGolden('session-events', plain(first.stdout));
  await expectGolden('session-log-text', file('first.log'));
  await expectGolden('session-metrics', plain(metrics));
  await expectGolden('session-webhook', plain(bodies(receiver.requests)));

  // The limit has tripped and stops the next session at its start.
  const second = await runCli([...play, ...log, 'second.log', '--log-format', 'json'], { cwd, env });
  expect(second.exitCode).toBe(80);
  await expectGolden('session-log-json', file('second.log'));

  await expectGolden('records-database', plain(contentOf(join(cwd, 'records/real.db'))));
  const id = /"match_id":"([^"]+)"/.exec(first.stdout)?.[1] ?? '';
  for (const [name, ...args] of [
    ['history', 'history', '--book', 'real', '--json'],
    ['history-csv', 'history', '--book', 'real', '--csv'],
    ['show', 'show', id, '--json'],
    ['show-frames', 'show', id, '--frames', '--json'],
    ['export', 'export', id],
    ['verify', 'verify', id, '--json'],
    ['stats', 'stats', '--book', 'real', '--json'],
    ['status', 'status', '--json'],
  ] as const) {
    const { exitCode, stdout: text } = await runCli([...args, ...records], { cwd });
    expect(exitCode, name).toBe(0);
    await expectGolden(`records-${name}`, plain(text));
  }
});

/** Without the metrics of the process itself, which depend on the machine and on Node. */
async function metricsOf(stdout: Captured): Promise<string> {
  let url: string | undefined;
  while (url === undefined) {
    url = /"metrics_listening".*"url":"([^"]+)"/.exec(stdout.text)?.[1];
    await new Promise((resolve) => setImmediate(resolve));
  }
  const text = await (await fetch(`${url}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => !/botpit_(process|nodejs)_/.test(line))
    .join('\n');
}

function bodies(requests: readonly unknown[]): string {
  return (requests as [string, string, Record<string, string>, string][])
    .map(([method, path, headers, body]) => {
      const { 'content-type': type, 'user-agent': agent } = headers;
      return `${method} ${path}\n${type}\n${agent}\n${body.replaceAll(JSON.stringify(hostname()), '"<host>"')}\n`;
    })
    .join('\n');
}

/** The schema as SQL, and every row of every table as JSON. */
function contentOf(path: string): string {
  const database = new Database(path, { readonly: true });
  const all = (sql: string) => database.prepare(sql).all() as Record<string, unknown>[];
  // How far the counters have come, and with it the numbers of matches, depends on when a match was first written down.
  const tables = all(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'sqlite_sequence' ORDER BY name",
  );
  const schema = all('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name').map(
    ({ sql }) => sql,
  );
  const rows = tables.flatMap(({ name }) => [
    `\n-- ${name}`,
    ...all(`SELECT * FROM ${name} ORDER BY rowid`).map((row, index) =>
      JSON.stringify({ ...row, ...numbered(name, index + 1) }, readable),
    ),
  ]);
  const [version] = all('PRAGMA user_version');
  database.close();
  return [JSON.stringify(version), '', `${schema.join(';\n\n')};`, ...rows].join('\n');
}

function numbered(table: unknown, number: number): Record<string, unknown> {
  return table === 'matches' ? { id: number } : table === 'summaries' ? { match: number } : {};
}

/** Frames are stored compressed; the number of the process is its own. */
function readable(key: string, value: unknown): unknown {
  if (key === 'pid') return 0;
  if (key !== 'frames' || value === null) return value;
  return JSON.parse(inflateRawSync(value as Uint8Array).toString());
}
