import type { Config } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import { type AccountStanding, BOOK_NAMES, type Control } from '../../history/index.js';
import { formatOperation } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { styleOf, writeJson, writeLines } from '../output.js';
import { limitsJson, limitsToCome } from '../play/session-book.js';
import { isStopped, type Places, playingProcess } from './processes.js';

/** Shows which processes run and what each is held to, what is latched, and what is open. @returns the exit code */
export async function status({ config, records }: Given<'config' | 'records'>, io: Io): Promise<number> {
  let isEmpty = true;
  for (const book of BOOK_NAMES) {
    const control = records.look(book);
    if (!control) continue;
    isEmpty = false;
    showBook(control, config, { folder: records.folder, env: io.env }, io);
  }
  if (isEmpty && !config.json) io.stdout.write('Nothing has been recorded yet.\n');
  return EXIT.ok;
}

function showBook(control: Control, config: Config, places: Places, io: Io): void {
  const now = Date.now();
  const { book } = control;
  const running = [];
  for (const session of control.unendedSessions()) {
    const { pid, arena, account } = session;
    // Any number of processes play with their own arenas, and hold no key.
    const runs = arena === 'local' ? isAlive(pid) : playingProcess(account, places) === pid;
    if (runs) running.push({ ...session, isStopped: isStopped(pid) });
  }
  const intents = control.openIntents().map((intent) => ({
    ...intent,
    pid: playingProcess(intent.account, places),
  }));
  const latches = control.latches(now);
  const standings = control.standings(now).filter(({ account }) => account !== '' && book === 'real');
  // What runs may have been given other limits than this shell has.
  const toCome = book === 'real' && running.length === 0 ? limitsToCome(config) : null;
  if (config.json) {
    for (const { pid, isStopped: stopped, startedAt, account, arena, strategy, limits } of running) {
      const held = limits === null ? {} : { limits: limitsJson(limits) };
      const run = { pid, stopped, started_at: iso(startedAt), account, arena, strategy };
      writeJson(io, { event: 'process', book, ...run, ...held });
    }
    for (const { account, limit, message, trippedAt, until } of latches) {
      const times = { tripped_at: iso(trippedAt), until: until === null ? null : iso(until) };
      writeJson(io, { event: 'latch', book, account, limit, message, ...times });
    }
    for (const { id, account, arena, game, wagerLamports, createdAt, matchId, pid } of intents) {
      const intent = { intent: id, game, wager_lamports: wagerLamports, created_at: iso(createdAt) };
      writeJson(io, { event: 'open_intent', book, account, arena, ...intent, match_id: matchId, pid });
    }
    for (const standing of standings) writeJson(io, { event: 'standing', book, ...standingFields(standing) });
    if (toCome) writeJson(io, { event: 'limits_to_come', book, limits: limitsJson(toCome) });
    return;
  }
  const operation = { book, running, latches, intents, standings, limitsToCome: toCome };
  writeLines(formatOperation(operation, styleOf(config, io)), io);
}

function standingFields(standing: AccountStanding) {
  return {
    account: standing.account,
    net_lamports: standing.netLamports,
    day_net_lamports: standing.dayNetLamports,
    open_lamports: standing.openLamports,
    folder_net_lamports: standing.folder.netLamports,
    folder_day_net_lamports: standing.folder.dayNetLamports,
    folder_open_lamports: standing.folder.openLamports,
    losses_in_a_row: standing.lossesInARow,
    drawdown_lamports: standing.drawdown(),
  };
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** Another user's process is alive too, though it may not be asked. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
