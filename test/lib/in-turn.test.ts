import { once } from 'node:events';
import { createServer, get, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Clock } from '../../src/lib/clock.js';
import { inTurn } from '../../src/lib/in-turn.js';

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('answers take no more than their share of the time, and wait for the rest', async () => {
  let now = 0;
  let waits: { readonly goOn: () => void; readonly until: number } | null = null;
  const clock: Pick<Clock, 'now' | 'setTimeout'> = {
    now: () => now,
    setTimeout: (goOn, ms) => {
      waits = { goOn, until: now + ms };
      return { ref: () => undefined, unref: () => undefined } as never;
    },
  };
  const pass = (ms: number) => {
    now += ms;
    if (waits === null || waits.until > now) return;
    const { goOn } = waits;
    waits = null;
    goOn();
  };
  const asked: string[] = [];
  const answer: RequestListener = ({ url = '' }, response) => {
    asked.push(url);
    now += 200;
    response.end();
  };
  const port = await serve(inTurn(answer, 0.5, clock));
  const ask = (path: string) => once(get({ port, path, agent: false, host: '127.0.0.1' }), 'response');
  // Half a second at once, of twice the time; then as much time has to pass as they took.
  for (const path of ['/1', '/2', '/3', '/4', '/5']) await ask(path);
  const sixth = ask('/6');
  await vi.waitUntil(() => waits !== null, { timeout: 60_000 });
  pass(2);
  expect(asked).toHaveLength(5);
  pass(2);
  await sixth;
  const seventh = ask('/7');
  await vi.waitUntil(() => waits !== null, { timeout: 60_000 });
  pass(190);
  expect(asked).toHaveLength(6);
  pass(20);
  await seventh;
  expect(asked).toEqual(['/1', '/2', '/3', '/4', '/5', '/6', '/7']);
});

test('a connection that asks for much at once is cut off, and takes the place of nobody', async () => {
  let count = 0;
  // The first of a connection is never answered.
  const port = await serve(
    inTurn(({ url }, response) => {
      count += 1;
      if (url !== '/hang') response.end('all');
    }, 1),
  );
  for (let i = 0; i < 1_500; i++) {
    const socket = connect(port, '127.0.0.1');
    const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    socket.on('error', () => socket.destroy());
    socket.resume().write(request('/hang') + request('/second') + request('/third'));
    await once(socket, 'close');
  }
  expect(count).toBeLessThanOrEqual(3_000);
  const [response] = await once(get({ port, host: '127.0.0.1', agent: false }), 'response');
  expect(response.statusCode).toBe(200);
});
