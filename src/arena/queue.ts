import { type GameId, isGameId } from '../games/index.js';
import type { Clock, Timer } from '../lib/clock.js';
import { isWhole, isWithin } from '../lib/shape.js';
import type { CreateChallengeMessage, JoinQueueMessage } from '../protocol/index.js';
import { LAMPORTS_PER_SOL, MAX_WAGER_SOL } from '../wager.js';
import type { Agent, Agents, Ticket } from './agents.js';
import type { ArenaErrorCode, Terms } from './seat.js';

/** Decides who of those who wait meets whom. */
export interface Matchmaker {
  /** What an agent waits for that asks for these terms; a code where it may not. */
  admit(terms: Terms): Terms | ArenaErrorCode;
  /** An agent waits. It may be paired at once. */
  joined(ticket: Ticket): void;
  /** It does not wait any more, for whatever reason. */
  left(ticket: Ticket): void;
  /** The connection of an agent has ended. */
  gone(agent: Agent): void;
  /** Forgets everybody. */
  clear(): void;
}

export interface QueueContext {
  readonly clock: Clock;
  readonly agents: Agents;
  readonly queueUpdateMs: number;
  readonly matchmaker: Matchmaker;
  /** What happens to those who have waited in vain for so long; null for nothing. */
  readonly rescue: { readonly afterMs: number; readonly meet: (ticket: Ticket) => void } | null;
}

/** Those who wait for a match, by game and in order of arrival. Who of them meets whom, the matchmaker says. */
export class Queue {
  readonly #context: QueueContext;
  readonly #lines = new Map<GameId, Set<Ticket>>();
  #updates: Timer | undefined;

  constructor(context: QueueContext) {
    this.#context = context;
  }

  join(agent: Agent, message: JoinQueueMessage): ArenaErrorCode | null {
    const { clock, matchmaker, rescue } = this.#context;
    const wish = termsOf(message, message.sandbox === true);
    if (typeof wish === 'string') return wish;
    if (agent.table) return 'already_in_match';
    if (agent.ticket) return 'already_queued';
    const terms = matchmaker.admit(wish);
    if (typeof terms === 'string') return terms;
    const line = this.#line(terms.game);
    agent.send({ type: 'queue_joined', game_type: terms.game, position: line.size + 1 });
    const ticket: Ticket = { agent, terms, joinedAt: clock.now(), timer: undefined };
    agent.ticket = ticket;
    line.add(ticket);
    matchmaker.joined(ticket);
    // Not by a timer, which takes a millisecond at least: longer than a local match.
    if (agent.ticket === ticket && rescue && !(rescue.afterMs > 0)) rescue.meet(ticket);
    if (agent.ticket !== ticket) return null;
    if (rescue && rescue.afterMs > 0)
      ticket.timer = clock.setTimeout(() => rescue.meet(ticket), rescue.afterMs);
    this.#updates ??= this.#scheduleUpdates();
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
    this.#line(ticket.terms.game).delete(ticket);
    this.#context.clock.clearTimeout(ticket.timer);
    this.#context.matchmaker.left(ticket);
  }

  /** The connection of an agent has ended: nobody is paired with one that may not be there. */
  gone(agent: Agent): void {
    this.drop(agent);
    this.#context.matchmaker.gone(agent);
  }

  /** Everybody's place is given up without a word. */
  clear(): void {
    this.#context.clock.clearTimeout(this.#updates);
    this.#updates = undefined;
    for (const line of this.#lines.values()) for (const { agent } of line) this.drop(agent);
    this.#context.matchmaker.clear();
  }

  #scheduleUpdates(): Timer {
    const { clock, queueUpdateMs } = this.#context;
    return clock.setTimeout(() => {
      this.#updates = this.#sendUpdates() ? this.#scheduleUpdates() : undefined;
    }, queueUpdateMs);
  }

  /** False where nobody waits. */
  #sendUpdates(): boolean {
    const { clock, agents } = this.#context;
    const now = clock.now();
    let isAnyoneWaiting = false;
    for (const line of this.#lines.values()) {
      let position = 0;
      for (const { agent, terms, joinedAt } of line) {
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

  #line(game: GameId): Set<Ticket> {
    const line = this.#lines.get(game) ?? new Set<Ticket>();
    this.#lines.set(game, line);
    return line;
  }
}

/** The terms that a message asks for; a code where there are no such terms. */
export function termsOf(
  { game_type: game, wager_lamports: wagerLamports }: JoinQueueMessage | CreateChallengeMessage,
  sandbox: boolean,
): Terms | ArenaErrorCode {
  if (!isGameId(game)) return 'invalid_game';
  if (sandbox) return { game, wagerLamports: 0, sandbox };
  const isWager = isWhole(wagerLamports) && isWithin(wagerLamports, 0, MAX_WAGER_SOL * LAMPORTS_PER_SOL);
  // -0 would be terms of its own.
  return isWager ? { game, wagerLamports: wagerLamports || 0, sandbox } : 'invalid_wager';
}
