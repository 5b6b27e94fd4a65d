import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { BotpitClient } from '../../src/client/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { startScriptedServer } from '../support/scripted-server.js';
import { cleanUp, client, connected, KEY, next, opened, rejection, server } from './helpers.js';

cleanUp();

describe('connecting', () => {
  it('resolves with a session, and knows who it is', async () => {
    const at = await server((peer) => peer.welcome('agent-7', 'Brave Otter'));
    const bot = client({ url: at.url });
    expect([bot.connected, bot.agentId, bot.agentName]).toEqual([false, null, null]);
    const greeted = next(bot, 'connected');
    await bot.connect();
    expect([bot.connected, bot.agentId, bot.agentName]).toEqual([true, 'agent-7', 'Brave Otter']);
    expect(await greeted).toEqual({ type: 'connected', agent_id: 'agent-7', agent_name: 'Brave Otter' });
  });

  it('shares one attempt among calls at the same time, and one session after', async () => {
    const at = await server((peer) => peer.welcome());
    const bot = client({ url: at.url });
    await Promise.all([bot.connect(), bot.connect(), bot.connect()]);
    await bot.connect();
    expect(at.peers).toHaveLength(1);
    expect(at.peers[0]?.types).toEqual(['authenticate']);
  });

  it('fails with the first attempt where nobody listens, and may be called again', async () => {
    const gone = await startScriptedServer();
    await gone.close();
    const bot = client({ url: gone.url });
    expect((await rejection(bot.connect())).code).toBe('connection/unreachable');
    expect((await rejection(bot.connect())).code).toBe('connection/unreachable');
  });

  it('names the reason where a host name has several addresses', async () => {
    const gone = await startScriptedServer();
    await gone.close();
    const bot = client({ url: `ws://localhost:${gone.port}` });
    expect((await rejection(bot.connect())).message).toMatch(/ECONNREFUSED/);
  });

  it('gives up on a server that takes the connection and says nothing', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const clock = new FakeClock();
    const bot = client({ url: `ws://127.0.0.1:${port}`, clock });
    const refused = rejection(bot.connect());
    const called = new Promise((resolve) => mute.on('connection', resolve));
    await called;
    clock.advance(10_000);
    expect((await refused).code).toBe('connection/unreachable');
    await bot.disconnect();
    mute.close();
  });

  it('gives up on a server that does not answer the key in time', async () => {
    const at = await server();
    const clock = new FakeClock();
    const bot = client({ url: at.url, clock, authTimeoutMs: 3000 });
    const refused = rejection(bot.connect());
    const peer = await at.accept();
    await peer.receive('authenticate');
    clock.advance(2999);
    expect(clock.pending).toBe(1);
    clock.advance(1);
    expect(await refused).toMatchObject({
      code: 'connection/unreachable',
      message: expect.stringMatching(/authentication in time/),
    });
    expect(clock.pending).toBe(0);
  });

  it('never has two sockets: the new one opens when the old one is gone', async () => {
    const at = await server((peer) => peer.welcome());
    const bot = client({ url: at.url });
    for (let i = 0; i < 5; i++) {
      const connecting = bot.connect();
      const leaving = bot.disconnect();
      expect((await rejection(connecting)).code).toBe('connection/closed');
      void bot.connect();
      await next(bot, 'connected');
      void bot.disconnect();
      void leaving;
    }
    await bot.disconnect();
    await Promise.all(at.peers.map((peer) => peer.ended));
    expect(at.peers).toHaveLength(5);
    expect(at.peers.map((peer) => peer.types)).toEqual(Array(5).fill(['authenticate']));
  });
});

describe('a key that the arena does not take', () => {
  it.each(['connect', 'run'] as const)('ends %s after one attempt', async (how) => {
    const at = await server(async (peer) => {
      await peer.receive('authenticate');
      peer.send({ type: 'error', code: 'auth_failed', message: 'This key is not known here.' });
      peer.close(1008, 'auth_failed');
    });
    const clock = new FakeClock();
    const bot = client({ url: at.url, clock });
    const errors: string[] = [];
    bot.onError(({ code }) => errors.push(code));
    expect((await rejection(bot[how]())).code).toBe('auth/rejected');
    expect(errors).toEqual(['auth_failed', 'auth/rejected']);
    expect(clock.pending).toBe(0);
    expect(at.peers).toHaveLength(1);
  });

  it('ends it on a reconnect too', async () => {
    const at = await server();
    const clock = new FakeClock();
    const bot = client({ url: at.url, clock });
    const running = rejection(bot.run());
    const first = await at.accept();
    await first.welcome();
    await next(bot, 'connected');
    first.cut();
    const { delayMs } = await next(bot, 'reconnecting');
    clock.advance(delayMs);
    const second = await at.accept();
    await second.receive('authenticate');
    second.send({ type: 'error', code: 'auth_failed', message: 'revoked' });
    expect((await running).code).toBe('auth/rejected');
    expect(at.peers).toHaveLength(2);
  });

  it('is not what an authentication timeout or another early error means', async () => {
    const at = await server();
    const clock = new FakeClock();
    const bot = client({ url: at.url, clock });
    const running = bot.run();
    const first = await at.accept();
    await first.receive('authenticate');
    first.send({ type: 'error', code: 'internal', message: 'a moment' });
    first.send({ type: 'error', code: 'auth_timeout', message: 'too slow' });
    first.close(1008, 'auth_timeout');
    const { delayMs } = await next(bot, 'reconnecting');
    clock.advance(delayMs);
    await (await at.accept()).welcome();
    await next(bot, 'connected');
    bot.stop();
    await running;
  });
});

