import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { HouseOptions } from '../../../src/arena/index.js';
import { type GameId, gameOf } from '../../../src/games/index.js';
import type { TestArena } from '../peer.js';

export type Frame = Record<string, unknown> & { readonly type: string };

/** A connection that takes whatever comes. */
export class WildPeer {
  readonly ws: WebSocket;
  /** Everything that has come. */
  readonly texts: string[] = [];
  closeCode: number | null = null;
  #pongs = 0;
  /** How many events there were before this connection. */
  readonly #eventsBefore: number;

  private constructor(
    readonly arena: TestArena,
    url: string,
  ) {
    this.#eventsBefore = arena.events.length;
    this.ws = new WebSocket(url);
    this.ws.on('error', () => {});
    this.ws.on('message', (data) => this.texts.push(String(data)));
    this.ws.on('pong', () => this.#pongs++);
    this.ws.on('close', (code) => {
      this.closeCode = code;
    });
    onTestFinished(() => this.ws.terminate());
  }

  static async connect(arena: TestArena): Promise<WildPeer> {
    const peer = new WildPeer(arena, arena.url);
    await once(peer.ws, 'open');
    return peer;
  }

  /** Connects and authenticates; what comes of that is not looked at. */
  static async login(arena: TestArena, key: string): Promise<WildPeer> {
    const peer = await WildPeer.connect(arena);
    peer.send({ type: 'authenticate', api_key: key });
    await peer.settle();
    return peer;
  }

  send(message: object): void {
    this.ws.send(JSON.stringify(message));
  }

  join(wager = 0, game: GameId = 'rps', sandbox = false): void {
    this.send({ type: 'join_queue', game_type: game, wager_lamports: wager, sandbox });
  }

  /**
   * Returns once the arena has dealt with what was sent, and what it sent is here. Pings of WebSocket itself do not go
   * through chaos: the first is answered after all that was sent before it, the second after all that this caused.
   * @returns false where the connection has ended or is stalled
   */
  async settle(): Promise<boolean> {
    for (let i = 0; i < 2; i++) {
      const wanted = this.#pongs + 1;
      if (this.closeCode === null) this.ws.ping();
      while (this.#pongs < wanted && this.closeCode === null && !this.#isStalled()) await turn();
      if (this.#pongs < wanted) {
        await turn();
        return false;
      }
    }
    return true;
  }

  #isStalled(): boolean {
    return this.arena.events.slice(this.#eventsBefore).some(isStall);
  }

  async closed(): Promise<number> {
    while (this.closeCode === null) await turn();
    return this.closeCode;
  }

  /** What has come since the last call, as far as it is JSON objects. */
  take(): Frame[] {
    return this.texts.splice(0).flatMap((text) => {
      try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null && 'type' in value ? [value as Frame] : [];
      } catch {
        // Junk is what some of these tests are about.
        return [];
      }
    });
  }

  /** The types of what has come since the last call. */
  types(): string[] {
    return this.take().map(({ type }) => type);
  }
}

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isStall(event: TestArena['events'][number]): boolean {
  return event.event === 'chaos' && event.fault === 'stalls';
}

/** A house that plays anything, at once. */
export const HOUSE: HouseOptions = {
  name: 'House',
  waitMs: 0,
  thinkMs: 0,
  takesChallenges: true,
  open: (game) => ({
    matchStart: () => {},
    move: ({ state }) => gameOf(game).fallbackMove(state),
    abandon: () => {},
    roundEnd: () => {},
    matchEnd: () => {},
    close: () => {},
  }),
};

const STEP_MS = 5_000;

/**
 * A bot that plays on whatever happens, in steps of five seconds: it connects again when it has to, joins the queue when
 * it is in no match, and moves when it was asked to. What it does depends on nothing but the frames that come.
 * @returns those
 */
export async function persist(arena: TestArena, key: string, steps: number): Promise<Frame[]> {
  const seen: Frame[] = [];
  let peer: WildPeer | null = null;
  let match: { readonly id: unknown; readonly game: GameId } | null = null;
  let asked: Record<string, unknown> | null = null;
  for (let step = 0; step < steps; step++) {
    if (!peer) {
      peer = await WildPeer.connect(arena);
      peer.send({ type: 'authenticate', api_key: key });
      match = null;
      asked = null;
    } else if (match && asked) {
      const move = gameOf(match.game).fallbackMove(asked);
      peer.send({ type: 'make_move', match_id: match.id, move_data: move });
    } else if (!match) peer.join(10_000_000);
    let isAlive = await peer.settle();
    arena.clock.advance(STEP_MS);
    isAlive &&= await peer.settle();
    for (const frame of peer.take()) {
      seen.push(frame);
      if (frame.type === 'match_found') match = { id: frame.match_id, game: frame.game_type as GameId };
      if (frame.match_id !== match?.id) continue;
      if (frame.type === 'your_turn') asked = frame.game_state as Record<string, unknown>;
      if (frame.type === 'round_result') asked = null;
      if (frame.type === 'game_over') match = null;
    }
    if (isAlive) continue;
    peer.ws.terminate();
    peer = null;
  }
  return seen;
}
