import { readChoice } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { type AccountLatch, type Control, LIMIT_NAMES } from '../../history/index.js';
import { closing } from '../../lib/closing.js';
import type { ProcessLock } from '../../lib/process-lock.js';
import { expectedOneOf, resumeCommand } from '../../lib/wording.js';
import { clean } from '../../ui/index.js';
import { formatSol } from '../../wager.js';
import type { Given } from '../command.js';
import type { RESUME, SETTLE } from '../options.js';
import { tell, whoJson } from '../output.js';
import { accountsOf, namesIn } from '../records/bots.js';
import { holdAccount, type Places, refusePlaying } from './processes.js';

/** Releases a limit that has tripped, so that the next start may play again. */
export async function resume(given: Given<'config' | 'records', typeof RESUME>): Promise<void> {
  const { args, options, config, records, io } = given;
  const limit = readChoice('[limit]', LIMIT_NAMES, args[0]);
  const { bot } = options;
  const control = records.change(options.book ?? 'real');
  const places = { folder: records.folder, env: io.env };
  const nameOf = namesIn(control);
  const latches = latchesOf(control, limit, bot);
  const { released, playing } = await release(control, limit, latches, places);
  if (playing !== null && released.length === 0)
    throw refusePlaying(playing, places, 'Release the limit then.');
  if (released.length === 0) {
    const whose = bot === null ? '' : ` for ${clean(bot, 60)}`;
    throw new BotpitError('usage', `${limit} is not latched${whose}`, {
      hint: '`botpit status` shows what is; --book practice looks at play without money.',
    });
  }
  for (const { account, message, trippedAt } of released) {
    const since = new Date(trippedAt).toISOString();
    const names = nameOf(account);
    const event = {
      event: 'released',
      ...whoJson(names),
      limit,
      account,
      message,
      trippedAt: since,
    } as const;
    const whose = names.bot === null ? '' : ` for ${clean(names.bot, 60)}`;
    tell(io, config, event, `released ${limit}${whose}, which tripped at ${since}: ${clean(message)}`);
  }
  if (playing !== null) {
    const { bot: named } = nameOf(playing);
    const whose = named === null ? `account ${playing}` : clean(named, 60);
    io.stderr.write(`warning: not released for ${whose}: a botpit process plays for it\n`);
  }
  if (!config.json) io.stdout.write('It counts from now on; what is open still counts as lost.\n');
}

/** @param bot whose they are to be; null for those of all @throws BotpitError `usage` where it cannot have any of its own */
function latchesOf(control: Control | null, limit: string, bot: string | null): readonly AccountLatch[] {
  const all = control?.unreleased(limit) ?? [];
  if (bot === null) return all;
  const own = accountsOf(bot, control);
  const latches = all.filter(({ account }) => account !== null && own.includes(account));
  if (latches.length === 0 && all.some(({ account }) => account === null)) {
    throw new BotpitError('usage', `${limit} holds all accounts of the folder, not ${clean(bot, 60)} alone`, {
      hint: `Release it for all of them: ${resumeCommand(limit, null)}.`,
    });
  }
  return latches;
}

/** Releases those of these latches whose accounts no process plays for. */
async function release(
  control: Control | null,
  limit: string,
  latches: readonly AccountLatch[],
  places: Places,
) {
  const locks: ProcessLock[] = [];
  await using _locks = closing(() => {
    for (const lock of locks) lock.release();
  });
  let playing: string | null = null;
  const latched = new Set(latches.map(({ account }) => account));
  // A limit over all accounts of the folder is released only if no process plays for any of them.
  const meant = latched.has(null)
    ? (control?.accounts() ?? []).map(({ account }) => account)
    : [...latched].flatMap((one) => one ?? []);
  const free = new Set<string>();
  for (const account of meant) {
    const lock = await holdAccount(account, places);
    if (lock) locks.push(lock);
    if (lock) free.add(account);
    else playing = account;
  }
  const isFree = (account: string | null) =>
    latched.has(account) && (account === null ? playing === null : free.has(account));
  const released = control?.release(limit, Date.now(), isFree) ?? [];
  return { released, playing };
}

/** Closes an open intent with what its owner knows of it from elsewhere. */
export async function settleIntent(given: Given<'config' | 'records', typeof SETTLE>): Promise<void> {
  const { args, options, config, records, io } = given;
  const control = records.change('real');
  const id = intentOf(args[0], options.bot, control);
  const { payoutLamports } = options;
  if (payoutLamports === null) {
    throw new BotpitError('usage', 'what did the arena pay out?', {
      hint: 'Say with --payout <sol>: 0 where the wager was lost, the wager itself where nothing came of it.',
    });
  }
  if (!control) throw new BotpitError('usage', 'nothing has been recorded yet');
  const places = { folder: records.folder, env: io.env };
  const account = control.openIntents().find((each) => each.id === id)?.account ?? null;
  const lock = account === null ? null : await holdAccount(account, places);
  await using _lock = closing(() => lock?.release());
  if (account !== null && !lock) throw refusePlaying(account, places, 'Settle what is still open then.');
  const { wagerLamports } = control.settle(id, payoutLamports, Date.now());
  const netLamports = payoutLamports - wagerLamports;
  const names = namesIn(control)(account);
  const event = { event: 'intent_settled', ...whoJson(names), intent: id, netLamports } as const;
  const whose = names.bot === null ? '' : ` of ${clean(names.bot, 60)}`;
  tell(io, config, event, `intent ${id}${whose} is settled: net ${formatSol(netLamports)} SOL`);
}

/**
 * The number of the intent that is meant: the one given, or the one that a bot has open.
 * @throws BotpitError `usage` for what is not a number, and for an intent that the bot does not have open
 */
function intentOf(given: string | undefined, bot: string | null, control: Control | null): number {
  const id = given === undefined ? null : /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  const hint = '`botpit status` lists those that are open, with their numbers.';
  if (Number.isNaN(id))
    throw new BotpitError('usage', `${JSON.stringify(given)} is not the number of an intent`, { hint });
  if (bot === null) {
    if (id === null) throw new BotpitError('usage', 'which intent?', { hint });
    return id;
  }
  const accounts = accountsOf(bot, control);
  const own = (control?.openIntents() ?? []).filter(({ account }) => accounts.includes(account));
  const ids = own.map((intent) => intent.id);
  const [only] = ids;
  if (id === null && ids.length === 1 && only !== undefined) return only;
  if (id !== null && ids.includes(id)) return id;
  const name = clean(bot, 60);
  if (ids.length === 0) throw new BotpitError('usage', `${name} has no open intent`, { hint });
  const message = id === null ? `which intent of ${name}?` : `intent ${id} is not one of ${name}`;
  throw new BotpitError('usage', message, { hint: expectedOneOf(ids.map(String)) });
}
