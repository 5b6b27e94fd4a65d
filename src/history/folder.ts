import { createHash } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { homeFolder, homeless } from '../lib/user-folders.js';

/** Play for money and play without are kept in files of their own, so that they are never mixed. */
export type BookName = 'real' | 'practice';

export const BOOK_NAMES = ['real', 'practice'] as const satisfies readonly BookName[];

export function bookPath(folder: string, book: BookName): string {
  return join(folder, `${book}.db`);
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where records are kept: what the user named, else systemd's `$STATE_DIRECTORY`, else the data folder of the platform:
 * `$XDG_DATA_HOME/botpit` or `~/.local/share/botpit`, `~/Library/Application Support/botpit`, `%LOCALAPPDATA%\botpit`.
 * @param named an absolute path, or null
 * @throws BotpitError `config/invalid` where none of these is known
 */
export function dataFolder(named: string | null, env: Env, platform = process.platform): string {
  if (named !== null) return named;
  // Several folders may stand there; the first is the one of this service.
  const state = absolute(env.STATE_DIRECTORY?.split(':')[0]);
  if (state) return state;
  const xdg = platform === 'win32' ? undefined : absolute(env.XDG_DATA_HOME);
  if (xdg) return join(xdg, 'botpit');
  if (platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'botpit');
  const home = homeFolder(env);
  if (home === null) throw homeless();
  if (platform === 'win32') return join(home, 'AppData', 'Local', 'botpit');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'botpit');
  return join(home, '.local', 'share', 'botpit');
}

/** The specification of the XDG folders has relative ones ignored. */
function absolute(path: string | undefined): string | undefined {
  return path && isAbsolute(path) ? path : undefined;
}

/** Names the owner of a key in the records, without telling anything of the key: 16 hex digits. */
export function accountOf(apiKey: string): string {
  return createHash('sha256').update(`botpit account ${apiKey}`).digest('hex').slice(0, 16);
}
