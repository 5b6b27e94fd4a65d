import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BotpitError } from '../errors.js';
import { holderOf, isHeld } from '../lib/process-lock.js';

/** The name that a process holds while it restores a folder. */
export const RESTORE_LOCK = 'botpit-restore';

/** A file that is there while books are put in place. If it stays, that was cut short. */
export function unfinishedIn(folder: string): string {
  return join(folder, 'botpit-restore.unfinished');
}

/**
 * The books of a folder belong together: none is opened while they are replaced.
 * @throws BotpitError `usage` while the folder is being restored, and after that was cut short
 */
export function requireWhole(folder: string): void {
  if (isHeld(RESTORE_LOCK, [folder])) throw isRestored(folder);
  if (!existsSync(unfinishedIn(folder))) return;
  throw new BotpitError('usage', `the records in ${folder} were being restored, and that was cut short`, {
    hint: 'Run `botpit restore <file> --force` again: it puts all of them in place.',
  });
}

export function isRestored(folder: string): BotpitError {
  const holder = holderOf(RESTORE_LOCK, [folder]);
  const by = holder === null ? '' : ` by process ${holder.pid}`;
  return new BotpitError('usage', `the records in ${folder} are being restored${by}`, {
    hint: 'Start again when that has ended.',
  });
}
