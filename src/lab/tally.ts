import type { GameId, Side, StateOf } from '../games/index.js';
import type { MatchLog } from '../match/index.js';
import {
  addMove,
  addPair,
  addToCurve,
  type Curve,
  emptyPairCounts,
  type MoveCounts,
  type PairCounts,
  type Points,
  type SeriesCounts,
  type TimeHistogram,
} from '../stats/index.js';
import type { KeptMatches } from './kept.js';
import type { Fault, FaultKind, Lane } from './players/player.js';
import type { Setting } from './tune/space.js';

/** What one of two strategies did, beside winning and losing. */
export interface Conduct {
  /** How often it did what wrong. */
  readonly faults: Partial<Record<FaultKind, number>>;
  /** The first of them, for a person. */
  readonly firstFault?: string | undefined;
  /** Of a sample of its matches. */
  readonly moves: MoveCounts;
  /** Of the same sample, in milliseconds. The only part of a result that depends on the machine. */
  readonly times: TimeHistogram;
}

/** The result of matches between two strategies, from the side of the first. Integers, so that sums do not depend on their order. */
export interface MatchTally {
  readonly pairs: PairCounts;
  /** The pairs at some places on the way to the end of the series, where a run has few of them. */
  readonly course?: readonly PairCounts[];
  readonly curve: Curve;
  readonly conduct: readonly [Conduct, Conduct];
}

/** What came of a task: plain data, a line of the run's file. */
export interface TaskResult {
  readonly task: number;
  /** For each pairing of the slot. */
  readonly tallies: readonly MatchTally[];
  /** Of a slot of two pairings: how much more the first got than the second, by pairs and by the whole series. */
  readonly gains?: { readonly pairs: SeriesCounts; readonly series: SeriesCounts };
  /** Whether nobody but the opponents in third places drew random numbers, as far as can be seen. */
  readonly drewNone?: true;
  /** Its matches that are kept, where the plan keeps any. */
  readonly kept?: KeptMatches;
  /** Of a tune: what the parameters of the first entrant were set to. */
  readonly setting?: Setting;
  /** By what name the worker of a queue that has played it goes. */
  readonly worker?: string;
  /** It was stopped: its tallies are of the matches so far, and it has to be played again to count. */
  readonly stopped?: true;
}

export interface SeriesTallyOptions {
  /** Matches of each lane: what one memory sees. */
  readonly length: number;
  /** The results so far are kept at so many places on the way, evenly spread. */
  readonly checkpoints: number;
  /** Where the points of the first player in every pair are kept; null where nobody wants them. */
  readonly scores: number[] | null;
}

/** The results of a series, counted match by match: the lane's first, then the mirror's of the same pair. */
export class SeriesTally {
  readonly #options: SeriesTallyOptions;
  readonly #pairs = emptyPairCounts();
  readonly #curve: Curve = [];
  readonly #course: PairCounts[] = [];
  /** What the first player got in the lane's match of the pair. */
  #half: Points = 0;

  constructor(options: SeriesTallyOptions) {
    this.#options = options;
  }

  count(lane: Lane, match: number, points: Points): void {
    addToCurve(this.#curve, match + 1, points);
    if (lane === 0) {
      this.#half = points;
      return;
    }
    addPair(this.#pairs, this.#half, points);
    const { checkpoints, scores } = this.#options;
    scores?.push(this.#half + points);
    if (checkpoints > 0) this.#note(match);
  }

  /** The results so far, at each of the checkpoints. */
  #note(match: number): void {
    const { length, checkpoints } = this.#options;
    const place = (match + 1) * (checkpoints + 1);
    // One of the multiples of a part of the series lies in this pair; the end of the series is none.
    if (place % length < checkpoints + 1 && match + 1 < length) {
      this.#course.push([...this.#pairs] as PairCounts);
    }
  }

  /** @param conduct what the two did in these matches */
  of(conduct: MatchTally['conduct']): MatchTally {
    const [pairs, course, curve] = [this.#pairs, this.#course, this.#curve];
    return { pairs, ...(course.length === 0 ? {} : { course }), curve, conduct };
  }
}

/** How many matches were lost by faults: a hook that fails costs nothing. */
export function forfeitsIn({ hook: _, ...forfeits }: Conduct['faults']): number {
  return Object.values(forfeits).reduce((sum, times) => sum + times, 0);
}

/** Conduct over many matches, added up in place: a run adds thousands of times a second. */
export class ConductSum implements Conduct {
  readonly faults: Partial<Record<FaultKind, number>> = {};
  firstFault: string | undefined;
  readonly moves: MoveCounts = {};
  readonly times: TimeHistogram = {};

  fault({ kind, detail }: Fault, where: string): void {
    count(this.faults, kind, 1);
    this.firstFault ??= `${where}: ${detail}`;
  }

  /** @param conduct later than all that was added before: its first fault is then not the first */
  add({ faults, firstFault, moves, times }: Conduct): void {
    this.firstFault ??= firstFault;
    for (const kind in faults) count(this.faults, kind as FaultKind, faults[kind as FaultKind]);
    for (const state in moves) {
      for (const move in moves[state]) addMove(this.moves, state, move, moves[state]?.[move]);
    }
    for (const bucket in times) count(this.times, Number(bucket), times[bucket]);
  }
}

/** Tallies of one pairing, added up in place. */
export class TallySum {
  readonly pairs: PairCounts = emptyPairCounts();
  readonly curve: Curve = [];
  readonly conduct = [new ConductSum(), new ConductSum()] as const;

  add({ pairs, curve, conduct }: MatchTally): void {
    addInto(this.pairs, pairs);
    addInto(this.curve, curve);
    this.conduct[0].add(conduct[0]);
    this.conduct[1].add(conduct[1]);
  }
}

function addInto(sums: number[], counts: readonly number[]): void {
  for (let place = 0; place < counts.length; place++) sums[place] = (sums[place] ?? 0) + (counts[place] ?? 0);
}

function count<Key extends string | number>(counts: Partial<Record<Key, number>>, key: Key, times = 0): void {
  counts[key] = (counts[key] ?? 0) + times;
}

/**
 * Names for what a move was made in and what it was, for the distributions of a report: few enough to be drawn, and in an
 * order that sorts.
 */
export function situationName(log: MatchLog, side: Side): string {
  const { mine, theirs } = log.scoreFor(side);
  const lead = mine === theirs ? 'level' : mine > theirs ? 'ahead' : 'behind';
  const { gameId } = log.series;
  if (gameId === 'hi_lo')
    return `${lead}, card ${padded((log.viewFor(side) as StateOf<'hi_lo'>).dealer_card, 2)}`;
  return gameId === 'blotto' ? `round ${log.state.round}, ${lead}` : lead;
}

const MOVE_NAMES: Partial<Record<GameId, (move: Readonly<Record<string, unknown>>) => string>> = {
  crash: ({ cashout }) => padded((Math.floor(Number(cashout) * 5) / 5).toFixed(1), 4),
  reaction_ring: ({ guess }) => padded(Math.floor((Number(guess) - 1) / 20) * 20 + 1, 4),
  blotto: ({ bid }) => padded(Math.floor(Number(bid) / 2) * 2, 3),
  mines: ({ tiles }) => padded(tiles, 2),
  math_duel: () => 'an answer',
};

export function moveName(game: GameId, move: Readonly<Record<string, unknown>>): string {
  return MOVE_NAMES[game]?.(move) ?? String(Object.values(move)[0]);
}

function padded(value: unknown, length: number): string {
  return String(value).padStart(length, '0');
}
