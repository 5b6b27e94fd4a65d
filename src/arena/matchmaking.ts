import { randomUUID } from 'node:crypto';
import type { GameId } from '../games/index.js';
import type { Clock, Timer } from '../lib/clock.js';
import type { ArenaErrorCode } from '../protocol/index.js';
import type { Agent, Agents, Challenge, Ticket } from './agents.js';
import type { Terms } from './seat.js';

/** Which terms can be paired, within one game. */
function keyOf({ wagerLamports, sandbox }: Terms): string {
  return `${wagerLamports} ${sandbox}`;
}

export interface PairingOptions {
  readonly clock: Clock;
  readonly agents: Agents;
  readonly updateMs: number;
  /** After this the house is asked to step in; `null` where there is none. */
  readonly houseWaitMs: number | null;
  /** Two agents have met; the first one waited. */
  readonly pair: (first: Agent, second: Agent, terms: Terms) => void;
  readonly askHouse: (agent: Agent, terms: Terms) => void;
}

/**
 * The queue: equal game, wager and sandbox flag meet, first come first served. Two equal tickets never wait, because the
 * second one is paired at once, so at most one agent waits for each set of terms.
 */
export class Pairing {
  readonly #options: PairingOptions;
  /** By game, then by terms, in order of arrival. */
  readonly #lines = new Map<GameId, Map<string, Ticket>>();
  #updates: Timer | undefined;

  constructor(options: PairingOptions) {
    this.#options = options;
  }

  join(agent: Agent, terms: Terms): ArenaErrorCode | null {
    if (agent.ticket) return 'already_queued';
    const line = this.#line(terms.game);
    agent.send({ type: 'queue_joined', game_type: terms.game, position: line.size + 1 });
    const other = line.get(keyOf(terms));
    if (other) this.#options.pair(other.agent, agent, terms);
    else this.#wait(agent, terms, line);
    return null;
  }

  leave(agent: Agent): ArenaErrorCode | null {
    if (!agent.ticket) return 'not_queued';
    this.drop(agent);
    agent.send({ type: 'queue_left' });
    return null;
  }

  /** Gives the place up without a word. */
  drop(agent: Agent): void {
    const { ticket } = agent;
    if (!ticket) return;
    agent.ticket = null;
    this.#line(ticket.terms.game).delete(keyOf(ticket.terms));
    this.#options.clock.clearTimeout(ticket.houseTimer);
  }

  /** Everybody's place is given up without a word. */
  clear(): void {
    this.#options.clock.clearTimeout(this.#updates);
    this.#updates = undefined;
    for (const line of this.#lines.values()) for (const { agent } of line.values()) this.drop(agent);
  }

  #wait(agent: Agent, terms: Terms, line: Map<string, Ticket>): void {
    const { clock, houseWaitMs, askHouse } = this.#options;
    const ticket: Ticket = { agent, terms, joinedAt: clock.now(), houseTimer: undefined };
    agent.ticket = ticket;
    line.set(keyOf(terms), ticket);
    if (houseWaitMs !== null) ticket.houseTimer = clock.setTimeout(() => askHouse(agent, terms), houseWaitMs);
    this.#updates ??= this.#scheduleUpdates();
  }

  #scheduleUpdates(): Timer {
    return this.#options.clock.setTimeout(() => {
      this.#updates = this.#sendUpdates() ? this.#scheduleUpdates() : undefined;
    }, this.#options.updateMs);
  }

  /** False where nobody waits. */
  #sendUpdates(): boolean {
    const { clock, agents } = this.#options;
    const now = clock.now();
    let isAnyoneWaiting = false;
    for (const line of this.#lines.values()) {
      let position = 0;
      for (const { agent, terms, joinedAt } of line.values()) {
        isAnyoneWaiting = true;
        position++;
        agent.send({
          type: 'queue_update',
          game_type: terms.game,
          position,
          wait_time_ms: Math.floor(now - joinedAt),
          // There are no ratings here, so nobody is sought further away.
          search_radius: 0,
          players_in_queue: line.size,
          players_online: agents.online,
        });
      }
    }
    return isAnyoneWaiting;
  }

  #line(game: GameId): Map<string, Ticket> {
    let line = this.#lines.get(game);
    if (!line) {
      line = new Map();
      this.#lines.set(game, line);
    }
    return line;
  }
}

/** As many as the rate limit lets an agent open before the first one expires; it holds without limits too. */
const MAX_OPEN = 50;

export interface ChallengesOptions {
  readonly clock: Clock;
  readonly ttlMs: number;
  /** After this the house is asked to take a challenge; `null` where it takes none. */
  readonly houseWaitMs: number | null;
  readonly pair: (creator: Agent, taker: Agent, challenge: Challenge) => void;
  readonly askHouse: (challenge: Challenge) => void;
}

/** The open challenges. They outlive the connection of their creator, but can be taken only while it is there. */
export class Challenges {
  readonly #options: ChallengesOptions;
  readonly #open = new Map<string, Challenge>();

  constructor(options: ChallengesOptions) {
    this.#options = options;
  }

  create(creator: Agent, terms: Terms): ArenaErrorCode | null {
    if (creator.challenges.size >= MAX_OPEN) return 'rate_limited';
    const { clock, ttlMs, houseWaitMs, askHouse } = this.#options;
    const challenge: Challenge = {
      id: randomUUID(),
      creator,
      terms,
      expiryTimer: clock.setTimeout(() => this.#cancel(challenge), ttlMs),
      houseTimer: houseWaitMs === null ? undefined : clock.setTimeout(() => askHouse(challenge), houseWaitMs),
    };
    this.#open.set(challenge.id, challenge);
    creator.challenges.add(challenge);
    creator.send({
      type: 'challenge_created',
      challenge_id: challenge.id,
      game_type: terms.game,
      wager_lamports: terms.wagerLamports,
    });
    return null;
  }

  accept(taker: Agent, id: string): ArenaErrorCode | null {
    const challenge = this.#open.get(id);
    if (!challenge?.creator.connection) return 'challenge_not_found';
    if (challenge.creator === taker) return 'own_challenge';
    this.drop(challenge);
    this.#options.pair(challenge.creator, taker, challenge);
    return null;
  }

  cancel(agent: Agent, id: string): ArenaErrorCode | null {
    const challenge = this.#open.get(id);
    if (!challenge) return 'challenge_not_found';
    if (challenge.creator !== agent) return 'not_your_challenge';
    this.#cancel(challenge);
    return null;
  }

  /** Withdraws all of an agent's challenges and tells it. */
  cancelAll(agent: Agent): void {
    for (const challenge of agent.challenges) this.#cancel(challenge);
  }

  /** Closes a challenge without a word. */
  drop(challenge: Challenge): void {
    this.#open.delete(challenge.id);
    challenge.creator.challenges.delete(challenge);
    this.#options.clock.clearTimeout(challenge.expiryTimer);
    this.#options.clock.clearTimeout(challenge.houseTimer);
  }

  /** Closes all without a word. */
  clear(): void {
    for (const challenge of this.#open.values()) this.drop(challenge);
  }

  #cancel(challenge: Challenge): void {
    this.drop(challenge);
    challenge.creator.send({ type: 'challenge_cancelled', challenge_id: challenge.id });
  }
}
