import { RateLimit, type Timer } from '../lib/clock.js';
import {
  type ClientMessage,
  decodeClientMessage,
  type RateLimited,
  type ServerMessage,
} from '../protocol/index.js';
import type { Agent } from './agents.js';
import type { Lobby } from './lobby.js';
import { type ArenaErrorCode, REFUSALS, type Settled } from './seat.js';
import type { FrameSink } from './wire.js';

type State =
  | { readonly is: 'new'; readonly authTimer: Timer }
  | { readonly is: 'ready'; readonly agent: Agent }
  | { readonly is: 'over' };

const OVER: State = { is: 'over' };

/** More malformed frames than this in a minute end the connection. */
const JUNK_PER_MINUTE = 20;

/** WebSocket close codes (RFC 6455, 7.4.1). */
const POLICY_VIOLATION = 1008;

/** One connection, from its first frame to its end: authentication, then commands. Nothing it receives makes it throw. */
export class Connection {
  readonly #lobby: Lobby;
  readonly #line: FrameSink;
  readonly #junk = new RateLimit(JUNK_PER_MINUTE, 60_000);
  #state: State;

  constructor(lobby: Lobby, line: FrameSink) {
    this.#lobby = lobby;
    this.#line = line;
    const { clock, authTimeoutMs } = lobby.context;
    const authTimer = clock.setTimeout(() => {
      this.#refuse('auth_timeout');
      this.close(POLICY_VIOLATION, 'auth_timeout');
    }, authTimeoutMs);
    this.#state = { is: 'new', authTimer };
  }

  /** False where the connection is closing or gone. */
  send(message: ServerMessage, settled?: Settled): boolean {
    return this.#line.send(message, settled);
  }

  receive(frame: Buffer, isBinary: boolean): void {
    if (this.#state.is === 'over') return;
    const decoded = decodeClientMessage(frame.toString(), isBinary);
    if (decoded.kind === 'malformed')
      this.#refuseJunk('invalid_message', `Not understood: ${decoded.detail}.`);
    else if (decoded.kind === 'unknown') this.#refuseJunk('unknown_type', REFUSALS.unknown_type);
    else if (this.#state.is === 'new') this.#authenticate(decoded.message, this.#state.authTimer);
    else {
      const refusal = this.#obey(this.#state.agent, decoded.message);
      if (refusal) this.#refuse(refusal);
    }
  }

  /** Ends the connection from the arena's side. What arrives after it is ignored. */
  close(code: number, reason: string): void {
    this.ended();
    this.#line.close(code, reason);
  }

  /** The connection has ended, from whichever side. */
  ended(): void {
    const state = this.#state;
    this.#state = OVER;
    const { clock, agents, emit } = this.#lobby.context;
    if (state.is === 'new') clock.clearTimeout(state.authTimer);
    if (state.is !== 'ready') return;
    const { agent } = state;
    agents.disconnect(agent, clock.now());
    this.#lobby.queue.gone(agent);
    emit({ event: 'agent_disconnected', agentId: agent.id, agentName: agent.name });
  }

  #authenticate(message: ClientMessage, authTimer: Timer): void {
    if (message.type !== 'authenticate') {
      this.#refuse('not_authenticated');
      return;
    }
    const { clock, agents, emit } = this.#lobby.context;
    const agent = agents.admit(message.api_key, clock.now());
    if (!agent) {
      this.#refuse('auth_failed');
      this.close(POLICY_VIOLATION, 'auth_failed');
      return;
    }
    clock.clearTimeout(authTimer);
    agent.connection?.replaced();
    this.#state = { is: 'ready', agent };
    agents.connect(agent, this);
    emit({ event: 'agent_connected', agentId: agent.id, agentName: agent.name });
    this.send({ type: 'authenticated', agent_id: agent.id, agent_name: agent.name });
    agent.catchUp();
  }

  /** The same key has authenticated on another connection. */
  replaced(): void {
    this.send({ type: 'session_replaced' });
    this.close(POLICY_VIOLATION, 'session_replaced');
  }

  #obey(agent: Agent, message: ClientMessage): ArenaErrorCode | null {
    const { queue, challenges } = this.#lobby;
    switch (message.type) {
      case 'make_move':
        return (
          this.#overLimit(agent, 'move') ??
          withTable(agent, message.match_id, (table) => table.move(agent, message.move_data))
        );
      case 'ping':
        this.send({ type: 'pong' });
        return null;
      case 'join_queue':
        return this.#overLimit(agent, 'queue') ?? queue.join(agent, message);
      case 'leave_queue':
        return this.#overLimit(agent, 'queue') ?? queue.leave(agent);
      case 'resign':
        return withTable(agent, message.match_id, (table) => table.resign(agent));
      case 'send_taunt':
        return (
          this.#overLimit(agent, 'taunt') ??
          withTable(agent, message.match_id, (table) => table.taunt(agent, message.taunt_id))
        );
      case 'create_challenge':
        return this.#overLimit(agent, 'challenge') ?? challenges.create(agent, message);
      case 'accept_challenge':
        return this.#overLimit(agent, 'challenge') ?? challenges.accept(agent, message.challenge_id);
      case 'cancel_challenge':
        return this.#overLimit(agent, 'challenge') ?? challenges.cancel(agent, message.challenge_id);
      case 'authenticate':
        return 'invalid_message';
      default:
        return message satisfies never;
    }
  }

  #overLimit(agent: Agent, kind: RateLimited): ArenaErrorCode | null {
    const { limits, clock } = this.#lobby.context;
    return limits && agent.isOverLimit(kind, clock.now()) ? 'rate_limited' : null;
  }

  #refuse(code: ArenaErrorCode, message = REFUSALS[code]): void {
    this.send({ type: 'error', code, message });
  }

  #refuseJunk(code: ArenaErrorCode, message: string): void {
    this.#refuse(code, message);
    const now = this.#lobby.context.clock.now();
    if (this.#junk.waitMs(now) > 0) this.close(POLICY_VIOLATION, 'too many malformed messages');
    else this.#junk.take(now);
  }
}

function withTable(
  agent: Agent,
  matchId: string,
  command: (table: NonNullable<Agent['table']>) => ArenaErrorCode | null,
): ArenaErrorCode | null {
  return agent.table?.id === matchId ? command(agent.table) : 'match_not_found';
}
