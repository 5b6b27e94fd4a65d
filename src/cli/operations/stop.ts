import { EXIT } from '../../exit-codes.js';
import { BOOK_NAMES } from '../../history/index.js';
import type { Given, Io } from '../command.js';
import { writeJson } from '../output.js';
import { playingProcess } from './processes.js';

/**
 * Asks the processes that play with these records to finish: as a first signal does, they end after the match in
 * progress. @returns the exit code
 */
export async function stop({ config, records }: Given<'config' | 'records'>, io: Io): Promise<number> {
  const stopped = new Set<number>();
  const places = { folder: records.folder, env: io.env };
  const sessions = BOOK_NAMES.flatMap((book) => records.look(book)?.unendedSessions() ?? []);
  for (const { pid, account } of sessions) {
    // The process of a run that was killed may be another program by now: it must not be asked.
    if (stopped.has(pid) || playingProcess(account, places) !== pid) continue;
    if (!ask(pid)) continue;
    stopped.add(pid);
    if (config.json) writeJson(io, { event: 'stop_asked', pid, account });
    else io.stdout.write(`asked process ${pid} to finish its match and stop\n`);
  }
  if (stopped.size === 0 && !config.json) io.stdout.write('Nothing runs.\n');
  return EXIT.ok;
}

/** False where the process has ended meanwhile. */
function ask(pid: number): boolean {
  try {
    process.kill(pid, 'SIGTERM');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
