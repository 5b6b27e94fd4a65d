import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BotpitError } from '../../errors.js';
import { dataFolder } from '../../history/index.js';
import {
  finishedAt,
  isOpen,
  keptIn,
  numberOf,
  planIn,
  type RunPlan,
  removeRun,
  runIn,
} from '../../lab/index.js';
import { quoteSh } from '../../lib/quote.js';
import { expectedOneOf } from '../../lib/wording.js';
import {
  clean,
  formatCount,
  formatLabRuns,
  formatMatches,
  formatTrend,
  type LabRun,
  labRunEvent,
  trendMarkdown,
  trendOf,
} from '../../ui/index.js';
import { type Given, showWarnings } from '../command.js';
import { type LAB_RUNS, LAB_RUNS_ACTIONS } from '../options.js';
import { styleOf, tell as tellOne, writeFitted, writeJson, writeLines } from '../output.js';
import { findRun, RUNS, runFilesIn } from './files.js';
import { reproduce } from './options.js';
import { tell } from './play.js';
import { requireSummary, writeMarkdown } from './summary.js';

type Call = Given<'config', typeof LAB_RUNS>;

/** Stopped runs, the newest, that the list gives the commands of. */
const MOST_STOPPED = 3;
/** Kept matches that `show` lists for a person with how they ended, and those that it names after them. */
const MOST_SHOWN = 20;
const MOST_NAMED = 500;

/** Lists the runs that are kept, or shows or deletes some. @returns the exit code, of `show` as of the run */
export async function labRuns(call: Call): Promise<number> {
  const [action = 'list', ...names] = call.args;
  switch (action) {
    case 'list':
      refuseNames(names, 'list');
      refuseSummary(call, 'list');
      return list(call);
    case 'trend':
      refuseNames(names, 'trend');
      return trend(call);
    case 'show':
      return show(names, call);
    case 'delete':
      refuseSummary(call, 'delete');
      return remove(names, call);
    default:
      throw new BotpitError('usage', `lab runs does not know ${clean(action, 40)}`, {
        hint: expectedOneOf(LAB_RUNS_ACTIONS, action),
      });
  }
}

function refuseNames(names: readonly string[], action: string): void {
  if (names.length > 0)
    throw new BotpitError(
      'usage',
      `lab runs ${action} takes no run, and ${clean(names[0] ?? '', 40)} is named`,
      {
        hint: '`lab runs show <run>` shows one.',
      },
    );
}

function refuseSummary({ options }: Call, action: string): void {
  if (options.summary !== null)
    throw new BotpitError('usage', `lab runs ${action} has no --summary`, {
      hint: '`lab runs show <run>` and `lab runs trend` can be written as Markdown.',
    });
}

/** Those of the data folder, the newest last. What cannot be read is told on stderr. */
async function keptRunsIn(call: Call): Promise<LabRun[]> {
  const runs: LabRun[] = [];
  const problems: string[] = [];
  for (const path of await runFilesIn(dataFolder(call.config.dataDir, call.io.env))) {
    try {
      runs.push(await readRun(path, call));
    } catch (error) {
      // Another process may have removed it.
      if (existsSync(path)) problems.push(clean((error as Error).message));
    }
  }
  showWarnings(problems, call.io);
  return runs.toSorted((a, b) => a.at - b.at);
}

async function readRun(
  path: string,
  { flags, config, io }: Pick<Call, 'config' | 'flags' | 'io'>,
): Promise<LabRun> {
  const [, index, of] = /\.(\d+)-of-(\d+)\.jsonl$/.exec(basename(path)) ?? [];
  const part = index === undefined ? null : `${index}/${of}`;
  const shard = part === null ? undefined : { index: Number(index) - 1, of: Number(of) };
  const [run, { mtimeMs }] = await Promise.all([runIn(path, shard), stat(path)]);
  const isOwn = dirname(path) === join(dataFolder(config.dataDir, io.env), RUNS);
  const options = { run: isOwn ? null : path, shard: part };
  return {
    ...{ path, part, result: run.result, isOpen: run.isOpen, share: run.share },
    // A part says nowhere that it is finished: nothing of it is left to be played.
    isFinished: run.finishedAt !== null || (shard !== undefined && run.share === 1),
    at: (run.finishedAt ?? new Date(mtimeMs)).getTime(),
    command: reproduce(run.result.plan, flags, options),
  };
}

async function list(call: Call): Promise<number> {
  const { config, io } = call;
  const runs = await keptRunsIn(call);
  if (config.json) for (const run of runs) writeJson(io, labRunEvent(run));
  else if (runs.length === 0)
    io.stderr.write('No run is kept: `botpit lab match` and its like keep what they play.\n');
  else {
    writeLines(formatLabRuns(runs, styleOf(config, io), io.stdout.columns), io);
    const stopped = runs.filter(({ isFinished, isOpen }) => !isFinished && !isOpen);
    if (stopped.length > 0) writeFitted(['', ...howToContinue(stopped)], io);
    const whole = wholeInParts(runs);
    if (whole.length > 0) writeFitted(['', ...whole], io);
  }
  return 0;
}

function howToContinue(stopped: readonly LabRun[]): string[] {
  const left = stopped.length - MOST_STOPPED;
  const which = left === 1 ? 'One more is' : `${formatCount(left)} more are`;
  return [
    ...stopped.slice(-MOST_STOPPED).map(({ result, command }) => `To continue ${result.runId}: ${command}`),
    'Type it in the folder where the run was started. Strategies must not have changed.',
    ...(left > 0
      ? [
          `${which} stopped: \`botpit lab runs show <run>\` tells the command of one, \`lab runs --json\` all.`,
        ]
      : []),
  ];
}

