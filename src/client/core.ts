import { BotpitError } from '../errors.js';
import type { Side } from '../games/index.js';
import type { Timer } from '../lib/clock.js';
import { explainRefusal, passes, type UpgradeRefusal } from '../lib/http.js';
import { decodeServerMessage, type ErrorMessage, encode, type HeardMessage } from '../protocol/index.js';
import { Announcer, SENT } from './announcer.js';
import type { FrameTap } from './client-events.js';
import { Heartbeat, type HeartbeatOwner } from './heartbeat.js';
import { Login } from './login.js';
import { type ConnectionEvent, type Effect, type State, transition } from './machine.js';
import type { Settings } from './options.js';
import { Outbox, type Transport } from './outbox.js';
import { Socket, type SocketOwner } from './socket.js';

interface Waiter {
  resolve(): void;
  reject(error: BotpitError): void;
}

/** Performs what the machine decides, and carries frames between the socket and the listeners. */
export class Core implements SocketOwner, HeartbeatOwner, Transport {
  agentId: string | null = null;
  agentName: string | null = null;
  rttMs: number | null = null;
  longestRttMs = 0;
  /** See `BotpitClient.onFrame`. */
  tap: FrameTap | null = null;
  readonly #settings: Settings;
  readonly #apiKey: string;
  #state: State = { name: 'idle' };
  #socket: Socket | null = null;
  /** When the last socket is gone. */
  #released = SENT;
  #heartbeat: Heartbeat | null = null;
  readonly outbox: Outbox;
  /** For the attempt or for the back-off, whichever is on. */
  #timer: Timer | undefined;
  /** Callers that wait for a session, and callers that wait for the end. */
  #connects: Waiter[] = [];
  #runs: Waiter[] = [];
  readonly announcer: Announcer;
  /** That of the connection at hand. */
  #login = new Login();
  /** The match that started last, while it lasts. */
  #match: { readonly id: string; readonly side: Side } | null = null;

  constructor(settings: Settings, apiKey: string) {
    this.#settings = settings;
    this.#apiKey = apiKey;
    this.announcer = new Announcer(settings.log);
    this.outbox = new Outbox(settings, this, this.announcer);
  }

  get side(): Side | null {
    return this.#match?.side ?? null;
  }

  get connected(): boolean {
    return this.#state.name === 'ready';
  }

