import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { formatSol } from '../../wager.js';
import type { Given, Io } from '../command.js';
import type { SETTLE } from '../options.js';
import { writeJson } from '../output.js';
import { holdAccount, refusePlaying } from './processes.js';

/** Closes an open intent with what its owner knows of it from elsewhere. @returns the exit code */
export async function settleIntent(
  { args: [intent = ''], options, config, records }: Given<'config' | 'records', typeof SETTLE>,
  io: Io,
): Promise<number> {
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
  const control = await records.change('real');
  if (!control) throw new BotpitError('usage', 'nothing has been recorded yet');
  const account = control.openIntents().find((each) => each.id === id)?.account;
  const lock =
    account === undefined ? null : await holdAccount(account, { folder: records.folder, env: io.env });
  try {
    if (account !== undefined && !lock) throw refusePlaying(account, 'Settle what is still open then.');
    const { wagerLamports } = control.settle(id, payoutLamports, Date.now());
    const netLamports = payoutLamports - wagerLamports;
    if (config.json) writeJson(io, { event: 'intent_settled', intent: id, net_lamports: netLamports });
    else io.stdout.write(`intent ${id} is settled: net ${formatSol(netLamports)} SOL\n`);
  } finally {
    lock?.release();
  }
  return EXIT.ok;
}
