import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, startBotpit, startPeer } from './support/children.js';
import { pairedRow } from './support/stats.js';

const RUNS = 3;
const DURATION_MS = 3_000;
const PAIRS = 6;
const SPECTATORS = 200;
/** For what a start or an end leaves behind. */
const SETTLE_MS = 1_000;

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
  return [
    pairedRow('moves through the arena, 100 bots', 'k/s', 0.5, figures, references, true),
    ...(await watchedRows()),
  ];
}

/**
 * Moves a second through the arena with a process that holds 200 streams of its page open, against the same without; and
 * the control, the same without against itself.
 */
async function watchedRows() {
  const port = await freePort();
  const flags = ['--port', String(port), '--no-limits', '--house', 'none', '--quiet'];
  const arena = startBotpit(['arena', ...flags]);
  const page = `http://127.0.0.1:${port}/`;
  await untilServed(page);
  const load = startPeer('peers/load.js', ['arena', `ws://127.0.0.1:${port}/api/v1/ws`, String(DURATION_MS)]);
  await load.first();
  const measure = async (spectators) => {
    const watching = spectators === 0 ? null : startPeer('peers/spectators.js', [page, String(spectators)]);
    await watching?.first();
    await sleep(SETTLE_MS);
    const { perSecond } = await load.ask('again');
    if (watching) console.error(`  ${spectators} spectators read ${await bytesOf(watching)}`);
    watching?.stop();
    return perSecond / 1_000;
  };
  const [without, watched, again] = [[], [], []];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    // Each comes first as often as the others, as the machine may slow down.
    const order = [
      [without, 0],
      [watched, SPECTATORS],
      [again, 0],
    ];
    for (let i = 0; i < order.length; i += 1) {
      const [figures, spectators] = order[(i + pair) % order.length];
      figures.push(await measure(spectators));
    }
  }
  load.stop();
  arena.kill('SIGKILL');
  const ratios = (figures) => figures.map((figure, i) => (figure / without[i]).toFixed(2)).join(' ');
  console.error(`  pair by pair: ${ratios(watched)}; control: ${ratios(again)}`);
  return [
    pairedRow('the same with 200 spectators, to without', 'k/s', 0.9, watched, without, true),
    pairedRow('control: without, to without', 'k/s', 0.9, again, without, true),
  ];
}

async function bytesOf(watching) {
  const { bytes } = await watching.ask('bytes');
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}

async function untilServed(url) {
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch {
      await sleep(50);
    }
  }
}
