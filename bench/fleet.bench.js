import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFile, dataFolder, startBotpit } from './support/children.js';
import { median, pairedRow, quantile } from './support/stats.js';

const BOTS = 20;
const RUNS = 3;
const MEMORY_MB = 78;
const SLOWER = 1.5;
/** What the house takes for a move: the pace of play. */
const HOUSE_DELAY = '200ms';
const WARM_UP_MS = 15_000;
const MEASURED_MS = 40_000;

/** An arena in a process of its own, as other people's would be. */
async function startArena() {
  const arena = startBotpit(
    [
      'arena',
      '--port',
      '0',
      '--json',
      '--no-limits',
      '--house',
      'random',
      '--house-wait',
      '1ms',
      '--house-delay',
      HOUSE_DELAY,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { url } = await firstLine(arena, 'arena_listening');
  return { url, stop: () => arena.kill('SIGKILL') };
}

function eachLine(child, take) {
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) take(line);
  });
}

function firstLine(child, event) {
  return new Promise((resolve) => {
    eachLine(child, (line) => line.startsWith(`{"event":"${event}"`) && resolve(JSON.parse(line)));
  });
}

/** A fleet of so many bots with a strategy in TypeScript; each has a process, a key and the records of its own account. */
async function playFleet(bots) {
  const arena = await startArena();
  const folder = dataFolder();
  const profiles = {};
  for (let i = 0; i < bots; i += 1) {
    writeFileSync(join(folder, `${i}.key`), `bp_sk_bench_${randomUUID()}\n`, { mode: 0o600 });
    // With a wager of its own each meets the house, and not another bot of the fleet.
    profiles[`bot-${i}`] = { apiKeyFile: `./${i}.key`, wager: `0.001${String(i).padStart(6, '0')}` };
  }
  const strategy = benchFile('strategies/rock.ts');
  // A process for each bot, and in it a thread for its strategy, as without money.
  const play = { game: 'rps', strategy, isolation: 'worker', maxLoss: 1000, limits: false };
  const config = { url: arena.url, ...play, dataDir: './data', profiles };
  writeFileSync(join(folder, 'botpit.config.json'), JSON.stringify(config));
  const fleet = startBotpit(['fleet', '--json'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const pids = new Map();
  const decideMs = [];
  let isMeasured = false;
  eachLine(fleet, (line) => {
    if (line.startsWith('{"event":"bot_start"')) {
      const { bot, pid } = JSON.parse(line);
      pids.set(bot, pid);
    }
    if (isMeasured && line.startsWith('{"event":"move"')) decideMs.push(JSON.parse(line).decide_ms);
  });
  await pause(WARM_UP_MS);
  isMeasured = true;
  await pause(MEASURED_MS);
  const memory = [...pids.values()].map(memoryOf);
  const own = memoryOf(fleet.pid);
  fleet.kill('SIGTERM');
  fleet.kill('SIGINT');
  await once(fleet, 'exit');
  arena.stop();
  if (memory.length !== bots) throw new Error(`${memory.length} of ${bots} bots have started`);
  return { decideMs, memory, own };
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** MB of a process that are resident: all of them, and its share of what it has in common with others. */
function memoryOf(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mb = (field) => Number(new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(rollup)[1]) / 1024;
  return { rss: mb('Rss'), pss: mb('Pss') };
}

/** A fleet of twenty bots: what each process takes, and how quickly each decides, against a fleet of one. */
export async function fleetBench() {
  const alone = [];
  const together = [];
  for (let run = 0; run < RUNS; run += 1) {
    alone.push(await playFleet(1));
    together.push(await playFleet(BOTS));
  }
  const largest = (field) => together.map(({ memory }) => Math.max(...memory.map((each) => each[field])));
  const all = (runs) => runs.flatMap(({ decideMs }) => decideMs);
  const p99 = (runs) => 1000 * quantile(all(runs), 0.99);
  const own = median(together.map((run) => run.own.rss));
  const pss = median(largest('pss'));
  console.error(
    `the fleet itself: ${own.toFixed(1)} MB RSS; the largest of its bots: ${pss.toFixed(1)} MB PSS; ` +
      `decisions: ${all(alone).length} of one bot, ${all(together).length} of ${BOTS}`,
  );
  const bound = together.map(() => MEMORY_MB);
  return [
    pairedRow(`fleet of ${BOTS}, the largest bot, RSS`, 'MB', 1, largest('rss'), bound),
    pairedRow(
      `fleet of ${BOTS}, decisions, p99 to one bot alone`,
      'us',
      SLOWER,
      [p99(together)],
      [p99(alone)],
    ),
  ];
}
