import { EXIT } from '../../exit-codes.js';
import { BOOK_NAMES, dataFolder, readControl, type SessionRow } from '../../history/index.js';
import type { Call } from '../command-spec.js';
import { playingProcess } from '../keeping.js';
import type { Io } from '../main.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/**
 * Asks the processes that play with these records to finish: as a first signal does, they end after the match in
 * progress. @returns the exit code
 */
export function stop({ flags }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const stopped = new Set<number>();
    for (const { pid, account } of running(dataFolder(config.dataDir, io.env))) {
      // The process of a run that was killed may be another program by now: it must not be asked.
      if (stopped.has(pid) || playingProcess(account, { config, env: io.env }) !== pid) continue;
      if (!ask(pid)) continue;
      stopped.add(pid);
      if (config.json) writeJson(io, 'stop_asked', { pid, account });
      else io.stdout.write(`asked process ${pid} to finish its match and stop\n`);
    }
    if (stopped.size === 0 && !config.json) io.stdout.write('Nothing runs.\n');
    return EXIT.ok;
  });
}

function running(folder: string): SessionRow[] {
  const rows: SessionRow[] = [];
  for (const book of BOOK_NAMES) {
    const control = readControl(folder, book);
    rows.push(...(control?.unendedSessions() ?? []));
    control?.close();
  }
  return rows;
}

/** False where there is no such process any more. */
function ask(pid: number): boolean {
  try {
    process.kill(pid, 'SIGTERM');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
