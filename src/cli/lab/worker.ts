import { availableParallelism } from 'node:os';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { type QueueWorkerEvent, workForQueue } from '../../lab/index.js';
import type { Given, Io } from '../command.js';
import type { CommandEvent } from '../events.js';
import type { LAB_WORKER } from '../options.js';
import { writeJson } from '../output.js';
import { collectGarbageApart } from './play.js';
import { workerLine } from './queue.js';
import { stoppable } from './stopping.js';

/** `botpit lab worker --queue <url>`: until a signal. @returns the exit code */
export async function labWorker(
  { options, config, queue: url }: Given<'config' | 'queue', typeof LAB_WORKER>,
  io: Io,
): Promise<number> {
  if (url === undefined) {
    throw new BotpitError('usage', 'which queue?', {
      hint: 'Name its Redis: --queue redis://localhost:6379, BOTPIT_QUEUE, or --queue-file <file>.',
    });
  }
  const onEvent = (event: QueueWorkerEvent) => {
    if (config.json) {
      const { kind, ...fields } = event;
      writeJson(io, { event: `worker_${kind}`, ...fields } as CommandEvent);
      return;
    }
    const line = config.quiet && event.kind !== 'trouble' ? null : workerLine(event);
    if (line !== null) io.stderr.write(`${line}\n`);
  };
  const jobs = options.jobs ?? availableParallelism();
  collectGarbageApart();
  return stoppable(config, io, async ({ signal }) => {
    await workForQueue({ url, jobs, signal, onEvent });
    return EXIT.ok;
  });
}
