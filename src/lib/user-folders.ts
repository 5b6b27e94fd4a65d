import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { BotpitError } from '../errors.js';
import { quoteSh } from './quote.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Where folders of a kind are: what the XDG variable names, else the place of the platform. */
const PLACES = {
  cache: {
    xdg: 'XDG_CACHE_HOME',
    win32: 'botpit/Cache',
    darwin: 'Library/Caches/botpit',
    other: '.cache/botpit',
  },
  state: {
    xdg: 'XDG_STATE_HOME',
    win32: 'botpit/State',
    darwin: 'Library/Application Support/botpit/State',
    other: '.local/state/botpit',
  },
  data: {
    xdg: 'XDG_DATA_HOME',
    win32: 'botpit',
    darwin: 'Library/Application Support/botpit',
    other: '.local/share/botpit',
  },
} as const;

/**
 * The user's folder for what can be made again at any time, for what belongs to this machine, or for what is to be kept;
 * null where there is no home.
 */
export function userFolder(
  kind: keyof typeof PLACES,
  env: Env,
  platform: string = process.platform,
): string | null {
  const { xdg, win32, darwin, other } = PLACES[kind];
  const named = kind === 'data' && platform === 'win32' ? undefined : absolute(env[xdg]);
  if (named) return join(named, 'botpit');
  if (platform === 'win32') return below(env.LOCALAPPDATA || inHome(env, 'AppData/Local'), win32);
  return inHome(env, platform === 'darwin' ? darwin : other);
}

/**
 * Where records are kept: what the user named, else systemd's `$STATE_DIRECTORY`, else the data folder of the platform:
 * `$XDG_DATA_HOME/botpit` or `~/.local/share/botpit`, `~/Library/Application Support/botpit`, `%LOCALAPPDATA%\botpit`.
 * @param named an absolute path, or null
 * @throws BotpitError `config/invalid` where none of these is known
 */
export function dataFolder(named: string | null, env: Env, platform: string = process.platform): string {
  // Several folders may stand there; the first is the one of this service.
  const state = absolute(env.STATE_DIRECTORY?.split(':')[0]);
  const folder = named ?? state ?? userFolder('data', env, platform);
  if (folder === null) throw homeless();
  return folder;
}

/** What commands need to look into a data folder: ` --data-dir …`, and nothing for the one that a shell of this user takes. */
export function folderFlag(folder: string, env: Env): string {
  return folder === userFolder('data', env) ? '' : ` --data-dir ${quoteSh(folder)}`;
}

/**
 * Where TypeScript that has been compiled is kept, for jiti's `fsCache`: what lies there is run as the user. Never in a
 * folder that others can write to, as jiti's own choice in `$TMPDIR` is; false where the user has none, so that it is
 * compiled each time.
 */
export function compiledFolder(env: NodeJS.ProcessEnv = process.env): string | false {
  const cache = userFolder('cache', env);
  if (cache === null) return false;
  const folder = join(cache, 'compiled');
  return ownFolder(cache) && ownFolder(folder) ? folder : false;
}

/**
 * The user's folders for locks: the one that ends with the login, and the one that a service or a cron job has too. They
 * may not be there.
 */
export function lockFolders(env: Env): string[] {
  const runtime = absolute(env.XDG_RUNTIME_DIR) ?? null;
  return [below(runtime, 'botpit'), userFolder('state', env)].filter((folder) => folder !== null);
}

/**
 * Makes a folder that only its owner can enter, where there is none.
 * @returns whether it is the user's own, so that nobody else can put anything into it
 */
export function ownFolder(path: string): boolean {
  try {
    makeFolder(path, 0o700);
    return isOwn(path);
  } catch {
    // No home, a mount that is read-only, a file in the way: the user has no such folder.
    return false;
  }
}

/** Whether the folder is there, belongs to the user, and takes nothing from anybody else. */
export function isOwn(path: string): boolean {
  const { uid, mode } = statSync(path);
  // Windows has neither: there, what is in a profile is the user's.
  return process.platform === 'win32' || (uid === process.getuid?.() && (mode & 0o022) === 0);
}

/** The specification of the XDG folders has relative ones ignored. */
function absolute(path: string | undefined): string | undefined {
  return path && isAbsolute(path) ? path : undefined;
}

function below(folder: string | null, ...names: string[]): string | null {
  return folder === null ? null : join(folder, ...names);
}

/** The user's home folder; null where nobody says: no `HOME`, and a user id that has no entry in the password file. */
export function homeFolder(env: Env): string | null {
  try {
    return env.HOME || homedir();
  } catch {
    return null;
  }
}

/** What is to be said where there is none and one is needed. */
export function homeless(): BotpitError {
  const user = process.getuid === undefined ? 'this user' : `user ${process.getuid()}`;
  return new BotpitError('config/invalid', `HOME is not set, and ${user} is not in the password file`, {
    hint: 'Set HOME to a folder of this user.',
  });
}

function inHome(env: Env, ...names: string[]): string | null {
  return below(homeFolder(env), ...names);
}

/**
 * Makes a folder and those above it that are missing; one that is there is left as it is. Not with `recursive`, which never
 * ends in a folder that takes no new ones, such as /proc.
 * @throws what `mkdirSync` throws
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process was as quick.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
