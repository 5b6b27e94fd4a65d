import type { Clock, Timer } from '../../lib/clock.js';
import {
  type ClientMessage,
  decodeClientMessage,
  type ErrorMessage,
  encode,
  type ServerMessage,
} from '../../protocol/index.js';
import { REFUSALS, type Settled } from '../seat.js';
import type { FrameSink, Wire } from '../wire.js';
import { type FalseReports, junkFor } from './false-reports.js';
import type { ChaosFault, FaultDraws } from './faults.js';

/** One agent, over all its connections. */
export interface Victim {
  readonly agentId: string;
  readonly falseReports: FalseReports;
  /** The draws of its next connection. */
  nextConnection(): FaultDraws;
}

export function matchIdOf(message: ServerMessage | ClientMessage): string | undefined {
  return 'match_id' in message ? message.match_id : undefined;
}

export interface LineContext {
  readonly clock: Clock;
  victim(agentId: string): Victim;
  report(fault: ChaosFault, agentId: string, matchId: string | undefined, detail: string): void;
  /** The arena forgets everything; all lines are cut. */
  restart(): void;
}

/** A stalled connection is given up after this, as a kernel would some time. */
const STALL_MS = 120_000;

/** WebSocket close code (RFC 6455, 7.4.1). */
const POLICY_VIOLATION = 1008;

const TURNED_AWAY: readonly ErrorMessage[] = [
  { type: 'error', code: 'insufficient_balance', message: 'The balance is lower than the wager.' },
  { type: 'error', code: 'pit_flooded', message: 'No matches are made right now.' },
];

/**
 * A connection on which things go wrong from `authenticated` on; who does not get so far is treated as ever. Stands
 * between the `Connection` and the wire, and in front of the `Connection` for what comes in.
 */
export class ChaosLine implements FrameSink {
  readonly #wire: Wire;
  readonly #context: LineContext;
  readonly #held: Held;
  #target: { readonly victim: Victim; readonly draws: FaultDraws } | null = null;
  #state: 'open' | 'stalled' | 'over' = 'open';
  #stallTimer: Timer | undefined;

  constructor(wire: Wire, context: LineContext) {
    this.#wire = wire;
    this.#context = context;
    this.#held = new Held(context.clock, (frame) => wire.write(frame));
  }

  send(message: ServerMessage, settled?: Settled): boolean {
    if (message.type === 'authenticated') {
      const victim = this.#context.victim(message.agent_id);
      this.#target = { victim, draws: victim.nextConnection() };
    }
    if (!this.#target) return this.#wire.send(message, settled);
    const { victim, draws } = this.#target;
    const isOver = this.#state === 'over' || !this.#wire.isOpen;
    const lost = this.#state === 'stalled' ? true : isOver ? false : this.#breaks(draws, message);
    if (lost === null) return this.#deliver(draws, victim.falseReports.told(message), settled);
    settled?.(false);
    return lost;
  }

  /** Whether the connection is to get what has come in. */
  admits(frame: Buffer, isBinary: boolean): boolean {
    if (!this.#target) return true;
    if (this.#state !== 'open') return false;
    const decoded = decodeClientMessage(frame.toString(), isBinary);
    return decoded.kind !== 'message' || !this.#spurns(this.#target.draws, decoded.message);
  }

  close(code: number, reason: string): void {
    if (this.#state === 'stalled') this.cut();
    else {
      this.#state = 'over';
      this.#held.release();
      this.#wire.close(code, reason);
    }
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.ended();
    this.#wire.cut();
  }

  /** The connection has ended, from whichever side. */
  ended(): void {
    this.#state = 'over';
    this.#held.drop();
    this.#context.clock.clearTimeout(this.#stallTimer);
  }

  /** What `send` is to return where the connection does not outlive the frame. */
  #breaks(draws: FaultDraws, message: ServerMessage): boolean | null {
    const { type } = message;
    if (draws.strikes('cuts', type)) {
      this.#report('cuts', message, `the connection ends in place of ${type}`);
      this.#held.release();
      this.cut();
      return false;
    }
    if (draws.strikes('stalls', type)) {
      this.#report('stalls', message, `nothing goes out or comes in, from ${type} on`);
      this.#state = 'stalled';
      this.#held.drop();
      this.#wire.freeze();
      this.#stallTimer = this.#context.clock.setTimeout(() => this.cut(), STALL_MS);
      return true;
    }
    if (draws.strikes('replaced', type)) {
      this.#report('replaced', message, `session_replaced in place of ${type}`);
      this.#held.add([encode({ type: 'session_replaced' })], 0);
      this.close(POLICY_VIOLATION, 'session_replaced');
      return false;
    }
    return null;
  }

  #deliver(draws: FaultDraws, message: ServerMessage, settled?: Settled): true {
    const { type } = message;
    let frames = [encode(message)];
    let delayMs = 0;
    if (draws.strikes('junk', type)) {
      const junk = junkFor(message, draws);
      this.#report('junk', message, `${junk.what}, with ${type}`);
      frames = junk.frames;
    }
    if (draws.strikes('duplicates', type)) {
      this.#report('duplicates', message, `${type} twice`);
      frames.push(encode(message));
    }
    if (draws.strikes('delays', type)) {
      delayMs = draws.lengthMs('delays', type);
      this.#report('delays', message, `${type} after ${delayMs} ms`);
    }
    if ((type === 'round_result' || type === 'game_over') && draws.strikes('late-results', type)) {
      const lateMs = draws.lengthMs('late-results', type);
      this.#report('late-results', message, `${type} after ${lateMs} ms`);
      delayMs = Math.max(delayMs, lateMs);
    }
    if (!this.#held.isSettingAside && draws.strikes('reorders', type)) {
      this.#report('reorders', message, `${type} after the next frame`);
      this.#held.setAside(frames, settled);
    } else this.#held.add(frames, delayMs, settled);
    return true;
  }

  #spurns(draws: FaultDraws, message: ClientMessage): boolean {
    const { type } = message;
    if (type === 'ping' || type === 'authenticate') return false;
    if (draws.strikes('restarts', type)) {
      this.#report('restarts', message, `the arena forgets everything at ${type}`);
      this.#context.restart();
      return true;
    }
    // No limit holds for resigning.
    if (type !== 'resign' && draws.strikes('rate-limits', type)) {
      const wait = draws.choose('rate-limits', type, [null, 500, 5_000]);
      this.#report('rate-limits', message, `${type} refused${wait === null ? '' : `, for ${wait} ms`}`);
      const error = {
        ...{ type: 'error', code: 'rate_limited', message: REFUSALS.rate_limited },
        ...(wait === null ? {} : { retry_after_ms: wait }),
      };
      this.#held.add([JSON.stringify(error)], 0);
      return true;
    }
    if (type !== 'join_queue') return false;
    if (draws.strikes('refusals', type)) {
      const error = draws.choose('refusals', type, TURNED_AWAY);
      this.#report('refusals', message, `join_queue refused with ${error.code}`);
      this.#held.add([encode(error)], 0);
      return true;
    }
    if (!draws.strikes('unanswered', type)) return false;
    this.#report('unanswered', message, 'join_queue neither answered nor done');
    return true;
  }

  #report(fault: ChaosFault, message: ServerMessage | ClientMessage, detail: string): void {
    this.#context.report(fault, this.#target?.victim.agentId ?? '', matchIdOf(message), detail);
  }
}

