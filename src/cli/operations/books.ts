import { readChoice } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { type Control, LIMIT_NAMES } from '../../history/index.js';
import { closing } from '../../lib/closing.js';
import type { ProcessLock } from '../../lib/process-lock.js';
import { clean } from '../../ui/index.js';
import { formatSol } from '../../wager.js';
import type { Given } from '../command.js';
import type { BOOK, SETTLE } from '../options.js';
import { tell } from '../output.js';
import { holdAccount, type Places, refusePlaying } from './processes.js';

/** Releases a limit that has tripped, so that the next start may play again. */
export async function resume(given: Given<'config' | 'records', typeof BOOK>): Promise<void> {
  const { args, options, config, records, io } = given;
  const limit = readChoice('[limit]', LIMIT_NAMES, args[0]);
  const control = records.change(options.book ?? 'real');
  const { released, playing } = await release(control, limit, { folder: records.folder, env: io.env });
  if (playing !== undefined && released.length === 0) throw refusePlaying(playing, 'Release the limit then.');
  if (released.length === 0) {
    throw new BotpitError('usage', `${limit} is not latched`, {
      hint: '`botpit status` shows what is; --book practice looks at play without money.',
    });
  }
  for (const { account, message, trippedAt } of released) {
    const since = new Date(trippedAt).toISOString();
    const event = { event: 'released', limit, account, message, trippedAt: since } as const;
    tell(io, config, event, `released ${limit}, which tripped at ${since}: ${clean(message)}`);
  }
  if (playing !== undefined) {
    io.stderr.write(`warning: not released for account ${playing}: a botpit process plays for it\n`);
  }
  if (!config.json) io.stdout.write('It counts from now on; what is open still counts as lost.\n');
}

/** Releases a limit for the accounts that no process plays for. */
async function release(control: Control | null, limit: string, places: Places) {
  const locks: ProcessLock[] = [];
  await using _locks = closing(() => {
    for (const lock of locks) lock.release();
  });
  let playing: string | undefined;
  const latched = new Set(control?.unreleased(limit).map(({ account }) => account));
  // A limit over all accounts of the folder is released only if no process plays for any of them.
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
}

/** Closes an open intent with what its owner knows of it from elsewhere. */
export async function settleIntent(given: Given<'config' | 'records', typeof SETTLE>): Promise<void> {
  const { args, options, config, records, io } = given;
  const [intent = ''] = args;
  const id = /^\d{1,15}$/.test(intent) ? Number(intent) : null;
  if (id === null) {
    throw new BotpitError('usage', `${JSON.stringify(intent)} is not the number of an intent`, {
      hint: '`botpit status` lists those that are open, with their numbers.',
    });
  }
  const { payoutLamports } = options;
  if (payoutLamports === null) {
    throw new BotpitError('usage', 'what did the arena pay out?', {
      hint: 'Say with --payout <sol>: 0 where the wager was lost, the wager itself where nothing came of it.',
    });
  }
  const control = records.change('real');
  if (!control) throw new BotpitError('usage', 'nothing has been recorded yet');
  const account = control.openIntents().find((each) => each.id === id)?.account;
  const lock =
    account === undefined ? null : await holdAccount(account, { folder: records.folder, env: io.env });
  await using _lock = closing(() => lock?.release());
  if (account !== undefined && !lock) throw refusePlaying(account, 'Settle what is still open then.');
  const { wagerLamports } = control.settle(id, payoutLamports, Date.now());
  const netLamports = payoutLamports - wagerLamports;
  const event = { event: 'intent_settled', intent: id, netLamports } as const;
  tell(io, config, event, `intent ${id} is settled: net ${formatSol(netLamports)} SOL`);
}
