import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { BookFile } from '../../src/history/database.js';
import { userSockets } from '../../src/lib/user-sockets.js';
import { LiveFeed } from '../../src/monitoring/live.js';
import type { RunnerEvent } from '../../src/runner/index.js';
import { formatJson } from '../../src/ui/index.js';
import { dataFolder, endOf, openAt } from '../history/support.js';
import { tempFolder } from '../support/run-cli.js';
import { Viewer } from '../support/viewer.js';
import { SAMPLES } from '../ui/sample-session.js';

const SESSION = {
  bot: 'night',
  account: 'account',
  arena: 'wss://arena.example/ws',
  book: 'real',
  records: '/records',
  strategyVersion: 'sha256:abc',
  limits: { max_loss_lamports: 5 },
} as const;

function feedIn(...folders: string[]) {
  const feed = new LiveFeed((stamped) => formatJson(stamped, 'night'));
  onTestFinished(() => feed.close());
  feed.open(SESSION, folders, 0);
  const take = (...events: readonly RunnerEvent[]) => {
    for (const event of events) feed.take({ event, timeMs: Date.now() });
  };
  return { feed, take };
}

/** A feed, once it can be found. */
async function openFeed(folder = tempFolder()) {
  const { feed, take } = feedIn(folder);
  await vi.waitUntil(() => userSockets([folder]).length > 0, { timeout: 60_000, interval: 5 });
  const [path = ''] = userSockets([folder]);
  return { feed, take, path, folder };
}

const { session_start, connected, match_start, turn: asked, move, round, match_end } = SAMPLES;

test('a viewer is told how things stand, then what happens, as --json has it', async () => {
  const { take, path } = await openFeed();
  take(session_start, connected, match_start, asked, move, round, match_end);
  take({ ...match_start, matchId: 'm_2' }, asked, move, round, asked);
  const viewer = new Viewer(path);
  const live = await viewer.event('live');
  const { netLamports: net_lamports } = match_end;
  const won = { matches: 1, wins: 1, losses: 0, draws: 0, net_lamports };
  expect(live).toMatchObject({ bot: 'night', pid: process.pid, book: 'real', session: won });
  expect(live).toMatchObject({ records: '/records', strategy_version: 'sha256:abc', events: 7 });
  await viewer.line(() => viewer.lines.length === 8);
  const past = ['live', 'session_start', 'connected', 'match_start', 'turn', 'move', 'round', 'turn'];
  expect(viewer.lines.map(({ event }) => event)).toEqual(past);
  expect(viewer.lines[3]).toMatchObject({ match_id: 'm_2', bot: 'night' });
  take(move, round);
  await viewer.line(() => viewer.lines.length === 10);
  expect(viewer.lines.slice(8).map(({ event }) => event)).toEqual(['move', 'round']);
});

test('what holds whatever comes later is told too, and what is of no use is not', async () => {
  const { take, path } = await openFeed();
  const warnings = ['a', 'b', 'c', 'd', 'e', 'f'].map((code) => ({ ...SAMPLES.warning, code }));
  take(session_start, ...warnings, SAMPLES.stopping, SAMPLES.strategy_output, match_start);
  take(SAMPLES.queue_update, SAMPLES.queue_update, { ...match_start, resumed: true });
  const viewer = new Viewer(path);
  const { events } = await viewer.event('live');
  await viewer.line(() => viewer.lines.length === Number(events) + 1);
  const names = viewer.lines.map(({ event, code }) => code ?? event);
  const told = ['live', 'session_start', 'stopping', 'b', 'c', 'd', 'e', 'f'];
  expect(names).toEqual([...told, 'match_start', 'queue_update', 'match_start']);
});

test('an event is told while a move is being decided, too', async () => {
  const { take, path } = await openFeed();
  const viewer = new Viewer(path);
  await viewer.event('live');
  take(asked);
  expect(await viewer.event('turn')).toMatchObject({ timeout_ms: asked.timeoutMs });
});

