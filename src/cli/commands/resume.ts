import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { LIMIT_NAMES } from '../../history/index.js';
import { nearest } from '../../lib/suggest.js';
import { clean } from '../../ui/index.js';
import type { Call } from '../command-spec.js';
import type { Io } from '../main.js';
import { openBookFor } from '../operator.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Releases a limit that has tripped, so that the next start may play again. @returns the exit code */
export function resume({ flags, args: [limit = ''], options }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    if (!LIMIT_NAMES.some((name) => name === limit)) throw unknown(limit);
    const control = await openBookFor(config, options, io);
    const released = control?.release(limit, Date.now()) ?? [];
    control?.close();
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
    if (!config.json) io.stdout.write('It counts from now on; what is open still counts as lost.\n');
    return EXIT.ok;
  });
}

function unknown(limit: string): BotpitError {
  const near = nearest(limit, LIMIT_NAMES);
  const what = limit === '' ? 'which limit?' : `there is no limit ${JSON.stringify(limit)}`;
  return new BotpitError('usage', what, {
    hint: `${near ? `Did you mean ${near}? ` : ''}The limits: ${LIMIT_NAMES.join(', ')}. \`botpit status\` shows what is latched.`,
  });
}
