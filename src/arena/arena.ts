import { randomBytes, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { BotpitError } from '../errors.js';
import { isSeed } from '../fairness.js';
import { type Clock, realClock } from '../lib/clock.js';
import { hostToReach, isWelcome } from '../lib/http.js';
import { MAX_FRAME_BYTES } from '../protocol/index.js';
import { Agents } from './agents.js';
import type { ArenaEventSink } from './arena-events.js';
import { Chaos } from './chaos/chaos.js';
import type { ChaosFault, ChaosOptions } from './chaos/faults.js';
import { Connection } from './connection.js';
import type { HouseOptions } from './house.js';
import { Ledger, type LedgerView } from './ledger.js';
import { Lobby } from './lobby.js';
import type { TournamentSnapshot } from './tournament/snapshot.js';
import { Outbox, Wire } from './wire.js';

export interface ArenaOptions {
  /** Default 127.0.0.1: reachable from this machine only. */
  readonly host?: string | undefined;
  /** Default 0: a free one. */
  readonly port?: number | undefined;
  /**
   * Host names whose web pages may connect, and that the arena may be called by, beside addresses and `localhost`.
   * Default: none.
   */
  readonly allowHosts?: readonly string[] | undefined;
  /** The only keys that are let in. Default: every key that starts with `bp_sk_`. */
  readonly keys?: readonly string[] | undefined;
  /** Whether agents are held to the rate limits of the protocol. Default true. */
  readonly limits?: boolean | undefined;
  /** For every turn of every game. Default: each game's own. */
  readonly turnTimeoutMs?: number | undefined;
  /** Default 5000. */
  readonly authTimeoutMs?: number | undefined;
  /** How long a challenge is open. Default five minutes. */
  readonly challengeTtlMs?: number | undefined;
  /** How often those who wait are told their position. Default 5000. */
  readonly queueUpdateMs?: number | undefined;
  /** The opponent of those who find no other. Default: none. */
  readonly house?: HouseOptions | null | undefined;
  /** What goes wrong on purpose. Default: nothing. */
  readonly chaos?: ChaosOptions | undefined;
  /** Gets every event from `arena_listening` on. */
  readonly onEvent?: ArenaEventSink | undefined;
  /** 64 lower-case hex digits for a match, the one spelling that may open a commitment. Default: fresh random ones; anything else is for tests. */
  readonly newSeed?: (() => string) | undefined;
  /** Default: the real one; anything else is for tests. */
  readonly clock?: Clock | undefined;
}

export interface Arena {
  /** What clients on this machine connect to. */
  readonly url: string;
  readonly port: number;
  readonly ledger: LedgerView;
  /** How the tournament stands that it hosts; null where it hosts none. */
  tournament(): TournamentSnapshot | null;
  /** Ends every connection and match without a result, and every timer. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts an arena inside this process.
 * @throws BotpitError `arena/listen` where the address cannot be had
 */
export async function createArena(options: ArenaOptions = {}): Promise<Arena> {
  const clock = options.clock ?? realClock;
  const emit: ArenaEventSink = (event) => options.onEvent?.(event);
  const ledger = new Ledger();
  const agents = new Agents(options.keys);
  const chaos = options.chaos && {
    faults: options.chaos.faults,
    seed: options.chaos.seed ?? randomBytes(8).toString('hex'),
  };
  const faults =
    chaos &&
    new Chaos({
      ...chaos,
      clock,
      emit,
      forgetAll: () => {
        lobby.clear();
        agents.clear();
      },
    });
  const lobby = new Lobby({
    clock,
    ledger,
    emit,
    newSeed: seedsFrom(options.newSeed ?? seedSource()),
    turnTimeoutMs: options.turnTimeoutMs,
    tables: new Set(),
    faults,
    agents,
    house: options.house ?? null,
    challengeTtlMs: options.challengeTtlMs ?? 5 * 60_000,
    queueUpdateMs: options.queueUpdateMs ?? 5_000,
    authTimeoutMs: options.authTimeoutMs ?? 5_000,
    limits: options.limits ?? true,
  });
  const listening = await listen(
    options.host ?? '127.0.0.1',
    options.port ?? 0,
    options.allowHosts ?? [],
    lobby,
  );
  emit({ event: 'arena_listening', url: listening.url });
  if (chaos) {
    emit({ event: 'chaos_started', seed: chaos.seed, faults: Object.keys(chaos.faults) as ChaosFault[] });
  }
  let closed: Promise<void> | undefined;
  return {
    url: listening.url,
    port: listening.port,
    ledger,
    tournament: () => null,
    close: () => {
      lobby.clear();
      closed ??= listening.close();
      return closed;
    },
  };
}

const SEED_BYTES = 32;
const SEEDS_AT_ONCE = 128;

/** Fresh random seeds. Asking the system for many at once costs hardly more than asking for one. */
function seedSource(): () => string {
  const pool = Buffer.alloc(SEED_BYTES * SEEDS_AT_ONCE);
  let next = pool.length;
  return () => {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    const start = next;
    next += SEED_BYTES;
    return pool.toString('hex', start, next);
  };
}

/** What draws follow from has one spelling. */
function seedsFrom(source: () => string): () => string {
  return () => {
    const seed = source();
    if (isSeed(seed)) return seed;
    throw new BotpitError('usage', 'a seed of the arena is not 64 lower-case hex digits', {
      hint: '`newSeed` has to give such a text for every match.',
    });
  };
}

const PATH = '/api/v1/ws';

/** How long a client that was told goodbye may take to say it too. */
const CLOSE_TIMEOUT_MS = 2_000;

/** How long `close` waits for such answers. */
const SHUTDOWN_MS = 200;

/** The kernel probes idle connections after this, so that a vanished peer is noticed some time. */
const KEEP_ALIVE_MS = 30_000;

/** WebSocket close code (RFC 6455, 7.4.1): the server goes away. */
const GOING_AWAY = 1001;

const NOT_WELCOME =
  'This arena takes no calls from web pages of other hosts, or by a name that is not its own: see --allow-host.';

type Admit = (welcome: boolean, status?: number, why?: string) => void;

/** @internal */
export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * Listens, and makes a `Connection` of every socket.
 * @param port 0 picks a free one
 * @param allowHosts names of hosts whose web pages may call, and that it may be called by
 * @throws BotpitError `arena/listen` where the address cannot be had
 * @internal
 */
export async function listen(
  host: string,
  port: number,
  allowHosts: readonly string[],
  lobby: Lobby,
): Promise<Listening> {
  const http = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain' }).end(`A WebSocket arena: connect to ${PATH}\n`);
  });
  await bind(http, host, port);
  const address = http.address() as AddressInfo;
  const callers = { address: address.address, allowed: allowHosts.map((name) => name.toLowerCase()) };
  // Not written in place, because the types of `ws` do not know `closeTimeout` yet.
  const options = {
    server: http,
    path: PATH,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
    verifyClient: ({ req }: { req: IncomingMessage }, admit: Admit) =>
      isWelcome(req, callers) ? admit(true) : admit(false, 403, NOT_WELCOME),
  };
  const wss = new WebSocketServer(options);
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
    url: `ws://${hostToReach(address)}:${address.port}${PATH}`,
    port: address.port,
    close: async () => {
      for (const connection of connections) connection.close(GOING_AWAY, 'the arena closes');
      outbox.flush();
      await closeServers(wss, http);
    },
  };
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
    throw new BotpitError('arena/listen', `cannot listen on ${host}:${port}: ${(cause as Error).message}`, {
      hint: 'Choose another port, or 0 for a free one.',
      cause,
    });
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
