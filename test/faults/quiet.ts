import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const CHANNELS = ['net.client.socket', 'net.server.socket'];

/** Turns of the event loop in which nothing may move, for what is still on its way through promises. */
const IDLE_TURNS = 3;

/** Knows every socket of this thread that began while it watches, and so when nothing is on its way any more. */
export class Stillness {
  readonly #sockets = new Set<Socket>();
  /** The address of its other end, kept as a closed socket does not know it any more. */
  readonly #ends = new Map<Socket, { readonly own: string; readonly peer: string }>();
  #busy = 0;
  #stirred = 0;

  readonly #met = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#stirred++;
      this.#sockets.delete(socket);
      this.#ends.delete(socket);
    });
  };

  constructor() {
    for (const channel of CHANNELS) subscribe(channel, this.#met);
  }

  close(): void {
    for (const channel of CHANNELS) unsubscribe(channel, this.#met);
  }

  /** Something has happened that no socket shows. */
  stir(): void {
    this.#stirred++;
  }

  /** Counts as motion until it is settled. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work;
    } finally {
      this.#busy--;
    }
  }

  /** Resolves once every byte that was sent has been read, every end has been noticed, and nothing followed from it. */
  async come(): Promise<void> {
    let before = '';
    for (let idle = 0; idle < IDLE_TURNS; ) {
      await new Promise(setImmediate);
      const now = this.#inMotion() ? '' : this.#trace();
      idle = now !== '' && now === before ? idle + 1 : 0;
      before = now;
    }
  }

  #trace(): string {
    let bytes = 0;
    for (const socket of this.#sockets) bytes += socket.bytesRead;
    return `${this.#sockets.size} ${bytes} ${this.#stirred}`;
  }

  #inMotion(): boolean {
    if (this.#busy > 0) return true;
    const byAddress = new Map<string, Socket>();
    for (const socket of this.#sockets) {
      if (socket.connecting || socket.destroyed) return true;
      const end = this.#endOf(socket);
      if (!end) return true;
      byAddress.set(end.own, socket);
    }
    for (const socket of this.#sockets) {
      const peer = byAddress.get(this.#endOf(socket)?.peer ?? '');
      // Not accepted yet, or closed and not noticed yet by this side.
      if (!peer || peer.bytesRead !== socket.bytesWritten || socket.writableLength > 0) return true;
      if (socket.writableEnded && !peer.readableEnded) return true;
    }
    return false;
  }

  #endOf(socket: Socket): { own: string; peer: string } | null {
    const known = this.#ends.get(socket);
    if (known) return known;
    const { localPort, remotePort } = socket;
    if (localPort === undefined || remotePort === undefined) return null;
    const end = { own: `${localPort}>${remotePort}`, peer: `${remotePort}>${localPort}` };
    this.#ends.set(socket, end);
    return end;
  }
}
