import type { Clock, Timer } from '../lib/clock.js';
import type { Agent, Ticket } from './agents.js';
import type { Matchmaker } from './queue.js';
import type { Terms } from './seat.js';

/** A choice among so many is fair enough: to wait for more would only cost time. */
const CHOICE = 4;
/** A group in which it is worth counting who has met whom. */
const FEW = 8;
/** By how much more than with anybody else two may meet: so many times, and so large a part. */
const LEEWAY = 2;
const LEEWAY_SHARE = 0.15;
/** Nobody is kept waiting for a choice longer than this, nor longer than the match took that it comes from. */
const PATIENCE_MS = 2_000;
/** As many others are remembered of each agent; the oldest is forgotten. */
const REMEMBERED = 1_000;

/** Those who wait on equal terms, and those who are likely to come back to them. */
interface Pool {
  readonly key: string;
  readonly waiting: Ticket[];
  /** The ones that wait too, or play, or have just played. */
  readonly regulars: Set<Agent>;
  timer: Timer | undefined;
}

/** What is remembered of an agent. */
interface Memory {
  pool: Pool;
  /** How often it has met others, by their ids. */
  readonly met: Map<string, number>;
  /** When it was last paired; null before. */
  pairedAt: number | null;
  /** Until when it waits for a choice. */
  patientUntil: number;
}

/**
 * The open queue: equal game, wager and sandbox flag meet, and among those who wait on equal terms the two that have met
 * least. Two that come out of the same match would mostly find nobody but each other; so they wait for a moment for others who
 * play on these terms. Where there are no others they meet at once, and so does whoever is new.
 */
export class LeastMet implements Matchmaker {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #meet: (terms: Terms, first: Agent, second: Agent) => void;
  readonly #pools = new Map<string, Pool>();
  readonly #memories = new WeakMap<Agent, Memory>();

  /** @param mostMs what patience has to stay below */
  constructor(clock: Clock, mostMs: number, meet: (terms: Terms, first: Agent, second: Agent) => void) {
    this.#clock = clock;
    this.#patienceMs = Math.min(PATIENCE_MS, mostMs / 2);
    this.#meet = meet;
  }

  admit(terms: Terms): Terms {
    return terms;
  }

  joined(ticket: Ticket): void {
    const { agent, joinedAt } = ticket;
    const pool = this.#poolOf(ticket.terms);
    const memory = this.#memories.get(agent);
    if (memory && memory.pool !== pool) this.#forget(memory.pool, agent);
    const pairedAt = memory?.pairedAt ?? null;
    const patientUntil = joinedAt + (pairedAt === null ? 0 : Math.min(joinedAt - pairedAt, this.#patienceMs));
    this.#memories.set(agent, { pool, met: memory?.met ?? new Map(), pairedAt, patientUntil });
    pool.regulars.add(agent);
    pool.waiting.push(ticket);
    this.#pair(pool);
  }

  left({ agent, terms }: Ticket): void {
    const pool = this.#pools.get(keyOf(terms));
    if (!pool) return;
    const at = pool.waiting.findIndex((ticket) => ticket.agent === agent);
    if (at !== -1) pool.waiting.splice(at, 1);
  }

  gone(agent: Agent): void {
    const memory = this.#memories.get(agent);
    if (memory) this.#forget(memory.pool, agent);
  }

  clear(): void {
    for (const { timer } of this.#pools.values()) this.#clock.clearTimeout(timer);
    this.#pools.clear();
  }

  #pair(pool: Pool): void {
    const { waiting, regulars } = pool;
    while (waiting.length >= 2) {
      const now = this.#clock.now();
      const [first, second] = this.#leastMet(waiting);
      if (waiting.length < Math.min(CHOICE, regulars.size) && this.#isTooOften(first, second, regulars)) {
        const until = Math.max(...waiting.map(({ agent }) => this.#memories.get(agent)?.patientUntil ?? 0));
        if (now < until) {
          pool.timer ??= this.#clock.setTimeout(() => {
            pool.timer = undefined;
            this.#pair(pool);
          }, until - now);
          return;
        }
        // Whoever neither waits nor plays had the time to come back.
        for (const agent of regulars) if (!agent.ticket && !agent.table) regulars.delete(agent);
      }
      this.#remember(first.agent, second.agent, now);
      this.#meet(first.terms, first.agent, second.agent);
    }
  }

  /**
   * Whether two meet so often that one of them is better kept for somebody else. A little more than others is left to them:
   * to keep it even by the match, all would have to wait for the slowest. Among many somebody comes back soon, so nothing is
   * counted.
   */
  #isTooOften({ agent: a }: Ticket, { agent: b }: Ticket, regulars: ReadonlySet<Agent>): boolean {
    if (regulars.size > FEW) return true;
    let least = Number.POSITIVE_INFINITY;
    for (const other of regulars) {
      if (other === a || other === b) continue;
      least = Math.min(least, this.#timesMet(a, other), this.#timesMet(b, other));
    }
    return this.#timesMet(a, b) > LEEWAY + least * (1 + LEEWAY_SHARE);
  }

  #timesMet(a: Agent, b: Agent): number {
    return this.#memories.get(a)?.met.get(b.id) ?? 0;
  }

  /** Of those who have met as often, the ones who came first. */
  #leastMet(waiting: readonly Ticket[]): readonly [Ticket, Ticket] {
    let best: readonly [Ticket, Ticket] | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [i, first] of waiting.entries()) {
      const met = this.#memories.get(first.agent)?.met;
      for (let j = i + 1; j < waiting.length; j++) {
        const second = waiting[j] as Ticket;
        const times = met?.get(second.agent.id) ?? 0;
        if (times >= fewest) continue;
        fewest = times;
        best = [first, second];
      }
    }
    return best as readonly [Ticket, Ticket];
  }

  #remember(first: Agent, second: Agent, now: number): void {
    for (const [agent, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const memory = this.#memories.get(agent);
      if (!memory) continue;
      memory.pairedAt = now;
      memory.met.set(other.id, (memory.met.get(other.id) ?? 0) + 1);
      const oldest = memory.met.size > REMEMBERED ? memory.met.keys().next().value : undefined;
      if (oldest !== undefined) memory.met.delete(oldest);
    }
  }

  #poolOf(terms: Terms): Pool {
    const key = keyOf(terms);
    const pool = this.#pools.get(key) ?? { key, waiting: [], regulars: new Set(), timer: undefined };
    this.#pools.set(key, pool);
    return pool;
  }

  #forget(pool: Pool, agent: Agent): void {
    pool.regulars.delete(agent);
    if (pool.regulars.size > 0) return;
    this.#clock.clearTimeout(pool.timer);
    if (this.#pools.get(pool.key) === pool) this.#pools.delete(pool.key);
  }
}

/** Which terms can be paired. */
function keyOf({ game, wagerLamports, sandbox }: Terms): string {
  return `${game} ${wagerLamports} ${sandbox}`;
}
