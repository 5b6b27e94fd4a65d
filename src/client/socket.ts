import type { IncomingMessage } from 'node:http';
import type { ClientOptions, RawData, WebSocket } from 'ws';
import { type Proxied, proxyFor, refusalIn, type UpgradeRefusal } from '../lib/http.js';
import { MAX_FRAME_BYTES } from '../protocol/index.js';

/** Told by a socket that was not released; nothing here is called before the constructor has returned. */
export interface SocketOwner {
  onOpen(): void;
  onFrame(data: Buffer, isBinary: boolean): void;
  /** Once, and last. The code is 1006 where the other side gave none. @param refusal where it would not speak WebSocket */
  onEnd(code: number, reason: string, refusal: UpgradeRefusal | null): void;
}

// `closeTimeout` is newer than the types: how long a goodbye may stay unanswered before the socket is cut.
const OPTIONS: ClientOptions & { closeTimeout: number } = {
  perMessageDeflate: false,
  maxPayload: MAX_FRAME_BYTES,
  closeTimeout: 1000,
};

const ABNORMAL = 1006;
const OPEN = 1;

/** Loaded on the first connect, so that a program which only imports the library does not pay for it. */
let loaded: typeof WebSocket | undefined;

const SOCKET = Symbol('socket');
type Owned = WebSocket & { [SOCKET]: Socket };

/** One WebSocket, from the wish for it to its end. */
export class Socket {
  #owner: SocketOwner | null;
  #ws: WebSocket | null = null;
  #failure = '';
  #proxied: Proxied | null = null;
  #refusal: UpgradeRefusal | null = null;
  #isOver = false;
  #tellOver: (() => void) | undefined;

  /** @param after what is to end before this one begins, so that there are never two */
  constructor(url: string, owner: SocketOwner, after: Promise<void>) {
    this.#owner = owner;
    void this.#begin(url, after);
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
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      this.#tellOver = resolve;
    });
  }

  async #begin(url: string, after: Promise<void>): Promise<void> {
    try {
      await after;
      loaded ??= (await import('ws')).WebSocket;
      this.#proxied = await proxyFor(url);
      const options = this.#proxied ? { ...OPTIONS, agent: this.#proxied.agent } : OPTIONS;
      if (this.#owner) this.#attach(new loaded(url, options));
      else this.ended(ABNORMAL, '');
    } catch (error) {
      this.ended(ABNORMAL, describe(error));
    }
  }

  #attach(ws: WebSocket): void {
    this.#ws = ws;
    // Shared functions, not closures, as a process may hold thousands of these.
    (ws as Owned)[SOCKET] = this;
    ws.on('open', onOpen);
    ws.on('message', onMessage);
    ws.on('unexpected-response', onRefusal);
    ws.on('error', onError);
    ws.on('close', onClose);
  }

  // For the listeners below.

  opened(): void {
    this.#owner?.onOpen();
  }

  received(data: Buffer, isBinary: boolean): void {
    this.#owner?.onFrame(data, isBinary);
  }

  /** `ended` follows. */
  refused(refusal: UpgradeRefusal): void {
    const { proxy, refusal: byProxy } = this.#proxied ?? { proxy: '', refusal: () => null };
    if (byProxy() === null) this.#refusal = refusal;
    else this.#failure = `the proxy ${proxy} (HTTPS_PROXY) refused: ${byProxy()}`;
    this.#ws?.terminate();
  }

  /** `ended` follows. */
  failed(error: Error): void {
    if (this.#failure !== '') return;
    const way = this.#proxied ? ` (through the proxy ${this.#proxied.proxy})` : '';
    this.#failure = describe(error) + way;
  }

  ended(code: number, reason: string): void {
    this.#isOver = true;
    this.#tellOver?.();
    this.#owner?.onEnd(code, reason || this.#failure, this.#refusal);
  }
}

function onOpen(this: WebSocket): void {
  (this as Owned)[SOCKET].opened();
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  (this as Owned)[SOCKET].received(data as Buffer, isBinary);
}

function onRefusal(this: WebSocket, _request: unknown, response: IncomingMessage): void {
  void refusalIn(response).then((refusal) => (this as Owned)[SOCKET].refused(refusal));
}

function onError(this: WebSocket, error: Error): void {
  (this as Owned)[SOCKET].failed(error);
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  (this as Owned)[SOCKET].ended(code, reason.toString());
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // What OpenSSL says of it nobody understands.
  if (/wrong version number|EPROTO/.test(error.message)) return 'the server does not speak TLS on this port';
  // A host name with several addresses fails with an error that has a code but no words.
  return error.message || String((error as NodeJS.ErrnoException).code ?? error.name);
}
