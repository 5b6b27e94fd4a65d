import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Ledger, openBook } from '../../src/history/index.js';
import { listenForUser } from '../../src/lib/user-sockets.js';
import type {
  WatchBot,
  WatchBotChange,
  WatchMatch,
  WatchMatches,
  WatchProblem,
  WatchStatus,
  WatchSummary,
} from '../../src/pages/watch/answers.js';
import { profitOf } from '../../src/pages/watch/summary.js';
import { sample } from '../cli/records-sample.js';
import { keep } from '../cli/records-write.js';
import { jsonLines, runCli, spawnCli, tempFolder } from '../support/run-cli.js';
import { SAMPLES } from '../ui/sample-session.js';
import { answerOf, ask, EventReader, startWatch } from './watching.js';

const HOSTILE = '<img src=x onerror=alert(1)>';

/** Two data folders, with matches of all kinds. */
async function folders() {
  const cwd = tempFolder();
  const [one, two] = [join(cwd, 'one'), join(cwd, 'two')];
  await keep(
    one,
    'real',
    sample(1, { bot: 'night', arena: 'wss://arena.example/' }),
    sample(3, { outcome: 'loss', opponentName: HOSTILE, opponentId: 'opp-2' }),
    sample(5, { game: 'crash', outcome: 'draw', strategy: 'other', strategyVersion: null }),
    sample(7, { settled: false, outcome: 'loss' }),
  );
  await keep(two, 'real', sample(2, { outcome: 'loss' }), sample(4, { bot: 'day' }), sample(6));
  await keep(
    two,
    'practice',
    sample(8, { wagerLamports: 0, payoutLamports: 0, netLamports: 0, sandbox: true }),
  );
  return { cwd, one, two, dirs: ['--data-dir', one, '--data-dir', two] };
}

test('the sums are those of stats, whatever is asked for', async () => {
  const { cwd, dirs } = await folders();
  const { get } = await startWatch(dirs, cwd);
  const all = ['game', 'opponent', 'strategy', 'bot', 'hour'] as const;
  for (const [i, filter] of [
    { book: 'real' },
    { book: 'practice' },
    { book: 'real', game: 'rps', outcome: 'loss' },
    { book: 'real', opponent: 'brisk', since: '2026-03-01T02:30Z', until: '2026-03-01T06:30Z' },
    { book: 'real', strategy: 'counter', bot: 'night' },
    { book: 'real', last: '3' },
    { book: 'real', hour: String(new Date(Date.UTC(2026, 2, 1, 4)).getHours()) },
  ].entries()) {
    const summary = await get<WatchSummary>(`/api/summary?${new URLSearchParams(filter)}`);
    for (const by of i === 0 ? all : all.slice(i % 5, (i % 5) + 1)) {
      const flags = Object.entries(filter).flatMap(([name, value]) => [`--${name}`, value]);
      const { stdout } = await runCli(['stats', '--json', '--by', by, ...flags, ...dirs], { cwd });
      const [total, ...groups] = jsonLines(stdout);
      expect(snake(summary.all), JSON.stringify(filter)).toEqual(figuresOf(total, true));
      const shown = summary.groups[by].map(({ key, ...figures }) => ({ key, ...snake(figures) }));
      expect(byKey(shown)).toEqual(byKey(groups.map((group) => ({ key: group.key, ...figuresOf(group) }))));
    }
  }
});

/** As a line of `stats` has them, without what it is. */
function figuresOf(line: Record<string, unknown> | undefined, isAll = false): Record<string, unknown> {
  const { event: _event, time: _time, book, by: _by, key: _key, ...figures } = line ?? {};
  return isAll ? { ...figures, label: `${book} book` } : figures;
}

function snake(fields: object): Record<string, unknown> {
  const name = (key: string) =>
    key.replace(/95|[A-Z]/g, (letter) => (letter === '95' ? '95' : `_${letter.toLowerCase()}`));
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [name(key), value]));
}

function byKey(groups: readonly { readonly key?: unknown }[]) {
  return [...groups].sort((a, b) => String(a.key).localeCompare(String(b.key)));
}