  connect(): Promise<void> {
    if (this.connected) return SENT;
    return new Promise((resolve, reject) => {
      this.#connects.push({ resolve, reject });
      this.#happen({ name: 'connect', keepTrying: false });
    });
  }

  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#runs.push({ resolve, reject });
      this.#happen({ name: 'connect', keepTrying: true });
    });
  }

  disconnect(): Promise<void> {
    this.#happen({ name: 'disconnect' });
    return this.#released;
  }

  get canSend(): boolean {
    return this.connected && (this.#socket?.isOpen ?? false);
  }

  transmit(frame: string): void {
    this.#socket?.send(frame);
    if (this.tap !== null) this.tap('out', frame);
  }

  /** See `BotpitClient.ping`. */
  ping(): void {
    this.#heartbeat?.pingNow();
  }

  /** See `BotpitClient.drop`. */
  drop(): void {
    if (this.connected) this.#happen({ name: 'timed-out' });
  }

  sendPing(): void {
    if (this.canSend) this.transmit(encode({ type: 'ping' }));
  }

  onSilence(): void {
    this.#happen({ name: 'timed-out' });
  }

  onOpen(): void {
    this.#happen({ name: 'opened' });
  }

  onFrame(data: Buffer, isBinary: boolean): void {
    if (this.#heartbeat) this.#heartbeat.heard = true;
    // An arena that repeats the key must not carry it into a log, a record or a strategy.
    const clean = this.#settings.log.redact(data.toString());
    if (this.tap !== null) this.tap('in', clean);
    if (this.#state.name === 'authenticating') this.#login.heard(isBinary ? 'a binary frame' : clean);
    const decoded = decodeServerMessage(clean, isBinary);
    if (decoded.kind === 'message') {
      if (decoded.faults) this.announcer.tellFaults(decoded.message.type, decoded.faults);
      this.#receive(decoded.message);
    } else if (decoded.kind === 'unknown') {
      this.announcer.emit({ type: 'unknown', message: decoded.message });
    } else {
      const { problem, detail, type: messageType } = decoded;
      this.announcer.announce({ type: 'malformed', problem, detail, messageType });
    }
  }

  onEnd(code: number, reason: string, refusal: UpgradeRefusal | null): void {
    const { redact } = this.#settings.log;
    if (!refusal) {
      this.#happen({ name: 'lost', code, reason: redact(reason) });
      return;
    }
    const { why, mend } = explainRefusal(refusal);
    if (passes(refusal))
      this.#happen({ name: 'put-off', reason: redact(why), afterMs: refusal.retryAfterMs || null });
    else this.#happen({ name: 'lost', code, reason: redact(why), mend });
  }

  #receive(message: HeardMessage): void {
    this.outbox.received(message.type);
    switch (message.type) {
      case 'your_turn':
        this.outbox.noteTurn(message);
        break;
      case 'game_start':
        this.#match = { id: message.match_id, side: message.your_side };
        break;
      case 'game_over':
        this.announcer.emit(message);
        // After the listeners, who want to know which side they were on; and only for the match that it belongs to.
        if (message.match_id === this.#match?.id) this.#match = null;
        return;
      case 'authenticated':
        // A second one would change who we are in the middle of a match.
        if (this.#state.name !== 'authenticating') return;
        this.agentId = message.agent_id;
        this.agentName = message.agent_name;
        this.longestRttMs = this.#login.tookMs(this.#settings.clock.now());
        this.#happen({ name: 'authenticated' });
        return;
      case 'error':
        this.#receiveError(message);
        return;
      case 'session_replaced':
        this.announcer.emit(message);
        this.#happen({ name: 'replaced' });
        return;
      case 'pong':
        this.#receivePong();
        return;
    }
    this.announcer.emit(message);
  }

  #receiveError(error: ErrorMessage): void {
    const { code, message, retry_after_ms: retryAfterMs } = error;
    this.outbox.limits.refused(code, retryAfterMs);
    this.announcer.report(code, message, undefined, retryAfterMs);
    if (this.#state.name !== 'authenticating') return;
    const event = this.#login.refused(error, this.#settings.log.redact);
    if (event) this.#happen(event);
  }

  #receivePong(): void {
    const rttMs = this.#heartbeat?.takeRttMs() ?? null;
    if (rttMs === null) return;
    this.rttMs = rttMs;
    this.longestRttMs = Math.max(this.longestRttMs, rttMs);
    this.announcer.emit({ type: 'latency', rttMs });
  }

  #happen(given: ConnectionEvent): void {
    const event = this.#state.name === 'authenticating' ? this.#login.read(given) : given;
    const now = this.#settings.clock.now();
    const step = transition(this.#state, event, { ...this.#settings, now, said: this.#login.said });
    if (step.state.name !== this.#state.name) this.#stopTimer();
    this.#state = step.state;
    this.announcer.hold();
    for (const effect of step.effects) this.#perform(effect);
    this.announcer.release();
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'open-socket':
        this.#startTimer(this.#settings.authTimeoutMs, { name: 'timed-out' });
        this.#login = new Login();
        this.#socket = new Socket(this.#settings.url, this, this.#released);
        return;
      case 'authenticate':
        this.#startTimer(this.#settings.authTimeoutMs, { name: 'timed-out' });
        this.#login.keySent(this.#settings.clock.now());
        this.#socket?.send(encode({ type: 'authenticate', api_key: this.#apiKey }));
        return;
      case 'begin-session':
        this.#beginSession();
        return;
      case 'end-session':
        this.#heartbeat?.stop();
        this.#heartbeat = null;
        this.outbox.endSession();
        this.announcer.announce({ type: 'disconnected', code: effect.code, reason: effect.reason });
        return;
      case 'release-socket':
        if (this.#socket) this.#released = this.#socket.release(effect.politely);
        this.#socket = null;
        return;
      case 'retry-later': {
        const { attempt, delayMs, reason, failure } = effect;
        this.#startTimer(delayMs, { name: 'retry' });
        if (failure) this.announcer.report(failure.code, failure.message, failure);
        this.announcer.announce({ type: 'reconnecting', attempt, delayMs, reason });
        return;
      }
      case 'finish':
        this.#finish(effect.error);
        return;
      default:
        effect satisfies never;
    }
  }

  #beginSession(): void {
    const agent_id = this.agentId ?? '';
    const agent_name = this.agentName ?? '';
    this.#match = null;
    this.#heartbeat = new Heartbeat(this.#settings, this);
    this.#heartbeat.start();
    const connects = this.#connects;
    this.#connects = [];
    for (const { resolve } of connects) resolve();
    this.announcer.announce({ type: 'connected', agent_id, agent_name });
  }

  #finish(error: BotpitError | null): void {
    const connects = this.#connects;
    const runs = this.#runs;
    this.#connects = [];
    this.#runs = [];
    const meanwhile = new BotpitError('connection/closed', 'disconnected before a session began', {
      hint: 'Call connect() again to have one.',
    });
    for (const { reject } of connects) reject(error ?? meanwhile);
    // Not before the socket is closed, so that a program which ends with `run()` leaves nothing open.
    this.#released.then(() => {
      for (const { resolve, reject } of runs)
        if (error) reject(error);
        else resolve();
    });
    if (error) this.announcer.report(error.code, error.message, error);
    this.announcer.announce({ type: 'closed', error });
  }

  #startTimer(ms: number, event: ConnectionEvent): void {
    this.#stopTimer();
    this.#timer = this.#settings.clock.setTimeout(() => this.#happen(event), ms);
  }

  #stopTimer(): void {
    this.#settings.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
