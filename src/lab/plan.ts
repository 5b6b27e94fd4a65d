import { createHash } from 'node:crypto';
import type { GameId, Side } from '../games/index.js';
import type { TuneDesign } from './tune/space.js';

/** A strategy that takes part in a run. Plain data. */
export interface Entrant {
  /** What it is called in the result; no two are called the same. */
  readonly name: string;
  /** What `--strategy` takes: a built-in's name, a file, or `cmd: …`. Empty for an object of the caller's. */
  readonly spec: string;
  /** Hash of the strategy's file and of what it imports; of a built-in one, the version of botpit. */
  readonly version: string;
  /** Whether its matches do not depend on earlier ones, as it declares by a finite `memoryDepth`. */
  readonly forgetful: boolean;
  /** Whether it is called so by whoever planned the run; absent where it calls itself so. */
  readonly isNamed?: true;
  /** In place of the plan's own; absent where that holds. */
  readonly moveTimeoutMs?: number;
  /** Where its file or its command is named from, and its program runs, as it was typed; absent for the working folder. */
  readonly dir?: string;
}

/** Places of entrants in `RunPlan.entrants`. */
export type Pairing = readonly [first: number, second: number];

/**
 * A run, whole: equal plans give equal results, on whatever machine and by how many workers. Plain data; it is the first
 * line of the run's file.
 */
export interface RunPlan {
  readonly format: 2;
  readonly kind: 'match' | 'tournament' | 'compare' | 'tune';
  readonly botpit: string;
  readonly game: GameId;
  readonly entrants: readonly Entrant[];
  /**
   * The pairings that are played side by side, over and over. Those of one slot share the draws and the random numbers of
   * the second player: so a new and an old strategy meet the same opponent in the same circumstances.
   */
  readonly slots: readonly (readonly Pairing[])[];
  /** Of each pairing, at most. Even. */
  readonly matches: number;
  /** Matches of a lane, at most: what a strategy remembers lasts as long. A series is a lane and its mirror. */
  readonly series: number;
  readonly seed: string;
  /** For an answer that is not there at once. */
  readonly moveTimeoutMs: number;
  /** For a strategy to be loaded, or a program to give its first answer. */
  readonly startTimeoutMs: number;
  /** The sequential test that ends the run; null where all matches are played. */
  readonly test: SequentialTest | EarlierTest | null;
  /** Which matches its file keeps, move by move; absent where none. They are part of what makes the run, so that a file has all of them. */
  readonly keep?: Keep;
  /** Where the first entrant is tuned against the others: each of its series is played with a setting of its own. */
  readonly tune?: TuneDesign;
  /** Of a tune: the question of the comparison that follows the search; absent where none does. */
  readonly verdict?: TestQuestion;
}

/**
 * Which matches of a run are kept: all; those that the first strategy lost; those that a side forfeited; or the first so many
 * of each pairing. One by its place is not for the plan of a file.
 */
export type Keep = 'all' | 'lost' | 'forfeited' | number | MatchPlace;

/** The question of a comparison, and how often the answer may be wrong. */
export interface TestQuestion {
  /** In Elo; in normalized Elo where `normalized`. */
  readonly elo0: number;
  readonly elo1: number;
  /** See `TestDesign` in the statistics. */
  readonly alpha: number;
  readonly beta: number;
  readonly normalized: boolean;
}

export interface SequentialTest extends TestQuestion, TestedUnits {}

/** That of runs which earlier versions kept: see `judge` in the statistics. */
export interface EarlierTest extends TestedUnits {
  readonly elo0: number;
  readonly elo1: number;
  readonly confidence: number;
}

interface TestedUnits {
  /** What counts as independent: pairs of matches, or whole series where a strategy may learn. */
  readonly units: 'pairs' | 'series';
  /** Whether both strategies are the same code. */
  readonly sameCode: boolean;
}

/** One series of one slot: the unit of work. Numbered so that every slot has its n-th before any has its next. */
export interface Task {
  readonly number: number;
  readonly slot: number;
  /** From 0. */
  readonly series: number;
  /** Matches of each lane. */
  readonly length: number;
  /** Of both. */
  readonly matches: number;
}

/** Series of each slot. */
export function seriesCount({ matches, series }: RunPlan): number {
  return Math.ceil(matches / (2 * series));
}

/** How long an answer of the entrant at this place may take. */
export function moveTimeoutOf({ entrants, moveTimeoutMs }: RunPlan, place: number | undefined): number {
  return entrants[place ?? -1]?.moveTimeoutMs ?? moveTimeoutMs;
}

export function taskCount(plan: RunPlan): number {
  return plan.slots.length * seriesCount(plan);
}

/**
 * Tasks of one match and its mirror that are played before a run, so that each entrant is in one of them at least. Their
 * numbers are negative, and their draws are their own.
 */
