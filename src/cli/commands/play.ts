import { randomBytes } from 'node:crypto';
import { type Config, findApiKey } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import type { Entry } from '../../runner/index.js';
import { openStrategy, type StrategyHost } from '../../strategy/index.js';
import { EventQueue } from '../event-queue.js';
import { Interrupt } from '../interrupt.js';
import { forgetKey } from '../key-hygiene.js';
import type { Io } from '../main.js';
import type { Flags } from '../program.js';
import { withConfig } from '../with-config.js';

/** Plays until a stop condition, a signal or an end from outside. @returns the exit code */
export function play(flags: Flags, entry: Entry, io: Io): Promise<number> {
  return withConfig(flags, io, ({ config, warnings }) => start(config, warnings, entry, config.matches, io));
}

/** Plays one match. @returns the exit code */
export function playOnce(flags: Flags, entry: Entry, io: Io): Promise<number> {
  return withConfig(flags, io, ({ config, warnings }) => start(config, warnings, entry, 1, io));
}

async function start(
  config: Config,
  warnings: readonly string[],
  entry: Entry,
  matches: number | null,
  io: Io,
): Promise<number> {
  if (config.local !== false && entry.by === 'accept') {
    throw new BotpitError(
      'usage',
      `with --local there is nobody whose challenge ${entry.challengeId} could be`,
      {
        hint: 'Start an arena with `botpit arena` and point both bots at it with --url.',
      },
    );
  }
  const events = new EventQueue();
  for (const message of warnings) events.emit({ event: 'warning', code: 'config', message });
  const apiKey = config.local === false ? await takeKey(config, io, events) : null;
  forgetKey(io.env);
  const interrupt = new Interrupt(io);
  // The slowest part goes first, in a thread of its own, while the rest of botpit is loaded.
  const opening = open(config, apiKey, events);
  const closed = opening.then((host) => () => host.close()).catch(() => undefined);
  try {
    const { playWith } = await import('../playing.js');
    return await playWith({ config, entry, matches, apiKey, opening, events, interrupt }, io);
  } finally {
    // A strategy that does not even finish loading is not waited for after a second signal.
    const close = await Promise.race([closed, interrupt.forced]);
    if (typeof close === 'function') await close();
    interrupt.close();
  }
}

async function takeKey(config: Config, io: Io, events: EventQueue): Promise<string> {
  const { key, warnings } = await findApiKey({ env: io.env, apiKeyFile: config.apiKeyFile });
  for (const message of warnings) events.emit({ event: 'warning', code: 'api_key', message });
  return key;
}

async function open(config: Config, apiKey: string | null, { emit }: EventQueue): Promise<StrategyHost> {
  return openStrategy(strategyOf(config), {
    isolation: config.isolation,
    seed: config.seed ?? randomBytes(8).toString('hex'),
    apiKey: apiKey ?? undefined,
    report: (report) => {
      if (report.kind === 'output') emit({ event: 'strategy_output', line: report.line });
      else emit({ event: 'warning', code: report.code, message: report.message });
    },
  });
}

function strategyOf(config: Config): string {
  if (config.strategy !== null) return config.strategy;
  if (config.local === false && (config.wagerLamports ?? 0) > 0) {
    throw new BotpitError('usage', 'no strategy is named, and a wager is not put on a random one', {
      hint: 'Name one: --strategy ./my.ts. `botpit strategies` lists the built-in ones.',
    });
  }
  return 'random';
}
