import { startPeer } from './support/children.js';
import { pairedRow } from './support/stats.js';

const RUNS = 3;
const DURATION_MS = 3_000;

async function perSecond(kind, script) {
  const server = startPeer(script);
  const { url } = await server.first();
  const load = startPeer('peers/load.js', [kind, url, String(DURATION_MS)]);
  const { perSecond } = await load.first();
  load.stop();
  server.stop();
  return perSecond / 1_000;
}

/** Moves a second through the arena with 100 bots against echoes a second of a bare server with 100 clients. */
export async function arenaBench() {
  const figures = [];
  const references = [];
  for (let run = 0; run < RUNS; run += 1) {
    references.push(await perSecond('echo', 'peers/echo-server.js'));
    figures.push(await perSecond('arena', 'peers/arena-server.js'));
  }
  return [pairedRow('moves through the arena, 100 bots', 'k/s', 0.5, figures, references, true)];
}
