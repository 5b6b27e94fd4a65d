import { BotpitError } from '../errors.js';
import { closing } from '../lib/closing.js';
import { type Executor, resultIn, textOf, wholeResultIn } from './executor.js';
import { rebuilt, type ShownMatch } from './kept.js';
import { placeOf, preflightTasks, type RunPlan, taskCount, taskOf } from './plan.js';
import type { FaultKind } from './players/player.js';
import { Pool } from './pool.js';
import { keptCount, resultsIn } from './read-run.js';
import type { Prepared } from './request.js';
import { RunFile } from './run-file.js';
import type { RunResult } from './run-result.js';
import { Standings } from './standings.js';
import { forfeitsIn, type TaskResult } from './tally.js';

export interface RunOptions {
  readonly executor: Executor;
  /** Awaited before anything is played; it rejects where the run would prove nothing. */
  readonly preflight?: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Where the run is kept, so that it can be gone on with. */
  readonly file?: RunFile | undefined;
  /** Only the tasks whose number leaves this rest; without it, all. The result is then not complete. */
  readonly shard?: { readonly index: number; readonly of: number } | undefined;
  /**
   * Files of other parts of the same run, for a part of a tune: in its next round it plays what follows from the results of all
   * of them.
   */
  readonly parts?: readonly string[] | undefined;
  /** Stops the run at its next match; what was played of the series under way is in the result, and is played again later. */
  readonly signal?: AbortSignal | undefined;
  /** After every result that counts. */
  readonly onProgress?: ((standings: Standings) => void) | undefined;
  /** A few times a second, while matches are being played. */
  readonly onPlaying?: ((standings: Standings) => void) | undefined;
}

/** How often it is looked how many matches have been played of the series under way. */
const LOOK_MS = 250;

/** Tasks that may be under way beyond the first one that is missing: what waits for that one is in memory. */
const MOST_AHEAD = 2_048;

/**
 * Plays a run to its end, or up to where it is aborted: what the file has already is not played again.
 * @throws BotpitError where the file cannot be written or is not what it says; what the executor throws
 */
export async function playRun(plan: RunPlan, options: RunOptions): Promise<RunResult> {
  const { executor, preflight, file, shard, parts = [], signal, onProgress, onPlaying } = options;
  const standings = new Standings(plan);
  const done = new Uint8Array(taskCount(plan));
  // A part says nothing of the whole; but what is next in a tune follows from what is known of the other parts.
  const counts = !shard || plan.tune !== undefined;
  let kept = 0;
  let played = 0;
  // Before it is finished now.
  const keptAt = file?.finishedAt ?? file?.writtenAt ?? new Date();
  if (file) {
    for await (const result of file.results()) {
      done[result.task] = 1;
      kept++;
      if (counts) standings.add(result);
    }
    if (file.finishedAt !== null && !standings.complete && !shard)
      throw new BotpitError(
        'lab/run-file',
        `${file.path} says that the run is finished, and series are missing`,
      );
    onProgress?.(standings);
  }
  for (const part of parts) for await (const result of resultsIn(part, plan)) standings.add(result);
  const over = new AbortController();
  const stopped: TaskResult[] = [];
  const isOver = () => over.signal.aborted || signal?.aborted === true;
  const mine = (task: number) => !shard || task % shard.of === shard.index;
  let at = 0;
  const next = () => {
    const end = shard ? standings.known : Math.min(standings.known, standings.counted + MOST_AHEAD);
    while (at < end && (done[at] !== 0 || !mine(at))) at++;
    return at < end && !isOver() ? at++ : undefined;
  };
  const tell = (told: string | TaskResult) => {
    const { kept: _, ...result } = typeof told === 'string' ? resultIn(told) : told;
    if (over.signal.aborted || done[result.task] !== 0) return;
    if (result.stopped) {
      stopped.push(result);
      return;
    }
    done[result.task] = 1;
    played++;
    file?.add(typeof told === 'string' ? told : textOf(told));
    if (file?.failed) over.abort();
    if (!counts) return;
    standings.add(result);
    look();
    onProgress?.(standings);
    if (standings.complete) over.abort();
  };
  const look = () => {
    standings.underWay = executor.underWay ?? 0;
  };
  const looking =
    onPlaying &&
    setInterval(() => {
      look();
      onPlaying(standings);
    }, LOOK_MS);
  const isDue = (one: number, task: number) => one === 0 && task < standings.known && mine(task);
  const hasMore = () => !standings.complete && !isOver() && done.some(isDue);
  const settingOf = plan.tune && ((task: number) => standings.settingOf(task));
  try {
    if (preflight && hasMore()) await preflight(signal ?? over.signal);
    // Once more where all that could be under way at a time is done, and there is more.
    while (hasMore()) {
      await executor.run({ plan, next, done: tell, settingOf, signal: over.signal, stop: signal });
    }
  } finally {
    clearInterval(looking);
  }
  if (!standings.complete && !shard) standings.addUncounted(stopped);
  // A part of a run is not finished by itself: it waits to be merged.
  if (standings.complete && !shard) file?.finish();
  const result = standings.result();
  return kept === 0 ? result : { ...result, kept: { at: keptAt, isWhole: played + stopped.length === 0 } };
}

