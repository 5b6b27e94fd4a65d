import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { benchFile, startBotpit, startPeer } from './support/children.js';
import { pairedRow, quantile } from './support/stats.js';

const BLOCKS = 3;
const ROUNDS_PER_BLOCK = 20_000;
const WARM_UP_ROUNDS = 5_000;

const rock = benchFile('strategies/rock.ts');
const BOTS = {
  inline: ['--isolation', 'inline', '--strategy', rock],
  worker: ['--isolation', 'worker', '--strategy', rock],
  'cmd:': ['--strategy', `cmd: ${process.execPath} ${benchFile('strategies/rock-lines.js')}`],
};

/** p50 and p99 in microseconds of one bot playing one block, after a warm-up that is not counted. */
async function measure(start) {
  const server = startPeer('peers/turn-server.js');
  const { url } = await server.first();
  const warm = server.ask({ rounds: WARM_UP_ROUNDS });
  const bot = start(url);
  const ended = once(bot, 'exit').then(([code]) => {
    throw new Error(`the bot ended with ${code}`);
  });
  await Promise.race([warm, ended]);
  const samples = await Promise.race([server.ask({ rounds: ROUNDS_PER_BLOCK }), ended]);
  ended.catch(() => undefined);
  bot.kill('SIGKILL');
  server.stop();
  return { p50: quantile(samples, 0.5), p99: quantile(samples, 0.99) };
}

const bare = (url) => spawn(process.execPath, [benchFile('peers/bare-bot.js'), url], { stdio: 'inherit' });
const botpit = (name) => (url) =>
  startBotpit(['play', 'rps', '--url', url, '--sandbox', '--no-limits', '--quiet', ...BOTS[name]]);

/** `your_turn` out to `make_move` in, as the arena sees it. Every block of a bot is paired with one of the bare bot. */
export async function turnBench() {
  const rows = [];
  for (const [name, bounds] of [
    ['inline', { p50: 1.1, p99: 1.25 }],
    ['worker', { p50: 2.2 }],
    ['cmd:', { p50: 2.6 }],
  ]) {
    const figures = [];
    const references = [];
    for (let block = 0; block < BLOCKS; block += 1) {
      references.push(await measure(bare));
      figures.push(await measure(botpit(name)));
    }
    for (const [q, bound] of Object.entries(bounds)) {
      rows.push(
        pairedRow(
          `your_turn to make_move, ${name}, ${q}`,
          'us',
          bound,
          figures.map((f) => f[q]),
          references.map((r) => r[q]),
        ),
      );
    }
  }
  return rows;
}
