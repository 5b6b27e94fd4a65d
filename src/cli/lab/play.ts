import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Config, OptionTable, ValuesOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import {
  type KeptCount,
  type LabOptions,
  mergeRun,
  type Prepared,
  planId,
  playPrepared,
  prepareCompare,
  prepareMatch,
  prepareTournament,
  type RunOptions,
  type RunPlan,
  type RunResult,
} from '../../lab/index.js';
import { quoteSh } from '../../lib/quote.js';
import { isCommand } from '../../lib/strategy-spec.js';
import {
  clean,
  createLabProgress,
  formatCount,
  formatLabResult,
  formatMatches,
  labJson,
  sinkMode,
} from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import { stoppable } from '../interrupt.js';
import type { LAB, LAB_COMPARE, LAB_MATCH, LAB_MERGE, LAB_TOURNAMENT } from '../options.js';
import { styleOf, writeLines } from '../output.js';
import { forgetOldRuns, keptRunFile, programsFolder, requireReport, writeReport } from './files.js';
import { matchPageOf } from './match-page.js';
import { compareOptions, field, labOptions, reproduce, shardOf } from './options.js';
import { executorOf } from './queue.js';
import { requireSummary, writeSummary } from './summary.js';

export type LabCall<O extends OptionTable> = Given<'config' | 'queue', O>;

export async function labMatch(call: LabCall<typeof LAB_MATCH>): Promise<number> {
  const [a = '', b = ''] = call.args;
  const prepared = await prepareMatch(a, b, { ...labOptions(call.options, call.config), ...placeOf(call) });
  return playLab(prepared, call, await matchPageOf(prepared, call));
}

export async function labTournament(call: LabCall<typeof LAB_TOURNAMENT>): Promise<number> {
  const options = { ...labOptions(call.options, call.config), ...placeOf(call) };
  const { gauntlet } = call.options;
  return playLab(await prepareTournament(field(call.args, options.game), { ...options, gauntlet }), call);
}

/** @returns the exit code: 0 better, 90 not better, 91 undecided, 92 a side did not play */
export async function labCompare(call: LabCall<typeof LAB_COMPARE>): Promise<number> {
  const [candidate = '', baseline = ''] = call.args;
  const options = { ...compareOptions(call.options, call.config), ...placeOf(call) };
  return playLab(await prepareCompare(candidate, baseline, options), call);
}

export function placeOf({
  queue,
  options,
  io,
}: LabCall<typeof LAB>): Pick<LabOptions, 'cwd' | 'fitsAMinute'> {
  // Other machines are to play the very same run, however fast they are.
  return { cwd: io.cwd(), fitsAMinute: queue === undefined && options.shard === null };
}

/** @returns the exit code, as of the run */
export async function labMerge(given: Given<'config', typeof LAB_MERGE>): Promise<number> {
  const { flags, args: paths, options, config, io } = given;
  await requireReport(options.report, paths, io);
  await requireSummary(options.summary, config, io);
  const result = await mergeRun(paths.map((path) => resolve(io.cwd(), path)));
  return tell(result, reproduce(result.plan, flags, {}), options.report, config, io, {
    summary: options.summary,
  });
}

const COLUMNS = 80;

/**
 * Plays a run and tells its result: what the commands `match`, `tournament` and `compare` have in common. Where
 * there is a queue, its workers play it.
 * @param afterwards what is to be done then, unless it was stopped
 * @returns the exit code
 */
async function playLab(
  prepared: Prepared,
  { flags, options, config, queue, io }: LabCall<typeof LAB>,
  afterwards: () => Promise<void> = async () => undefined,
): Promise<number> {
  const { plan } = prepared;
  const shard = shardOf(options);
  refuseForPart(options);
  const path = options.run ?? keptRunFile(planId(plan), shard, config, io);
  const command = reproduce(plan, flags, options);
  const sources = prepared.sources ?? [];
  if (prepared.perSecond !== undefined && !config.json && !config.quiet)
    io.stderr.write(`${fitted(plan, prepared.perSecond)}\n`);
  const inUse = sources.flatMap(({ spec, files }) => [spec, ...files.map((file) => file.path)]);
  await requireReport(options.report, [path, ...inUse], io);
  await requireSummary(options.summary, config, io);
  return stoppable(config, io, async (interrupt) => {
    const { signal } = interrupt;
    const result = await playKept(prepared, { options, config, queue, io }, { path, shard, ...interrupt });
    if (signal.aborted) io.stderr.write(`Stopped. To go on: ${command}\n`);
    else if (shard)
      io.stderr.write(
        `Part ${shard.index + 1} of ${shard.of} is in ${path}; \`botpit lab merge\` takes all parts.\n`,
      );
    const exitCode = shard
      ? signal.aborted
        ? EXIT.undecided
        : EXIT.ok
      : await tell(result, command, options.report, config, io, { summary: options.summary });
    tellKept(result, options.run ?? (shard ? path : planId(plan)), { options, config, io });
    if (!signal.aborted) await afterwards();
    return exitCode;
  });
}

/** The folder for the dialogues with programs. @throws BotpitError `usage` where none would be written there */
async function logOf(
  { plan }: Prepared,
  { options: { logPrograms }, queue, io }: Pick<LabCall<typeof LAB>, 'options' | 'queue' | 'io'>,
): Promise<string | undefined> {
  if (logPrograms !== null && queue !== undefined) {
    throw new BotpitError(
      'usage',
      '--log-programs writes nothing here: the workers of the queue run the programs',
      {
        hint: 'Give it to them: botpit lab worker --log-programs <dir>.',
      },
    );
  }
  if (logPrograms !== null && !plan.entrants.some(({ spec }) => isCommand(spec))) {
    throw new BotpitError(
      'usage',
      '--log-programs writes nothing here: no strategy of the run is a program',
      {
        hint: 'It is for those that are named as "cmd: python3 bot.py".',
      },
    );
  }
  return programsFolder(logPrograms, io);
}

