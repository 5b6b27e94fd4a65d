import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import {
  accountOf,
  type Book,
  dataFolder,
  LOCAL_ARENA,
  openBook,
  type RecordContext,
  type SessionLimits,
} from '../../history/index.js';
import type { EventSink } from '../../runner/index.js';
import type { StrategyHost } from '../../strategy/index.js';
import { version } from '../../version.js';
import type { LocalArena } from './local.js';

export interface KeepingOptions {
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
export function openKeeping(options: KeepingOptions): Book {
  const { config, env, real, emit } = options;
  if (real && !config.record) {
    throw new BotpitError('usage', 'a wager is not played without a record of it', {
      hint: 'Leave out --no-record (or `record` in the config), or play with --sandbox.',
    });
  }
  return openBook({
    folder: dataFolder(config.dataDir, env),
    book: real ? 'real' : 'practice',
    inMemory: !config.record,
    context: contextOf(options),
    onUnavailable: ({ code, message, hint }) => {
      const text = `${message}. Play goes on without money and without records. ${hint ?? ''}`;
      emit({ event: 'warning', code, message: text.trim() });
    },
  });
}

function contextOf({ apiKey, url, local, host, limits }: KeepingOptions): RecordContext {
  const { origin, pathname } = new URL(url);
  return {
    account: accountOf(apiKey),
    arena: local ? LOCAL_ARENA : `${origin}${pathname}`,
    sessionId: randomUUID(),
    botpitVersion: version(),
    strategy: host.name,
    strategyVersion: host.snapshot.version,
    limits,
  };
}
