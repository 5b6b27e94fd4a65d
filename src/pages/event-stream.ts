import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';

/** Written when nothing else is, so that whatever is on the way keeps the connection. */
const HEARTBEAT_MS = 15_000;
/** After which a browser connects again. */
const RETRY_MS = 2_000;
/** What a reader may leave unread before it is dropped. It connects again, and is told how things stand then. */
const MOST_UNREAD_BYTES = 1024 * 1024;

export interface EventStreamOptions {
  /** How many readers there may be at once. */
  readonly most: number;
  /** What a new reader is told first: texts of `eventText`. */
  readonly greet: () => string;
}

/** Server-sent events to any number of readers: each is written once, whoever reads it. */
export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #readers = new Set<ServerResponse>();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** The answer to a request for the stream, whose headers have been set. */
  answer(c: Context<{ Bindings: HttpBindings }>): Response {
    const { most, greet } = this.#options;
    if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS);
    if (this.#readers.size >= most) return c.text('Too many pages are open.\n', 503, { 'retry-after': '10' });
    const { outgoing } = c.env;
    const greeting = greet();
    // It has gone while others were asked for what it was to be told.
    if (outgoing.destroyed) return RESPONSE_ALREADY_SENT;
    outgoing.writeHead(200, { ...Object.fromEntries(c.res.headers), ...HEADERS });
    // A small event is not to wait for another one.
    outgoing.socket?.setNoDelay(true);
    this.#readers.add(outgoing);
    outgoing.on('error', () => outgoing.destroy());
    outgoing.on('close', () => this.#left(outgoing));
    this.#heartbeat ??= setInterval(() => this.write(':\n\n'), HEARTBEAT_MS).unref();
    outgoing.write(`retry: ${RETRY_MS}\n\n${greeting}`);
    return RESPONSE_ALREADY_SENT;
  }

  /** @param data is written as JSON, and not at all where nobody reads */
  send(event: string, data: unknown): void {
    if (this.#readers.size > 0) this.write(eventText(event, data));
  }

  /** @param text of `eventText` */
  write(text: string): void {
    const bytes = Buffer.from(text);
    for (const reader of this.#readers) {
      reader.write(bytes);
      if (reader.writableLength > MOST_UNREAD_BYTES) reader.destroy();
    }
  }

  close(): void {
    for (const reader of this.#readers) reader.destroy();
  }

  #left(reader: ServerResponse): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
  }
}

const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' };

/** An event as it stands in the stream. JSON has no line ends in it. */
export function eventText(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
