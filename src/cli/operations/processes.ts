import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BotpitError } from '../../errors.js';
import { accountOf } from '../../history/index.js';
import { holderOf, isHeld, lockProcess, type ProcessLock } from '../../lib/process-lock.js';
import { lockFolders } from '../../lib/user-folders.js';
import type { EventSink } from '../../runner/index.js';

/** Where locks are. */
export interface Places {
  /** The folder of the records. Two containers may share nothing else. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Makes sure that only one process of this user plays with a key: of two, the arena would disconnect one.
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
 * Makes sure that no process of this user plays for an account while its owner changes the books. A session reads them once,
 * when it starts.
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

function foldersOf({ folder, env }: Places): string[] {
  return [...lockFolders(env), folder];
}

function lockName(account: string): string {
  return `botpit-${account}`;
}

/** The refusal of an operator's command while a process plays for the account. @param then what to do after it has stopped */
export function refusePlaying(account: string, then: string): BotpitError {
  return new BotpitError('process/running', `a botpit process on this machine plays for account ${account}`, {
    hint: `\`botpit stop\` asks it to finish its match. ${then}`,
  });
}

const PS_MS = 2_000;

/** Whether a process is stopped (Ctrl-Z, SIGSTOP, a debugger). False if the system does not say. */
export function isStopped(pid: number): boolean {
  return /^[Tt]/.test(stateOf(pid));
}

/** The letter by which Unix shows the state of a process. */
function stateOf(pid: number): string {
  if (process.platform === 'win32') return '';
  try {
    // The name in brackets may hold anything, brackets too.
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    const words = ['-o', 'state=', '-p', String(pid)];
    return execFileSync('ps', words, { encoding: 'utf8', timeout: PS_MS }).trim();
  } catch {
    return '';
  }
}
