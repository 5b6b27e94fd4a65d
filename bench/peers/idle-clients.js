// Opens idle authenticated connections, bare or with BotpitClient, and reports the resident memory of each.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { BotpitClient } from '../../dist/src/index.js';

const [kind, url, count] = process.argv.slice(2);
const held = [];

async function bare() {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const answered = new Promise((resolve) => socket.on('message', resolve));
  await once(socket, 'open');
  socket.send('{"type":"authenticate","api_key":"bp_sk_bench_0123456789"}');
  await answered;
  held.push(socket);
}

async function client() {
  const botpit = new BotpitClient({ apiKey: 'bp_sk_bench_0123456789', url });
  await botpit.connect();
  held.push(botpit);
}

async function settle() {
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage.rss();
}

const open = kind === 'bare' ? bare : client;
for (let i = 0; i < 20; i += 1) await open();
const before = await settle();
for (let i = 0; i < Number(count); i += 100) await Promise.all(Array.from({ length: 100 }, open));
const after = await settle();
process.send({ bytesEach: (after - before) / Number(count) });