/**
 * Plays what was prepared, after a trial match of each entrant on this machine, also where others play the run. Opens
 * the file at `path`, if there is one, and closes it. Throws as `playRun`, `preflight` and `RunFile.open`.
 */
export async function playPrepared(
  { plan, sources }: Prepared,
  options: Omit<RunOptions, 'preflight' | 'file'> & {
    readonly path?: string | undefined;
    readonly fresh?: boolean | undefined;
  },
): Promise<RunResult> {
  const { executor, path, fresh } = options;
  const file = path === undefined ? undefined : await RunFile.open(path, plan, fresh);
  const tryOut = async (over: AbortSignal) => {
    if (sources === null || executor instanceof Pool) return preflight(plan, executor, over);
    const own = new Pool(sources, 1);
    await using _own = closing(() => own.close());
    await preflight(plan, own, over);
  };
  const result = await playRun(plan, { ...options, preflight: tryOut, file }).finally(() => file?.close());
  return file && plan.keep !== undefined
    ? { ...result, keptMatches: await keptCount(file.path, plan) }
    : result;
}

/**
 * Plays a match and its mirror with each entrant before a run: whoever forfeits both gives no moves of its own, and the run
 * would prove nothing.
 * @throws BotpitError `lab/did-not-play`
 */
export async function preflight(plan: RunPlan, executor: Executor, signal: AbortSignal): Promise<void> {
  const left = preflightTasks(plan);
  const results: TaskResult[] = [];
  await executor.run({
    plan,
    next: () => (signal.aborted ? undefined : left.shift()),
    done: (told) => results.push(typeof told === 'string' ? resultIn(told) : told),
    signal,
    stop: signal,
  });
  if (signal.aborted) return;
  const played = plan.entrants.map(() => ({ matches: 0, forfeits: 0, first: '' }));
  for (const { task, tallies } of results) {
    const { slot, matches } = taskOf(plan, task);
    for (const [index, pairing] of (plan.slots[slot] ?? []).entries()) {
      for (const [seat, place] of pairing.entries()) {
        const conduct = tallies[index]?.conduct[seat === 0 ? 0 : 1];
        const of = played[place];
        if (!conduct || !of) continue;
        of.matches += matches;
        of.forfeits += forfeitsIn(conduct.faults);
        of.first ||= conduct.firstFault ?? '';
      }
    }
  }
  for (const [place, { matches, forfeits, first }] of played.entries()) {
    if (matches === 0 || forfeits < matches) continue;
    throw new BotpitError('lab/did-not-play', `${plan.entrants[place]?.name} did not play: ${first}`, {
      hint: 'A trial match before the run has shown it. `botpit check` tells more.',
    });
  }
}

/**
 * One match of a run, played again as the run plays it: with the same draws, the same random numbers, and what the strategies
 * remember of the matches before it.
 * @param number from 1, in the order in which one thread plays them: each match of a lane and then its mirror
 * @throws BotpitError `usage` where the run has no such match, `lab/did-not-play` where it counts it as lost without playing it
 */
export async function showMatch({ plan, sources }: Prepared, number: number): Promise<ShownMatch> {
  if (sources === null) throw new Error('objects cannot be played again');
  const place = placeOf(plan, number);
  if (place === null) throw new BotpitError('usage', `the run has no match ${number}`);
  const { series } = taskOf(plan, place.task);
  // A run that ends with the match.
  const short = { ...plan, matches: 2 * (series * plan.series + place.match + 1), keep: place };
  const pool = new Pool(sources, 1);
  await using _pool = closing(() => pool.close());
  const left = [place.task];
  const results: TaskResult[] = [];
  const { signal } = new AbortController();
  await pool.run({
    plan: short,
    next: () => left.shift(),
    done: (told) => results.push(typeof told === 'string' ? wholeResultIn(told) : told),
    signal,
  });
  const [result] = results;
  const [kept] = result?.kept?.matches[place.pairing] ?? [];
  if (kept && (kept.moves.length > 0 || !kept.faults?.some(({ kind }) => UNPLAYED.has(kind)))) {
    const match = rebuilt(plan, place, kept);
    if (typeof match === 'string') throw new Error(match);
    return match;
  }
  const faults = result?.tallies[place.pairing]?.conduct.flatMap(({ firstFault }) => firstFault ?? []) ?? [];
  throw new BotpitError(
    'lab/did-not-play',
    `match ${number} was not played: it was lost at once (${faults.join('; ')})`,
    {
      hint: 'Name an earlier one with --page-match.',
    },
  );
}

/** What a match without a move was lost by, where nobody was asked. */
const UNPLAYED: ReadonlySet<string> = new Set<FaultKind>(['hung', 'crashed', 'unplayed']);
