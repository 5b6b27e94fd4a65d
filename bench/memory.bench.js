import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { benchFile, startBotpit, startPeer } from './support/children.js';
import { pairedRow } from './support/stats.js';

const CLIENTS = 2_000;
const RUNS = 3;

async function bytesEach(kind) {
  const server = startPeer('peers/hold-server.js');
  const { url } = await server.first();
  const clients = startPeer('peers/idle-clients.js', [kind, url, String(CLIENTS)]);
  const { bytesEach } = await clients.first();
  clients.stop();
  server.stop();
  return bytesEach / 1024;
}

/** How long after its start a bot has connected, joined the queue and come to rest. */
const REST_MS = 4_000;

/** Of a process that waits in a queue, in MiB. @param start starts it */
async function residentMiB(start) {
  const server = startPeer('peers/hold-server.js');
  const { url } = await server.first();
  const bot = start(url);
  await wait(REST_MS);
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${bot.pid}/status`, 'utf8'));
  bot.kill('SIGKILL');
  server.stop();
  return Number(kilobytes) / 1024;
}

/** A whole bot that waits for an opponent, its strategy in the thread that it has where nothing is said, against a bare one. */
async function idleBotRow() {
  const bare = (url) => spawn(process.execPath, [benchFile('peers/bare-bot.js'), url], { stdio: 'inherit' });
  const rock = benchFile('strategies/rock.ts');
  const botpit = (url) =>
    startBotpit(['play', 'rps', '--url', url, '--sandbox', '--quiet', '--strategy', rock]);
  // The strategy is compiled once, and that is kept for later.
  await residentMiB(botpit);
  const figures = [];
  const references = [];
  for (let run = 0; run < RUNS; run += 1) {
    references.push(await residentMiB(bare));
    figures.push(await residentMiB(botpit));
  }
  return pairedRow('idle bot, default isolation', 'MiB', 1.5, figures, references);
}

/** Resident memory: of a bot that waits, and of an idle authenticated client in a process of many, against a bare socket. */
export async function memoryBench() {
  const figures = [];
  const references = [];
  for (let run = 0; run < RUNS; run += 1) {
    references.push(await bytesEach('bare'));
    figures.push(await bytesEach('client'));
  }
  return [
    await idleBotRow(),
    pairedRow(`idle BotpitClient, ${CLIENTS} in one process`, 'KiB', 1.5, figures, references),
  ];
}
