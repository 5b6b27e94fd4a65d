import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { benchFile, startBotpit, startPeer } from './support/children.js';
import { pairedRow, quantile } from './support/stats.js';

/** Who sits in the first seat and in the second, where nobody says. */
const KEYS = ['bp_sk_bench_reference', 'bp_sk_bench_botpit'];

/** Microseconds from `your_turn` out to `make_move` in, of two bots that are asked in turn. @param start starts them */
export async function measureTurns(start, asked) {
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
    measure: (asked) => Promise.race([server.ask({ keys: KEYS, ...asked }), ended]),
    stop() {
      for (const bot of bots) bot.kill('SIGKILL');
      server.stop();
    },
  };
}

const rock = benchFile('strategies/rock.ts');
const bare = (key) => (url) =>
  spawn(process.execPath, [benchFile('peers/bare-bot.js'), url, key], { stdio: 'inherit' });
const botpit =
  (...options) =>
  (key) =>
  (url) =>
    startBotpit(['play', 'rps', '--url', url, '--sandbox', '--no-limits', '--quiet', ...options], {}, key);

/** Who takes the seat beside the reference, which is a bare bot in every case. */
const OCCUPANTS = {
  bare,
  control: bare,
  inline: botpit('--isolation', 'inline', '--strategy', rock),
  worker: botpit('--isolation', 'worker', '--strategy', rock),
  'cmd:': botpit('--strategy', `cmd: ${process.execPath} ${benchFile('strategies/rock-lines.js')}`),
};
const BOUNDS = {
  inline: { p50: 1.05, p99: 1.15 },
  worker: { p50: 1.35 },
  'cmd:': { p50: 1.55 },
};
const SHARES = { p50: 0.5, p99: 0.99 };

/** What a process is like may be luck of its start, so each is started several times. */
const STARTS = 3;
const PAIRS = 8;
const WARM_UP_ROUNDS = 15_000;
const ASKED = { rounds: 2_000, warmUpRounds: 400 };

/** A bare bot against a bare bot reads 1; where it does not, by so much, whatever else runs is measured too. */
const CONTROL = { off: 0.04, spread: 0.15 };

/**
 * `your_turn` out to `make_move` in, as the arena sees it, against a bare bot in the same seat: who sits there, and what its
 * neighbour then finds, decides on which core a process wakes up, which takes longer than all that botpit does. So the
 * neighbour is the same bare bot for all, each takes the seat in its turn, and only one and the same seat is compared.
 */
export async function turnBench() {
  const names = Object.keys(OCCUPANTS);
  const measured = new Map(names.map((name) => [name, []]));
  for (let start = 0; start < STARTS; start += 1) {
    const turns = await startTurns((url) => [
      bare('reference')(url),
      ...names.map((name) => OCCUPANTS[name](keyOf(name))(url)),
    ]);
    const measure = async (name, asked) =>
      (await turns.measure({ ...asked, keys: ['reference', keyOf(name)] }))[1];
    for (const name of names) await measure(name, { rounds: 1, warmUpRounds: WARM_UP_ROUNDS });
    for (let pair = 0; pair < PAIRS; pair += 1) {
      // Forwards and backwards, so that nobody always comes after the same one.
      for (const name of pair % 2 === 0 ? names : names.toReversed())
        measured.get(name).push(await measure(name, ASKED));
    }
    turns.stop();
  }
  const row = (name, label, bound) => {
    const [references, figures] = ['bare', name].map((who) =>
      measured.get(who).map((samples) => quantile(samples, SHARES[label])),
    );
    return pairedRow(`your_turn to make_move, ${name}, ${label}`, 'us', bound, figures, references);
  };
  const control = row('control', 'p50', 1 + CONTROL.off);
  const [low, high] = control.spread;
  const isBusy = Math.abs(control.ratio - 1) > CONTROL.off || high - low > CONTROL.spread;
  if (isBusy)
    console.error(
      `The machine is too busy to believe these: a bare bot against a bare bot reads ${control.ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}).`,
    );
  return [
    { ...control, isBusy },
    row('control', 'p99', undefined),
    ...Object.entries(BOUNDS).flatMap(([name, bounds]) =>
      Object.entries(bounds).map(([label, bound]) => ({ ...row(name, label, bound), isBusy })),
    ),
  ];
}

function keyOf(name) {
  return `bp_sk_bench_${name.replace(/\W/g, '')}_0`;
}
