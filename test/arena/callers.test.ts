import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startArena } from './peer.js';

/** The status that a client gets who calls with these headers: 101 where it is let in. */
async function call(url: string, headers: Record<string, string>): Promise<number> {
  const ws = new WebSocket(url, { headers });
  const refused = once(ws, 'unexpected-response').then(([, { statusCode }]) => Number(statusCode));
  const opened = once(ws, 'open').then(() => 101);
  ws.on('error', () => undefined);
  const status = await Promise.race([refused, opened]);
  ws.terminate();
  return status;
}

const PORT = 'PORT';

test.each([
  ['no page', {}, 101],
  ['no page, by name', { host: `localhost:${PORT}` }, 101],
  ['its own page', { origin: `http://127.0.0.1:${PORT}` }, 101],
  ['a page of another host', { origin: 'https://evil.test' }, 403],
  ['a page of this machine on another port', { origin: 'http://127.0.0.1:3000' }, 403],
  ['a file', { origin: 'null' }, 403],
  [
    'a page whose host has been made to lead here',
    { origin: `http://evil.test:${PORT}`, host: `evil.test:${PORT}` },
    403,
  ],
  ['no page, by a name that leads here', { host: `evil.test:${PORT}` }, 403],
  ['a page of an allowed host', { origin: 'https://bots.test' }, 101],
  ['no page, by an allowed name', { host: `bots.test:${PORT}` }, 101],
  ['a page below an allowed host', { origin: 'https://x.bots.test' }, 403],
] as const)('an arena on this machine, and %s: %j gets %i', async (_who, headers, status) => {
  const { url, port } = await startArena({ allowHosts: ['Bots.test'] });
  const given = Object.entries(headers).map(([name, value]) => [name, value.replace(PORT, String(port))]);
  expect(await call(url, Object.fromEntries(given))).toBe(status);
});

test('an arena for the whole network is called by any name, but not by pages of other hosts', async () => {
  const { url, port } = await startArena({ host: '0.0.0.0' });
  expect(await call(url, { host: `arena.lan:${port}` })).toBe(101);
  expect(await call(url, { host: `evil.test:${port}`, origin: `http://evil.test:${port}` })).toBe(403);
  expect(await call(url, { origin: 'https://evil.test' })).toBe(403);
});
