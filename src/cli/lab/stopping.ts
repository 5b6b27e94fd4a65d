import type { Config } from '../../config/index.js';
import { within } from '../../lib/waiting.js';
import type { Io } from '../command.js';
import { Interrupt } from '../interrupt.js';

/** Threads that have started programs have so long to end them. */
const END_MS = 6_000;

/** What a command of the lab has to know of signals. */
export interface Stopping {
  /** Aborted by the first signal: stop at the next match. */
  readonly signal: AbortSignal;
  /** Called by the second, just before the process ends. */
  onForced(end: () => Promise<void>): void;
}

/**
 * Runs what a command of the lab does. The first signal asks it to stop, the second ends it at once.
 * @returns its exit code, or that of the second signal
 */
export async function stoppable(
  { json, quiet }: Pick<Config, 'json' | 'quiet'>,
  io: Io,
  work: (stopping: Stopping) => Promise<number>,
): Promise<number> {
  const interrupt = new Interrupt(io);
  const stop = new AbortController();
  const ends: (() => Promise<void>)[] = [];
  void interrupt.asked.then(() => {
    if (!json && !quiet) io.stderr.write('Stopping at the next match; a second signal ends it at once.\n');
    stop.abort();
  });
  const forced = interrupt.forced.then(async (exitCode) => {
    await within(END_MS, Promise.allSettled(ends.map((end) => end())));
    return exitCode;
  });
  try {
    return await Promise.race([work({ signal: stop.signal, onForced: (end) => ends.push(end) }), forced]);
  } finally {
    interrupt.close();
  }
}
