import { type GameId, gameOf, type Side } from '../games/index.js';
import { isListOf, isNatural, isObject, isText } from '../lib/shape.js';
import {
  type AnyRound,
  MatchLog,
  type MatchOutcome,
  matchSeries,
  type Score,
  seededDraws,
} from '../match/index.js';
import type { Points } from '../stats/index.js';
import {
  drawSeeds,
  type MatchPlace,
  numberOf,
  type Pairing,
  planId,
  type RunPlan,
  sideOfFirst,
  type Task,
  taskOf,
} from './plan.js';
import { FAULT_KINDS, type Fault, type FaultKind, type Lane } from './players/player.js';

/** What a match is lost by. */
export interface KeptFault {
  /** The seat in the pairing. */
  readonly player: 0 | 1;
  readonly kind: FaultKind;
  readonly detail: string;
}

/** A match as a run's file has it: all that is not to be had from the plan and the rules. Plain data. */
export interface KeptMatch {
  readonly lane: Lane;
  readonly match: number;
  /** Of every round: the move of the first of the pairing and that of the second, as the value of their only key. */
  readonly moves: readonly (readonly [unknown, unknown])[];
  /** Of the first: what the match came to when it was played. */
  readonly points: Points;
  readonly faults?: readonly KeptFault[];
}

/** The matches of a task that are kept. */
export interface KeptMatches {
  readonly count: number;
  /** Matches that were to be kept and are not, as there are more than a line of the file can hold. */
  readonly leftOut: number;
  /** By pairing. */
  readonly matches: readonly (readonly KeptMatch[])[];
}

/** Whoever keeps matches. */
export interface Keeping {
  /** A match has been played. Told before the players are. */
  ended(lane: Lane, log: MatchLog, faults: readonly [Fault | null, Fault | null]): void;
  /** One is lost without being played. */
  unplayed(lane: Lane, match: number, faults: readonly [Fault | null, Fault | null]): void;
}

/** Of one task. So a line of a file is bounded, however long its lanes are. What is said of faults is cut, and their matches are kept. */
const MOST = { matches: 20_000, rounds: 2 ** 17, characters: 2 ** 19 } as const;
/** Characters of what is said of a fault. */
const MOST_DETAIL = 300;

/** Keeps the matches of a task that its plan asks for. */
export class Keeper {
  readonly #plan: RunPlan;
  readonly #task: Task;
  readonly #matches: KeptMatch[][] = [];
  readonly #left: { matches: number; rounds: number; characters: number }[] = [];
  #leftOut: number[] = [];

  constructor(plan: RunPlan, task: Task) {
    this.#plan = plan;
    this.#task = task;
  }

