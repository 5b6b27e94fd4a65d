import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Labels } from '../../src/monitoring/metrics.js';
import { openMetrics } from '../../src/monitoring/metrics-server.js';
import type { RunnerEvent } from '../../src/runner/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { SAMPLES, SESSION } from '../ui/sample-session.js';
import { stoppingCodes } from './support.js';

async function open(flush = () => {}, bot: string | null = null) {
  const server = await openMetrics('127.0.0.1', 0, { bot, clock: new FakeClock(), flush });
  let closed = false;
  const close = async () => {
    if (!closed) await server.close();
    closed = true;
  };
  onTestFinished(close);
  return {
    url: server.url,
    close,
    take: (...events: readonly RunnerEvent[]) => {
      for (const event of events) server.take({ event, timeMs: 1_000_000 });
    },
    async get(path: string, method = 'GET') {
      const response = await fetch(server.url + path, { method });
      return { status: response.status, headers: response.headers, body: await response.text() };
    },
    /** The values of all botpit's own series, by name and labels. */
    async series() {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      const rows = text.split('\n').filter((row) => row !== '' && !row.startsWith('#'));
      return Object.fromEntries(rows.map((row) => [row.replace(/ \S+$/, ''), Number(row.split(' ').at(-1))]));
    },
  };
}

test('a session in numbers', async () => {
  const { take, series } = await open();
  take(...SESSION);
  expect(await series()).toMatchObject({
    'botpit_info{version="0.1.0",game="rps",strategy="counter-last"}': 1,
    'botpit_matches_total{game="rps",outcome="win"}': 1,
    'botpit_rounds_total{game="rps",outcome="loss"}': 1,
    botpit_net_lamports: 9_500_000,
    botpit_wagered_lamports_total: 10_000_000,
    botpit_fees_lamports_total: 500_000,
    'botpit_fallbacks_total{reason="late"}': 1,
    'botpit_fallbacks_total{reason="crashed"}': 0,
    botpit_reconnects_total: 1,
    'botpit_warnings_total{code="strategy_late"}': 1,
    botpit_unfair_matches_total: 1,
    botpit_connected: 0,
    botpit_ready: 0,
    botpit_in_match: 0,
    botpit_in_queue: 0,
    'botpit_move_duration_seconds_count{game="rps",source="fallback"}': 1,
  });
});

test('a bot with a name is in every series, and its account in one', async () => {
  const { take, series } = await open(() => {}, 'live "1"');
  take(SAMPLES.connected, { ...SAMPLES.connected, agentName: 'renamed' }, SAMPLES.match_end);
  const names = Object.keys(await series());
  expect(names.filter((name) => !name.includes('bot="live \\"1\\""'))).toEqual([]);
  expect(names.filter((name) => name.startsWith('botpit_agent_info'))).toEqual([
    expect.stringContaining(`agent_id="${SAMPLES.connected.agentId}",agent_name="renamed"`),
  ]);
});

test('durations are in seconds', async () => {
  const { take, series } = await open();
  take({ ...SAMPLES.move, decideMs: 20 });
  expect(await series()).toMatchObject({
    'botpit_move_duration_seconds_bucket{le="0.01",game="rps",source="strategy"}': 0,
    'botpit_move_duration_seconds_bucket{le="0.025",game="rps",source="strategy"}': 1,
    'botpit_move_duration_seconds_sum{game="rps",source="strategy"}': 0.02,
  });
});

test('the process is measured too', async () => {
  const { series } = await open();
  expect((await series()).botpit_process_resident_memory_bytes).toBeGreaterThan(0);
});

test('a match that is taken up again is wagered once, a practice match not at all', async () => {
  const { take, series } = await open();
  const { match_start: start } = SAMPLES;
  take(start, { ...start, resumed: true });
  expect((await series()).botpit_wagered_lamports_total).toBe(start.wagerLamports);
  take({ ...start, matchId: 'm_2' }, { ...start, matchId: 'm_3', sandbox: true });
  expect((await series()).botpit_wagered_lamports_total).toBe(2 * start.wagerLamports);
});

test('matches with the same id are told apart', async () => {
  const { take, series } = await open();
  const { match_start: start, match_end: end } = SAMPLES;
  const unfair = { event: 'error', matchId: start.matchId ?? '', code: 'unfair', message: 'm' } as const;
  take(start, end, unfair, unfair, start, end, unfair);
  expect(await series()).toMatchObject({
    botpit_wagered_lamports_total: 2 * start.wagerLamports,
    botpit_unfair_matches_total: 2,
  });
});

