import { randomUUID } from 'node:crypto';
import type { Config } from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import {
  accountOf,
  BOOK_NAMES,
  type Book,
  type Control,
  dataFolder,
  LOCAL_ARENA,
  openBook,
  openControl,
  type RecordContext,
  type SessionLimits,
} from '../history/index.js';
import { holderOf, isHeld, lockProcess, type ProcessLock } from '../lib/process-lock.js';
import { lockFolders } from '../lib/user-folders.js';
import type { EventSink } from '../runner/index.js';
import type { StrategyHost } from '../strategy/index.js';
import { version } from '../version.js';
import { type Finding, ok, problem, warning } from './doctor/finding.js';
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

/** Whose settings say where locks are. */
export interface Places {
  readonly config: Pick<Config, 'dataDir'>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Sees to it that one process of this user plays with a key: the arena would throw one of two out.
 * @returns null where nothing can be locked and no money is at stake, which is a warning
 * @throws BotpitError `process/running`; `history/unavailable` where money is at stake and nothing can be locked
 */
export async function holdKey(
  apiKey: string,
  places: Places,
  real: boolean,
  emit: EventSink,
): Promise<ProcessLock | null> {
  let lock: ProcessLock | null;
  try {
    lock = await holdAccount(accountOf(apiKey), places);
  } catch (error) {
    if (real || !(error instanceof BotpitError)) throw error;
    const message = `${error.message}. Start no other botpit with this key.`;
    emit({ event: 'warning', code: 'no_lock', message });
    return null;
  }
  if (lock) return lock;
  throw new BotpitError('process/running', 'another botpit process on this machine plays with this key', {
    hint: 'Look at `botpit status`; `botpit stop` asks it to finish.',
  });
}

/**
 * Sees to it that no process of this user plays for an account while its owner changes the books: a session goes by what
 * it has read of them.
 * @returns null where one plays
 * @throws BotpitError `history/unavailable` where nothing can be locked
 */
export async function holdAccount(account: string, places: Places): Promise<ProcessLock | null> {
  try {
    return await lockProcess(lockName(account), foldersOf(places));
  } catch (cause) {
    const message = `no folder takes the lock of the key: ${(cause as Error).message}`;
    throw new BotpitError('history/unavailable', message, {
      hint: 'The folder of the records must be writable. --data-dir names another one.',
      cause,
    });
  }
}

/** Whether a botpit process of this user plays with this key. */
export function isPlaying(apiKey: string, places: Places): boolean {
  return isHeld(lockName(accountOf(apiKey)), foldersOf(places));
}

/** The process of this user that plays for an account; null where none does. */
export function playingProcess(account: string, places: Places): number | null {
  return holderOf(lockName(account), foldersOf(places));
}

/** The folder of the records is one of them, as it may be all that two containers share. */
function foldersOf({ config, env }: Places): string[] {
  return [...lockFolders(env), dataFolder(config.dataDir, env)];
}

function lockName(account: string): string {
  return `botpit-${account}`;
}

/** For `doctor`: whether the books can be read and written. */
export async function checkBooks(folder: string): Promise<Finding> {
  const found: string[] = [];
  let standing: Finding | null = null;
  try {
    for (const book of BOOK_NAMES) {
      const control = await openControl(folder, book);
      if (!control) continue;
      found.push(`${book}: ${control.check()}`);
      if (book === 'real') standing = standingOf(control);
      control.close();
    }
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return problem(EXIT.records, error.message, error.hint ?? '');
  }
  if (standing) return standing;
  return ok(found.length === 0 ? 'nothing recorded yet' : found.join(', '));
}

/** What of the book for money keeps play up; null where nothing does. */
function standingOf(control: Control): Finding | null {
  const latch = control.latches(Date.now()).find(({ until }) => until === null);
  if (latch) {
    const exitCode = latch.limit === 'fairness' ? EXIT.unfair : EXIT.limit;
    return problem(
      exitCode,
      `${latch.limit} is latched: ${latch.message}`,
      `\`botpit resume ${latch.limit}\` lets play go on.`,
    );
  }
  const open = control.openIntents().length;
  if (open === 0) return null;
  const what = open === 1 ? 'one commitment is' : `${open} commitments are`;
  return warning(`${what} not settled and counts as lost`, '`botpit status` lists what is open.');
}
