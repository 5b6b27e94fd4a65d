import { once } from 'node:events';
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { type Arena, type ArenaEvent, type ArenaOptions, createArena } from '../../src/arena/index.js';
import { decodeServerMessage, type ServerMessage, type ServerMessageType } from '../../src/protocol/index.js';
import { FakeClock } from '../support/fake-clock.js';

type Message<T extends ServerMessageType> = Extract<ServerMessage, { type: T }>;

const open: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

export interface TestArena extends Arena {
  readonly clock: FakeClock;
  readonly events: ArenaEvent[];
}

/** An arena on a free port whose time stands still; closed after the test. */
export async function startArena(options: ArenaOptions = {}): Promise<TestArena> {
  const clock = new FakeClock();
  const events: ArenaEvent[] = [];
  const arena = await createArena({
    clock,
    limits: false,
    onEvent: (event) => events.push(event),
    ...options,
  });
  open.push(arena);
  return { ...arena, clock, events };
}

/** One connection of a test; every frame from the arena must be a message that the client's decoder takes. */
export class Peer {
  readonly ws: WebSocket;
  readonly closed: Promise<number>;
  id = '';
  name = '';
  readonly #inbox: ServerMessage[] = [];
  #wake: (() => void) | undefined;
  #isClosed = false;

  private constructor(url: string) {
    this.ws = new WebSocket(url);
    this.ws.on('error', () => {});
    this.ws.on('message', (data, isBinary) => {
      const decoded = decodeServerMessage(String(data), isBinary);
      if (decoded.kind !== 'message' || decoded.faults) throw new Error(`the arena sent ${data}`);
      this.#inbox.push(decoded.message as ServerMessage);
      this.#wake?.();
    });
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code) => {
        this.#isClosed = true;
        this.#wake?.();
        resolve(code);
      });
    });
    open.push({ close: () => this.ws.terminate() });
  }

  /** Connects without authenticating. */
  static async connect(arena: Arena): Promise<Peer> {
    const peer = new Peer(arena.url);
    await once(peer.ws, 'open');
    return peer;
  }

  static async login(arena: Arena, key: string): Promise<Peer> {
    const peer = await Peer.connect(arena);
    peer.send({ type: 'authenticate', api_key: key });
    const { agent_id, agent_name } = await peer.next('authenticated');
    peer.id = agent_id;
    peer.name = agent_name;
    return peer;
  }

  send(message: object): void {
    this.ws.send(JSON.stringify(message));
  }

  /** The next message, which must be of this type. */
  async next<T extends ServerMessageType>(type: T): Promise<Message<T>> {
    const message = await this.any();
    if (message.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(message)}`);
    return message as Message<T>;
  }

  /** The next message of this type; others before it are passed over. */
  async until<T extends ServerMessageType>(type: T): Promise<Message<T>> {
    for (;;) {
      const message = await this.any();
      if (message.type === type) return message as Message<T>;
    }
  }

  async any(): Promise<ServerMessage> {
    while (this.#inbox.length === 0) {
      if (this.#isClosed) throw new Error('closed, and nothing more to read');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#inbox.shift() as ServerMessage;
  }

  /** The code of the `error` that comes next. */
  async refusal(): Promise<string> {
    return (await this.next('error')).code;
  }

  /** Returns once the arena has dealt with everything sent before; what else has come is returned. */
  async settled(): Promise<ServerMessage[]> {
    this.send({ type: 'ping' });
    const before: ServerMessage[] = [];
    for (;;) {
      const message = await this.any();
      if (message.type === 'pong') return before;
      before.push(message);
    }
  }

  /** Goes away without a word, and waits until the arena has noticed. */
  async vanish(arena: TestArena): Promise<void> {
    const seen = arena.events.filter(isDisconnect).length;
    this.ws.terminate();
    while (arena.events.filter(isDisconnect).length === seen) await new Promise((next) => setImmediate(next));
  }

  join(game: string, wager = 0, sandbox?: boolean): void {
    this.send({
      type: 'join_queue',
      game_type: game,
      wager_lamports: wager,
      ...(sandbox === undefined ? {} : { sandbox }),
    });
  }

  move(matchId: string, moveData: unknown): void {
    this.send({ type: 'make_move', match_id: matchId, move_data: moveData });
  }
}

function isDisconnect(event: ArenaEvent): boolean {
  return event.event === 'agent_disconnected';
}

export interface Duel {
  readonly arena: TestArena;
  readonly matchId: string;
  /** By side. */
  readonly a: Peer;
  readonly b: Peer;
  readonly hash: string;
}

/** Two agents in a match that has just begun: both `your_turn` are the next to be read. */
export async function startDuel(
  game: string,
  { wager = 0, sandbox = false, ...options }: ArenaOptions & { wager?: number; sandbox?: boolean } = {},
): Promise<Duel> {
  const arena = await startArena(options);
  return duelIn(
    arena,
    await Peer.login(arena, 'bp_sk_first'),
    await Peer.login(arena, 'bp_sk_second'),
    game,
    wager,
    sandbox,
  );
}

export async function duelIn(
  arena: TestArena,
  one: Peer,
  two: Peer,
  game: string,
  wager = 0,
  sandbox = false,
): Promise<Duel> {
  one.join(game, wager, sandbox);
  await one.next('queue_joined');
  two.join(game, wager, sandbox);
  await two.next('queue_joined');
  const found = await one.next('match_found');
  await two.next('match_found');
  const { your_side } = await one.next('game_start');
  await two.next('game_start');
  const [a, b] = your_side === 'a' ? [one, two] : [two, one];
  return { arena, matchId: found.match_id, a, b, hash: found.server_seed_hash };
}
