import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { BotpitError } from '../../errors.js';
import { type Archive, accountOf, LOCAL_ARENA, type SessionRow } from '../../history/index.js';
import { holderOf, isHeld, lockProcess, type ProcessLock } from '../../lib/process-lock.js';
import { quoteSh } from '../../lib/quote.js';
import { lockFolders } from '../../lib/user-folders.js';
import { visible } from '../../lib/visible.js';
import type { EventSink } from '../../runner/index.js';
import { clean } from '../../ui/index.js';

/** Where locks are. */
export interface Places {
  /** The folder of the records. Two containers may share nothing else. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What a process that plays says of itself beside its lock. The completion of shells reads it, too. */
const BOT = 'bot ';
/** A signal has asked it to stop: a second one would cost its match. */
const STOPPING = 'stopping';

/**
 * Makes sure that only one process of this user plays with a key: of two, the arena would disconnect one.
 * @param bot the name of the one that is about to play; null where it has none
 * @returns null where nothing can be locked and no money is at stake, which is a warning
 * @throws BotpitError `process/running`; `history/unavailable` where money is at stake and nothing can be locked
 */
export async function holdKey(
  apiKey: string,
  places: Places,
  real: boolean,
  bot: string | null,
  emit: EventSink,
): Promise<ProcessLock | null> {
  const account = accountOf(apiKey);
  let lock: ProcessLock | null;
  try {
    lock = await holdAccount(account, places, bot);
  } catch (error) {
    if (real || !(error instanceof BotpitError)) throw error;
    const message = `${error.message}. Start no other botpit with this key.`;
    emit({ event: 'warning', code: 'no_lock', message });
    return null;
  }
  if (lock) return lock;
  const holder = playingProcess(account, places);
  const named = holder?.bot ?? null;
  const who = named === null ? '' : `: bot ${named}, process ${holder?.pid}`;
  const other = named === null || named === bot ? '' : ' Two bots need two keys.';
  throw new BotpitError(
    'process/running',
    `another botpit process on this machine plays with this key${who}`,
    {
      hint: `Look at \`botpit status\`; \`${stopCommand(named)}\` asks it to finish.${other}`,
    },
  );
}

/**
 * Makes sure that no process of this user plays for an account while its owner changes the books. A session reads them once,
 * when it starts.
 * @param bot the bot that is about to play; null where the books are only changed, or it has no name
 * @returns null where one plays
 * @throws BotpitError `history/unavailable` where nothing can be locked
 */
export async function holdAccount(
  account: string,
  places: Places,
  bot: string | null = null,
): Promise<ProcessLock | null> {
  try {
    const lock = await lockProcess(lockName(account), foldersOf(places));
    if (bot !== null) lock?.note(BOT + visible(bot));
    return lock;
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
  return isPlayingFor(accountOf(apiKey), places);
}

/** The same by the account. */
export function isPlayingFor(account: string, places: Places): boolean {
  return isHeld(lockName(account), foldersOf(places));
}

/** A process that plays, and the name of its bot: null where it has none. */
export interface PlayingProcess {
  readonly pid: number;
  readonly bot: string | null;
  /** A signal has asked it to stop: it plays its match to the end. */
  readonly isStopping: boolean;
}

/** Notes beside its lock that this process has been asked to stop, so that `botpit stop` sends no second signal. */
export function noteStopping(lock: ProcessLock | null): void {
  lock?.note(STOPPING);
}

/** The process of this user that plays for an account; null where none does. */
export function playingProcess(account: string, places: Places): PlayingProcess | null {
  const holder = holderOf(lockName(account), foldersOf(places));
  if (!holder) return null;
  const { pid, notes } = holder;
  const bot = notes.find((note) => note.startsWith(BOT))?.slice(BOT.length) ?? null;
  return { pid, bot, isStopping: notes.includes(STOPPING) };
}

/** The processes of this user that play with a key, whatever records they keep. */
export function playingAnywhere(places: Places): (PlayingProcess & { readonly account: string })[] {
  const names = foldersOf(places).flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  const accounts = new Set(names.flatMap((name) => PID_FILE.exec(name)?.[1] ?? []));
  return [...accounts].flatMap((account) => {
    const playing = playingProcess(account, places);
    return playing ? [{ account, ...playing }] : [];
  });
}

/** As `lockName` and the lock together call it. */
const PID_FILE = /^botpit-([0-9a-f]+)\.pid$/;

/** The processes of this user that play with a fleet. */
export function fleetsAnywhere(places: Places): number[] {
  const folders = foldersOf(places);
  const names = folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  const fleets = new Set(names.flatMap((name) => FLEET_PID_FILE.exec(name)?.[1] ?? []));
  return [...fleets].flatMap((fleet) => holderOf(fleet, folders)?.pid ?? []);
}

const FLEET_PID_FILE = /^(botpit-fleet-[0-9a-f]+)\.pid$/;

function foldersOf({ folder, env }: Places): string[] {
  return [...lockFolders(env), folder];
}

function lockName(account: string): string {
  return `botpit-${account}`;
}

/** The refusal of an operator's command while a process plays for the account. @param then what to do after it has stopped */
export function refusePlaying(account: string, places: Places, then: string): BotpitError {
  const bot = playingProcess(account, places)?.bot ?? null;
  const whose = bot === null ? `account ${account}` : `${bot}, account ${account}`;
  return new BotpitError('process/running', `a botpit process on this machine plays for ${whose}`, {
    hint: `\`${stopCommand(bot)}\` asks it to finish its match. ${then}`,
  });
}

function stopCommand(bot: string | null): string {
  if (bot === null) return 'botpit stop';
  // A profile may be called `--all`.
  return `botpit stop ${bot.startsWith('-') ? '-- ' : ''}${quoteSh(bot)}`;
}

/** A session whose process runs. */
export type RunningSession = SessionRow & Pick<PlayingProcess, 'isStopping'>;

/** Those of a book; the newest first. */
export function runningSessions(archive: Archive, places: Places): RunningSession[] {
  return archive.unendedSessions().flatMap((session) => {
    const { pid, arena, account } = session;
    // Any number of processes play with their own arenas, and hold no key.
    if (arena === LOCAL_ARENA) return reach(pid, 0) ? [{ ...session, isStopping: false }] : [];
    const playing = playingProcess(account, places);
    return playing?.pid === pid ? [{ ...session, isStopping: playing.isStopping }] : [];
  });
}

/** `process 4242`, or with a name `live (process 4242)`. */
export function called({ bot, pid }: Pick<RunningSession, 'bot' | 'pid'>): string {
  return bot === null ? `process ${pid}` : `${clean(bot, 60)} (process ${pid})`;
}

/** False where the process has ended. With 0 nothing is sent: another user's process is there, though it may not be asked. */
export function reach(pid: number, signal: 0 | 'SIGTERM'): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    if (code === 'EPERM' && signal === 0) return true;
    throw error;
  }
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
