import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { BotpitOptions } from '../../src/client/index.js';
import { FakeClock } from '../support/fake-clock.js';
import type { Peer } from '../support/scripted-server.js';
import { cleanUp, client, connected, next, opened, rejection, server } from './helpers.js';

cleanUp();

const MINUTE_MS = 60_000;

/** What the arena does with the key of a first connection. */
type Answer = (peer: Peer) => void;

const error =
  (fields: Record<string, unknown>): Answer =>
  (peer) =>
    peer.send({ type: 'error', ...fields });

async function answered(answer: Answer, options: Partial<BotpitOptions> = {}) {
  const at = await server();
  const clock = new FakeClock();
  const bot = client({ url: at.url, clock, ...options });
  const connecting = bot.connect();
  const peer = await at.accept();
  await peer.receive('authenticate');
  return { at, clock, bot, connecting, answer: () => answer(peer) };
}

describe('a key that is refused', () => {
  it.each<[string, Answer, RegExp]>([
    [
      'a code of its own',
      error({ code: 'invalid_key', message: 'No such key.' }),
      /No such key\. \(invalid_key\)/,
    ],
    [
      'a suspension',
      error({ code: 'account_suspended', message: 'Until Monday.' }),
      /Until Monday\. \(account_/,
    ],
    ['no code', error({ message: 'Go away.' }), /the key: Go away\./],
    ['no word', error({}), /does not say why/],
    ['a number', error({ code: 401 }), /\(401\)/],
    ['close code 4004', (peer) => peer.close(4004, 'unknown key'), /code 4004: unknown key/],
    ['close code 1008', (peer) => peer.close(1008, 'banned'), /code 1008: banned/],
    [
      'a message of its own, and close code 4001',
      (peer) => {
        peer.send({ type: 'auth_error', why: 'no season pass' });
        peer.close(4001);
      },
      /code 4001; it said: \{"type":"auth_error","why":"no season pass"\}/,
    ],
  ])('with %s ends the first attempt, with the words of the arena', async (_what, how, words) => {
    const { at, bot, connecting, clock, answer } = await answered(how);
    const refused = rejection(connecting);
    const closed = next(bot, 'closed');
    answer();
    expect(await refused).toMatchObject({ code: 'auth/rejected', message: expect.stringMatching(words) });
    await closed;
    expect(clock.pending).toBe(0);
    expect(at.peers).toHaveLength(1);
  });

  it('ends it on a reconnect too', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock });
    const running = rejection(bot.run());
    const retrying = next(bot, 'reconnecting');
    peer.cut();
    clock.advance((await retrying).delayMs);
    const second = await at.accept();
    await second.receive('authenticate');
    second.close(4004, 'revoked');
    expect(await running).toMatchObject({ code: 'auth/rejected', message: expect.stringMatching(/revoked/) });
  });

  it('is told from an arena that says nothing in time, or something of no account', async () => {
    const { connecting, clock, bot, answer } = await answered((peer) =>
      peer.send({ type: 'motd', text: 'Maintenance tonight' }),
    );
    const refused = rejection(connecting);
    const heard = next(bot, 'unknown');
    answer();
    await heard;
    clock.advance(10_000);
    expect(await refused).toMatchObject({
      code: 'connection/unreachable',
      message: expect.stringMatching(/in time; it said: \{"type":"motd","text":"Maintenance tonight"\}/),
    });
  });
});

