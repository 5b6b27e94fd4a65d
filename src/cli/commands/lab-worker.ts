import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { type QueueWorkerEvent, workForQueue } from '../../lab/index.js';
import type { Call } from '../command-spec.js';
import { forgetKey } from '../key-hygiene.js';
import { collectGarbageApart } from '../lab/garbage.js';
import { jobsOf } from '../lab/options.js';
import { queueAddress } from '../lab/queue-address.js';
import { workerLine } from '../lab/queue-lines.js';
import { stoppable } from '../lab/stopping.js';
import type { Io } from '../main.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** `botpit lab worker --queue <url>`: until a signal. @returns the exit code */
export function labWorker({ flags, options }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const url = await queueAddress(options, io);
    forgetKey(io.env);
    if (url === undefined) {
      throw new BotpitError('usage', 'which queue?', {
        hint: 'Name its Redis: --queue redis://localhost:6379, BOTPIT_QUEUE, or --queue-file <file>.',
      });
    }
    const onEvent = (event: QueueWorkerEvent) => {
      if (config.json) {
        const { kind, ...fields } = event;
        writeJson(io, `worker_${kind}`, fields);
        return;
      }
      const line = config.quiet && event.kind !== 'trouble' ? null : workerLine(event);
      if (line !== null) io.stderr.write(`${line}\n`);
    };
    const jobs = jobsOf(options);
    collectGarbageApart();
    return stoppable(config, io, async ({ signal }) => {
      await workForQueue({ url, jobs, signal, onEvent });
      return EXIT.ok;
    });
  });
}
