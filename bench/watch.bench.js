import { once } from 'node:events';
import { get } from 'node:http';
import { benchFile, dataFolder, startBotpit } from './support/children.js';
import { pairedRow, quantile } from './support/stats.js';
import { startTurns } from './turn.bench.js';

const PAIRS = 15;
const BOUND = 1.1;

/**
 * A turn every few milliseconds, in match after match of nine rounds: no match for money is as fast. The page is told how it
 * stands, as it is of all play that nobody could follow.
 */
const ASKED = { rounds: 800, warmUpRounds: 600, restMs: 1 };
const WARM_UP_ROUNDS = 4_000;

/** How long the page may take to find the bot. */
const TOLD_MS = 60_000;

const PLAY = ['play', 'rps', '--no-limits', '--quiet', '--isolation', 'inline', '--sandbox', '--strategy'];
const rock = benchFile('strategies/rock.ts');

/** `botpit watch` in a process of its own and its page open, as a browser has it: the events are read as they come. */
async function openPage(env) {
  const watch = startBotpit(['watch', '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(watch.stdout.setEncoding('utf8'), 'data');
  const [response] = await once(get(`${JSON.parse(line).url}api/events`), 'response');
  if (response.statusCode !== 200) throw new Error(`the page answers with ${response.statusCode}`);
  const first = new Promise((resolve, reject) => {
    setTimeout(reject, TOLD_MS, new Error('the page is told of nothing')).unref();
    response.setEncoding('utf8').on('data', (text) => {
      if (text.includes('"roundsFrom"')) resolve();
    });
  });
  response.on('error', () => undefined);
  return {
    first,
    async close() {
      watch.kill('SIGKILL');
      await once(watch, 'exit');
    },
  };
}

/**
 * `your_turn` out to `make_move` in of a bot whose page is open, against the same bot without: by turns, so that what else the
 * machine does falls on both. A second bot, which nobody watches, is asked in between, and shows how much of that there is.
 */
export async function watchBench() {
  // A page finds the bots whose sockets are in the same folder.
  const envs = [dataFolder(), dataFolder()].map((folder) => {
    return { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder, BOTPIT_DATA_DIR: folder };
  });
  const turns = await startTurns((url) =>
    ['bp_sk_bench_reference', 'bp_sk_bench_botpit'].map((key, bot) =>
      startBotpit([...PLAY, rock, '--url', url], { env: { ...envs[bot], BOTPIT_API_KEY: key } }),
    ),
  );
  await turns.measure({ ...ASKED, warmUpRounds: WARM_UP_ROUNDS });
  const [without, open] = [[], []];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    without.push(await turns.measure(ASKED));
    const page = await openPage(envs[1]);
    // It is told of what changes: so something has to. The first turns, in which it finds the bot, do not count.
    const [samples] = await Promise.all([turns.measure(ASKED), page.first]);
    open.push(samples);
    await page.close();
  }
  turns.stop();
  return Object.entries({ p50: 0.5, p99: 0.99 }).map(([label, q]) => {
    const of = (runs, bot) => runs.map((samples) => quantile(samples[bot], q));
    const [figures, references] = [of(open, 1), of(without, 1)];
    const ratios = (a, b) =>
      a
        .map((figure, i) => figure / b[i])
        .sort((x, y) => x - y)
        .map((ratio) => ratio.toFixed(2))
        .join(' ');
    console.error(`${label}, watched: ${ratios(figures, references)}`);
    console.error(`${label}, beside:  ${ratios(of(open, 0), of(without, 0))}`);
    return pairedRow(`a page open to none, ${label}`, 'us', BOUND, figures, references);
  });
}
