import { BotpitError } from '../errors.js';

/**
 * Runs what touches the database.
 * @throws BotpitError `history/unavailable` in place of every error of the database or the file system
 */
export function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof BotpitError) throw cause;
    const { code, message } = cause as { code?: unknown; message?: unknown };
    // For a file that it cannot open, the driver gives no code.
    // Some of SQLite's codes it knows by number only.
    const isKnown =
      /^((UNKNOWN_)?SQLITE_|E[A-Z]+$)/.test(String(code)) || /^ConnectionFailed/.test(String(message));
    if (!isKnown) throw cause;
    throw new BotpitError('history/unavailable', `the records in ${path} cannot be used: ${message}`, {
      hint: HINTS.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1] ?? ANY_HINT,
      cause,
    });
  }
}

/** Whether that is the error of a database which another process holds. */
export function isLocked(error: unknown): boolean {
  return error instanceof BotpitError && LOCKED.test(String((error.cause as Error | undefined)?.message));
}

const LOCKED = /BUSY|locked/i;
const ANY_HINT =
  'Check the folder and the disk; `botpit doctor` looks at both. --data-dir names another folder.';
const HINTS: readonly (readonly [RegExp, string])[] = [
  [LOCKED, 'Another program holds the database. Close it (a database viewer, a backup), then start again.'],
  [/FULL|ENOSPC|disk is full/i, 'The disk is full. Make room, then start again.'],
  [
    /READONLY|EACCES|EPERM|EROFS|readonly/i,
    'Check whose the folder is, and whether it can be written. --data-dir names another one.',
  ],
  [
    /CORRUPT|NOTADB|malformed|not a database/i,
    'The file is damaged. Move it away and keep it; botpit starts a new one.',
  ],
];
