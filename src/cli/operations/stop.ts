import { createInterface } from 'node:readline/promises';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { BOOK_NAMES, LOCAL_ARENA } from '../../history/index.js';
import { clean } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import type { STOP } from '../options.js';
import { tell, whoJson } from '../output.js';
import { botsIn, unknownBot } from '../records/bots.js';
import type { Records } from '../records/records.js';
import { type RunningSession, reach, runningSessions } from './processes.js';

/**
 * Asks processes that play with these records to finish: as a first signal does, they end after the match in progress.
 * @returns the exit code
 */
export async function stop({
  args,
  options,
  config,
  records,
  io,
}: Given<'config' | 'records', typeof STOP>): Promise<number> {
  const [name] = args;
  if (name !== undefined && options.all) {
    throw new BotpitError('usage', 'a name and --all say two different things', {
      hint: '`botpit stop <bot>` stops one bot, `botpit stop --all` every one.',
    });
  }
  const found = BOOK_NAMES.flatMap((book) => {
    const archive = records.archive(book);
    return archive ? runningSessions(archive, { folder: records.folder, env: io.env }) : [];
  });
  // The process of a local run that was killed may be another program by now: it must not be asked.
  const local = found.filter(({ arena }) => arena === LOCAL_ARENA);
  // One that had a match for money in the other book is in both.
  const running = [...new Map(found.map((one) => [one.id, one])).values()].filter(
    (one) => !local.includes(one),
  );
  const chosen =
    name !== undefined
      ? named(name, running, local, records)
      : options.all || running.length < 2
        ? running
        : await choose(running, records, config.json, io);
  if (chosen === null) return EXIT.sigint;
  for (const one of chosen) {
    const { pid, account, isStopping: before } = one;
    // A second signal would resign its match.
    if (!before && !reach(pid, 'SIGTERM')) continue;
    const event = { event: 'stop_asked', ...whoJson(one), pid, account, before } as const;
    const asked = before
      ? `${called(one)} stops already, after its match`
      : `asked ${called(one)} to finish its match and stop`;
    tell(io, config, event, asked);
  }
  if (chosen.length > 0 || config.json) return EXIT.ok;
  const none =
    name !== undefined
      ? `${clean(name, 60)} does not run.`
      : running.length > 0
        ? 'Nothing was asked to stop.'
        : 'Nothing runs.';
  const besides =
    local.length === 0 ? '' : ` What plays in an arena of its own is stopped by Ctrl-C: ${list(local)}.`;
  io.stdout.write(`${none}${besides}\n`);
  return EXIT.ok;
}

/** `process 4242`, or with a name `live (process 4242)`. */
function called({ bot, pid }: RunningSession): string {
  return bot === null ? `process ${pid}` : `${clean(bot, 60)} (process ${pid})`;
}

function list(sessions: readonly RunningSession[]): string {
  return sessions.map(called).join(', ');
}

/** Those of a bot, or the one process with this id. @throws BotpitError `usage` where no bot has ever had the name */
function named(
  name: string,
  running: readonly RunningSession[],
  local: readonly RunningSession[],
  records: Records,
): readonly RunningSession[] {
  const isMeant = ({ bot, pid }: RunningSession) => bot === name || (bot === null && String(pid) === name);
  const meant = running.filter(isMeant);
  if (meant.length > 0) return meant;
  const alone = local.filter(isMeant);
  if (alone.length > 0) {
    throw new BotpitError('usage', `${list(alone)} plays in an arena of its own, where no signal is sent`, {
      hint: `Press Ctrl-C where it plays, or \`kill ${alone.map(({ pid }) => pid).join(' ')}\`.`,
    });
  }
  const known = botsIn(records);
  if (known.includes(name)) return [];
  throw unknownBot(name, names(running), known);
}

/** By what a person may choose one. */
function names(running: readonly RunningSession[]): string[] {
  return [...new Set(running.map(({ bot, pid }) => bot ?? String(pid)))];
}

/** Asks the person at the terminal which of several are meant. @returns null where there was an interrupt for an answer */
async function choose(
  running: readonly RunningSession[],
  records: Records,
  json: boolean,
  io: Io,
): Promise<readonly RunningSession[] | null> {
  const { stdin, stderr } = io;
  if (json || stdin?.isTTY !== true || stderr.isTTY !== true) {
    throw new BotpitError('usage', `which of ${running.length}? ${list(running)} run`, {
      hint: 'Name one, as in `botpit stop <bot>`, or stop every one with --all.',
    });
  }
  const answer = await ask(`Stop which? ${list(running)}; or all: `, stdin, stderr);
  if (answer === null) return null;
  if (answer === 'all') return running;
  return answer === '' ? [] : named(answer, running, [], records);
}

/** @returns null where the line was given up, by Ctrl-C or Ctrl-D */
async function ask(
  question: string,
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): Promise<string | null> {
  const lines = createInterface({ input, output });
  const closed = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
  lines.once('SIGINT', () => lines.close());
  const answer = await Promise.race([lines.question(question), closed]);
  if (answer === null) output.write('\n');
  lines.close();
  return answer?.trim() ?? null;
}
