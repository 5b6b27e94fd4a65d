import type { Config } from '../../config/index.js';
import { EXIT } from '../../exit-codes.js';
import {
  type AccountStanding,
  BOOK_NAMES,
  type Control,
  dataFolder,
  readControl,
} from '../../history/index.js';
import { colorFor, createStyle, formatOperation } from '../../ui/index.js';
import type { Call } from '../command-spec.js';
import { playingProcess } from '../keeping.js';
import type { Io } from '../main.js';
import { NOTHING_RECORDED } from '../operator.js';
import { isStopped } from '../process-state.js';
import { limitsJson, limitsToCome } from '../session-limits.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Shows which processes run and what each is held to, what is latched, and what is open. @returns the exit code */
export function status({ flags }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const folder = dataFolder(config.dataDir, io.env);
    let isEmpty = true;
    for (const book of BOOK_NAMES) {
      const control = readControl(folder, book);
      if (!control) continue;
      isEmpty = false;
      try {
        await showBook(control, config, io);
      } finally {
        control.close();
      }
    }
    if (isEmpty && !config.json) io.stdout.write(`${NOTHING_RECORDED}\n`);
    return EXIT.ok;
  });
}

async function showBook(control: Control, config: Config, io: Io): Promise<void> {
  const now = Date.now();
  const { book } = control;
  const running = [];
  for (const session of control.unendedSessions()) {
    const { pid, arena, account } = session;
    // Any number of processes play with their own arenas, and hold no key.
    const runs = arena === 'local' ? isAlive(pid) : playingProcess(account, { config, env: io.env }) === pid;
    if (runs) running.push({ ...session, isStopped: isStopped(pid) });
  }
  const intents = control.openIntents().map((intent) => ({
    ...intent,
    pid: playingProcess(intent.account, { config, env: io.env }),
  }));
  const latches = control.latches(now);
  const standings = control.standings(now).filter(({ account }) => account !== '' && book === 'real');
  // What runs may have been given other limits than this shell has.
  const toCome = book === 'real' && running.length === 0 ? limitsToCome(config) : null;
  if (config.json) {
    for (const { pid, isStopped: stopped, startedAt, account, arena, strategy, limits } of running) {
      const held = limits === null ? {} : { limits: limitsJson(limits) };
      const run = { pid, stopped, started_at: iso(startedAt), account, arena, strategy };
      writeJson(io, 'process', { book, ...run, ...held });
    }
    for (const { account, limit, message, trippedAt, until } of latches) {
      const times = { tripped_at: iso(trippedAt), until: until === null ? null : iso(until) };
      writeJson(io, 'latch', { book, account, limit, message, ...times });
    }
    for (const { id, account, arena, game, wagerLamports, createdAt, matchId, pid } of intents) {
      const intent = { intent: id, game, wager_lamports: wagerLamports, created_at: iso(createdAt) };
      writeJson(io, 'open_intent', { book, account, arena, ...intent, match_id: matchId, pid });
    }
    for (const standing of standings) writeJson(io, 'standing', { book, ...standingFields(standing) });
    if (toCome) writeJson(io, 'limits_to_come', { book, limits: limitsJson(toCome) });
    return;
  }
  const style = createStyle(config.color && colorFor(io.stdout, io.env));
  const lines = formatOperation({ book, running, latches, intents, standings, limitsToCome: toCome }, style);
  io.stdout.write(lines.map((line) => `${line}\n`).join(''));
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
