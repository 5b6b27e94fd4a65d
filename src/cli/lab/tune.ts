import { readdir } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import { EXIT } from '../../exit-codes.js';
import {
  type CompareOptions,
  Declarations,
  planId,
  planIn,
  prepareCompare,
  prepareTune,
  type RunPlan,
  type RunResult,
  sameTwice,
  tuneSpace,
} from '../../lab/index.js';
import { foundSpec, hasFound } from '../../ui/index.js';
import type { Io } from '../command.js';
import { type Stopping, stoppable } from '../interrupt.js';
import type { LAB_TUNE } from '../options.js';
import { keptRunFile, requireReport } from './files.js';
import { compareOptions, reproduce, type Shard, shardOf } from './options.js';
import { fitted, type LabCall, placeOf, playKept, refuseForPart, show, tell, tellKept } from './play.js';
import { requireSummary } from './summary.js';

type Call = LabCall<typeof LAB_TUNE>;

/**
 * Finds better parameters, and then compares them with the current ones on fresh matches.
 * @returns the exit code: 0 better, 90 not better, 91 undecided or not over, 92 a side did not play
 */
export async function labTune(call: Call): Promise<number> {
  const { args, flags, options, config, io } = call;
  const [strategy = ''] = args;
  const given = { ...compareOptions(options, config), cwd: io.cwd() };
  // Named as its own opponent, it is tuned against itself as it is: there is one such tune, and one command for it.
  const isAlone = given.against?.length === 1 && given.against[0] === strategy && !given.entrants?.[1];
  const base = isAlone ? { ...given, against: [] } : given;
  const shard = shardOf(options);
  refuseForPart(options);
  // The search and its verdict are of the same files.
  const declarations = new Declarations();
  const asked = { ...base, ...placeOf(call), tune: tuneSpace(options.tune ?? []), verdict: base };
  const prepared = await prepareTune(strategy, asked, declarations);
  const { plan } = prepared;
  const path = options.run ?? keptRunFile(planId(plan), shard, config, io);
  const command = reproduce(plan, flags, options);
  const inUse = (prepared.sources ?? []).flatMap(({ spec, files }) => [
    spec,
    ...files.map((one) => one.path),
  ]);
  await requireReport(options.report, [path, ...inUse], io);
  await requireSummary(options.summary, config, io);
  // If the verdict could not be played, fail now rather than after hours of search.
  const verdictOf = (found: string) =>
    prepareCompare(
      found,
      strategy,
      {
        ...base,
        ...(base.entrants ? { entrants: sameTwice(base.entrants, plan.entrants.length) } : {}),
        ...verdictMatches(plan, base),
        seed: `${plan.seed}-verdict`,
      },
      declarations,
    );
  await verdictOf(strategy);
  if (prepared.perSecond !== undefined && !config.json && !config.quiet)
    io.stderr.write(`${fitted(plan, prepared.perSecond)}\n`);
  return stoppable(config, io, async (stopping) => {
    const parts = shard ? await partsBeside(resolve(io.cwd(), path), plan) : [];
    const result = await playKept(prepared, call, { path, shard, parts, ...stopping });
    const stopped = () => {
      if (stopping.signal.aborted) io.stderr.write(`Stopped. To go on: ${command}\n`);
    };
    const kept = (of: RunResult, where: string) => tellKept(of, options.run ? where : of.runId, call);
    const found = result.complete && result.tuning && hasFound(result.tuning);
    if (shard && !found) {
      stopped();
      return toldOfPart(result, shard, path, stopping, io);
    }
    const told = { summary: options.summary };
    if (!found) {
      stopped();
      const exitCode = await tell(result, command, options.report, config, io, told);
      kept(result, path);
      return exitCode === EXIT.ok ? EXIT.notBetter : exitCode;
    }
    // With the Markdown there is nothing else on the standard output.
    const isText = options.summary === null && !config.json;
    if (!shard && (isText || config.json)) show(result, config, io);
    if (!shard && isText) {
      kept(result, path);
      io.stdout.write('\nThe verdict, from fresh matches:\n\n');
    }
    const compared = await verdictOf(foundSpec(result));
    const own = () => keptRunFile(planId(compared.plan), shard, config, io);
    const verdictPath = verdictFile(path, options.run, own);
    const verdict = await playKept(compared, call, { path: verdictPath, shard, ...stopping });
    stopped();
    if (shard) return toldOfVerdict(shard, path, verdictPath, stopping, io);
    const exitCode = await tell(verdict, command, options.report, config, io, { ...told, tuned: result });
    kept(verdict, verdictPath);
    return exitCode;
  });
}

/** As many as the tune at most, so that it takes no longer. */
function verdictMatches({ matches, slots }: RunPlan, { against = [] }: Pick<CompareOptions, 'against'>) {
  const pairings = Math.max(1, 2 * against.length);
  return { matches: Math.max(40, Math.ceil((matches * slots.length) / pairings)) };
}

/** A file of its own: beside the one that was named for the tune, else as any comparison. */
function verdictFile(path: string, named: string | null, kept: () => string): string {
  if (named === null) return kept();
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}.verdict${ext}`);
}

/** The other parts of a run, which lie in the same folder, whatever they are called. */
async function partsBeside(path: string, plan: RunPlan): Promise<string[]> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const others = names
    .map((name) => join(folder, name))
    .filter((one) => /\.(?:ndjson|jsonl)$/.test(one) && one !== path);
  const ids = await Promise.all(others.map((one) => planIn(one).then(planId, () => null)));
  return others.filter((_, i) => ids[i] === planId(plan));
}

/** What a part has come to: it is over, or waits for the others. @returns the exit code */
function toldOfPart(
  { complete, tuning, plan }: RunResult,
  shard: Shard,
  path: string,
  { signal }: Stopping,
  io: Io,
): number {
  if (signal.aborted) return EXIT.undecided;
  const part = `Part ${shard.index + 1} of ${shard.of}`;
  const rounds = Math.ceil((plan.tune?.settings ?? 0) / (plan.tune?.perRound ?? 1));
  const round = (tuning?.course.length ?? 0) + 1;
  if (complete) {
    io.stderr.write(
      `${part} is in ${path}, and so are the others: \`botpit lab merge\` takes all of them. ` +
        'Nothing better was found, so there is nothing to compare.\n',
    );
    return EXIT.ok;
  }
  io.stderr.write(
    round === rounds
      ? `${part} of the last round is in ${path}. Once all parts of it lie in that folder, the same command plays the comparison.\n`
      : `${part} of round ${round} of ${rounds} is in ${path}. Once all parts of it lie in that folder, the same command plays the next round.\n`,
  );
  return EXIT.undecided;
}

/** A part of the comparison is over. @returns the exit code */
function toldOfVerdict(
  shard: Shard,
  path: string,
  verdictPath: string,
  { signal }: Stopping,
  io: Io,
): number {
  if (signal.aborted) return EXIT.undecided;
  const part = `part ${shard.index + 1} of ${shard.of}`;
  io.stderr.write(
    `The search is over: ${part} of it is in ${path}, and ${part} of the verdict in ${verdictPath}. ` +
      '`botpit lab merge` joins all parts of the one or of the other.\n',
  );
  return EXIT.ok;
}
