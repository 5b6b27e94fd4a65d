import type { Config } from '../../config/index.js';
import { type AccountStanding, type Archive, BOOK_NAMES } from '../../history/index.js';
import { clean, formatOperation } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { styleOf, whoJson, writeJson, writeLines } from '../output.js';
import { limitsJson, limitsToCome } from '../play/session-book.js';
import { namesIn } from '../records/bots.js';
import { isStopped, type Places, playingProcess, runningSessions } from './processes.js';

/** Shows which processes run and what each is held to, what is latched, and what is open. */
export async function status({ config, records, io }: Given<'config' | 'records'>): Promise<void> {
  let isEmpty = true;
  const isOne = records.folders.length === 1;
  for (const folder of records.folders) {
    const books = BOOK_NAMES.flatMap((book) => records.archives(book).filter((one) => one.folder === folder));
    if (books.length === 0) continue;
    isEmpty = false;
    if (!isOne && !config.json) writeLines([styleOf(config, io).bold(clean(folder))], io);
    for (const archive of books)
      showBook(archive, config, { folder, env: io.env }, isOne ? {} : { folder }, io);
  }
  if (isEmpty && !config.json) io.stdout.write('Nothing has been recorded yet.\n');
}

/** @param where what is said of the folder in each line for a program */
function showBook(
  archive: Archive,
  config: Config,
  places: Places,
  where: { readonly folder?: string },
  io: Io,
): void {
  const now = Date.now();
  const { book } = archive;
  const nameOf = namesIn(archive);
  const running = runningSessions(archive, places).map((session) => ({
    ...session,
    isStopped: isStopped(session.pid),
  }));
  const intents = archive.openIntents().map((intent) => ({
    ...intent,
    ...nameOf(intent.account),
    pid: playingProcess(intent.account, places)?.pid ?? null,
  }));
  const latches = archive.latches(now).map((latch) => ({ ...latch, ...nameOf(latch.account) }));
  const standings = archive
    .standings(now)
    .filter(({ account }) => account !== '' && book === 'real')
    .map((standing) => ({ ...standing, ...nameOf(standing.account) }));
  // What runs may have been given other limits than this shell has.
  const toCome = book === 'real' && running.length === 0 ? limitsToCome(config) : null;
  if (config.json) {
    for (const one of running) {
      const { pid, isStopped: stopped, isStopping: stopping, startedAt, account, arena, strategy } = one;
      const { limits, restsUntil } = one;
      const held = limits === null ? {} : { limits: limitsJson(limits) };
      const state = restsUntil === null ? 'playing' : 'waiting';
      const until = restsUntil === null ? null : iso(restsUntil);
      const doing = { stopped, stopping, state, until } as const;
      const run = { pid, ...doing, startedAt: iso(startedAt), account, arena, strategy };
      writeJson(io, { event: 'process', ...whoJson(one), ...where, book, ...run, ...held });
    }
    for (const latch of latches) {
      const { account, limit, message, trippedAt, until } = latch;
      const times = { trippedAt: iso(trippedAt), until: until === null ? null : iso(until) };
      writeJson(io, { event: 'latch', ...whoJson(latch), ...where, book, account, limit, message, ...times });
    }
    for (const open of intents) {
      const { id, account, arena, game, wagerLamports, createdAt, matchId, pid } = open;
      const intent = { intent: id, game, wagerLamports, createdAt: iso(createdAt), matchId, pid };
      writeJson(io, { event: 'open_intent', ...whoJson(open), ...where, book, account, arena, ...intent });
    }
    for (const standing of standings) {
      writeJson(io, { event: 'standing', ...whoJson(standing), ...where, book, ...standingFields(standing) });
    }
    if (toCome) {
      const whose = config.profile === null ? {} : { bot: config.profile };
      writeJson(io, { event: 'limits_to_come', ...whose, ...where, book, limits: limitsJson(toCome) });
    }
    return;
  }
  const operation = { book, running, latches, intents, standings, limitsToCome: toCome };
  writeLines(formatOperation(operation, styleOf(config, io), io.stdout.columns), io);
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
