import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Arena } from '../../src/arena/index.js';
import { opened } from './helpers.js';

/** What lies between a client and an arena, and can be cut. */
export interface Cable {
  readonly url: string;
  /** Ends every connection; the next one gets through. */
  cut(): void;
  /** Ends every connection; the next one does not get through until it is mended. */
  pull(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function plug(arena: Arena): Promise<Cable> {
  const sockets = new Set<Socket>();
  let whole = true;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  const server = createServer((near) => {
    keep(near);
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(arena.port, '127.0.0.1');
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return opened({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/ws`,
    cut,
    pull() {
      whole = false;
      cut();
    },
    mend() {
      whole = true;
    },
    close() {
      cut();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}