/** Runs all of whose parts are played, with the command that puts each together. */
function wholeInParts(runs: readonly LabRun[]): string[] {
  const byRun = new Map<string, string[]>();
  for (const { part, isFinished, result, path } of runs) {
    const key = `${result.runId} /${part?.split('/')[1]}`;
    if (part !== null && isFinished) byRun.set(key, [...(byRun.get(key) ?? []), path]);
  }
  return [...byRun].flatMap(([key, paths]) => {
    const [runId, of] = key.split(' /');
    if (paths.length < Number(of)) return [];
    const files = paths.map((path) => quoteSh(clean(path))).join(' ');
    return [`All parts of ${runId} are played; its result: botpit lab merge ${files}`];
  });
}

async function trend(call: Call): Promise<number> {
  const { options, config, io } = call;
  await requireSummary(options.summary, config, io);
  const finished = (await keptRunsIn(call)).filter(({ isFinished, part }) => isFinished && part === null);
  const trends = trendOf(finished);
  const isMarkdown =
    options.summary !== null && trends.length > 0 && (await writeMarkdown(trendMarkdown(trends), config, io));
  if (config.json) {
    for (const { runs } of trends) for (const run of runs) writeJson(io, labRunEvent(run));
  } else if (trends.length === 0) io.stderr.write('No run is finished yet.\n');
  else if (!isMarkdown) writeLines(formatTrend(trends, styleOf(config, io), io.stdout.columns), io);
  return 0;
}

async function named(name: string, { config, io }: Pick<Call, 'config' | 'io'>): Promise<string> {
  const path = await findRun(name, [dataFolder(config.dataDir, io.env)], io);
  if (path !== null) return path;
  throw new BotpitError('usage', `there is no run ${clean(name, 80)}`, {
    hint: '`botpit lab runs` lists those of the data folder; a file is named by its path.',
  });
}

function requireNames(names: readonly string[], action: string): void {
  if (names.length > 0) return;
  throw new BotpitError('usage', `which run? lab runs ${action} takes its id or its file`, {
    hint: '`botpit lab runs` lists them.',
  });
}

async function show(names: readonly string[], call: Call): Promise<number> {
  const { options, config, io } = call;
  requireNames(names, 'show');
  await requireSummary(options.summary, config, io);
  let exitCode = 0;
  for (const name of names) {
    const path = await named(name, call);
    const run = await readRun(path, call);
    if (config.json) writeJson(io, labRunEvent(run));
    exitCode = await tell(run.result, run.command, null, config, io, { summary: options.summary });
    if (!config.json && options.summary === null) await showKept(path, name, call);
  }
  return exitCode;
}

async function showKept(path: string, name: string, { io }: Call): Promise<void> {
  const plan = await planIn(path);
  const found: { readonly number: number; readonly how: string }[] = [];
  for await (const { task, matches } of keptIn(path, plan)) {
    for (const [pairing, kept] of matches.entries()) {
      for (const { lane, match, points, faults, moves } of kept) {
        const number = numberOf(plan, { task, pairing, lane, match });
        const outcome = ['lost', 'drawn', 'won'][points];
        const why = faults?.map(({ kind, detail }) => `   ${kind}: ${clean(detail, 80)}`).join('') ?? '';
        found.push({ number, how: `${outcome} in ${moves.length} rounds${why}` });
      }
    }
  }
  if (found.length === 0) return;
  found.sort((a, b) => a.number - b.number);
  const lines = found
    .slice(0, MOST_SHOWN)
    .map(({ number, how }) => `${quoteSh(clean(`${name}#${number}`))}   ${how}`);
  const rest = found.slice(MOST_SHOWN).map(({ number }) => `#${number}`);
  const named = rest.length > MOST_NAMED ? [...rest.slice(0, MOST_NAMED), '…'] : rest;
  const more = rest.length > 0 ? [`and ${formatCount(rest.length)} more: ${named.join(', ')}`] : [];
  writeFitted(
    [
      '',
      `${formatMatches(found.length)} kept, for \`botpit show\` and \`botpit replay\`:`,
      ...lines,
      ...more,
    ],
    io,
  );
}

async function remove(names: readonly string[], call: Call): Promise<number> {
  const { options, config, io } = call;
  requireNames(names, 'delete');
  // All of them are looked at before the first goes.
  const plans = new Map<string, RunPlan>();
  for (const name of names) {
    const path = await named(name, { config, io });
    plans.set(path, await planIn(path));
    if (isOpen(path)) throw notDeleted(path, 'open');
    if (options.force || (await finishedAt(path)) !== null) continue;
    const { isFinished } = await readRun(path, call);
    throw notDeleted(path, isFinished ? 'part' : 'unfinished');
  }
  for (const [path, plan] of plans) {
    if (!(await removeRun(path))) throw notDeleted(path, 'open');
    tellOne(io, config, { event: 'lab_run_deleted', game: plan.game, path }, `${clean(path)} is deleted`);
  }
  return 0;
}

const NOT_DELETED = {
  open: ['is being played', 'Stop it first.'],
  unfinished: ['is not finished: what was played of it would have to be played again', '--force deletes it.'],
  part: ['is one part of a run: without it the others cannot be merged', '--force deletes it.'],
} as const;

function notDeleted(path: string, why: keyof typeof NOT_DELETED): BotpitError {
  const [problem, hint] = NOT_DELETED[why];
  return new BotpitError('usage', `${clean(path)} ${problem}`, { hint });
}
