import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import {
  accountOf,
  type Book,
  dataFolder,
  type Ledger,
  LOCAL_ARENA,
  NO_LIMITS,
  openBook,
  type SessionLimits,
} from '../../history/index.js';
import { closing } from '../../lib/closing.js';
import { snakeCase } from '../../lib/shape.js';
import { type EventSink, endBy, type SessionEnd } from '../../runner/index.js';
import type { StrategyHost } from '../../strategy/index.js';
import { version } from '../../version.js';
import type { LimitsJson } from '../command-events.js';
import { inOneLine } from '../output.js';
import type { LocalArena } from './arena.js';

interface SessionBookOptions {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  readonly apiKey: string;
  readonly url: string;
  readonly local: LocalArena | null;
  readonly host: StrategyHost;
  readonly limits: SessionLimits;
  /** Money is at stake. */
  readonly real: boolean;
  readonly emit: EventSink;
}

/**
 * Opens the book that a session keeps. Without money, a book that cannot be written is a warning only.
 * @throws BotpitError `history/unavailable` where money is at stake; `usage` where it would go unrecorded
 */
export function openSessionBook(options: SessionBookOptions): Book {
  const { config, env, apiKey, url, local, host, limits, real, emit } = options;
  if (real && !config.record) {
    throw new BotpitError('usage', 'a wager is not played without a record of it', {
      hint: 'Leave out --no-record (or `record` in the config), or play with --sandbox.',
    });
  }
  const { origin, pathname } = new URL(url);
  return openBook({
    folder: dataFolder(config.dataDir, env),
    book: real ? 'real' : 'practice',
    inMemory: !config.record,
    context: {
      account: accountOf(apiKey),
      bot: config.profile,
      arena: local ? LOCAL_ARENA : `${origin}${pathname}`,
      sessionId: randomUUID(),
      botpitVersion: version(),
      strategy: host.name,
      strategyVersion: host.snapshot.version,
      limits,
    },
    onUnavailable: ({ code, message, hint }) => {
      const text = `${message}. Play goes on without money and without records. ${hint ?? ''}`;
      emit({ event: 'warning', code, message: text.trim() });
    },
  });
}

/** Closes the ledger, at the latest where a strategy in this process ends it, or an error that nobody caught. */
export function closeAtExit(ledger: Ledger): AsyncDisposable {
  const close = () => ledger.close();
  process.once('exit', close);
  return closing(() => {
    process.off('exit', close);
    close();
  });
}

/** @returns the end of the session, which is another one where its last matches cannot be written */
export function endBook(ledger: Ledger, end: SessionEnd, emit: EventSink): SessionEnd {
  const unwritten = failureOf(() => ledger.flush());
  const last = unwritten && end.exitCode === EXIT.ok ? endBy(unwritten) : end;
  // The end of a session only helps the next one: if it cannot be written, a warning is enough.
  const untold = failureOf(() => ledger.end(last.reason, last.exitCode));
  for (const error of [last === end ? unwritten : null, untold])
    if (error) emit({ event: 'warning', code: error.code, message: inOneLine(error) });
  return last;
}

function failureOf(act: () => void): BotpitError | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof BotpitError) return error;
    throw error;
  }
}

/** Wagers that a session may lose where no limit was set. */
const DEFAULT_LOSS_WAGERS = 10;

/**
 * What a session of this configuration is held to. A real wager always has a loss limit.
 * @param real whether money is at stake
 */
export function sessionLimits(config: Config, real: boolean): SessionLimits {
  const wagerLamports = config.wagerLamports ?? 0;
  const preset = real ? DEFAULT_LOSS_WAGERS * wagerLamports : null;
  const asked = Object.fromEntries(
    Object.keys(NO_LIMITS).map((limit) => [limit, config[limit as keyof SessionLimits]]),
  ) as unknown as SessionLimits;
  return { ...asked, maxLossLamports: wagerLamports > 0 ? (config.maxLossLamports ?? preset) : null };
}

/** What a session for money would be held to that began with this configuration; without a wager, one to come. */
export function limitsToCome(config: Config): SessionLimits {
  const limits = sessionLimits(config, true);
  return { ...limits, maxLossLamports: limits.maxLossLamports ?? config.maxLossLamports };
}

/** As they stand in JSON output, with their units in their names. */
export function limitsJson(limits: SessionLimits): LimitsJson {
  // Older records do not say whose losses they are.
  const entries = Object.entries({ ...limits, limitsOver: limits.limitsOver ?? null });
  return Object.fromEntries(entries.map(([key, value]) => [snakeCase(key), value])) as unknown as LimitsJson;
}
