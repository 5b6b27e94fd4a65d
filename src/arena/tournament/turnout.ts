import type { GameId } from '../../games/index.js';
import type { Clock, Timer } from '../../lib/clock.js';
import type { Agent } from '../agents.js';
import type { Course, Pairing } from './course.js';

/** How often it is looked who is not there. */
const TICK_MS = 1_000;
/** Pauses before an agent that waits for the wrong game is asked to choose again, which double up to the second. */
const NUDGE_MS = 200;
const SLOWEST_NUDGE_MS = 10_000;

export interface TurnoutContext {
  readonly clock: Clock;
  readonly course: Course;
  /** In the order of the plan. */
  readonly agents: readonly Agent[];
  readonly forfeitAfterMs: number;
  /** Takes an agent out of the queue, and tells it. */
  readonly sendAway: (agent: Agent) => void;
  /** So much time has passed while somebody was there. */
  readonly passed: (ms: number) => void;
  /** Sides of a pairing have been away for too long while the other one waits, or both have. */
  readonly absent: (pairing: Pairing, sides: readonly (0 | 1)[]) => void;
}

/** What an agent is to do next. */
export interface Meeting {
  readonly pairing: Pairing;
  /** The opponent. */
  readonly other: number;
  /** Whether it is the next pairing of the opponent, too. */
  readonly isMutual: boolean;
}

/** Who of a tournament is there for its next match, and who is not. Agents are numbers: their places in the plan. */
export class Turnout {
  readonly #context: TurnoutContext;
  /** For how long each was not there, since its last match. */
  readonly #awayMs: number[];
  /** How often each was asked to choose again, since its last match. */
  readonly #nudges: number[];
  readonly #nudging = new Map<number, Timer>();
  #tick: Timer | undefined;
  #tickedAt = 0;
  #isCounting = false;

  constructor(context: TurnoutContext) {
    this.#context = context;
    this.#awayMs = context.agents.map(() => 0);
    this.#nudges = context.agents.map(() => 0);
  }

  start(): void {
    this.#tickedAt = this.#context.clock.now();
    this.#scheduleTick();
  }

  stop(): void {
    const { clock } = this.#context;
    clock.clearTimeout(this.#tick);
    this.#tick = undefined;
    for (const timer of this.#nudging.values()) clock.clearTimeout(timer);
    this.#nudging.clear();
  }

  /** A match of it begins. */
  plays(place: number): void {
    this.#awayMs[place] = 0;
    this.#nudges[place] = 0;
  }

  /** It does not wait any more. */
  left(place: number): void {
    this.#context.clock.clearTimeout(this.#nudging.get(place));
    this.#nudging.delete(place);
  }

  /** The game that an agent waits for. */
  wanted(place: number): GameId | null {
    return this.#context.agents[place]?.ticket?.terms.game ?? null;
  }

  meetingOf(place: number): Meeting | null {
    const { course } = this.#context;
    const pairing = course.pairingOf(place);
    if (!pairing) return null;
    const other = pairing.agents[0] === place ? pairing.agents[1] : pairing.agents[0];
    return { pairing, other, isMutual: course.pairingOf(other) === pairing };
  }

  /** An agent that waits for the wrong game loses its place: it joins again, with the next one of its games. */
  nudge(place: number): void {
    const { clock, sendAway, agents } = this.#context;
    const agent = agents[place];
    if (!agent || this.#nudging.has(place) || this.#isRight(place)) return;
    const nudges = this.#nudges[place] ?? 0;
    const timer = clock.setTimeout(
      () => {
        this.#nudging.delete(place);
        if (this.#isRight(place)) return;
        this.#nudges[place] = nudges + 1;
        sendAway(agent);
      },
      Math.min(NUDGE_MS * 2 ** nudges, SLOWEST_NUDGE_MS),
    );
    this.#nudging.set(place, timer);
  }

  /**
   * Whether an agent that waits does so for a game that its pairing has still to play. Where both wait for different ones, the
   * one is right whose game is next.
   */
  #isRight(place: number): boolean {
    const wanted = this.wanted(place);
    const meeting = this.meetingOf(place);
    if (wanted === null || !meeting) return true;
    const { pairing, other, isMutual } = meeting;
    if (!pairing.next(wanted)) return pairing.next() === null;
    const others = isMutual ? this.wanted(other) : null;
    return others === null || others === wanted || pairing.nextGame === wanted;
  }

  #scheduleTick(): void {
    const { clock, forfeitAfterMs, course } = this.#context;
    if (course.isOver) return;
    this.#tick = clock.setTimeout(
      () => {
        this.#tick = undefined;
        this.#scheduleTick();
        this.#look();
      },
      Math.min(TICK_MS, forfeitAfterMs),
    );
  }

  /** Counts how long agents are away, while anybody is there: when the network is down, nobody is to blame. */
  #look(): void {
    const { clock, course, agents, forfeitAfterMs, passed, absent } = this.#context;
    const passedMs = clock.now() - this.#tickedAt;
    this.#tickedAt += passedMs;
    const isCounting = course.hasBegun && agents.some(({ connection }) => connection);
    const wasCounting = this.#isCounting;
    this.#isCounting = isCounting;
    // Of the time up to now, it is not known since when it counts.
    if (!isCounting || !wasCounting) return;
    passed(passedMs);
    const isThere = agents.map(
      ({ table, ticket }, place) => table !== null || (ticket !== null && this.#isRight(place)),
    );
    for (const [place, there] of isThere.entries()) {
      if (!there) this.#awayMs[place] = (this.#awayMs[place] ?? 0) + passedMs;
    }
    const isAway = (place: number) => !isThere[place] && (this.#awayMs[place] ?? 0) >= forfeitAfterMs;
    for (const place of agents.keys()) {
      const meeting = this.meetingOf(place);
      // Each pairing once.
      if (!meeting?.isMutual || meeting.pairing.agents[0] !== place) continue;
      const sides = ([0, 1] as const).filter((side) => isAway(meeting.pairing.agents[side]));
      const isAwaited = isThere[place] || isThere[meeting.other];
      if (sides.length === 2 || (sides.length === 1 && isAwaited)) absent(meeting.pairing, sides);
    }
  }
}
