import { randomBytes } from 'node:crypto';
import { type Config, findApiKey } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import type { Entry } from '../../runner/index.js';
import {
  bootThread,
  discardThread,
  openStrategy,
  type StrategyHost,
  type Thread,
} from '../../strategy/index.js';
import type { Flags } from '../command-spec.js';
import { EventQueue } from '../event-queue.js';
import { Interrupt } from '../interrupt.js';
import { forgetKey } from '../key-hygiene.js';
import type { Io } from '../main.js';
import { isolationOf, withConfig } from '../with-config.js';

/** Plays until a stop condition, a signal or an end from outside. @returns the exit code */
export function play(flags: Flags, entry: Entry, io: Io): Promise<number> {
  return withThread(flags, entry, ({ matches }) => matches, io);
}

/** Plays one match. @returns the exit code */
export function playOnce(flags: Flags, entry: Entry, io: Io): Promise<number> {
  return withThread(flags, entry, () => 1, io);
}

/** The slowest part goes first: a thread for the strategy starts while the settings and the rest of botpit are loaded. */
async function withThread(
  flags: Flags,
  entry: Entry,
  matchesOf: (config: Config) => number | null,
  io: Io,
): Promise<number> {
  const isReal = flags.wager !== undefined && flags.sandbox === undefined && flags.local === undefined;
  const elsewhere = flags.isolation ?? (isReal || String(flags.strategy).startsWith('cmd:'));
  const thread = elsewhere ? undefined : bootThread();
  try {
    return await withConfig(flags, io, ({ config, warnings, origins }) => {
      if (entry.by === 'accept' && config.local === false)
        requireAgreement(config, origins.sandbox === 'default', entry.challengeId);
      return start(config, warnings, entry, matchesOf(config), thread, io);
    });
  } finally {
    if (thread) await discardThread(thread);
  }
}

/** Taking a challenge commits a wager that the arena tells only when the match has begun. */
function requireAgreement({ wagerLamports }: Config, isUnsaid: boolean, challengeId: string): void {
  if (wagerLamports !== null || !isUnsaid) return;
  throw new BotpitError('usage', `what may be wagered on challenge ${challengeId}?`, {
    hint:
      'Say with --wager what was agreed on (0 for free play). The arena tells the wager only when the match has begun; ' +
      'a higher one is played to its end, as resigning would lose it, and then play stops.',
  });
}

async function start(
  config: Config,
  warnings: readonly string[],
  entry: Entry,
  matches: number | null,
  thread: Thread | undefined,
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
  forgetKey(io.env, apiKey ?? undefined);
  const interrupt = new Interrupt(io);
  const opening = open(config, apiKey, thread, events);
  const closed = opening.then((host) => () => host.close()).catch(() => undefined);
  try {
    // What else is loaded meanwhile would be taken for the strategy's.
    if (config.isolation === 'inline') await closed;
    const { playWith } = await import('../playing.js');
    const { env } = io;
    return await playWith({ config, entry, matches, apiKey, opening, env, events, interrupt }, io);
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

async function open(
  config: Config,
  apiKey: string | null,
  thread: Thread | undefined,
  { emit }: EventQueue,
): Promise<StrategyHost> {
  return openStrategy(strategyOf(config), {
    isolation: isolationOf(config),
    seed: config.seed ?? randomBytes(8).toString('hex'),
    apiKey: apiKey ?? undefined,
    thread,
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
