import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

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

/**
 * The sending half of one client's socket. Text frames are put together here and not by `ws.send`, which writes two
 * chunks for each: one buffer for all frames of a turn of the event loop halves the cost of a move. Closing, pings and
 * everything else is left to `ws`.
 */
export class Wire {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #frames: string[] = [];

  constructor(ws: WebSocket, socket: Socket, outbox: Outbox) {
    this.#ws = ws;
    this.#socket = socket;
    this.#outbox = outbox;
  }

  /** False where the connection is closing or gone, and nothing is sent. */
  send(frame: string): boolean {
    if (this.#ws.readyState !== this.#ws.OPEN) return false;
    if (this.#frames.push(frame) === 1) this.#outbox.add(this);
    return true;
  }

  /** Closes politely; what has been sent goes out first. */
  close(code: number, reason: string): void {
    this.flush();
    this.#ws.close(code, reason);
  }

  flush(): void {
    const frames = this.#frames.splice(0);
    if (frames.length === 0 || this.#ws.readyState !== this.#ws.OPEN) return;
    this.#socket.write(textFrames(frames));
    if (this.#ws.bufferedAmount > MAX_UNREAD_BYTES) this.#ws.terminate();
  }
}

/** FIN and the text opcode (RFC 6455, 5.2). */
const TEXT = 0x81;
/** Lengths from here on take two more bytes, and this code. */
const EXTENDED_LENGTH = 126;

/** Unmasked, as a server sends them; each shorter than 64 KiB. */
function textFrames(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const buffer = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length + 4, 0));
  let at = 0;
  texts.forEach((text, i) => {
    const length = lengths[i] ?? 0;
    at = buffer.writeUInt8(TEXT, at);
    if (length < EXTENDED_LENGTH) at = buffer.writeUInt8(length, at);
    else at = buffer.writeUInt16BE(length, buffer.writeUInt8(EXTENDED_LENGTH, at));
    at += buffer.write(text, at);
  });
  return buffer.subarray(0, at);
}
