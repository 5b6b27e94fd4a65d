import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Seen } from './log.js';
import { messageOf } from './log.js';
import type { FaultProxy } from './proxy.js';

export interface Frame {
  readonly data: Buffer;
  readonly binary: boolean;
  readonly intact: boolean;
}

/** A frame that waits until so many others have overtaken it. */
interface Overtaken {
  readonly frame: Frame;
  left: number;
}

/** How long a frame waits for another to overtake it. */
const OVERTAKE_MS = 5_000;

/** One direction of a link. */
export class Pipe {
  readonly up: boolean;
  readonly #proxy: FaultProxy;
  readonly #link: number;
  readonly #to: WebSocket;
  readonly #tcp: Socket;
  readonly #queue: Frame[] = [];
  #blocked = 0;
  #overtaken: Overtaken | null = null;
  /** Nothing passes any more. */
  closed = false;

  constructor(up: boolean, proxy: FaultProxy, link: number, to: WebSocket, tcp: Socket) {
    this.up = up;
    this.#proxy = proxy;
    this.#link = link;
    this.#to = to;
    this.#tcp = tcp;
  }

  /** What the other side is to get next, unless something holds the pipe up. */
  pass(frame: Frame): void {
    if (this.closed) return;
    if (this.#blocked > 0) {
      this.#queue.push(frame);
      return;
    }
    this.#out(frame);
    const late = this.#overtaken;
    if (late && --late.left === 0) this.#release();
  }

  inject(message: object | string): void {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    this.pass({ data: Buffer.from(text), binary: false, intact: false });
  }

  /** Nothing passes for so long; then all that came, in order. */
  delay(ms: number): void {
    this.#blocked++;
    this.#proxy.clock.setTimeout(() => this.#unblock(), ms);
  }

  /** Holds the frame back until `count` others have passed. */
  overtake(frame: Frame, count: number): void {
    this.#overtaken = { frame, left: count };
    this.#proxy.clock.setTimeout(() => this.#release(), OVERTAKE_MS);
  }

  /** The frame goes out a byte at a time, each in a segment of its own. */
  trickle(frame: Frame): void {
    if (this.closed) return;
    this.#note(frame);
    this.#blocked++;
    this.#tcp.setNoDelay(true);
    const drip = async () => {
      for (const byte of rawFrame(frame.data, this.up)) {
        this.#tcp.write(Buffer.of(byte));
        await new Promise(setImmediate);
      }
      this.#unblock();
    };
    void this.#proxy.still.during(drip());
  }

  #unblock(): void {
    if (--this.#blocked > 0) return;
    for (const frame of this.#queue.splice(0)) this.pass(frame);
  }

  #release(): void {
    const late = this.#overtaken;
    this.#overtaken = null;
    if (late) this.pass(late.frame);
  }

  #out(frame: Frame): void {
    if (this.#to.readyState !== this.#to.OPEN) return;
    this.#note(frame);
    this.#to.send(frame.data, { binary: frame.binary });
  }

  #note({ data, intact, binary }: Frame): void {
    const what: Seen = this.up ? 'arena-got' : 'bot-got';
    this.#proxy.noteFrame(what, this.#link, binary ? {} : messageOf(data.toString()), intact);
  }
}

/** A text frame as bytes; from a client with a mask that changes nothing. */
function rawFrame(payload: Buffer, masked: boolean): Buffer {
  const { length } = payload;
  const mask = masked ? 0x80 : 0;
  const size = length < 126 ? [mask | length] : [mask | 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...size]), Buffer.alloc(masked ? 4 : 0), payload]);
}