/** A frame that waits for the next one waits no longer than this. */
const ASIDE_MS = 1_000;

/** The frames of a message. */
interface HeldFrames {
  readonly frames: readonly string[];
  readonly settled: Settled | undefined;
}

/** Frames on their way out that are held back. All come in order, but for those set aside. */
export class Held {
  readonly #clock: Clock;
  readonly #write: (frame: string) => boolean;
  readonly #line: (HeldFrames & { readonly dueAt: number })[] = [];
  #lineTimer: Timer | undefined;
  #aside: HeldFrames | null = null;
  #asideTimer: Timer | undefined;

  constructor(clock: Clock, write: (frame: string) => boolean) {
    this.#clock = clock;
    this.#write = write;
  }

  get isSettingAside(): boolean {
    return this.#aside !== null;
  }

  add(frames: readonly string[], delayMs: number, settled?: Settled): void {
    const dueAt = this.#clock.now() + delayMs;
    this.#line.push({ frames, settled, dueAt: Math.max(dueAt, this.#line.at(-1)?.dueAt ?? 0) });
    this.#takeBack();
    if (!this.#lineTimer) this.#advance();
  }

  /** Holds frames back behind those that are added next. */
  setAside(frames: readonly string[], settled?: Settled): void {
    this.#aside = { frames, settled };
    this.#asideTimer = this.#clock.setTimeout(() => {
      this.#takeBack();
      if (!this.#lineTimer) this.#advance();
    }, ASIDE_MS);
  }

  /** Everything goes out now. */
  release(): void {
    this.#takeBack();
    for (const held of this.#line.splice(0)) this.#send(held);
    this.drop();
  }

  /** Nothing of it ever goes out. */
  drop(): void {
    const dropped = [...this.#line.splice(0), ...(this.#aside ? [this.#aside] : [])];
    this.#aside = null;
    this.#clock.clearTimeout(this.#asideTimer);
    this.#clock.clearTimeout(this.#lineTimer);
    this.#lineTimer = undefined;
    for (const { settled } of dropped) settled?.(false);
  }

  #send({ frames, settled }: HeldFrames): void {
    let isSent = true;
    for (const frame of frames) isSent = this.#write(frame) && isSent;
    settled?.(isSent);
  }

  #takeBack(): void {
    if (!this.#aside) return;
    this.#clock.clearTimeout(this.#asideTimer);
    this.#line.push({ ...this.#aside, dueAt: this.#line.at(-1)?.dueAt ?? 0 });
    this.#aside = null;
  }

  #advance(): void {
    this.#lineTimer = undefined;
    const now = this.#clock.now();
    for (let next = this.#line[0]; next; next = this.#line[0]) {
      if (next.dueAt > now) {
        this.#lineTimer = this.#clock.setTimeout(() => this.#advance(), next.dueAt - now);
        return;
      }
      this.#line.shift();
      this.#send(next);
    }
  }
}