test('an unfair match is counted once, whatever play stops over', async () => {
  const { take, series } = await open();
  const errorIn = (matchId: string, code: string) =>
    ({ event: 'error', matchId, code, message: 'm' }) as const;
  const codes = [...stoppingCodes(), 'match_mismatch'];
  for (const [index, code] of codes.entries()) {
    take(
      SAMPLES.match_start,
      SAMPLES.match_end,
      errorIn(`m_${index}`, code),
      errorIn(`m_${index}`, 'unfair'),
    );
    expect((await series()).botpit_unfair_matches_total, code).toBe(index + 1);
  }
  take({ ...errorIn('m_other', 'hash_reused'), event: 'warning' }, errorIn('m_other', 'unexpected'));
  expect((await series()).botpit_unfair_matches_total).toBe(codes.length);
});

test('whatever codes an arena invents, the series stay few', async () => {
  const { take, series } = await open();
  const invented = Array.from({ length: 500 }, (_, i) => ({ ...SAMPLES.warning, code: `code_${i}` }));
  take(...invented, { ...SAMPLES.warning, code: 'a b"} 1\n' });
  const codes = Object.entries(await series()).filter(([name]) => name.startsWith('botpit_warnings_total'));
  expect(codes.length).toBeLessThan(60);
  expect(codes.reduce((sum, [, value]) => sum + value, 0)).toBe(501);
});

test('nothing names an opponent', async () => {
  const { take, get } = await open();
  take(...SESSION);
  const { body } = await get('/metrics');
  expect(body).not.toMatch(/brisk-otter-41|ag_2/);
});

test('a limit that has tripped shows until play goes on', async () => {
  const { take, series, get } = await open();
  take(SAMPLES.connected, {
    event: 'limit',
    limit: 'daily-loss',
    message: 'lost enough today',
    remedy: null,
    until: null,
  });
  expect(await series()).toMatchObject({ 'botpit_limit_latched{limit="daily-loss"}': 1, botpit_ready: 0 });
  expect(await get('/readyz')).toMatchObject({ status: 503, body: 'stopped by a limit: daily-loss\n' });
  take(SAMPLES.queue_joined);
  const after = await series();
  expect(after['botpit_limit_latched{limit="daily-loss"}']).toBeUndefined();
  expect(after).toMatchObject({ botpit_ready: 1, botpit_in_queue: 1 });
});

test('a place in the queue is one until a match, whatever is said of it', async () => {
  const { take, series } = await open();
  take(SAMPLES.connected, SAMPLES.queue_joined, SAMPLES.waiting, SAMPLES.limit);
  expect((await series()).botpit_in_queue).toBe(1);
  take(SAMPLES.match_start, SAMPLES.queue_update);
  expect((await series()).botpit_in_queue).toBe(0);
});

test('wagers whose end is not known are told', async () => {
  const { take, series } = await open();
  take({ event: 'intents_open', count: 2, lamports: 20_000_000 });
  expect((await series()).botpit_open_intents).toBe(2);
});

const stopping: RunnerEvent = { event: 'stopping', message: 'Stopping.' };

test.each<[string, readonly RunnerEvent[], number, string]>([
  ['before a connection', [], 503, 'not connected'],
  ['when authenticated', [SAMPLES.connected], 200, 'ready'],
  ['after a lost connection', [SAMPLES.connected, SAMPLES.disconnected], 503, 'not connected'],
  ['connected again', [SAMPLES.connected, SAMPLES.disconnected, SAMPLES.connected], 200, 'ready'],
  ['during a match', [SAMPLES.connected, SAMPLES.match_start], 200, 'ready'],
  ['while draining', [SAMPLES.connected, SAMPLES.match_start, stopping], 503, 'stopping'],
  ['after the end', [SAMPLES.connected, SAMPLES.session_end], 503, 'the session has ended: matches'],
])('/readyz %s', async (_when, events, status, reason) => {
  const { take, get } = await open();
  take(...events);
  expect(await get('/readyz')).toMatchObject({ status, body: `${reason}\n` });
  expect(await get('/livez')).toMatchObject({ status: 200, body: 'ok\n' });
});

