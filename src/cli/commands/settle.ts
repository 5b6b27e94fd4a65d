import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { formatSol, parseSol } from '../../wager.js';
import type { Call } from '../command-spec.js';
import { holdAccount } from '../keeping.js';
import type { Io } from '../main.js';
import { isPlaying, NOTHING_RECORDED, openBookFor } from '../operator.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Closes an open intent with what its owner knows of it from elsewhere. @returns the exit code */
export function settleIntent({ flags, args: [intent = ''], options }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const id = /^\d{1,15}$/.test(intent) ? Number(intent) : null;
    if (id === null) {
      throw new BotpitError('usage', `${JSON.stringify(intent)} is not the number of an intent`, {
        hint: '`botpit status` lists those that are open, with their numbers.',
      });
    }
    if (typeof options.payout !== 'string') {
      throw new BotpitError('usage', 'what did the arena pay out?', {
        hint: 'Say with --payout <sol>: 0 where the wager was lost, the wager itself where nothing came of it.',
      });
    }
    const payoutLamports = parseSol(options.payout);
    const control = await openBookFor(config, {}, io);
    if (!control) throw new BotpitError('usage', NOTHING_RECORDED);
    const account = control.openIntents().find((each) => each.id === id)?.account;
    const lock = account === undefined ? null : await holdAccount(account, { config, env: io.env });
    try {
      if (account !== undefined && !lock) throw isPlaying(account, 'Settle what is still open then.');
      const { wagerLamports } = control.settle(id, payoutLamports, Date.now());
      const netLamports = payoutLamports - wagerLamports;
      if (config.json) writeJson(io, 'intent_settled', { intent: id, net_lamports: netLamports });
      else io.stdout.write(`intent ${id} is settled: net ${formatSol(netLamports)} SOL\n`);
    } finally {
      control.close();
      lock?.release();
    }
    return EXIT.ok;
  });
}