describe('a lost connection', () => {
  it.each([1000, 1001, 1006, 1011, 1012, 1013, 4000])('is mended after close code %i', async (code) => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock });
    const ended = next(bot, 'disconnected');
    const retrying = next(bot, 'reconnecting');
    if (code === 1006) peer.cut();
    else peer.close(code, 'bye');
    expect(await ended).toMatchObject({ code });
    expect(bot.connected).toBe(false);
    const { attempt, delayMs } = await retrying;
    expect(attempt).toBe(1);
    const back = next(bot, 'connected');
    clock.advance(delayMs);
    await (await at.accept()).welcome();
    await back;
  });

  it('ends run with connection/closed on a fatal close code', async () => {
    const at = await server((peer) => peer.welcome());
    const bot = client({ url: at.url });
    const running = rejection(bot.run());
    await next(bot, 'connected');
    at.peers[0]?.close(1008, 'banned');
    expect(await running).toMatchObject({
      code: 'connection/closed',
      message: expect.stringMatching(/banned/),
    });
  });

  it('ends for good when the session is replaced', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const running = rejection(bot.run());
    const seen: string[] = [];
    bot.on('session_replaced', () => seen.push('session_replaced'));
    bot.on('disconnected', () => seen.push('disconnected'));
    bot.on('reconnecting', () => seen.push('reconnecting'));
    bot.on('closed', () => seen.push('closed'));
    peer.send({ type: 'session_replaced' });
    expect((await running).code).toBe('auth/replaced');
    expect(seen).toEqual(['session_replaced', 'disconnected', 'closed']);
    expect(bot.connected).toBe(false);
    expect(await peer.ended).toBe(1000);
    expect(at.peers).toHaveLength(1);
  });

  it('gives up after giveUpAfterMs without a session', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot } = await connected(at, { clock, giveUpAfterMs: 5000 });
    const running = rejection(bot.run());
    const waits: number[] = [];
    bot.on('reconnecting', ({ delayMs }) => {
      waits.push(delayMs);
      queueMicrotask(() => clock.advance(delayMs));
    });
    await at.close();
    expect((await running).code).toBe('connection/lost');
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(5000);
  });

  it('is not hammered at a server that accepts and closes', async () => {
    const at = await server(async (peer) => {
      await peer.welcome();
      peer.close(1000);
    });
    const clock = new FakeClock();
    const bot = client({ url: at.url, clock });
    const waits: number[] = [];
    const enough = new Promise<void>((resolve) => {
      bot.on('reconnecting', ({ delayMs }) => {
        waits.push(Math.round(delayMs / 100) * 100);
        if (waits.length === 7) resolve();
        else queueMicrotask(() => clock.advance(delayMs));
      });
    });
    await bot.connect();
    await enough;
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });
});

describe('a socket that looks open', () => {
  const PING_MS = 25_000;
  const PONG_MS = 10_000;

  it('is torn down when no sign of life follows a ping', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, random: () => 0.5 });
    peer.answersPings = false;
    clock.advance(PING_MS / 2);
    await peer.receive('ping');
    const ended = next(bot, 'disconnected');
    clock.advance(PONG_MS);
    expect(bot.connected).toBe(true);
    clock.advance(1);
    expect(await ended).toMatchObject({ code: null, reason: expect.stringMatching(/stopped answering/) });
    expect(await peer.ended).toBe(1006);
  });

  it('lives on with pongs, which tell the latency, with one timer', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, random: () => 0 });
    for (let beat = 0; beat < 4; beat++) {
      const answered = next(bot, 'latency');
      clock.advance(0);
      await peer.receive('ping');
      const { rttMs } = await answered;
      expect(rttMs).toBe(0);
      expect(clock.pending).toBe(1);
      clock.advance(PING_MS);
    }
    expect(bot.rttMs).toBe(0);
    expect(bot.connected).toBe(true);
  });

  it('lives on with any frame in place of a pong', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, random: () => 0 });
    peer.answersPings = false;
    clock.advance(0);
    await peer.receive('ping');
    const heard = next(bot, 'unknown');
    peer.send({ type: 'news' });
    await heard;
    clock.advance(PONG_MS + 1);
    expect(bot.connected).toBe(true);
  });

  it('is not taken for dead when the answer came while the program was busy', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot } = await connected(at, { clock, random: () => 0 });
    const answered = next(bot, 'latency');
    clock.advance(0);
    // The time is up before anything was read, as after a long computation.
    clock.advance(PONG_MS);
    await answered;
    clock.advance(1);
    expect(bot.connected).toBe(true);
  });
});

