import { BotpitError } from '../errors.js';
import {
  encode,
  MAX_FRAME_BYTES,
  type MakeMoveMessage,
  type ServerMessage,
  UNSTATED_TURN_MS,
  type YourTurnMessage,
} from '../protocol/index.js';
import { type Announcer, SENT } from './announcer.js';
import { type Command, Limits, type LimitsOwner, tooLate } from './limits.js';
import type { Settings } from './options.js';

/** A wait that is shorter is nobody's business. */
const TOLD_WAIT_MS = 1_000;

/** What the time from here to the arena may vary by where nothing has been measured, and how much of it is believed. */
const LEAST_MARGIN_MS = 250;
const MOST_MARGIN_MS = 10_000;

/** What frames leave through. */
export interface Transport {
  /** Whether there is a session on an open socket. */
  readonly canSend: boolean;
  transmit(frame: string): void;
  /** The longest round trip of this session in milliseconds, as far as it has been measured. */
  readonly longestRttMs: number;
}

/** Decides whether a command may leave, and when. Keeps nothing from one session for the next. */
export class Outbox implements LimitsOwner {
  readonly #settings: Settings;
  readonly #transport: Transport;
  readonly #announcer: Announcer;
  #limits: Limits | undefined;
  #turnMatchId: string | null = null;
  /** By both times of the clock: one of them may have stood still while the machine slept. */
  #turnEndsAt = 0;
  #turnEndsAtEpochMs = 0;

  constructor(settings: Settings, transport: Transport, announcer: Announcer) {
    this.#settings = settings;
    this.#transport = transport;
    this.#announcer = announcer;
  }

  /** Made with the first command, as most clients of a process with many only listen. */
  get limits(): Limits {
    this.#limits ??= new Limits(this.#settings, this);
    return this.#limits;
  }

  /** A message has come, and may answer a command. */
  received(type: ServerMessage['type']): void {
    this.#limits?.received(type);
  }

  /** The arena's own clock for the turn started earlier, so what is late by this one is late by that one. */
  noteTurn(turn: YourTurnMessage): void {
    this.#turnMatchId = turn.match_id;
    const { clock } = this.#settings;
    const timeoutMs = turn.timeout_ms || UNSTATED_TURN_MS;
    this.#turnEndsAt = clock.now() + timeoutMs;
    this.#turnEndsAtEpochMs = clock.epochMs() + timeoutMs;
  }

  endSession(): void {
    this.#turnMatchId = null;
    this.#limits?.dropAll();
  }

  /** Resolves when the command has left; see `BotpitClient`. A rejection is reported and observed already. */
  command(command: Command): Promise<void> {
    try {
      const waiting = this.#submit(command);
      if (waiting) waiting.catch((error: BotpitError) => this.#report(error));
      return waiting ?? SENT;
    } catch (error) {
      return this.refuse(error as BotpitError);
    }
  }

  /** A rejection that needs no observer: it is reported here. */
  refuse(error: BotpitError): Promise<void> {
    const refusal = Promise.reject(error);
    refusal.catch(() => undefined);
    this.#report(error);
    return refusal;
  }

  #report(error: BotpitError): void {
    this.#announcer.report(error.code, error.message, error);
  }

  /**
   * Sends now and returns null, or returns the promise of a command that waits for its rate limit.
   * @throws BotpitError `connection/not-open`, `move/too-late`, `move/not-json`, `usage`
   */
  #submit(command: Command): Promise<void> | null {
    this.#requireSession(command);
    const deadline =
      command.type === 'make_move' ? this.#deadlineOf(command.match_id) : Number.POSITIVE_INFINITY;
    return this.limits.submit(command, deadline);
  }

  /** Sends now or throws, as `command`, with no regard to limits and deadlines. */
  send(command: Command): void {
    this.#requireSession(command);
    this.transmit(command);
    this.limits.count(command);
  }

  #requireSession(command: Command): void {
    if (this.#transport.canSend) return;
    throw new BotpitError('connection/not-open', `${command.type} is not sent: there is no open session`, {
      hint: 'Nothing is kept for later. Decide again when `connected` comes.',
    });
  }

  #deadlineOf(matchId: string): number {
    if (matchId !== this.#turnMatchId) return Number.POSITIVE_INFINITY;
    if (this.#isTurnOver) throw tooLate('the time for it is over');
    return this.#turnEndsAt;
  }

  get #isTurnOver(): boolean {
    const { clock } = this.#settings;
    return clock.now() >= this.#turnEndsAt || clock.epochMs() >= this.#turnEndsAtEpochMs;
  }

  get marginMs(): number {
    return LEAST_MARGIN_MS + Math.min(MOST_MARGIN_MS, this.#transport.longestRttMs);
  }

  tellWait(what: string, waitMs: number): void {
    if (waitMs >= TOLD_WAIT_MS)
      this.#settings.log.write('warn', `${what}; it leaves in ${Math.ceil(waitMs / 1000)} s`);
  }

  repeat(command: Command): void {
    if (this.#transport.canSend && !this.#isLate(command)) this.command(command);
  }

  #isLate(command: Command): boolean {
    if (command.type !== 'make_move' || command.match_id !== this.#turnMatchId) return false;
    return this.#isTurnOver;
  }

  transmit(command: Command): void {
    const frame = command.type === 'make_move' ? encodeMove(command) : encode(command);
    if (frame.length > MAX_FRAME_BYTES) {
      throw new BotpitError('usage', `${command.type} is longer than ${MAX_FRAME_BYTES} bytes`, {
        hint: 'The arena would close the connection.',
      });
    }
    this.#transport.transmit(frame);
  }
}

/** JSON turns a number that it cannot write into `null`, and drops what is undefined: the arena would take that for the move. */
function encodeMove(command: MakeMoveMessage): string {
  const move = command.move_data;
  const values = typeof move === 'object' && move !== null ? Object.values(move) : [move];
  for (const value of values) {
    if (typeof value === 'number' ? !Number.isFinite(value) : value === undefined)
      throw notJson(String(value));
  }
  try {
    return encode(command);
  } catch (error) {
    throw notJson(typeof move, error);
  }
}

function notJson(what: string, cause?: unknown): BotpitError {
  return new BotpitError('move/not-json', `the move is not sent: ${what} cannot be written as JSON`, {
    hint: 'A move is plain data: text, finite numbers, true or false, lists and objects of these.',
    cause,
  });
}