test('the profit curve adds up, and stays true when it is thinned out', async () => {
  const { cwd, dirs } = await folders();
  const { get } = await startWatch(dirs, cwd);
  const { all, profit } = await get<WatchSummary>('/api/summary?book=real');
  expect(profit.match).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(profit.netLamports.at(-1)).toBe(all.netLamports);
  expect(profit.feesLamports.at(-1)).toBe(all.feesLamports);
  for (const i of profit.match.keys()) {
    const [won = 0, lost = 0] = [profit.wonLamports[i], profit.lostLamports[i]];
    expect(won - lost - (profit.feesLamports[i] ?? 0)).toBe(profit.netLamports[i]);
  }
  const nets = Array.from({ length: 9_999 }, (_, i) => (i === 5_000 ? 1_000 : i === 5_001 ? -2_000 : 1));
  const course = { outcomes: '', netsLamports: nets, feesLamports: [], startedAt: nets.map((_, i) => i) };
  const thin = profitOf(course, 100);
  expect(thin.match.length).toBeLessThanOrEqual(100);
  expect([thin.match[0], thin.match.at(-1), thin.netLamports.at(-1)]).toEqual([
    1,
    9_999,
    9_997 + 1_000 - 2_000,
  ]);
  expect(thin.netLamports).toContain(6_000);
  expect(thin.match).toEqual([...thin.match].sort((a, b) => a - b));
});

test('matches come in pages, the newest first, and each can be had whole', async () => {
  const { cwd, dirs } = await folders();
  const { get } = await startWatch(dirs, cwd);
  const ids: string[] = [];
  const keys: string[] = [];
  for (let before: string | null = ''; before !== null; ) {
    const page: WatchMatches = await get(`/api/matches?book=real&count=3${before && `&before=${before}`}`);
    expect(page.count).toBe(7);
    ids.push(...page.matches.map(({ matchId }) => matchId));
    keys.push(...page.matches.map(({ key }) => key));
    before = page.before;
  }
  expect(ids).toEqual([7, 6, 5, 4, 3, 2, 1].map((number) => `match-0${number}`));
  const filtered = await get<WatchMatches>('/api/matches?book=real&opponent=opp-2');
  expect(filtered).toMatchObject({
    count: 1,
    before: null,
    matches: [{ opponentName: HOSTILE, outcome: 'loss' }],
  });
  const nameless = await get<WatchMatches>('/api/matches?book=real&bot=');
  expect(nameless.matches.map(({ bot }) => bot)).toEqual([null, null, null, null, null]);
  const match = await get<WatchMatch>(`/api/match?key=${keys[4]}`);
  expect(match).toMatchObject({ book: 'real', disputed: null, key: keys[4] });
  const { replay } = match;
  expect(replay).toMatchObject({ matchId: 'match-03', theirs: { name: HOSTILE }, end: { outcome: 'loss' } });
  expect(replay.rounds).toMatchObject([
    { state: {}, move: { choice: 'rock' }, source: 'strategy', decideMs: 0.5, timeoutMs: 15_000 },
    { source: 'fallback', reason: 'late', taunts: [{ by: 'theirs', tauntId: 'oops' }] },
  ]);
  expect(replay.fairness).toMatchObject({ serverSeedHash: 'ab'.repeat(32), serverSeed: 'cd'.repeat(32) });
});

test('a request that makes no sense is told what is wrong with it', async () => {
  const { cwd, dirs } = await folders();
  const { url } = await startWatch(dirs, cwd);
  for (const [path, message] of [
    ['/api/summary?book=both', '--book = "both": expected real or practice'],
    ['/api/summary?hour=24', '--hour = "24": expected a whole number from 0 to 23'],
    ['/api/matches?before=x', 'there is no such page'],
    ['/api/match?key=real.0.999', 'there is no such match'],
    ['/api/match?key=../../etc/passwd', 'there is no such match'],
    ['/api/match', 'there is no such match'],
  ] as const) {
    const { status, body } = await ask(url + path, {});
    expect(status, path).toBe(400);
    expect((JSON.parse(body) as WatchProblem).message).toContain(message);
  }
  expect(await ask(`${url}/nothing`, {})).toMatchObject({ status: 404 });
});