test('/readyz while paused says until when', async () => {
  const { take, get } = await open();
  const until = '2026-01-02T00:00:00.000Z';
  take(SAMPLES.connected, { event: 'limit', limit: 'daily-loss', message: 'enough', remedy: null, until });
  const body = `paused until ${until} by a limit: daily-loss\n`;
  expect(await get('/readyz')).toMatchObject({ status: 503, body });
});

test('/readyz outside the hours of play is as it should be, and a series of its own says so', async () => {
  const { take, get, series } = await open();
  const until = '2026-01-02T00:00:00.000Z';
  take(SAMPLES.connected, { event: 'waiting', reason: 'hours', message: 'It is noon.', until });
  const body = `waiting until ${until} for the hours of play\n`;
  expect(await get('/readyz')).toMatchObject({ status: 200, body });
  expect(await series()).toMatchObject({ botpit_ready: 1, botpit_waiting: 1, botpit_in_queue: 0 });
  take(SAMPLES.queue_joined);
  expect(await series()).toMatchObject({ botpit_waiting: 0, botpit_in_queue: 1 });
  expect(await get('/readyz')).toMatchObject({ status: 200, body: 'ready\n' });
});

test('other paths and methods are refused', async () => {
  const { get } = await open();
  expect((await get('/')).status).toBe(404);
  expect((await get('/__proto__')).status).toBe(404);
  const posted = await get('/metrics', 'POST');
  expect(posted.status).toBe(405);
  expect(posted.headers.get('allow')).toBe('GET, HEAD');
  expect(await get('/metrics', 'HEAD')).toMatchObject({ status: 200, body: '' });
  expect((await get('/readyz?verbose=1')).status).toBe(503);
});

test('what waits is handed over before an answer is given', async () => {
  let flushed = 0;
  const { get } = await open(() => {
    flushed += 1;
  });
  await get('/readyz');
  expect(flushed).toBe(1);
});

test('a request that is too long is refused', async () => {
  const { url } = await open();
  const asked = request(`${url}/metrics`, { headers: { 'x-long': 'x'.repeat(20_000) } }).end();
  const [response] = await once(asked, 'response');
  expect(response.statusCode).toBe(431);
  response.resume();
});

test('no connection outlives the server', async () => {
  const { url, close } = await open();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {});
  const gone = once(socket, 'close');
  await close();
  await gone;
  await expect(fetch(`${url}/livez`)).rejects.toThrow();
});

test('a port in use is an error with a way out', async () => {
  const { url } = await open();
  const port = Number(new URL(url).port);
  const again = openMetrics('127.0.0.1', port, { bot: null, clock: new FakeClock(), flush: () => {} });
  await expect(again).rejects.toMatchObject({ code: 'metrics/listen', hint: expect.any(String) });
});

test.each([
  ['the bot night "owl" uses the port', 'night "owl"'],
  ['another botpit uses the port', null],
])('a port in use: %s', async (said, bot) => {
  const { url } = await open(() => {}, bot);
  const port = Number(new URL(url).port);
  const again = openMetrics('127.0.0.1', port, { bot: 'live', clock: new FakeClock(), flush: () => {} });
  await expect(again).rejects.toThrow(`127.0.0.1:${port}: ${said}`);
});

test('a port in use by another program is the error of the system', async () => {
  const other = createServer((_request, response) => response.end('botpit_connected')).listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const again = openMetrics('127.0.0.1', port, { bot: null, clock: new FakeClock(), flush: () => {} });
  await expect(again).rejects.toThrow('EADDRINUSE');
});

test('labels are plain and few', () => {
  const labels = new Labels(2);
  expect(['rps', 'x y', 'dice_duel', 'mines', 'rps', ''].map((value) => labels.of(value))).toEqual([
    'rps',
    'other',
    'dice_duel',
    'other',
    'rps',
    'other',
  ]);
});

test('a web page whose host has been made to lead here reads nothing', async () => {
  const { url } = await open();
  const { port } = new URL(url);
  const statusFor = async (headers: Record<string, string>) => {
    const asked = request({ host: '127.0.0.1', port, path: '/metrics', headers }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    return response.statusCode;
  };
  expect(await statusFor({ host: `evil.test:${port}` })).toBe(403);
  expect(await statusFor({ origin: 'https://evil.test' })).toBe(403);
  expect(await statusFor({ host: `localhost:${port}` })).toBe(200);
  expect(await statusFor({})).toBe(200);
});
