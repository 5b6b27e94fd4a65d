import { randomUUID } from 'node:crypto';
import type { Clock } from '../lib/clock.js';
import type { ArenaErrorCode } from '../protocol/index.js';
import type { Agent, Challenge } from './agents.js';
import type { Terms } from './seat.js';

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
