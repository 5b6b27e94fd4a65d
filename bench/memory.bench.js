import { startPeer } from './support/children.js';
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

/** Resident memory of an idle authenticated client against a bare socket. */
export async function memoryBench() {
  const figures = [];
  const references = [];
  for (let run = 0; run < RUNS; run += 1) {
    references.push(await bytesEach('bare'));
    figures.push(await bytesEach('client'));
  }
  return [pairedRow(`idle BotpitClient, ${CLIENTS} in one process`, 'KiB', 1.5, figures, references)];
}