export function preflightTasks({ slots }: RunPlan): number[] {
  const seen = new Set<number>();
  return slots.flatMap((pairings, slot) => {
    const places = pairings.flat();
    if (places.every((place) => seen.has(place))) return [];
    for (const place of places) seen.add(place);
    return [-1 - slot];
  });
}

export function taskOf(plan: RunPlan, number: number): Task {
  if (number < 0) return { number, slot: -1 - number, series: -1, length: 1, matches: 2 };
  const slot = number % plan.slots.length;
  const series = Math.floor(number / plan.slots.length);
  const length = Math.min(plan.series, plan.matches / 2 - series * plan.series);
  return { number, slot, series, length, matches: 2 * length };
}

/** One match of a run. */
export interface MatchPlace {
  /** The number of its task. */
  readonly task: number;
  /** Which one of the task's slot. */
  readonly pairing: number;
  /** 1 in the mirror. */
  readonly lane: 0 | 1;
  /** In the lane, from 0. */
  readonly match: number;
}

/**
 * Where the n-th match of a run is, from 1, in the order in which one thread plays them: task by task, pairing by pairing,
 * and each match of a lane before its mirror. Null where there is none.
 */
export function placeOf(plan: RunPlan, number: number): MatchPlace | null {
  const pairings = plan.slots.flat().length;
  if (!Number.isSafeInteger(number) || number < 1 || number > pairings * plan.matches) return null;
  const series = Math.floor((number - 1) / (2 * plan.series * pairings));
  let rest = number - 1 - series * 2 * plan.series * pairings;
  for (const [slot, { length: count }] of plan.slots.entries()) {
    const task = taskOf(plan, series * plan.slots.length + slot);
    if (rest < count * task.matches) {
      const inPairing = rest % task.matches;
      return {
        task: task.number,
        pairing: Math.floor(rest / task.matches),
        lane: inPairing % 2 === 0 ? 0 : 1,
        match: Math.floor(inPairing / 2),
      };
    }
    rest -= count * task.matches;
  }
  return null;
}

/** The number of a match: the inverse of `placeOf`. */
export function numberOf(plan: RunPlan, { task: number, pairing, lane, match }: MatchPlace): number {
  const task = taskOf(plan, number);
  const before = task.series * 2 * plan.series * plan.slots.flat().length;
  const beside = plan.slots.slice(0, task.slot).flat().length + pairing;
  return before + beside * task.matches + 2 * match + lane + 1;
}

/** What tells the random numbers of a series from all others. */
export function seedPlace({ seed }: RunPlan, { slot, series }: Task): string {
  return `${seed}/${slot}/${series}`;
}

/** Of the two lanes of a pairing: match n of a lane is played with draws of its seed + n. */
export function drawSeeds(plan: RunPlan, task: Task, index: number): [number, number] {
  const place = seedPlace(plan, task);
  if (isMirrored(plan, plan.slots[task.slot]?.[index] ?? [0, 0])) {
    const seed = seedOf(place);
    return [seed, seed];
  }
  return [seedOf(`${place}/${index}/0`), seedOf(`${place}/${index}/1`)];
}

/** Which side the first of a pairing has: the sides alternate within a lane, so that a learner meets both. */
export function sideOfFirst(lane: 0 | 1, match: number): Side {
  return (match & 1) === lane ? 'a' : 'b';
}

/**
 * Whether the mirror of a pairing's lane has the lane's draws. What an object keeps in variables of its own cannot be made
 * anew for each lane: unless both forget, its lanes have draws of their own, so that it meets none twice.
 */
export function isMirrored({ entrants }: RunPlan, pairing: Pairing): boolean {
  return pairing.every((place) => entrants[place]?.spec !== '' || entrants[place]?.forgetful === true);
}

/**
 * Whether a strategy is tuned against itself as it is: then the second entrant is the first again, with its options. Never of
 * objects, as two of the same code may hold different values.
 */
export function isTunedAlone({ kind, entrants }: RunPlan): boolean {
  const [first, second, ...others] = entrants;
  if (kind !== 'tune' || !first?.spec || !second || others.length > 0) return false;
  const isSame = (['spec', 'moveTimeoutMs', 'dir'] as const).every((key) => first[key] === second[key]);
  return isSame && second.isNamed !== true;
}

/** What tells runs apart. */
export function planId(plan: RunPlan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 12);
}

/** The pairings of each slot of a field, by the kind of the run. */
export function slotsOf(kind: RunPlan['kind'] | 'gauntlet', entrants: number): Pairing[][] {
  if (kind === 'compare' && entrants > 2) {
    return Array.from({ length: entrants - 2 }, (_, index): Pairing[] => [
      [0, 2 + index],
      [1, 2 + index],
    ]);
  }
  const slots: Pairing[][] = [];
  const firsts = kind === 'tournament' ? entrants : 1;
  for (let first = 0; first < firsts; first++) {
    for (let second = first + 1; second < entrants; second++) slots.push([[first, second]]);
  }
  return slots;
}

/** A whole number below 2^48 from any text: equal for equal texts, unrelated for others. */
export function seedOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6);
}
