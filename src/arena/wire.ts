import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { encode, type ServerMessage } from '../protocol/index.js';
import type { Settled } from './seat.js';

/** A client that leaves more than this unread is cut off, so that slow readers cannot fill the memory. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** Collects what is sent to all clients in one turn of the event loop, so that each gets it in one write. */
export class Outbox {
  readonly #wires: Wire[] = [];

  add(wire: Wire): void {
    if (this.#wires.push(wire) === 1) setImmediate(this.flush);
  }

  readonly flush = (): void => {
    for (const wire of this.#wires.splice(0)) wire.flush();
  };
}

/** The sending half of a socket, as its `Connection` sees it. */
export interface FrameSink {
  /**
   * False where the connection is closing or gone, and nothing is sent.
   * @param settled is called once, when the message has gone out or never will
   */
  send(message: ServerMessage, settled?: Settled): boolean;
  /** Closes politely; what has been sent goes out first. */
  close(code: number, reason: string): void;
}

/**
 * The sending half of one client's socket. Text frames are put together here and not by `ws.send`, which writes two
 * chunks for each: one write for all frames of a turn of the event loop takes much of the cost off a move. Closing, pings
 * and everything else is left to `ws`.
 */
export class Wire implements FrameSink {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  /** Frames as bytes, a character each: for short ones that is quicker than buffers. */
  #unsent = '';

  constructor(ws: WebSocket, socket: Socket, outbox: Outbox) {
    this.#ws = ws;
    this.#socket = socket;
    this.#outbox = outbox;
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  send(message: ServerMessage, settled?: Settled): boolean {
    const isSent = this.write(frameOf(message));
    settled?.(isSent);
    return isSent;
  }

  /** Sends the text of a frame. False where the connection is closing or gone, and nothing is sent. */
  write(text: string): boolean {
    if (!this.isOpen) return false;
    if (this.#unsent === '') this.#outbox.add(this);
    this.#unsent += textFrame(text);
    return true;
  }

  close(code: number, reason: string): void {
    this.flush();
    this.#ws.close(code, reason);
  }

  /** Ends the connection without a goodbye; what has been sent goes out first. */
  cut(): void {
    this.flush();
    this.#ws.terminate();
  }

  /** Reads nothing any more, so that pings of WebSocket are not answered either. */
  freeze(): void {
    this.flush();
    this.#ws.pause();
  }

  flush(): void {
    const unsent = this.#unsent;
    this.#unsent = '';
    if (unsent === '' || !this.isOpen) return;
    this.#socket.write(unsent, 'latin1');
    if (this.#ws.bufferedAmount > MAX_UNREAD_BYTES) this.#ws.terminate();
  }
}

/** FIN and the text opcode (RFC 6455, 5.2). */
const TEXT = 0x81;
/** Lengths from here on take two more bytes, and this code. */
const EXTENDED_LENGTH = 126;
/** Those from 64 KiB on take eight, and this one. */
const LONG_LENGTH = 127;

/** The bytes of a text frame, a character each. Unmasked, as a server sends them. */
function textFrame(text: string): string {
  const isAscii = Buffer.byteLength(text) === text.length;
  const payload = isAscii ? text : Buffer.from(text).toString('latin1');
  const { length } = payload;
  if (length < EXTENDED_LENGTH) return String.fromCharCode(TEXT, length) + payload;
  if (length < 2 ** 16)
    return String.fromCharCode(TEXT, EXTENDED_LENGTH, length >> 8, length & 0xff) + payload;
  const bytes = [24, 16, 8, 0].map((shift) => (length >> shift) & 0xff);
  return String.fromCharCode(TEXT, LONG_LENGTH, 0, 0, 0, 0, ...bytes) + payload;
}

/**
 * As `encode`, for messages of the arena's own making: the three of every turn are put together by hand, which halves
 * what encoding costs. Ids are the arena's UUIDs, so that they need no escapes.
 */
export function frameOf(message: ServerMessage): string {
  switch (message.type) {
    case 'opponent_moved':
      return `{"type":"opponent_moved","match_id":"${message.match_id}","round":${message.round},"move_data":null}`;
    case 'your_turn':
      return `{"type":"your_turn","match_id":"${message.match_id}","round":${message.round},"game_state":${JSON.stringify(message.game_state)},"timeout_ms":${message.timeout_ms}}`;
    case 'round_result':
      return `{"type":"round_result","match_id":"${message.match_id}","round":${message.round},"result":${JSON.stringify(message.result)},"score":[${message.score[0]},${message.score[1]}]}`;
    default:
      return encode(message);
  }
}