/** A part of a run has nothing to show. @throws BotpitError `usage` where it is to be shown */
export function refuseForPart({
  shard,
  report,
  summary,
}: Pick<ValuesOf<typeof LAB>, 'shard' | 'report' | 'summary'>): void {
  const option = report !== null ? '--report' : summary !== null ? '--summary' : null;
  if (shard === null || option === null) return;
  throw new BotpitError('usage', `${option} writes nothing here: a part of a run has no result of its own`, {
    hint: 'Give it to `botpit lab merge`, which puts the parts together.',
  });
}

/** Says where the matches are that were kept. @param run what the run is called */
export function tellKept(
  { keptMatches }: RunResult,
  run: string,
  { options, config, io }: Pick<LabCall<typeof LAB>, 'options' | 'config' | 'io'>,
): void {
  if (keptMatches && !config.json && !config.quiet && options.summary === null)
    io.stdout.write(`${keptLine(keptMatches, run)}\n`);
}

/** @param run what the run is called */
function keptLine({ count, leftOut, example }: KeptCount, run: string): string {
  const left =
    leftOut === 0
      ? ''
      : `, and ${formatCount(leftOut)} were not, as a series has too many: shorter lanes, such as --series 1000, keep all`;
  if (example === null) return `No match was kept${left}.`;
  const show = `botpit show ${quoteSh(clean(`${run}#${example}`))}`;
  const one =
    count === 1 ? 'shows it' : `shows one, \`botpit lab runs show ${quoteSh(clean(run))}\` lists them`;
  return `${formatMatches(count)} kept${left}: \`${show}\` ${one}.`;
}

/** Plays a run that is kept in a file, and says how far it is. */
export async function playKept(
  prepared: Prepared,
  { options, config, queue, io }: Omit<LabCall<typeof LAB>, 'flags' | 'args'>,
  {
    path,
    shard,
    parts,
    signal,
    onForced,
  }: { readonly path: string; readonly onForced: (end: () => Promise<void>) => void } & Pick<
    RunOptions,
    'shard' | 'parts' | 'signal'
  >,
): Promise<RunResult> {
  const threads = {
    jobs: options.jobs ?? availableParallelism(),
    logPrograms: await logOf(prepared, { options, queue, io }),
  };
  const { update, close } = progressOf(config, io);
  const executor = await executorOf(prepared.sources ?? [], queue, threads, config, io);
  onForced(() => executor.close());
  try {
    const file = { path: resolve(io.cwd(), path), fresh: options.fresh };
    const told = { onProgress: update, onPlaying: update };
    const result = await playPrepared(prepared, { executor, ...file, shard, parts, signal, ...told }).finally(
      close,
    );
    await forgetOldRuns(config, io);
    // Not before the results are safe in the file.
    if (result.complete) await executor.discard?.();
    return result;
  } finally {
    await executor.close();
  }
}

/** What is played where the strategies are slow. */
export function fitted({ matches, series, slots }: RunPlan, perSecond: number): string {
  const count = (number: number) => number.toLocaleString('en', { maximumSignificantDigits: 2 });
  const pairings = slots.flat().length;
  const minutes = Math.round((matches * pairings) / perSecond / 60);
  const time = minutes > 1 ? `${minutes} minutes` : 'a minute';
  return (
    `${count(matches)} matches${pairings > 1 ? ' of each pairing' : ''}, in lanes of ${count(series)}: this takes about ${time} ` +
    `at the measured ${count(perSecond)} matches a second. To play more or fewer, use --matches and --series.`
  );
}

/** Prints a result, and writes its page where one is asked for. @returns the exit code */
export async function tell(
  result: RunResult,
  command: string,
  report: string | null,
  config: Config,
  io: Io,
  { tuned, summary = null }: { readonly tuned?: RunResult; readonly summary?: 'md' | null } = {},
): Promise<number> {
  const isMarkdown = summary !== null && (await writeSummary(result, command, config, io, tuned));
  if (!isMarkdown) show(result, config, io, tuned !== undefined);
  if (!isMarkdown && !config.json && !config.quiet) io.stdout.write(`\nAgain: ${command}\n`);
  if (report !== null) await writeReport(result, command, resolve(io.cwd(), report), tuned);
  if (result.absent.length > 0) return EXIT.noVerdict;
  if (result.comparison === null) return result.complete ? EXIT.ok : EXIT.undecided;
  const { verdict } = result.comparison;
  return verdict === 'better' ? EXIT.ok : verdict === 'not better' ? EXIT.notBetter : EXIT.undecided;
}

/** @param isOfTune whether it is the verdict on what a tune has found */
export function show(result: RunResult, config: Config, io: Io, isOfTune = false): void {
  if (config.json) for (const line of labJson(result)) io.stdout.write(`${line}\n`);
  else writeLines(formatLabResult(result, styleOf(config, io), io.stdout.columns ?? COLUMNS, isOfTune), io);
}

function progressOf(config: Config, io: Io) {
  const mode = sinkMode(config, io.stderr, io.env);
  return createLabProgress({ mode, stderr: io.stderr, color: config.color ? undefined : false, env: io.env });
}
