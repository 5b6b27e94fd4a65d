import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { benchFile, startBotpit, startPeer } from './support/children.js';
import { pairedRow, quantile } from './support/stats.js';

const RUNS = 5;
const ROUNDS = 20_000;
const WARM_UP_ROUNDS = 10_000;

const rock = benchFile('strategies/rock.ts');
const BOTS = {
  inline: ['--isolation', 'inline', '--strategy', rock],
  worker: ['--isolation', 'worker', '--strategy', rock],
  'cmd:': ['--strategy', `cmd: ${process.execPath} ${benchFile('strategies/rock-lines.js')}`],
};

/** Microseconds from `your_turn` out to `make_move` in, of two bots that are asked in turn. @param start starts them */
export async function measureTurns(start, asked = { rounds: ROUNDS, warmUpRounds: WARM_UP_ROUNDS }) {
  const turns = await startTurns(start);
  const samples = await turns.measure(asked);
  turns.stop();
  return samples;
}

/** The same, to be measured as often as one likes. */
export async function startTurns(start) {
  const server = startPeer('peers/turn-server.js');
  const { url } = await server.first();
  const bots = start(url);
  const ended = Promise.race(bots.map((bot) => once(bot, 'exit'))).then(([code]) => {
    throw new Error(`a bot ended with ${code}`);
  });
  ended.catch(() => undefined);
  return {
    measure: (asked) => Promise.race([server.ask(asked), ended]),
    stop() {
      for (const bot of bots) bot.kill('SIGKILL');
      server.stop();
    },
  };
}

/** Of the bare bot, and of botpit. */
function measure(options) {
  return measureTurns((url) => [
    spawn(process.execPath, [benchFile('peers/bare-bot.js'), url], { stdio: 'inherit' }),
    startBotpit(['play', 'rps', '--url', url, '--sandbox', '--no-limits', '--quiet', ...options]),
  ]);
}

/** `your_turn` out to `make_move` in, as the arena sees it, against the bare bot that is asked in between. */
export async function turnBench() {
  const rows = [];
  for (const [name, bounds] of [
    ['inline', { p50: 1.1, p99: 1.25 }],
    ['worker', { p50: 2.2 }],
    ['cmd:', { p50: 2.6 }],
  ]) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await measure(BOTS[name]));
    for (const [label, bound] of Object.entries(bounds)) {
      const q = { p50: 0.5, p99: 0.99 }[label];
      const [references, figures] = [0, 1].map((bot) => runs.map((samples) => quantile(samples[bot], q)));
      rows.push(pairedRow(`your_turn to make_move, ${name}, ${label}`, 'us', bound, figures, references));
    }
  }
  return rows;
}
