import { expect, test } from 'vitest';
import { Agent, type Ticket } from '../../src/arena/agents.js';
import { LeastMet } from '../../src/arena/least-met.js';
import type { SeatedMatch, Terms } from '../../src/arena/seat.js';
import { createRng } from '../../src/lib/rng.js';
import { FakeClock } from '../support/fake-clock.js';

const TERMS: Terms = { game: 'rps', wagerLamports: 0, sandbox: true };

/** Bots on equal terms that join again right after each match, whose matches last as long as chance has it. */
class Hall {
  readonly clock = new FakeClock();
  readonly met = new Map<string, number>();
  readonly agents: readonly Agent[];
  readonly queue: LeastMet;
  readonly #random: () => number;
  readonly #speedOf: (agent: Agent) => number;
  matches = 0;
  /** Agent time in matches. */
  playedMs = 0;

  constructor(bots: number, seed: string, speedOf: (agent: Agent) => number = () => 1) {
    this.#random = createRng(seed);
    this.#speedOf = speedOf;
    this.agents = Array.from({ length: bots }, (_, i) => new Agent(String(i), `Bot ${i}`));
    this.queue = new LeastMet(this.clock, Number.POSITIVE_INFINITY, (_terms, a, b) => this.#play(a, b));
    for (const agent of this.agents) agent.connection = { send: () => true, replaced: () => undefined };
  }

  join(agent: Agent): void {
    const ticket: Ticket = { agent, terms: TERMS, joinedAt: this.clock.now(), timer: undefined };
    agent.ticket = ticket;
    this.queue.joined(ticket);
  }

  leave(agent: Agent): void {
    const { ticket } = agent;
    agent.ticket = null;
    if (ticket) this.queue.left(ticket);
  }

  #play(a: Agent, b: Agent): void {
    this.matches += 1;
    const pair = [a.name, b.name].sort().join(' v ');
    this.met.set(pair, (this.met.get(pair) ?? 0) + 1);
    for (const agent of [a, b]) {
      this.leave(agent);
      agent.sit({} as SeatedMatch);
    }
    const lastsMs = (200 + this.#random() * 600) * Math.max(this.#speedOf(a), this.#speedOf(b));
    this.playedMs += 2 * lastsMs;
    this.clock.setTimeout(() => {
      for (const agent of [a, b]) agent.rise();
      for (const agent of [a, b]) this.join(agent);
    }, lastsMs);
  }

  run(ms: number): number[] {
    for (const agent of this.agents) this.join(agent);
    this.clock.advance(ms);
    return [...this.met.values()].sort((x, y) => x - y);
  }
}

test('two alone meet at once, and again at once', () => {
  const hall = new Hall(2, 'two');
  hall.run(60_000);
  expect(hall.playedMs).toBeGreaterThan(2 * 59_000);
});

test.each([3, 4, 5, 6, 8, 12])('%i equal bots meet evenly, without much time lost', (bots) => {
  const hall = new Hall(bots, `even ${bots}`);
  const ms = 600_000;
  const met = hall.run(ms);
  expect(met).toHaveLength((bots * (bots - 1)) / 2);
  const [least = 0] = met;
  const most = met.at(-1) ?? 0;
  expect(most).toBeLessThanOrEqual(Math.ceil(1.5 * least) + 2);
  // With an odd number one has to wait.
  const able = (bots - (bots % 2)) * ms;
  expect(hall.playedMs / able).toBeGreaterThan(0.7);
});

test('a bot that is slow does not keep the others from meeting', () => {
  const hall = new Hall(4, 'slow', ({ id }) => (id === '0' ? 20 : 1));
  hall.run(600_000);
  expect(hall.matches).toBeGreaterThan(300);
});

test('whoever has left is not waited for a second time', () => {
  const hall = new Hall(3, 'gone');
  hall.run(10_000);
  const [gone, ...others] = hall.agents as [Agent, Agent, Agent];
  hall.leave(gone);
  gone.connection = null;
  hall.queue.gone(gone);
  hall.clock.advance(5_000);
  const before = hall.playedMs;
  hall.clock.advance(60_000);
  expect(hall.playedMs - before).toBeGreaterThan(2 * 55_000);
  expect(others).toHaveLength(2);
});
