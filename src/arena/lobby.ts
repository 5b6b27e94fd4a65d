import { randomUUID } from 'node:crypto';
import { type GameId, isGameId } from '../games/index.js';
import type { Timer } from '../lib/clock.js';
import { isWhole, isWithin } from '../lib/shape.js';
import type { CreateChallengeMessage, JoinQueueMessage } from '../protocol/index.js';
import { LAMPORTS_PER_SOL, MAX_WAGER_SOL } from '../wager.js';
import { Agent, type Agents, type Challenge, type Ticket } from './agents.js';
import { errorText, type HouseOptions, HouseSeat } from './house.js';
import type { ArenaErrorCode, Player, Terms } from './seat.js';
import { type Floor, Table } from './table.js';

/** As many as the rate limit lets an agent open before the first one expires; it holds without limits too. */
const MAX_OPEN = 50;

/** What all connections and tables of an arena share. */
export interface ArenaContext extends Floor {
  readonly agents: Agents;
  readonly house: HouseOptions | null;
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
    this.queue = new Queue(this);
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

/**
 * Equal game, wager and sandbox flag meet, first come first served. Two equal tickets never wait, because the second one is
 * paired at once, so at most one agent waits for each set of terms.
 */
class Queue {
  readonly #lobby: Lobby;
  /** By game, then by terms, in order of arrival. */
  readonly #lines = new Map<GameId, Map<string, Ticket>>();
  #updates: Timer | undefined;

  constructor(lobby: Lobby) {
    this.#lobby = lobby;
  }

  join(agent: Agent, message: JoinQueueMessage): ArenaErrorCode | null {
    const terms = termsOf(message, message.sandbox === true);
    if (typeof terms === 'string') return terms;
    if (agent.table) return 'already_in_match';
    if (agent.ticket) return 'already_queued';
    const line = this.#line(terms.game);
    agent.send({ type: 'queue_joined', game_type: terms.game, position: line.size + 1 });
    const other = line.get(keyOf(terms));
    if (other) this.#lobby.meet(terms, other.agent, agent);
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
    this.#lobby.context.clock.clearTimeout(ticket.houseTimer);
  }

  /** Everybody's place is given up without a word. */
  clear(): void {
    this.#lobby.context.clock.clearTimeout(this.#updates);
    this.#updates = undefined;
    for (const line of this.#lines.values()) for (const { agent } of line.values()) this.drop(agent);
  }

  #wait(agent: Agent, terms: Terms, line: Map<string, Ticket>): void {
    const { clock, house } = this.#lobby.context;
    const ticket: Ticket = { agent, terms, joinedAt: clock.now(), houseTimer: undefined };
    agent.ticket = ticket;
    line.set(keyOf(terms), ticket);
    const ask = () => this.#lobby.meetHouse(terms, agent);
    if (house) ticket.houseTimer = clock.setTimeout(ask, house.waitMs);
    this.#updates ??= this.#scheduleUpdates();
  }

  #scheduleUpdates(): Timer {
    const { clock, queueUpdateMs } = this.#lobby.context;
    return clock.setTimeout(() => {
      this.#updates = this.#sendUpdates() ? this.#scheduleUpdates() : undefined;
    }, queueUpdateMs);
  }

  /** False where nobody waits. */
  #sendUpdates(): boolean {
    const { clock, agents } = this.#lobby.context;
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
          // There are no ratings here, so the search never widens.
          search_radius: 0,
          players_in_queue: line.size,
          players_online: agents.online,
        });
      }
    }
    return isAnyoneWaiting;
  }

  #line(game: GameId): Map<string, Ticket> {
    const line = this.#lines.get(game) ?? new Map<string, Ticket>();
    this.#lines.set(game, line);
    return line;
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

/** Which terms can be paired, within one game. */
function keyOf({ wagerLamports, sandbox }: Terms): string {
  return `${wagerLamports} ${sandbox}`;
}

function termsOf(
  { game_type: game, wager_lamports: wagerLamports }: JoinQueueMessage | CreateChallengeMessage,
  sandbox: boolean,
): Terms | ArenaErrorCode {
  if (!isGameId(game)) return 'invalid_game';
  if (sandbox) return { game, wagerLamports: 0, sandbox };
  const isWager = isWhole(wagerLamports) && isWithin(wagerLamports, 0, MAX_WAGER_SOL * LAMPORTS_PER_SOL);
  // -0 would be terms of its own.
  return isWager ? { game, wagerLamports: wagerLamports || 0, sandbox } : 'invalid_wager';
}