test('it answers those alone who call it by its name, with a strict policy, and nothing secret', async () => {
  const { cwd, dirs } = await folders();
  const { url } = await startWatch(dirs, cwd);
  const { host, port } = new URL(url);
  const paths = [
    '/',
    '/api/status',
    '/api/summary?book=real',
    '/api/matches?book=real',
    '/api/match?key=real.0.1',
  ];
  for (const path of paths) {
    const { status, headers, body } = await ask(url + path, { 'accept-encoding': 'identity' });
    expect(status, path).toBe(200);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    expect(body).not.toContain('secret-account');
  }
  const strangers: Record<string, string>[] = [
    { host: `rebound.example:${port}` },
    { host: `192.0.2.1:${port}` },
    { host, origin: 'http://evil.example' },
    { host, origin: 'null' },
    { host, origin: `http://127.0.0.1:${Number(port) + 1}` },
    { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  ];
  for (const headers of strangers)
    expect((await ask(`${url}/api/status`, headers)).status, JSON.stringify(headers)).toBe(403);
  const friends: Record<string, string>[] = [
    { host: `localhost:${port}`, origin: `http://localhost:${port}` },
    // Through a tunnel from another machine.
    { host: 'localhost:9000' },
    { host, 'sec-fetch-site': 'same-origin' },
    { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ];
  for (const headers of friends)
    expect((await ask(`${url}/api/status`, headers)).status, JSON.stringify(headers)).toBe(200);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect(await ask(`${url}/api/status`, {}, method)).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    });
  expect(await ask(`${url}/api/events`, {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
});

test('what the page is made of is small, named by its content and kept by the browser', async () => {
  const { url } = await startWatch([], tempFolder());
  const { body, headers } = await ask(url, {});
  expect(await ask(url, { 'if-none-match': String(headers.etag) })).toMatchObject({ status: 304, body: '' });
  let bytes = 0;
  const assets = [...body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(assets.length).toBe(2);
  for (const path of assets) {
    const asset = await ask(url + path, { 'accept-encoding': 'gzip' });
    expect(asset.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const raw = await fetch(url + path, { headers: { 'accept-encoding': 'gzip' } });
    expect(raw.status).toBe(200);
    bytes += asset.body.length;
  }
  expect(bytes).toBeLessThan(150_000);
});

describe('a book that cannot be read', () => {
  test('is told, and the others are shown all the same', async () => {
    const { cwd, one, dirs } = await folders();
    const { get } = await startWatch(dirs, cwd);
    for (const ending of ['', '-wal', '-shm']) rmSync(join(one, `real.db${ending}`), { force: true });
    writeFileSync(
      join(one, 'real.db'),
      'this is not a database, and long enough to be looked at as one'.repeat(20),
    );
    const summary = await get<WatchSummary>('/api/summary?book=real');
    expect(summary).toMatchObject({
      all: { matches: 3 },
      problems: [{ message: expect.stringContaining(one) }],
    });
    expect(await get<WatchMatches>('/api/matches?book=real')).toMatchObject({ count: 3, problems: [{}] });
    const status = await get<WatchStatus>('/api/status');
    expect(status).toMatchObject({
      verdict: 'bad',
      findings: expect.arrayContaining([
        {
          level: 'bad',
          message: expect.stringContaining(`the records in ${join(one, 'real.db')} cannot be used`),
          hint: expect.any(String),
          bot: null,
          since: null,
        },
      ]),
    });
    const gone = await answerOf<WatchProblem>(`${(await startWatch(dirs, cwd)).url}/api/match?key=real.0.1`);
    expect(gone.message).toContain('cannot be used');
  });

  test('because another program holds it is told within seconds, and read as soon as it can be', async () => {
    const { cwd, one } = await folders();
    const folder = tempFolder();
    const written = new Database(join(one, 'real.db'));
    written.prepare('VACUUM INTO ?').run(join(folder, 'real.db'));
    written.close();
    const { get } = await startWatch(['--data-dir', folder], cwd);
    // Not in write-ahead mode, in which nobody can keep readers out.
    const other = new Database(join(folder, 'real.db'));
    onTestFinished(() => {
      other.close();
    });
    other.exec('BEGIN EXCLUSIVE');
    const held = await get<WatchSummary>('/api/summary?book=real');
    expect(held).toMatchObject({
      all: { matches: 0 },
      problems: [{ hint: expect.stringContaining('holds the database') }],
    });
    other.exec('COMMIT');
    expect(await get<WatchSummary>('/api/summary?book=real')).toMatchObject({
      all: { matches: 4 },
      problems: [],
    });
  });

  test('because there is none yet is an empty page', async () => {
    const { get } = await startWatch([], tempFolder());
    expect(await get<WatchStatus>('/api/status')).toMatchObject({
      verdict: 'idle',
      findings: [],
      running: 0,
    });
    expect(await get<WatchSummary>('/api/summary')).toMatchObject({ all: { matches: 0 }, problems: [] });
    expect(await get<WatchMatches>('/api/matches')).toEqual({
      count: 0,
      matches: [],
      before: null,
      problems: [],
    });
  });
});

test('a port in use is refused in words', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { exitCode, stderr } = await runCli(['watch', '--port', String(port)]);
  expect(exitCode).toBe(78);
  expect(stderr).toContain(`cannot serve the page on 127.0.0.1:${port}: another program uses the port`);
  expect(stderr).toContain('Choose another port with --port, or 0 for a free one');
});

describe('is all well?', () => {
  /** What a session left behind that has ended. */
  async function statusAfter(leave: (ledger: Ledger) => void) {
    const cwd = tempFolder();
    const folder = join(cwd, 'data');
    const context = {
      ...{ account: 'account', bot: 'night', arena: 'wss://arena.example/', sessionId: 'session' },
      ...{ botpitVersion: '0.1.0', strategy: 'counter', strategyVersion: null },
    };
    const { ledger } = openBook({ folder, book: 'real', inMemory: false, context });
    leave(ledger);
    ledger.close();
    const { get } = await startWatch(['--data-dir', folder], cwd);
    return { folder, ...(await get<WatchStatus>('/api/status')) };
  }

  const OPEN = { entry: 'queue', game: 'rps', wagerLamports: 10_000_000 } as const;

  test('not where a limit has tripped: it says which command releases it', async () => {
    const status = await statusAfter((ledger) => {
      ledger.trip('max-loss', 'The session has lost 0.1 SOL.', null);
      ledger.end('loss-limit', 80);
    });
    expect(status).toMatchObject({ verdict: 'bad', running: 0, bots: ['night'] });
    expect(status.findings).toMatchObject([
      {
        level: 'bad',
        bot: 'night',
        message: 'max-loss has tripped: The session has lost 0.1 SOL.',
        hint: `Look into it, then release it: \`botpit resume max-loss --bot night --data-dir ${status.folder}\``,
      },
    ]);
  });

  test('a limit that ends by itself needs nobody', async () => {
    const status = await statusAfter((ledger) => {
      ledger.trip('max-streak', 'Five losses in a row.', 3_600_000);
      ledger.end('signal', 0);
    });
    expect(status).toMatchObject({ verdict: 'notice', findings: [{ level: 'notice', bot: 'night' }] });
  });

  test('not where a session was killed with a wager out', async () => {
    const status = await statusAfter((ledger) => ledger.intend(OPEN, () => null));
    expect(status).toMatchObject({ verdict: 'bad', openCount: 1, openLamports: 10_000_000 });
    expect(status.findings).toMatchObject([
      {
        level: 'bad',
        message: expect.stringContaining('1 commitment of 0.01 SOL without a known end'),
        hint: expect.stringContaining(`\`botpit settle --data-dir ${status.folder}\``),
      },
      { level: 'bad', message: expect.stringContaining('ended without a word') },
    ]);
  });

  test('not where it ended with an error, and where it was asked to end all is well', async () => {
    const failed = await statusAfter((ledger) => ledger.end('rejected', 77));
    expect(failed.findings).toMatchObject([
      { level: 'bad', message: 'The last session has ended: the arena rejected the API key' },
    ]);
    expect(await statusAfter((ledger) => ledger.end('signal', 0))).toMatchObject({
      verdict: 'idle',
      findings: [],
    });
  });
});

describe('events', () => {
  test('a bot that plays is seen from its first match to its end, without a flag', async () => {
    const cwd = tempFolder();
    const watch = await startWatch([], cwd);
    const reader = new EventReader(`${watch.url}/api/events`);
    expect(await reader.event<WatchStatus>('status')).toMatchObject({ verdict: 'idle' });
    expect(await reader.event<WatchBot[]>('bots')).toEqual([]);
    const bot = spawnCli(['play', 'rps', '--local', '--house-delay', '150ms', '--quiet'], { cwd });
    const first = await reader.event<WatchBotChange>('bot');
    expect(first).toMatchObject({ pid: bot.pid, arena: 'local', strategy: 'random', games: ['rps'] });
    expect(first).toMatchObject({ isRecordedHere: true, isHalted: false, book: 'practice' });
    const { match } = await reader.event<WatchBotChange>(
      'bot',
      ({ match, roundsFrom }) => roundsFrom > 0 && (match?.rounds.length ?? 0) > 0,
    );
    expect(match?.rounds[0]).toMatchObject({
      result: { your_move: {} },
      source: 'strategy',
      timeoutMs: 15_000,
    });
    await reader.event<WatchStatus>('status', ({ running, verdict }) => running === 1 && verdict === 'good');
    const { matchId } = await reader.event<{ matchId: string }>('match_ended');
    const { matches } = await watch.get<WatchMatches>('/api/matches?book=practice');
    expect(matches.map((each) => each.matchId)).toContain(matchId);
    const later = new EventReader(`${watch.url}/api/events`);
    expect(await later.event<WatchBot[]>('bots')).toMatchObject([{ id: first.id, match: { game: 'rps' } }]);
    bot.kill('SIGKILL');
    expect(await reader.event('gone')).toBe(first.id);
    await reader.event<WatchStatus>('status', ({ running, verdict }) => running === 0 && verdict === 'idle');
    await bot.ended;
  }, 60_000);

  test('there is an end to how many pages are open, and Ctrl-C ends all of them', async () => {
    const { url, stop } = await startWatch([], tempFolder());
    const readers = Array.from({ length: 16 }, () => new EventReader(`${url}/api/events`));
    for (const reader of readers) await reader.event('bots');
    expect(await ask(`${url}/api/events`, {})).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10' },
    });
    readers[0]?.close();
    const next = async (): Promise<number> => {
      const status = await new EventReader(`${url}/api/events`).begun();
      return status === 503 ? next() : status;
    };
    expect(await next()).toBe(200);
    expect(await stop()).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

test('what is not a bot, and says that it is one, ends nothing and is not shown', async () => {
  const cwd = tempFolder();
  const line = (event: string, fields: object = {}) =>
    JSON.stringify({ event, time: '2026-03-01T02:03:04Z', ...fields });
  const totals = { matches: 0, wins: 0, losses: 0, draws: 0, net_lamports: 0 };
  const live = {
    ...{
      events: 0,
      bot: 'liar',
      pid: process.pid,
      account: 'x',
      arena: 'local',
      book: 'real',
      records: null,
    },
    ...{ strategy_version: null, limits: { max_loss_lamports: null }, session: totals },
  };
  const start = {
    ...{ match_id: 'm', game: 'rps', side: 'a', opponent_id: 'o', opponent_name: HOSTILE, wager_lamports: 0 },
    ...{ sandbox: true, server_seed_hash: '', resumed: false },
  };
  const deep = `{"event":"turn","time":"2026-03-01T02:03:04Z","round":1,"timeout_ms":1,"state":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_001)}`;
  const round = line('round', { round: 1, outcome: 'win', score: [1, 0], result: {} });
  const lies = [
    ...['null', '5', '[]', '"x"', 'x', '', line('__proto__'), line('toString'), line('hasOwnProperty')],
    ...Object.keys(live).flatMap((field) =>
      [undefined, {}, [], -1].map((lie) => line('live', { ...live, [field]: lie })),
    ),
    line('live', { ...live, records: '/\0' }),
    line('live', live),
    ...Object.keys(SAMPLES).flatMap((event) => [line(event), line(event, { state: 1, score: 1, games: 1 })]),
    ...[line('match_start', start), deep, line('match_end', { score: {} }), ...Array(1_100).fill(round)],
  ];
  const socket = await listenForUser([cwd], 4, (viewer) => {
    viewer.on('error', () => viewer.destroy());
    viewer.write(
      `${'x'.repeat(2 ** 20)}\n${lies.join('\n')}\n${line('connected', { agent_name: 'at the end' })}\n`,
    );
  });
  onTestFinished(() => socket?.close());
  const { url } = await startWatch(['--data-dir', cwd], cwd);
  const events = new EventReader(`${url}/api/events`);
  const isWhole = ({ agentName }: WatchBot) => agentName === 'at the end';
  const bots = events.event<WatchBot[]>('bots', (all) => all.some(isWhole)).then((all) => all.find(isWhole));
  const shown = await Promise.race([bots, events.event<WatchBot>('bot', isWhole)]);
  expect(shown).toMatchObject({
    bot: 'liar',
    isRecordedHere: false,
    match: { matchId: 'm', turn: null, end: null },
  });
  const { status } = await ask(`${url}/api/status`, {});
  expect(status).toBe(200);
});

test('a connection is kept for as long as a client is likely to use it again', async () => {
  const { cwd, dirs } = await folders();
  const { url } = await startWatch(dirs, cwd);
  const response = await fetch(`${url}/api/status`);
  await response.text();
  // Node's own five seconds end just when many clients ask again.
  expect(response.headers.get('keep-alive')).toBe('timeout=60');
});