describe('ending', () => {
  it('resolves disconnect when the socket is closed, and reports the end once', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    let ends = 0;
    bot.onDisconnect((...nothing: unknown[]) => {
      ends++;
      expect(nothing).toEqual([]);
    });
    await bot.disconnect();
    expect(await peer.ended).toBe(1000);
    await bot.disconnect();
    expect([ends, bot.connected]).toEqual([1, false]);
  });

  it('ends run during the back-off, leaving no timer and making no attempt', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock });
    const running = bot.run();
    peer.cut();
    await next(bot, 'reconnecting');
    expect(clock.pending).toBe(1);
    await bot.disconnect();
    await running;
    expect(clock.pending).toBe(0);
    expect(at.peers).toHaveLength(1);
  });

  it('ends run by stop from a handler', async () => {
    const at = await server((peer) => peer.welcome());
    const bot = client({ url: at.url });
    bot.onConnected(() => bot.stop());
    await bot.run();
    expect(bot.connected).toBe(false);
  });

  it('lets no later frame through', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const seen: string[] = [];
    bot.on('queue_left', () => {
      seen.push('queue_left');
      void bot.disconnect();
    });
    peer.sendTogether({ type: 'queue_left' }, { type: 'queue_left' });
    await peer.ended;
    expect(seen).toEqual(['queue_left']);
  });

  it('does not wait for a server that never says goodbye', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    peer.hang();
    await bot.disconnect();
    expect(bot.connected).toBe(false);
  });

  it('may be followed by a new connection from the handler of the end', async () => {
    const at = await server((peer) => peer.welcome());
    const bot = client({ url: at.url });
    await bot.connect();
    const again = new Promise<void>((resolve, reject) => {
      bot.on('disconnected', () => bot.connect().then(resolve, reject));
    });
    void bot.disconnect();
    await again;
    expect(bot.connected).toBe(true);
    expect(at.peers).toHaveLength(2);
    expect(await at.peers[0]?.ended).toBe(1000);
  });

  it('comes with the scope of await using', async () => {
    const at = await server();
    let peer: Awaited<ReturnType<typeof at.accept>>;
    {
      await using bot = client({ url: at.url });
      const connecting = bot.connect();
      peer = await at.accept();
      await peer.welcome();
      await connecting;
    }
    expect(await peer.ended).toBe(1000);
  });
});

describe('an outage is never silent', () => {
  /** What a client tells of its first attempt and the wait for the next one, at the default level. */
  async function told(url: string) {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const logger = { debug: () => {}, info: () => {}, warn: log, error: log };
    const bot = new BotpitClient({ apiKey: KEY, url, logger });
    opened({ close: () => bot.disconnect() });
    const codes: string[] = [];
    bot.onError(({ code }) => codes.push(code));
    const waiting = next(bot, 'reconnecting');
    bot.run().catch(() => {});
    await waiting;
    return { codes, lines };
  }

  it('where nothing listens', async () => {
    const at = await server();
    await at.close();
    const { codes, lines } = await told(at.url);
    expect(codes).toEqual(['ws_error']);
    expect(lines).toEqual([expect.stringMatching(/could not be reached: .*ECONNREFUSED/)]);
  });

  it.each([
    ['a server that answers with 404', 404],
    ['a server that knows no WebSocket', 200],
  ])('at %s', async (_what, status) => {
    const http = createHttpServer((_request, response) => response.writeHead(status).end()).listen(
      0,
      '127.0.0.1',
    );
    await once(http, 'listening');
    opened({ close: async () => void http.close() });
    const { codes, lines } = await told(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`);
    expect(codes).toEqual(['ws_error']);
    expect(lines).toEqual([expect.stringMatching(/could not be reached/)]);
  });

  it('where a session is lost, once, and where it is not found again, each time', async () => {
    const at = await server();
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const logger = { debug: () => {}, info: () => {}, warn: log, error: log };
    const { bot, peer } = await connected(at, { logger, logLevel: 'warn', random: () => 0 });
    const gone = next(bot, 'disconnected');
    const failed = next(bot, 'error');
    peer.cut();
    await at.close();
    await gone;
    expect(await failed).toMatchObject({ code: 'connection/unreachable' });
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^disconnected: /),
      expect.stringMatching(/could not be reached/),
    ]);
  });
});
