import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { FaultPoint, Strike } from './fault.js';
import { type LogEntry, type MarkEntry, messageOf, type Seen } from './log.js';
import { type Frame, Pipe } from './pipe.js';
import type { Stillness } from './quiet.js';
import type { WorldClock } from './time.js';

/** After this even the most patient kernel gives a half-open connection up. */
const HALF_OPEN_MS = 15 * 60_000;

const OPTIONS = { perMessageDeflate: false } as const;

/** One connection of the bot, and the connection to the arena that stands behind it. */
export class Link {
  readonly id: number;
  readonly up: Pipe;
  readonly down: Pipe;
  readonly #proxy: FaultProxy;
  readonly #near: WebSocket;
  readonly #far: WebSocket;
  readonly #tcp: Socket;
  #stalled = false;

  constructor(
    id: number,
    proxy: FaultProxy,
    near: WebSocket,
    nearTcp: Socket,
    far: WebSocket,
    farTcp: Socket,
  ) {
    this.id = id;
    this.#proxy = proxy;
    this.#near = near;
    this.#far = far;
    this.#tcp = nearTcp;
    this.up = new Pipe(true, proxy, id, far, farTcp);
    this.down = new Pipe(false, proxy, id, near, nearTcp);
    near.on('message', (data, isBinary) => proxy.arrived(this, this.up, data, isBinary));
    far.on('message', (data, isBinary) => proxy.arrived(this, this.down, data, isBinary));
    for (const ws of [near, far]) ws.on('error', () => {});
    near.on('close', () => {
      proxy.mark('dead', id);
      this.#close();
      if (!this.#stalled) far.terminate();
    });
    far.on('close', (code, reason) => {
      if (this.#stalled) return;
      this.#close();
      if (code === 1006) near.terminate();
      else near.close(code === 1005 ? 1000 : code, reason);
    });
  }

  /** Ends both connections at once. */
  cut(): void {
    this.#close();
    this.#near.terminate();
    this.#far.terminate();
  }

  /** As `cut`, by a TCP reset towards the bot. */
  reset(): void {
    this.#close();
    this.#tcp.resetAndDestroy();
    this.#far.terminate();
  }

  /** As the arena would close it. */
  close(code: number, reason: string): void {
    this.#close();
    this.#near.close(code, reason);
    this.#far.terminate();
  }

  /** Nothing passes any more, and nobody is told. */
  stall(): void {
    this.#stalled = true;
    this.#close();
    this.#proxy.mark('stalled', this.id);
    this.#proxy.clock.setTimeout(() => this.cut(), HALF_OPEN_MS);
  }

  #close(): void {
    this.up.closed = true;
    this.down.closed = true;
  }
}

export interface ProxyOptions {
  readonly clock: WorldClock;
  readonly still: Stillness;
  readonly arenaUrl: () => string;
  /** Where the connection is cut before any fault strikes. */
  readonly cutAfter: FaultPoint | null;
  /** Where the fault strikes; null for an honest proxy. */
  readonly point: FaultPoint | null;
  readonly strike: (strike: Strike) => void;
}

/** Lies between one bot and the arena, notes every frame on both of its sides, and commits one fault. */
export class FaultProxy {
  readonly log: LogEntry[] = [];
  readonly clock: WorldClock;
  readonly still: Stillness;
  /** How many of the next connections do not get through. */
  refusing = 0;
  /** Attempts of the bot to connect, got through or not. */
  attempts = 0;
  /** See `FrameEntry`. */
  epoch = 0;
  #links = 0;
  #struck = false;
  readonly #seen = new Map<string, number>();
  readonly #options: ProxyOptions;
  readonly #http = createServer();
  readonly #server = new WebSocketServer({ noServer: true, ...OPTIONS });
  readonly #open = new Set<WebSocket>();

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.still = options.still;
    this.#http.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
  }

  async listen(): Promise<string> {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/api/v1/ws`;
  }

  async close(): Promise<void> {
    for (const ws of this.#open) ws.terminate();
    const closed = once(this.#http, 'close');
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
  }

  /** Whether the fault has happened. */
  get struck(): boolean {
    return this.#struck;
  }

  mark(what: MarkEntry['what'], link = 0, note = ''): void {
    this.still.stir();
    this.log.push({ what, at: this.clock.now(), epoch: this.epoch, link, note });
  }

  noteFrame(what: Seen, link: number, message: Record<string, unknown>, intact: boolean): void {
    this.still.stir();
    const type = typeof message.type === 'string' ? message.type : '?';
    this.log.push({ what, at: this.clock.now(), epoch: this.epoch, link, type, message, intact });
  }

  arrived(link: Link, pipe: Pipe, data: RawData, binary: boolean): void {
    const frame: Frame = { data: data as Buffer, binary, intact: true };
    const message = messageOf(frame.data.toString());
    this.noteFrame(pipe.up ? 'bot-sent' : 'arena-sent', link.id, message, true);
    const type = String(message.type);
    const nth = (this.#seen.get(type) ?? 0) + 1;
    this.#seen.set(type, nth);
    const { cutAfter, point } = this.#options;
    const isAt = (place: FaultPoint | null) =>
      place !== null && place.up === pipe.up && place.type === type && place.nth === nth;
    if (!isAt(point)) {
      pipe.pass(frame);
      if (!isAt(cutAfter)) return;
      this.mark('earlier', link.id);
      link.cut();
      return;
    }
    this.#struck = true;
    this.mark('fault', link.id);
    this.#options.strike({ frame, message, pipe, link, proxy: this });
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.attempts++;
    socket.on('error', () => {});
    if (this.refusing > 0) {
      this.refusing--;
      // Some by a gateway that finds no arena, some by nobody at all.
      if (this.attempts % 2 === 0)
        socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
      else socket.destroy();
      return;
    }
    const far = new WebSocket(this.#options.arenaUrl(), OPTIONS);
    this.#keep(far);
    far.on('error', () => socket.destroy());
    far.on('upgrade', ({ socket: farTcp }) => {
      if (socket.destroyed) return far.terminate();
      this.#server.handleUpgrade(request, socket, head, (near) => {
        this.#keep(near);
        const id = ++this.#links;
        this.mark('open', id);
        new Link(id, this, near, socket as Socket, far, farTcp);
      });
    });
  }

  #keep(ws: WebSocket): void {
    this.#open.add(ws);
    ws.on('close', () => this.#open.delete(ws));
  }
}
