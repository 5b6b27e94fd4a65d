import { closing } from '../lib/closing.js';
import { sum } from '../stats/index.js';
import type { StrategySnapshot } from '../strategy/index.js';
import { resultIn } from './executor.js';
import type { Pairing, RunPlan } from './plan.js';
import { ThreadLine } from './pool.js';

/** By default a run has so many series at least: fewer say too little of how they scatter. */
export const LEAST_SERIES = 20;
/** The usual number of matches is lowered where it would take longer. */
const MOST_MINUTES = 5;
/** A series that is stopped is played again from its start, so by default it takes no longer. */
const LONGEST_SERIES_MS = 5_000;

/** The usual number of matches, or where it would take far too long, about as many as are played in a minute. */
export function fittingMatches(usual: number, inAMinute: number): number {
  // Speed is measured roughly: what takes a little longer is played as ever.
  return usual <= MOST_MINUTES * inAMinute ? usual : Math.max(2 * LEAST_SERIES, roundedDown(inAMinute));
}

/** How long a lane may be by default. @param matchMs what `measurePace` found */
export function longestLane(matchMs: number): number {
  return roundedDown(LONGEST_SERIES_MS / (2 * matchMs));
}

/** To 1, 2 or 5 and zeros, so that a little more or less of speed makes the same run. */
function roundedDown(number: number): number {
  const digit = 10 ** Math.floor(Math.log10(Math.max(1, number)));
  return digit * (number >= 5 * digit ? 5 : number >= 2 * digit ? 2 : 1);
}

/** Pairings that are tried at most: all strategies of a small field, some of a large one. */
const MOST_TRIED = 12;
/** Series that are tried at most, and the length of their lanes: in most of the time matches are played, not loaded for. */
const TRIED = { series: 50, lane: 200 } as const;
const LOOK_MS = 20;
/** For all pairings from the first match that was seen of each, where many are played in it; and for one, where few are. */
const QUICK_MS = 300;
const SLOW_MS = 1_500;
const MANY = 200;
/** For a pairing as a whole, whatever comes of it. */
const MOST_MS = 15_000;

/**
 * Plays a little, and measures how long it takes.
 * @param sources what to open each entrant of the plan by
 * @param signal ends it: what it returns then is of little worth
 * @returns milliseconds of one thread for a match, on the average of the pairings
 */
export async function measurePace(
  plan: RunPlan,
  sources: readonly StrategySnapshot[],
  signal?: AbortSignal,
): Promise<number> {
  const tried = pairingsToTry(plan);
  const trial: RunPlan = {
    ...plan,
    kind: 'tournament',
    slots: tried.map((pairing) => [pairing]),
    matches: 2 * TRIED.lane * TRIED.series,
    series: TRIED.lane,
    test: null,
  };
  const line = new ThreadLine(trial, sources);
  await using _line = closing(() => line.end());
  let total = 0;
  for (const slot of tried.keys()) total += await measureOne(line, slot, tried.length, signal);
  return total / tried.length;
}

/** Every pairing with an entrant that no pairing before it has; some of these, where they are too many. */
function pairingsToTry({ slots }: RunPlan): Pairing[] {
  const pairings = slots.flat();
  const seen = new Set<number>();
  const tried = pairings.filter((pairing) => {
    const isNew = pairing.some((place) => !seen.has(place));
    for (const place of pairing) seen.add(place);
    return isNew;
  });
  const step = Math.max(1, tried.length / MOST_TRIED);
  return Array.from(
    { length: Math.min(MOST_TRIED, tried.length) },
    (_, i) => tried[Math.floor(i * step)] as Pairing,
  );
}

async function measureOne(
  line: ThreadLine,
  slot: number,
  slots: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const tasks = Array.from({ length: TRIED.series }, (_, series) => series * slots + slot);
  const stop = new AbortController();
  const over = new AbortController();
  const startedAt = performance.now();
  const quickMs = QUICK_MS / slots;
  let done = 0;
  /** When the latest of so many matches ended: between these two looks. */
  const seen: { readonly since: number; readonly at: number; readonly matches: number }[] = [];
  let since = startedAt;
  const note = () => {
    const matches = done + line.underWay;
    const at = performance.now();
    if (matches > (seen.at(-1)?.matches ?? 0)) seen.push({ since, at, matches });
    since = at;
  };
  const look = setInterval(() => {
    note();
    const at = performance.now();
    const first = seen[0];
    const isMany = (seen.at(-1)?.matches ?? 0) - (first?.matches ?? 0) >= MANY;
    if (first && at - first.at >= (isMany ? quickMs : SLOW_MS)) stop.abort();
    if (at - startedAt >= MOST_MS) over.abort();
  }, LOOK_MS);
  const take = (text: string) => {
    for (const { pairs } of resultIn(text).tallies) done += 2 * sum(pairs);
    note();
  };
  await using _look = closing(() => clearInterval(look));
  await line.play(tasks, take, signal ? AbortSignal.any([over.signal, signal]) : over.signal, stop.signal);
  const last = seen.at(-1) ?? { at: performance.now(), matches: 1 };
  // In the first half the engine is still getting up to speed. Where little was seen, starting is in it.
  const from = seen.findLast(({ at }) => at - startedAt <= (last.at - startedAt) / 2) ?? seen[0];
  // From the look before and to the one after, so that looks which come late do not make it seem faster than it was.
  return from && last.at - from.at > 1 && last.matches > from.matches
    ? (last.at - from.since) / (last.matches - from.matches)
    : (last.at - startedAt) / last.matches;
}
