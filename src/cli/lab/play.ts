import { access, constants, realpath, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import {
  type Executor,
  openQueueExecutor,
  Pool,
  type Prepared,
  planId,
  playRun,
  preflight,
  type QueueEvent,
  RunFile,
  type RunPlan,
  type RunResult,
} from '../../lab/index.js';
import { createLabProgress, formatLabResult, labJson, sinkMode } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import type { LAB } from '../options.js';
import { styleOf, writeLines } from '../output.js';
import { reproduce } from './command-line.js';
import { forgetOldRuns, keptRunFile } from './kept-runs.js';
import { shardOf } from './options.js';
import { coordinatorLine } from './queue.js';
import { stoppable } from './stopping.js';

const COLUMNS = 80;

/**
 * Plays a run and tells its result: what the commands `match`, `tournament` and `compare` have in common. Where
 * there is a queue, its workers play it.
 * @returns the exit code
 */
export async function playLab(
  prepared: Prepared,
  { flags, options, config, queue }: Given<'config' | 'queue', typeof LAB>,
  io: Io,
): Promise<number> {
  const { plan } = prepared;
  const shard = shardOf(options);
  const path = options.run ?? keptRunFile(planId(plan), shard, config, io);
  const command = reproduce(plan, flags, options);
  const sources = prepared.sources ?? [];
  if (prepared.perSecond !== undefined && !config.json && !config.quiet)
    io.stderr.write(`${fitted(plan, prepared.perSecond)}\n`);
  const inUse = sources.flatMap(({ spec, files }) => [spec, ...files.map((file) => file.path)]);
  await requireReport(options.report, [path, ...inUse], io);
  return stoppable(config, io, async ({ signal, onForced }) => {
    const progress = progressOf(config, io);
    const executor = await executorOf(sources, queue, options.jobs ?? availableParallelism(), config, io);
    onForced(() => executor.close());
    let result: RunResult;
    try {
      const file = await RunFile.open(resolve(io.cwd(), path), plan, options.fresh);
      try {
        const { update } = progress;
        result = await playRun(plan, {
          executor,
          preflight: (over) => tryOut(plan, prepared.sources ?? [], executor, over),
          file,
          shard,
          signal,
          onProgress: update,
          onPlaying: update,
        });
      } finally {
        progress.close();
        await file.close();
      }
      await forgetOldRuns(config, io);
      // Not before the results are safe in the file.
      if (result.complete) await executor.discard?.();
    } finally {
      await executor.close();
    }
    if (signal.aborted) io.stderr.write(`Stopped. To go on: ${command}\n`);
    else if (shard)
      io.stderr.write(
        `Part ${shard.index + 1} of ${shard.of} is in ${path}; \`botpit lab merge\` takes all parts.\n`,
      );
    if (shard) return signal.aborted ? EXIT.undecided : EXIT.ok;
    return tell(result, command, options.report, config, io);
  });
}

/** What is played where the strategies are slow. */
function fitted({ matches, series, slots }: RunPlan, perSecond: number): string {
  const count = (number: number) => number.toLocaleString('en', { maximumSignificantDigits: 2 });
  const pairings = slots.flat().length;
  const minutes = Math.round((matches * pairings) / perSecond / 60);
  const time = minutes > 1 ? `${minutes} minutes` : 'a minute';
  return (
    `${count(matches)} matches${pairings > 1 ? ' of each pairing' : ''}, in lanes of ${count(series)}: this takes about ${time} ` +
    `at the measured ${count(perSecond)} matches a second. To play more or fewer, use --matches and --series.`
  );
}

/** On this machine, also where others play the run. */
async function tryOut(
  plan: RunPlan,
  sources: NonNullable<Prepared['sources']>,
  executor: Executor,
  signal: AbortSignal,
): Promise<void> {
  if (executor instanceof Pool) return preflight(plan, executor, signal);
  const pool = new Pool(sources, 1);
  try {
    await preflight(plan, pool, signal);
  } finally {
    await pool.close();
  }
}

/** Prints a result, and writes its page where one is asked for. @returns the exit code */
export async function tell(
  result: RunResult,
  command: string,
  report: string | null,
  config: Config,
  io: Io,
): Promise<number> {
  if (config.json) for (const line of labJson(result)) io.stdout.write(`${line}\n`);
  else {
    const style = styleOf(config, io);
    writeLines(formatLabResult(result, style, io.stdout.columns ?? COLUMNS), io);
    if (!config.quiet) io.stdout.write(`\nAgain: ${command}\n`);
  }
  if (report !== null) await writeReport(result, command, resolve(io.cwd(), report));
  if (result.absent.length > 0) return EXIT.noVerdict;
  if (result.comparison === null) return result.complete ? EXIT.ok : EXIT.undecided;
  const { verdict } = result.comparison;
  return verdict === 'better' ? EXIT.ok : verdict === 'not better' ? EXIT.notBetter : EXIT.undecided;
}

/**
 * Sees to it that the page can be written: before a run of hours, and not after it.
 * @param others paths of what the command reads or writes, which the page must not take the place of
 * @throws BotpitError `usage`, `lab/run-file`
 */
export async function requireReport(
  given: string | null,
  others: readonly string[],
  io: Pick<Io, 'cwd'>,
): Promise<void> {
  if (given === null) return;
  const path = resolve(io.cwd(), given);
  for (const other of others) {
    if (await isSameFile(path, resolve(io.cwd(), other)))
      throw new BotpitError('usage', `--report ${given} would overwrite ${other}`, {
        hint: 'Name another file for the page.',
      });
  }
  const there = await stat(path).catch(() => null);
  try {
    if (there?.isDirectory()) throw new Error('it is a folder');
    await access(there ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw new BotpitError('lab/run-file', `cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Also where they are called differently, or are not there yet. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  if ((await realPlace(one)) === (await realPlace(other))) return true;
  const [here, there] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return !!here && !!there && here.ino === there.ino && here.dev === there.dev;
}

async function realPlace(path: string): Promise<string> {
  return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
}

async function writeReport(result: RunResult, command: string, path: string): Promise<void> {
  const { reportPage } = await import('../../report/index.js');
  try {
    await writeFile(path, reportPage(result, { command, resumeCommand: command, createdAt: new Date() }));
  } catch (error) {
    throw new BotpitError('lab/run-file', `cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function progressOf(config: Config, io: Io) {
  const mode = sinkMode(config, io.stderr, io.env);
  return createLabProgress({ mode, stderr: io.stderr, color: config.color ? undefined : false, env: io.env });
}

async function executorOf(
  sources: NonNullable<Prepared['sources']>,
  url: string | undefined,
  jobs: number,
  config: Config,
  io: Io,
): Promise<Executor> {
  if (url === undefined) {
    collectGarbageApart();
    return new Pool(sources, jobs);
  }
  const onEvent = (event: QueueEvent) => {
    const told = config.json || config.quiet ? null : coordinatorLine(event);
    if (told !== null) io.stderr.write(`${told}\n`);
  };
  return openQueueExecutor({ url, sources, onEvent });
}

/**
 * Lets each thread collect its own young garbage, where V8 would have idle cores help: with a thread on every core, its
 * helpers keep one from its work and make the other wait for them. Holds for the process, so a library cannot do it.
 */
export function collectGarbageApart(): void {
  setFlagsFromString('--no-parallel-scavenge');
}
