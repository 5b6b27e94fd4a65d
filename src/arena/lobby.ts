import { randomUUID } from 'node:crypto';
import type { CreateChallengeMessage } from '../protocol/index.js';
import { Agent, type Agents, type Challenge, type Ticket } from './agents.js';
import type { Floor } from './floor.js';
import { errorText, type HouseOptions, HouseSeat } from './house.js';
import { LeastMet } from './least-met.js';
import { type Matchmaker, Queue, termsOf } from './queue.js';
import type { ArenaErrorCode, Arranged, Player, Terms } from './seat.js';
import { Table } from './table.js';

/** As many as the rate limit lets an agent open before the first one expires; it holds without limits too. */
const MAX_OPEN = 50;

/** What all connections and tables of an arena share. */
export interface ArenaContext extends Floor {
  readonly agents: Agents;
  readonly house: HouseOptions | null;
  /** Who meets whom in a tournament. Absent: the queue is open, and there are challenges. */
  readonly matchmaker?: Matchmaker | undefined;
  readonly challengeTtlMs: number;
  readonly queueUpdateMs: number;
  readonly authTimeoutMs: number;
  /** Whether the rate limits hold. */
  readonly limits: boolean;
}

/** Where agents find each other: in the queue, by a challenge, or the house. */
export class Lobby {
  readonly context: ArenaContext;
  readonly queue: Queue;
  readonly challenges: Challenges;

  constructor(context: ArenaContext) {
    this.context = context;
    const { clock, agents, queueUpdateMs, house } = context;
    const matchmaker =
      context.matchmaker ??
      new LeastMet(clock, house?.waitMs ?? Number.POSITIVE_INFINITY, (terms, first, second) =>
        this.meet(terms, first, second),
      );
    const rescue = house && {
      afterMs: house.waitMs,
      meet: ({ terms, agent }: Ticket) => this.meetHouse(terms, agent),
    };
    this.queue = new Queue({ clock, agents, queueUpdateMs, matchmaker, rescue });
    this.challenges = new Challenges(this);
  }

  /** Forgets who waits, every offer and every match; wagers are given back, and nobody is told. */
  clear(): void {
    const { tables } = this.context;
    this.queue.clear();
    this.challenges.clear();
    for (const table of tables) table.close();
    tables.clear();
  }

  /** Two agents have met; the first one waited. */
  meet(agreed: Terms, first: Agent, second: Agent, challenge?: Challenge): void {
    this.#meet(agreed, this.#otherTerms(agreed), first, second, challenge);
  }

  /** Nobody has come: the house steps in, where it plays the game. */
  meetHouse(agreed: Terms, agent: Agent, challenge?: Challenge): void {
    if (!agent.connection) return;
    let terms = this.#otherTerms(agreed);
    let seat = this.#houseSeat(terms);
    if (!seat && terms !== agreed) {
      terms = agreed;
      seat = this.#houseSeat(terms);
    }
    if (!seat) return;
    if (challenge) this.challenges.drop(challenge);
    this.#meet(agreed, terms, agent, seat, challenge);
  }

  /** What is played instead of what was agreed on; hardly ever anything else. */
  #otherTerms(agreed: Terms): Terms {
    return this.context.faults?.otherTerms(agreed) ?? agreed;
  }

  /** `null` where the house does not play the game, or fails to. */
  #houseSeat(terms: Terms): HouseSeat | null {
    const { house, clock, emit } = this.context;
    try {
      const player = house?.open(terms.game);
      return house && player ? new HouseSeat(house, player, terms, clock, emit) : null;
    } catch (error) {
      emit({ event: 'house_failed', game: terms.game, message: errorText(error) });
      return null;
    }
  }

  /** Seats two agents at a match that a tournament has for them. It is to be started. */
  arrange(terms: Terms, first: Agent, second: Agent, match: Arranged): Table {
    const table = new Table(this.context, terms, first, second, match);
    for (const agent of [first, second]) this.queue.drop(agent);
    return table;
  }

  #meet(agreed: Terms, terms: Terms, first: Player, second: Player, challenge?: Challenge): void {
    const table = new Table(this.context, terms, first, second);
    if (terms !== agreed) this.context.faults?.metOn(terms, agreed, table.id);
    for (const player of [first, second]) {
      if (!(player instanceof Agent)) continue;
      // An agent plays one match at a time, so what else it waited for is over.
      if (challenge && player.ticket) this.queue.leave(player);
      else this.queue.drop(player);
      this.challenges.cancelAll(player);
    }
    if (challenge) {
      const accepted = {
        type: 'challenge_accepted',
        challenge_id: challenge.id,
        match_id: table.id,
      } as const;
      for (const player of [first, second]) player.send(accepted);
    }
    table.start();
  }
}

/** The open challenges. They outlive the connection of their creator, but can be taken only while it is there. */
class Challenges {
  readonly #lobby: Lobby;
  readonly #open = new Map<string, Challenge>();

  constructor(lobby: Lobby) {
    this.#lobby = lobby;
  }

  create(creator: Agent, message: CreateChallengeMessage): ArenaErrorCode | null {
    if (this.#lobby.context.matchmaker) return 'no_challenges';
    const terms = termsOf(message, false);
    if (typeof terms === 'string') return terms;
    if (creator.table) return 'already_in_match';
    if (creator.challenges.size >= MAX_OPEN) return 'rate_limited';
    const { clock, house, challengeTtlMs } = this.#lobby.context;
    const challenge: Challenge = {
      id: randomUUID(),
      creator,
      terms,
      expiryTimer: clock.setTimeout(() => this.#cancel(challenge), challengeTtlMs),
      houseTimer: house?.takesChallenges
        ? clock.setTimeout(() => this.#lobby.meetHouse(terms, creator, challenge), house.waitMs)
        : undefined,
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
    if (taker.table) return 'already_in_match';
    const challenge = this.#open.get(id);
    if (!challenge?.creator.connection) return 'challenge_not_found';
    if (challenge.creator === taker) return 'own_challenge';
    this.drop(challenge);
    this.#lobby.meet(challenge.terms, challenge.creator, taker, challenge);
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
    const { clock } = this.#lobby.context;
    clock.clearTimeout(challenge.expiryTimer);
    clock.clearTimeout(challenge.houseTimer);
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
