import { randomBytes, randomFillSync } from 'node:crypto';
import { BotpitError } from '../errors.js';
import { isSeed } from '../fairness.js';
import { type Clock, realClock } from '../lib/clock.js';
import { Agents } from './agents.js';
import { Chaos } from './chaos/chaos.js';
import type { ChaosOptions, Fault } from './chaos/faults.js';
import type { ConnectionContext } from './connection.js';
import type { ArenaEventSink } from './events.js';
import type { HouseOptions } from './house.js';
import { Ledger, type LedgerView } from './ledger.js';
import { Lobby } from './lobby.js';
import { listen } from './server.js';
import type { Floor } from './table.js';

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
  const floor: Floor = {
    clock,
    ledger,
    emit,
    newSeed: seedsFrom(options.newSeed ?? seedSource()),
    turnTimeoutMs: options.turnTimeoutMs,
    tables: new Set(),
    faults,
  };
  const lobby = new Lobby({
    agents,
    floor,
    house: options.house ?? null,
    challengeTtlMs: options.challengeTtlMs ?? 5 * 60_000,
    queueUpdateMs: options.queueUpdateMs ?? 5_000,
  });
  const context: ConnectionContext = {
    clock,
    agents,
    lobby,
    emit,
    authTimeoutMs: options.authTimeoutMs ?? 5_000,
    limits: options.limits ?? true,
  };
  const listening = await listen(
    options.host ?? '127.0.0.1',
    options.port ?? 0,
    options.allowHosts ?? [],
    context,
    faults,
  );
  emit({ event: 'arena_listening', url: listening.url });
  if (chaos) {
    emit({ event: 'chaos_started', seed: chaos.seed, faults: Object.keys(chaos.faults) as Fault[] });
  }
  let closed: Promise<void> | undefined;
  return {
    url: listening.url,
    port: listening.port,
    ledger,
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
