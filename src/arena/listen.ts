import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { BotpitError } from '../errors.js';
import { hostToReach, isWelcome, whyNotListening } from '../lib/http.js';
import { inTurn } from '../lib/in-turn.js';
import { MAX_FRAME_BYTES } from '../protocol/index.js';
import { Connection } from './connection.js';
import type { Lobby } from './lobby.js';
import type { TlsFiles } from './tls.js';
import { Outbox, Wire } from './wire.js';

/** Where bots connect to. */
export const PATH = '/api/v1/ws';

/** How long a client that was told goodbye may take to say it too. */
const CLOSE_TIMEOUT_MS = 2_000;

/** Of the time, for plain requests: those who play come first. */
const PAGES_SHARE = 0.2;

/** How long `close` waits for such answers. */
const SHUTDOWN_MS = 200;

/** The kernel probes idle connections after this, so that a vanished peer is noticed some time. */
const KEEP_ALIVE_MS = 30_000;
/** A connection to the pages is kept for so long between requests: one that is closed just when it is used again loses a request. */
const IDLE_MS = 60_000;

/** WebSocket close code (RFC 6455, 7.4.1): the server goes away. */
const GOING_AWAY = 1001;

const NOT_WELCOME =
  'This arena takes no calls from web pages of other hosts, or by a name that is not its own: see --allow-host.';

type Admit = (welcome: boolean, status?: number, why?: string) => void;

/** @internal */
export interface Listening {
  readonly url: string;
  readonly address: string;
  readonly port: number;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Names of hosts whose web pages may call, and that it may be called by. */
  readonly allowHosts: readonly string[];
  /** Answers plain requests. */
  readonly onRequest?: RequestListener | undefined;
  /** Connections are encrypted. */
  readonly tls?: TlsFiles | undefined;
}

/**
 * Listens, and makes a `Connection` of every socket.
 * @throws BotpitError `arena/listen` where the address cannot be had, `config/invalid` for a certificate that is of no use
 * @internal
 */
export async function listen(options: ListenOptions, lobby: Lobby): Promise<Listening> {
  const { host, port, allowHosts, onRequest, tls } = options;
  const answer: RequestListener = (request, response) => {
    if (onRequest && request.url?.split('?')[0] !== PATH) onRequest(request, response);
    else upgradeRequired(response);
  };
  const inShare = inTurn(answer, PAGES_SHARE);
  const http = tls ? await createTlsServer(tls, inShare) : createServer(inShare);
  http.keepAliveTimeout = IDLE_MS;
  await bind(http, host, port);
  const address = http.address() as AddressInfo;
  const callers = { address: address.address, allowed: allowHosts.map((name) => name.toLowerCase()) };
  // Not written in place, because the types of `ws` do not know `closeTimeout` yet.
  const serverOptions = {
    server: http,
    path: PATH,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
    verifyClient: ({ req }: { req: IncomingMessage }, admit: Admit) =>
      isWelcome(req, callers) ? admit(true) : admit(false, 403, NOT_WELCOME),
  };
  const wss = new WebSocketServer(serverOptions);
  wss.on('error', () => {
    // A connection could not be accepted, for want of file descriptors for example. The others go on.
  });
  const outbox = new Outbox();
  const connections = new Set<Connection>();
  wss.on('connection', (ws, request) => {
    request.socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const wire = new Wire(ws, request.socket, outbox);
    const connection = accept(ws, wire, lobby);
    connections.add(connection);
    ws.on('close', () => connections.delete(connection));
  });
  return {
    url: `${tls ? 'wss' : 'ws'}://${hostToReach(address)}:${address.port}${PATH}`,
    address: address.address,
    port: address.port,
    close: async () => {
      for (const connection of connections) connection.close(GOING_AWAY, 'the arena closes');
      outbox.flush();
      await closeServers(wss, http);
    },
  };
}

/** TLS is loaded only where it is used: on loading it, Node looks up all certificates that it trusts. */
async function createTlsServer(tls: TlsFiles, answer: RequestListener): Promise<Server> {
  const [{ createServer }, { secure }] = await Promise.all([import('node:https'), import('./tls.js')]);
  return createServer(secure(tls), answer);
}

function upgradeRequired(response: ServerResponse): void {
  response.writeHead(426, { 'content-type': 'text/plain' }).end(`A WebSocket arena: connect to ${PATH}\n`);
}

function accept(ws: WebSocket, wire: Wire, lobby: Lobby): Connection {
  const { faults } = lobby.context;
  const line = faults?.open(wire);
  const connection = new Connection(lobby, line ?? wire);
  // `ws` hands text and binary messages over as one Buffer unless told otherwise.
  ws.on('message', (data, isBinary) => {
    if (!line || line.admits(data as Buffer, isBinary)) connection.receive(data as Buffer, isBinary);
  });
  ws.on('close', () => {
    if (line) faults?.ended(line);
    connection.ended();
  });
  // A frame that is too long or no WebSocket frame: `ws` closes with the fitting code, and 'close' follows.
  ws.on('error', () => connection.ended());
  return connection;
}

async function bind(http: Server, host: string, port: number): Promise<void> {
  try {
    http.listen(port, host);
    await once(http, 'listening');
  } catch (cause) {
    throw new BotpitError(
      'arena/listen',
      `cannot listen on ${host}:${port}: ${whyNotListening(cause as Error)}`,
      {
        hint: 'Choose another port, or 0 for a free one.',
        cause,
      },
    );
  }
}

async function closeServers(wss: WebSocketServer, http: Server): Promise<void> {
  const impatience = setTimeout(() => {
    for (const ws of wss.clients) ws.terminate();
  }, SHUTDOWN_MS);
  await new Promise((resolve) => wss.close(resolve));
  clearTimeout(impatience);
  const closed = once(http, 'close');
  http.close();
  http.closeAllConnections();
  await closed;
}
