import type { Config } from '../../config/index.js';
import { type AccountStanding, type Archive, BOOK_NAMES } from '../../history/index.js';
import { formatOperation } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { styleOf, tell, writeJson, writeLines } from '../output.js';
import { limitsJson, limitsToCome } from '../play/session-book.js';
import { isStopped, type Places, playingProcess } from './processes.js';

/** Shows which processes run and what each is held to, what is latched, and what is open. */
export async function status({ config, records, io }: Given<'config' | 'records'>): Promise<void> {
  let isEmpty = true;
  for (const book of BOOK_NAMES) {
    const archive = records.archive(book);
    if (!archive) continue;
    isEmpty = false;
    showBook(archive, config, { folder: records.folder, env: io.env }, io);
  }
  if (isEmpty && !config.json) io.stdout.write('Nothing has been recorded yet.\n');
}

function showBook(archive: Archive, config: Config, places: Places, io: Io): void {
  const now = Date.now();
  const { book } = archive;
  const running = [];
  for (const session of archive.unendedSessions()) {
    const { pid, arena, account } = session;
    // Any number of processes play with their own arenas, and hold no key.
    const runs = arena === 'local' ? reach(pid, 0) : playingProcess(account, places) === pid;
    if (runs) running.push({ ...session, isStopped: isStopped(pid) });
  }
  const intents = archive.openIntents().map((intent) => ({
    ...intent,
    pid: playingProcess(intent.account, places),
  }));
  const latches = archive.latches(now);
  const standings = archive.standings(now).filter(({ account }) => account !== '' && book === 'real');
  // What runs may have been given other limits than this shell has.
  const toCome = book === 'real' && running.length === 0 ? limitsToCome(config) : null;
  if (config.json) {
    for (const { pid, isStopped: stopped, startedAt, account, arena, strategy, limits } of running) {
      const held = limits === null ? {} : { limits: limitsJson(limits) };
      const run = { pid, stopped, startedAt: iso(startedAt), account, arena, strategy };
      writeJson(io, { event: 'process', book, ...run, ...held });
    }
    for (const { account, limit, message, trippedAt, until } of latches) {
      const times = { trippedAt: iso(trippedAt), until: until === null ? null : iso(until) };
      writeJson(io, { event: 'latch', book, account, limit, message, ...times });
    }
    for (const { id, account, arena, game, wagerLamports, createdAt, matchId, pid } of intents) {
      const intent = { intent: id, game, wagerLamports, createdAt: iso(createdAt), matchId, pid };
      writeJson(io, { event: 'open_intent', book, account, arena, ...intent });
    }
    for (const standing of standings) writeJson(io, { event: 'standing', book, ...standingFields(standing) });
    if (toCome) writeJson(io, { event: 'limits_to_come', book, limits: limitsJson(toCome) });
    return;
  }
  const operation = { book, running, latches, intents, standings, limitsToCome: toCome };
  writeLines(formatOperation(operation, styleOf(config, io)), io);
}

function standingFields(standing: AccountStanding) {
  const { account, netLamports, dayNetLamports, openLamports, folder, lossesInARow } = standing;
  return {
    account,
    netLamports,
    dayNetLamports,
    openLamports,
    folderNetLamports: folder.netLamports,
    folderDayNetLamports: folder.dayNetLamports,
    folderOpenLamports: folder.openLamports,
    lossesInARow,
    drawdownLamports: standing.drawdown(),
  };
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/**
 * Asks the processes that play with these records to finish: as a first signal does, they end after the match in
 * progress.
 */
export async function stop({ config, records, io }: Given<'config' | 'records'>): Promise<void> {
  const stopped = new Set<number>();
  const places = { folder: records.folder, env: io.env };
  const sessions = BOOK_NAMES.flatMap((book) => records.archive(book)?.unendedSessions() ?? []);
  for (const { pid, account } of sessions) {
    // The process of a run that was killed may be another program by now: it must not be asked.
    if (stopped.has(pid) || playingProcess(account, places) !== pid) continue;
    if (!reach(pid, 'SIGTERM')) continue;
    stopped.add(pid);
    const event = { event: 'stop_asked', pid, account } as const;
    tell(io, config, event, `asked process ${pid} to finish its match and stop`);
  }
  if (stopped.size === 0 && !config.json) io.stdout.write('Nothing runs.\n');
}

/** False where the process has ended. With 0 nothing is sent: another user's process is there, though it may not be asked. */
function reach(pid: number, signal: 0 | 'SIGTERM'): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    if (code === 'EPERM' && signal === 0) return true;
    throw error;
  }
}
