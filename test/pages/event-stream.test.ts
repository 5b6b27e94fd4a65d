import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';
import { EventStream } from '../../src/pages/event-stream.js';
import { type PagesApp, pagesListener } from '../../src/pages/server.js';
import { EventReader } from './watching.js';

async function serve() {
  const events = new EventStream({ most: 3, greet: () => '' });
  const app: PagesApp = new Hono();
  app.get('/events', (c) => events.answer(c));
  const server = createServer(pagesListener(app)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { events, port, url: `http://127.0.0.1:${port}/events` };
}

test('a reader that does not read is dropped, and the others are told everything', async () => {
  const { events, port, url } = await serve();
  const slow = connect(port, '127.0.0.1');
  slow.write('GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  // The head of the answer, and nothing after it.
  await once(slow, 'data');
  slow.pause();
  const reader = new EventReader(url);
  await reader.begun();
  expect(events.readers).toBe(2);
  const closed = once(slow, 'close');
  slow.on('error', () => undefined);
  const text = 'x'.repeat(100_000);
  const most = 200;
  for (let number = 1; number <= most; number++) {
    events.send('number', { number, text });
    await reader.event<{ number: number }>('number', (data) => data.number === number);
  }
  expect(events.readers).toBe(1);
  slow.resume();
  await closed;
  expect(slow.bytesRead).toBeLessThan(most * text.length);
}, 30_000);

test('one that has gone is forgotten, whenever that was', async () => {
  const { events, url } = await serve();
  const reader = new EventReader(url);
  await reader.begun();
  reader.close();
  while (events.readers > 0) await new Promise((resolve) => setImmediate(resolve));
  events.send('number', 1);
  const next = new EventReader(url);
  await next.begun();
  expect(events.readers).toBe(1);
  events.send('number', 2);
  expect(await next.event('number')).toBe(2);
});