  /** A pairing is about to be played, from the start: what was kept of it before is dropped. */
  begin(index: number): Keeping {
    const pairing = this.#plan.slots[this.#task.slot]?.[index] ?? [0, 0];
    const { moveKey } = gameOf(this.#plan.game);
    const matches: KeptMatch[] = [];
    const left = { ...(this.#left[index - 1] ?? MOST) };
    this.#matches[index] = matches;
    this.#left[index] = left;
    this.#leftOut[index] = 0;
    const inMove = (move: object | null) => (move as Record<string, unknown> | null)?.[moveKey];
    const cut = ({ detail, ...fault }: KeptFault): KeptFault => {
      const said = detail.slice(0, Math.min(MOST_DETAIL, left.characters));
      left.characters -= said.length;
      return { ...fault, detail: said };
    };
    const keep = (lane: Lane, match: number, points: Points, log: MatchLog | null, faults: KeptFault[]) => {
      if (!this.#isWanted({ task: this.#task.number, pairing: index, lane, match }, pairing, points, faults))
        return;
      const side = sideOfFirst(lane, match);
      const rounds = log?.moves() ?? [];
      left.matches -= 1;
      left.rounds -= rounds.length;
      if (left.matches < 0 || left.rounds < 0) {
        this.#leftOut[index] = (this.#leftOut[index] ?? 0) + 1;
        return;
      }
      matches.push({
        lane,
        match,
        moves: rounds.map(([a, b]) => (side === 'a' ? [inMove(a), inMove(b)] : [inMove(b), inMove(a)])),
        points,
        ...(faults.length === 0 ? {} : { faults: faults.map(cut) }),
      });
    };
    return {
      ended: (lane, log, faults) => {
        const side = sideOfFirst(lane, log.index);
        const points = log.winner === null ? 1 : log.winner === side ? 2 : 0;
        keep(lane, log.index, points, log, faultsOf(faults));
      },
      unplayed: (lane, match, faults) => {
        const points = faults[0] && faults[1] ? 1 : faults[0] ? 0 : 2;
        keep(lane, match, points, null, faultsOf(faults));
      },
    };
  }

  matches(): KeptMatches {
    const count = this.#matches.reduce((sum, { length }) => sum + length, 0);
    return { count, leftOut: this.#leftOut.reduce((sum, n) => sum + n, 0), matches: this.#matches };
  }

  #isWanted(place: MatchPlace, [first]: Pairing, points: Points, faults: readonly KeptFault[]): boolean {
    const { keep = 'all', series } = this.#plan;
    // Of a series in which a side is out there may be thousands, with nothing to see.
    if (typeof keep !== 'object' && faults.some(({ kind }) => kind === 'unplayed')) return false;
    if (keep === 'all') return true;
    if (keep === 'lost') return first === 0 && points === 0;
    if (keep === 'forfeited') return faults.length > 0;
    const { lane, match, pairing } = place;
    if (typeof keep === 'number') return 2 * (this.#task.series * series + match) + lane < keep;
    return keep.pairing === pairing && keep.lane === lane && keep.match === match;
  }
}

function faultsOf(faults: readonly [Fault | null, Fault | null]): KeptFault[] {
  return faults.flatMap((fault, player) =>
    fault ? [{ player: player === 0 ? 0 : 1, kind: fault.kind, detail: fault.detail }] : [],
  );
}

/** One match of a run, as the first of its pairing saw it. Plain data. */
export interface ShownMatch {
  readonly matchId: string;
  /** Its number in the run. */
  readonly number: number;
  /** Places of the two among the entrants of the plan. */
  readonly pairing: Pairing;
  readonly game: GameId;
  readonly side: Side;
  readonly rounds: readonly AnyRound[];
  /** Of the first, in each of them. */
  readonly moves: readonly object[];
  /** What was asked of the first and not answered by a legal move, where that is how the match ended; else null. */
  readonly turn: { readonly round: number; readonly state: object } | null;
  readonly outcome: MatchOutcome;
  readonly score: Score;
  /** What it was lost by, before it came to its end. */
  readonly faults: readonly KeptFault[];
  /** Which one of its lane's matches, from 0. */
  readonly match: number;
}

/**
 * Plays a kept match again by the rules, from its moves.
 * @returns what is wrong with it where it does not come to what is said of it, as of a file that was edited
 */
export function rebuilt(plan: RunPlan, place: MatchPlace, kept: KeptMatch): ShownMatch | string {
  const { lane, match, task: number, pairing: index } = place;
  const task = taskOf(plan, number);
  const side = sideOfFirst(lane, match);
  const draws = seededDraws((drawSeeds(plan, task, index)[lane] ?? 0) + match);
  const log = new MatchLog(matchSeries(plan.game, `lab-${planId(plan)}`), match, draws);
  const rules = gameOf(plan.game);
  const { faults = [] } = kept;
  const moves: object[] = [];
  for (const [mine, theirs] of kept.moves) {
    if (log.state.ended !== null) return 'it goes on after its end';
    const own = rules.parseMove({ [rules.moveKey]: mine }, log.viewFor(side));
    const other = rules.parseMove({ [rules.moveKey]: theirs }, log.viewFor(side === 'a' ? 'b' : 'a'));
    if (own === null || other === null) return `round ${log.state.round} has an illegal move`;
    moves.push(own);
    log.playFrom(side, own, other);
  }
  if ((log.state.ended === null) === (faults.length === 0)) return 'it does not say how it ended';
  const ended =
    faults.length === 0 ? log.endFor(side) : { outcome: OUTCOMES[kept.points], score: log.scoreFor(side) };
  if (ended.outcome !== OUTCOMES[kept.points])
    return 'its moves do not come to its result; a file of another version of botpit may have other rules';
  const isAsked = faults.some(({ player, kind }) => player === 0 && kind !== 'unplayed');
  const n = numberOf(plan, place);
  return {
    matchId: `lab-${planId(plan)}-${n}`,
    number: n,
    pairing: plan.slots[task.slot]?.[index] ?? [0, 0],
    game: plan.game,
    side,
    rounds: log.catchUp([], side),
    moves,
    turn: isAsked ? { round: log.state.round, state: log.viewFor(side) } : null,
    ...ended,
    faults,
    match,
  };
}

const OUTCOMES = ['loss', 'draw', 'win'] as const;

/** What is wrong with the kept matches of a task, for a person; null where they can be looked at. */
export function problemOfKept(plan: RunPlan, task: Task, value: unknown): string | null {
  const lists = isObject(value) ? value.matches : undefined;
  const { length } = plan.slots[task.slot] ?? [];
  if (!Array.isArray(lists) || lists.length !== length) return 'it has no list of matches for each pairing';
  const isKept = (one: unknown): one is KeptMatch =>
    isObject(one) &&
    (one.lane === 0 || one.lane === 1) &&
    isNatural(one.match) &&
    one.match < task.length &&
    isListOf(one.moves, isMoves, MOST.rounds) &&
    (one.points === 0 || one.points === 1 || one.points === 2) &&
    (one.faults === undefined || isListOf(one.faults, isFault, 2));
  const isWhole = lists.every((list) => isListOf(list, isKept, MOST.matches));
  return isWhole ? null : 'one of its kept matches is not a match';
}

function isMoves(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function isFault(value: unknown): value is KeptFault {
  if (!isObject(value)) return false;
  const { player, kind, detail } = value;
  return (player === 0 || player === 1) && isText(kind) && FAULT_KINDS.has(kind) && isText(detail);
}
