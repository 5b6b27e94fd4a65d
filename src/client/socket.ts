import type { ClientOptions, WebSocket } from 'ws';
import { MAX_FRAME_BYTES } from '../protocol/index.js';

/** Told by a socket that was not released; nothing here is called before the constructor has returned. */
export interface SocketOwner {
  onOpen(): void;
  onFrame(data: Buffer, isBinary: boolean): void;
  /** Once, and last. The code is 1006 where the other side gave none. */
  onEnd(code: number, reason: string): void;
}

// `closeTimeout` is newer than the types: how long a goodbye may stay unanswered before the socket is cut.
const OPTIONS: ClientOptions & { closeTimeout: number } = {
  perMessageDeflate: false,
  maxPayload: MAX_FRAME_BYTES,
  closeTimeout: 1000,
};

const ABNORMAL = 1006;
const OPEN = 1;

/** One WebSocket, from the wish for it to its end. */
export class Socket {
  #owner: SocketOwner | null;
  #ws: WebSocket | null = null;
  readonly #ended: Promise<void>;

  /** @param after what is to end before this one begins, so that there are never two */
  constructor(url: string, owner: SocketOwner, after: Promise<void>) {
    this.#owner = owner;
    this.#ended = this.#live(url, after);
  }

  get isOpen(): boolean {
    return this.#ws?.readyState === OPEN;
  }

  /** The frame leaves now; only for an open socket. */
  send(frame: string): void {
    this.#ws?.send(frame);
  }

  /** The owner hears nothing more. Resolves when the socket is closed, which is within a second; never rejects. */
  release(politely: boolean): Promise<void> {
    this.#owner = null;
    if (politely) this.#ws?.close(1000);
    else this.#ws?.terminate();
    return this.#ended;
  }

  async #live(url: string, after: Promise<void>): Promise<void> {
    await after;
    let end: { code: number; reason: string };
    try {
      // Loaded on the first connect, so that a program which only imports the library does not pay for it.
      const { WebSocket } = await import('ws');
      if (!this.#owner) return;
      end = await this.#attach(new WebSocket(url, OPTIONS));
    } catch (error) {
      end = { code: ABNORMAL, reason: describe(error) };
    }
    const owner = this.#owner;
    this.#owner = null;
    owner?.onEnd(end.code, end.reason);
  }

  #attach(ws: WebSocket): Promise<{ code: number; reason: string }> {
    this.#ws = ws;
    return new Promise((resolve) => {
      let failure = '';
      ws.on('open', () => this.#owner?.onOpen());
      ws.on('message', (data, isBinary) => this.#owner?.onFrame(data as Buffer, isBinary));
      ws.on('error', (error) => {
        failure = describe(error);
      });
      ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() || failure }));
    });
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A host name with several addresses fails with an error that has a code but no words.
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}
