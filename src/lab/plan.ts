import { createHash } from 'node:crypto';
import type { GameId } from '../games/index.js';

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
}

/** Places of entrants in `RunPlan.entrants`. */
export type Pairing = readonly [first: number, second: number];

/**
 * A run, whole: equal plans give equal results, on whatever machine and by how many workers. Plain data; it is the first
 * line of the run's file.
 */
export interface RunPlan {
  readonly format: 2;
  readonly kind: 'match' | 'tournament' | 'compare';
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
  readonly test: SequentialTest | null;
}

/** See `judge` in the statistics. */
export interface SequentialTest {
  readonly elo0: number;
  readonly elo1: number;
  readonly confidence: number;
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

/** One match of a run of one pairing. */
export interface MatchPlace {
  /** The number of its task. */
  readonly task: number;
  /** 1 in the mirror. */
  readonly lane: 0 | 1;
  /** In the lane, from 0. */
  readonly match: number;
}

/** Where the n-th match of a run of one pairing is, from 1, in the order in which one thread plays them. */
export function placeOf(plan: RunPlan, number: number): MatchPlace {
  const pairs = Math.floor((number - 1) / 2);
  const lane = number % 2 === 1 ? 0 : 1;
  return { task: Math.floor(pairs / plan.series), lane, match: pairs % plan.series };
}

/**
 * Whether the mirror of a pairing's lane has the lane's draws. What an object keeps in variables of its own cannot be made
 * anew for each lane: unless both forget, its lanes have draws of their own, so that it meets none twice.
 */
export function isMirrored({ entrants }: RunPlan, pairing: Pairing): boolean {
  return pairing.every((place) => entrants[place]?.spec !== '' || entrants[place]?.forgetful === true);
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
