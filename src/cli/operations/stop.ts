import { createInterface } from 'node:readline/promises';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { BOOK_NAMES, LOCAL_ARENA } from '../../history/index.js';
import { clean } from '../../ui/index.js';
import { type Given, type Io, showWarnings } from '../command.js';
import type { BotNames } from '../command-events.js';
import type { STOP } from '../options.js';
import { tell, whoJson, writeLines } from '../output.js';
import { botsIn, unknownBot } from '../records/bots.js';
import {
  called,
  fleetsAnywhere,
  type Places,
  playingAnywhere,
  type RunningSession,
  reach,
  runningSessions,
} from './processes.js';

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
    throw new BotpitError('usage', 'a name and --all cannot be used together', {
      hint: '`botpit stop <bot>` stops one bot, `botpit stop --all` every one.',
    });
  }
  const places = { folder: records.folder, env: io.env };
  const found = BOOK_NAMES.flatMap((book) => {
    const archive = records.archive(book);
    return archive ? runningSessions(archive, places) : [];
  });
  // The process of a local run that was killed may be another program by now: it must not be asked.
  const local = found.filter(({ arena }) => arena === LOCAL_ARENA);
  // One that had a match for money in the other book is in both.
  const running = [...new Map(found.map((one) => [one.id, one])).values()].filter(
    (one) => !local.includes(one),
  );
  const pids = new Set(running.map(({ pid }) => pid));
  const elsewhere = playingAnywhere(places)
    .filter(({ pid }) => !pids.has(pid))
    .map((one) => ({ ...one, agentId: null, agentName: null }));
  const all: Candidates = { running, local, elsewhere, known: botsIn(records) };
  const chosen =
    name !== undefined
      ? named(name, all)
      : options.all || running.length < 2
        ? running
        : await choose(all, config.json, io);
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
  if (chosen.length === 0 && name !== undefined) warnOfFleets(name, places, io);
  if (chosen.length > 0 || config.json) return EXIT.ok;
  const none =
    name !== undefined
      ? `${clean(name, 60)} does not run.`
      : running.length > 0
        ? 'Nothing was asked to stop.'
        : 'Nothing runs.';
  const besides = [
    ...(local.length === 0 ? [] : [`Playing in an arena of its own: ${list(local)}. ${byHand(local)}`]),
    ...(elsewhere.length === 0
      ? []
      : [`Playing with other records; name one to stop it: ${list(elsewhere)}.`]),
  ];
  writeLines([none, ...besides], io);
  return EXIT.ok;
}

/** A bot that has no process may be one that a fleet is about to start again. */
function warnOfFleets(name: string, places: Places, io: Io): void {
  const fleets = fleetsAnywhere(places);
  if (fleets.length === 0) return;
  const who =
    fleets.length === 1 ? `a fleet (process ${fleets[0]})` : `fleets (processes ${fleets.join(', ')})`;
  const message =
    `${who} may start ${clean(name, 60)} again, after a pause. To prevent that, take its profile out of the config and ` +
    'type `botpit fleet reload`, or stop the fleet';
  showWarnings([message], io);
}

/** A process that may be asked to stop. */
type Candidate = BotNames & Pick<RunningSession, 'account' | 'pid' | 'isStopping'>;

interface Candidates {
  /** With the records at hand, in an arena. */
  readonly running: readonly Candidate[];
  /** The same, in arenas of their own. */
  readonly local: readonly Candidate[];
  /** With other records. */
  readonly elsewhere: readonly Candidate[];
  /** The bots that have ever played with the records at hand. */
  readonly known: readonly string[];
}

/** How to stop what is not asked to. */
function byHand(candidates: readonly Candidate[]): string {
  return `Press Ctrl-C where it plays, or type \`kill ${candidates.map(({ pid }) => pid).join(' ')}\`.`;
}

function list(candidates: readonly Candidate[]): string {
  return candidates.map(called).join(', ');
}

/**
 * The one of a bot, or with this process id.
 * @throws BotpitError `usage` where no bot has ever had the name, or several that run have it
 */
function named(name: string, { running, local, elsewhere, known }: Candidates): readonly Candidate[] {
  const meant = (candidates: readonly Candidate[]) => {
    const called = candidates.filter(({ bot }) => bot === name);
    return called.length > 0 ? onlyOne(called) : candidates.filter(({ pid }) => String(pid) === name);
  };
  if (meant(running).length > 0) return meant(running);
  const alone = meant(local);
  if (alone.length > 0) {
    throw new BotpitError(
      'usage',
      `${list(alone)} plays in an arena of its own, which is not asked to stop`,
      {
        hint: byHand(alone),
      },
    );
  }
  // Another bot may have the same name, with other records: it is not meant.
  if (known.includes(name)) return [];
  if (meant(elsewhere).length > 0) return meant(elsewhere);
  const names = [...running, ...elsewhere].map(({ bot, pid }) => bot ?? String(pid));
  throw unknownBot(name, names, known);
}

/** Config files of several projects may have a profile of one name, and keep their records in one place. */
function onlyOne(called: readonly Candidate[]): readonly Candidate[] {
  const [first, ...others] = called;
  if (!first || others.length === 0) return called;
  throw new BotpitError('usage', `${called.length} bots of this name run: ${list(called)}`, {
    hint: `Name the process, as in \`botpit stop ${first.pid}\`.`,
  });
}

/** Asks the person at the terminal which of several are meant. @returns null where there was an interrupt for an answer */
async function choose(all: Candidates, json: boolean, io: Io): Promise<readonly Candidate[] | null> {
  const { stdin, stderr } = io;
  const { running } = all;
  if (json || stdin?.isTTY !== true || stderr.isTTY !== true) {
    throw new BotpitError('usage', `which of ${running.length}? ${list(running)} run`, {
      hint: 'Name one, as in `botpit stop <bot>`, or stop every one with --all.',
    });
  }
  const answer = await ask(`Stop which? ${list(running)}; or all: `, stdin, stderr);
  if (answer === null) return null;
  if (answer === 'all') return running;
  return answer === '' ? [] : named(answer, all);
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
