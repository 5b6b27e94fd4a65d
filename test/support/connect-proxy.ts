import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import { CERTIFICATE, CERTIFICATE_KEY } from './certificate.js';

export interface ConnectProxy {
  readonly host: string;
  /** What it was asked to connect to, as `host:port`. */
  readonly asked: string[];
  /** The user name and password of each call, or null. */
  readonly credentials: (string | null)[];
}

/** A proxy that takes CONNECT and leads all of it to one port of this machine, or answers with `status`. */
export async function startConnectProxy(port: number, status = 200): Promise<ConnectProxy> {
  const asked: string[] = [];
  const credentials: (string | null)[] = [];
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    const given = /^Basic (.+)$/.exec(request.headers['proxy-authorization'] ?? '')?.[1];
    credentials.push(given === undefined ? null : Buffer.from(given, 'base64').toString());
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    join(client, connect(port, '127.0.0.1'), sockets);
  });
  return { host: `127.0.0.1:${await listen(server, sockets)}`, asked, credentials };
}

/** Speaks TLS in front of a port of this machine. @returns its own port */
export function startTls(port: number): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTlsServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (client) => {
    join(client, connect(port, '127.0.0.1'), sockets);
  });
  return listen(server, sockets);
}

function join(client: Socket, target: Socket, sockets: Set<Socket>): void {
  for (const [from, to] of [
    [client, target],
    [target, client],
  ] as const) {
    sockets.add(from);
    from.on('error', () => undefined);
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

async function listen(
  server: ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>,
  sockets: Set<Socket>,
): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