describe('an arena that lets nobody in for now', () => {
  const busy = error({ code: 'rate_limited', message: 'Too many logins.', retry_after_ms: 2 * MINUTE_MS });

  it('is asked again when it says, from the first attempt on', async () => {
    const { at, bot, connecting, clock, answer } = await answered(busy);
    const retrying = next(bot, 'reconnecting');
    answer();
    const { delayMs, reason } = await retrying;
    expect(delayMs).toBeGreaterThanOrEqual(2 * MINUTE_MS);
    expect(delayMs).toBeLessThan(2 * MINUTE_MS + 1000);
    expect(reason).toBe('the arena lets nobody in for now: Too many logins. (rate_limited)');
    clock.advance(delayMs);
    await (await at.accept()).welcome();
    await connecting;
  });

  it('is asked again where any error says when, and within an hour', async () => {
    const { at, connecting, bot, clock, answer } = await answered(
      error({ code: 'full_moon', message: '', retry_after_ms: 1e15 }),
    );
    const retrying = next(bot, 'reconnecting');
    answer();
    const { delayMs } = await retrying;
    expect(delayMs).toBeLessThanOrEqual(61 * MINUTE_MS);
    clock.advance(delayMs);
    await (await at.accept()).welcome();
    await connecting;
  });

  it('is not out of reach as long as it says that it is not', async () => {
    const { at, connecting, bot, clock, answer } = await answered(busy, { giveUpAfterMs: MINUTE_MS });
    const retrying = next(bot, 'reconnecting');
    answer();
    clock.advance((await retrying).delayMs);
    await (await at.accept()).welcome();
    await connecting;
  });

  it('is given up after a time where it does not say when', async () => {
    const at = await server(async (peer) => {
      await peer.receive('authenticate');
      peer.send({ type: 'error', code: 'maintenance', message: 'Soon.' });
      peer.close(1013);
    });
    const clock = new FakeClock();
    const bot = client({ url: at.url, clock, giveUpAfterMs: MINUTE_MS });
    bot.on('reconnecting', ({ delayMs }) => queueMicrotask(() => clock.advance(delayMs)));
    expect(await rejection(bot.connect())).toMatchObject({
      code: 'connection/unreachable',
      message: expect.stringMatching(/lets nobody in for now: Soon\. \(maintenance\)$/),
    });
    expect(at.peers.length).toBeGreaterThan(3);
  });

  it.each(['auth_timeout', 'rate_limited'])('may say so by closing with 1008 and %s', async (reason) => {
    const at = await server();
    const clock = new FakeClock();
    const bot = client({ url: at.url, clock });
    void bot.run();
    const first = await at.accept();
    await first.receive('authenticate');
    const retrying = next(bot, 'reconnecting');
    first.close(1008, reason);
    clock.advance((await retrying).delayMs);
    await (await at.accept()).welcome();
    await next(bot, 'connected');
  });

  it('is not asked again where that was not wanted', async () => {
    const { connecting, answer } = await answered(busy, { autoReconnect: false });
    const refused = rejection(connecting);
    answer();
    expect(await refused).toMatchObject({
      code: 'connection/unreachable',
      message: expect.stringMatching(/Too many logins/),
    });
  });
});

/** A server that answers every request with this. */
async function web(status: number, headers: Record<string, string> = {}, body = ''): Promise<string> {
  const http = createServer();
  http.on('upgrade', (_request, socket) => {
    const lines = Object.entries({ 'content-length': String(Buffer.byteLength(body)), ...headers });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.end(`HTTP/1.1 ${status} X\r\n${head}\r\n${body}`);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  opened({
    close: async () => {
      http.closeAllConnections();
      http.close();
    },
  });
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}/api/v1/ws`;
}

describe('a server that does not speak WebSocket', () => {
  it.each<[number, Record<string, string>, RegExp, RegExp]>([
    [
      301,
      { location: 'wss://new.example/ws?token=s3cret' },
      /sends on to wss:\/\/new\.example\/ws \(HTTP 301/,
      /new address/,
    ],
    [401, {}, /wants a login .*HTTP 401/, /the API key is not it/],
    [403, {}, /does not let this machine in \(HTTP 403/, /operator/],
    [404, {}, /nothing at this path/, /path of the URL/],
    [200, {}, /answers, and not as a WebSocket \(HTTP 200/, /path of the URL/],
    [502, {}, /gateway/, /later/],
    [500, {}, /server failed/, /later/],
  ])('with status %d says so in words of its own', async (status, headers, why, mend) => {
    const bot = client({ url: await web(status, headers) });
    const error = await rejection(bot.connect());
    expect(error).toMatchObject({
      code: 'connection/unreachable',
      message: expect.stringMatching(why),
      hint: expect.stringMatching(mend),
    });
    expect(error.message).not.toContain('s3cret');
  });

  it('nor TLS says so', async () => {
    const bot = client({ url: (await web(200)).replace('ws:', 'wss:') });
    expect((await rejection(bot.connect())).message).toMatch(/does not speak TLS on this port$/);
  });

  it.each([503, 429])(
    'with status %d is asked again when it says, from the first attempt on',
    async (status) => {
      const url = await web(status, { 'retry-after': '120', 'content-type': 'text/plain' }, 'Back at noon.');
      const clock = new FakeClock();
      const bot = client({ url, clock });
      const connecting = rejection(bot.connect());
      const { delayMs, reason } = await next(bot, 'reconnecting');
      expect(delayMs).toBeGreaterThanOrEqual(2 * MINUTE_MS);
      expect(delayMs).toBeLessThan(2 * MINUTE_MS + 1000);
      expect(reason).toMatch(new RegExp(`HTTP ${status}\\): Back at noon\\.$`));
      await bot.disconnect();
      await connecting;
    },
  );
});
