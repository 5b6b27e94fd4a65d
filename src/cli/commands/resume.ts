import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { type Control, LIMIT_NAMES } from '../../history/index.js';
import type { ProcessLock } from '../../lib/process-lock.js';
import { nearest } from '../../lib/suggest.js';
import { clean } from '../../ui/index.js';
import type { Call } from '../command-spec.js';
import { holdAccount, type Places } from '../keeping.js';
import type { Io } from '../main.js';
import { isPlaying, openBookFor } from '../operator.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Releases a limit that has tripped, so that the next start may play again. @returns the exit code */
export function resume({ flags, args: [limit = ''], options }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    if (!LIMIT_NAMES.some((name) => name === limit)) throw unknown(limit);
    const control = await openBookFor(config, options, io);
    const { released, playing } = await release(control, limit, { config, env: io.env });
    if (playing !== undefined && released.length === 0) throw isPlaying(playing, 'Release the limit then.');
    if (released.length === 0) {
      throw new BotpitError('usage', `${limit} is not latched`, {
        hint: '`botpit status` shows what is; --book practice looks at play without money.',
      });
    }
    for (const { account, message, trippedAt } of released) {
      const since = new Date(trippedAt).toISOString();
      if (config.json) writeJson(io, 'released', { limit, account, message, tripped_at: since });
      else io.stdout.write(`released ${limit}, which tripped at ${since}: ${clean(message)}\n`);
    }
    if (playing !== undefined) {
      io.stderr.write(`warning: not released for account ${playing}: a botpit process plays for it\n`);
    }
    if (!config.json) io.stdout.write('It counts from now on; what is open still counts as lost.\n');
    return EXIT.ok;
  });
}

/** Releases a limit for the accounts that nobody plays for, and closes the book. */
async function release(control: Control | null, limit: string, places: Places) {
  const locks: ProcessLock[] = [];
  let playing: string | undefined;
  try {
    const latched = new Set(control?.unreleased(limit).map(({ account }) => account));
    // One that holds all accounts of the folder is released where nobody plays for any of them.
    const meant = latched.has(null) ? (control?.accounts() ?? []) : [...latched].flatMap((one) => one ?? []);
    const free = new Set<string>();
    for (const account of meant) {
      const lock = await holdAccount(account, places);
      if (lock) locks.push(lock);
      if (lock) free.add(account);
      else playing = account;
    }
    const isFree = (account: string | null) => (account === null ? playing === undefined : free.has(account));
    const released = control?.release(limit, Date.now(), isFree) ?? [];
    return { released, playing };
  } finally {
    control?.close();
    for (const lock of locks) lock.release();
  }
}

function unknown(limit: string): BotpitError {
  const near = nearest(limit, LIMIT_NAMES);
  const what = limit === '' ? 'which limit?' : `there is no limit ${JSON.stringify(limit)}`;
  return new BotpitError('usage', what, {
    hint: `${near ? `Did you mean ${near}? ` : ''}The limits: ${LIMIT_NAMES.join(', ')}. \`botpit status\` shows what is latched.`,
  });
}