test('the end of a match is told after it was written, although what came before it has waited longer', async () => {
  const { take, path } = await openFeed();
  await new Viewer(path).event('live');
  const folder = dataFolder();
  const { ledger, archive } = openAt(folder, { book: 'practice' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  take(round);
  vi.advanceTimersByTime(10);
  ledger.settle(endOf('m', 'win', { wagerLamports: 0, netLamports: 0 }), 'agent-1', [], null);
  take(match_end);
  vi.advanceTimersToNextTimer();
  const seen = BookFile.openForReading(join(folder, 'practice.db'));
  expect(seen?.value('SELECT count(*) FROM matches')).toBe(1);
  seen?.close();
  archive.close();
});

test('the socket is for its user alone, and is gone with the session', async () => {
  const { feed, path } = await openFeed();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  const viewer = new Viewer(path);
  await viewer.event('live');
  await feed.close();
  await viewer.closed;
  expect(existsSync(path)).toBe(false);
});

test('whoever says something else, or too much, or comes when there are enough, is dropped', async () => {
  const { take, path } = await openFeed();
  const wrong = new Viewer(path, 'GET / HTTP/1.1\r\n\r\n');
  await wrong.closed;
  const loud = new Viewer(path);
  await loud.event('live');
  loud.socket.write('and more');
  await loud.closed;
  expect(wrong.text).toBe('');
  const viewers = [1, 2, 3, 4].map(() => new Viewer(path));
  for (const viewer of viewers) await viewer.event('live');
  const fifth = new Viewer(path);
  await fifth.closed;
  expect(fifth.text).toBe('');
  take(connected);
  for (const viewer of viewers) await viewer.event('connected');
});

test('a viewer that does not read is dropped, and the others are told all the same', async () => {
  const { feed, take, path } = await openFeed();
  const slow = new Viewer(path, '');
  slow.socket.pause();
  slow.socket.write('live 1\n');
  const viewer = new Viewer(path);
  await viewer.event('live');
  const long = { ...round, result: { text: 'x'.repeat(100_000) } };
  for (let sent = 1; sent <= 40; sent++) {
    take(long, move);
    await viewer.line(() => viewer.lines.filter(({ event }) => event === 'round').length === sent);
  }
  // It notices only when it reads.
  slow.socket.resume();
  await slow.closed;
  expect(slow.lines.filter(({ event }) => event === 'round').length).toBeLessThan(40);
  await feed.close();
});

test('play that is too fast to be told is told by how it stands', async () => {
  const { take, path } = await openFeed();
  take(session_start, match_start);
  const viewer = new Viewer(path);
  await viewer.event('live');
  for (let i = 0; i < 500; i++) take(asked, move, round);
  take(match_end, { ...match_start, matchId: 'm_2' });
  await viewer.line(() => viewer.lines.filter(({ event }) => event === 'live').length === 2);
  const second = viewer.lines.findLastIndex(({ event }) => event === 'live');
  await viewer.line(() => viewer.lines.length === second + 3);
  expect(viewer.lines[second]).toMatchObject({ session: { matches: 1 }, events: 2 });
  expect(viewer.lines[second + 2]).toMatchObject({ event: 'match_start', match_id: 'm_2' });
  expect(viewer.lines.filter(({ event }) => event === 'round').length).toBeLessThan(500);
  take(connected);
  await viewer.event('connected');
});

test('what a match without end makes is not kept without end', async () => {
  const { take, path } = await openFeed();
  take(match_start);
  for (let i = 0; i < 5_000; i++) take(round);
  const viewer = new Viewer(path);
  const { events } = await viewer.event('live');
  expect(events).toBeLessThan(2_001);
  expect(await viewer.event('match_start')).toMatchObject({ match_id: match_start.matchId });
});

test('a folder that takes no socket is passed over, and none is no reason to fail', async () => {
  const long = join(tempFolder(), 'x'.repeat(90));
  mkdirSync(long);
  const open = tempFolder();
  chmodSync(open, 0o777);
  const { feed, take } = feedIn(long, open, '/proc');
  const usable = await openFeed();
  take(match_start);
  await turn();
  expect(userSockets([long, open, '/proc', usable.folder])).toEqual([usable.path]);
  await feed.close();
});

test('what a killed process has left is removed by the next one, and what is not known is left alone', async () => {
  const folder = tempFolder();
  const live = join(folder, 'live');
  mkdirSync(live, { mode: 0o700 });
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
  // No process has such a number.
  const [left, other, served] = [
    `${host}-99999999-aaaaaa`,
    `ffffff-99999999-aaaaaa`,
    `${host}-99999999-bbbbbb`,
  ];
  for (const name of [left, other]) await leave(join(live, `${name}.sock`));
  const server = createServer().listen(join(live, `${served}.sock`));
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  feedIn(folder);
  await vi.waitUntil(() => !existsSync(join(live, `${left}.sock`)), { timeout: 60_000, interval: 5 });
  expect(readdirSync(live)).toEqual(expect.arrayContaining([`${other}.sock`, `${served}.sock`]));
});

/** A socket that nobody listens at. */
async function leave(path: string): Promise<void> {
  const server = createServer().listen(`${path}.now`);
  await once(server, 'listening');
  renameSync(`${path}.now`, path);
  server.close();
  await once(server, 'close');
}
