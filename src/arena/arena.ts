import { randomBytes, randomFillSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { BotpitError } from '../errors.js';
import { isSeed } from '../fairness.js';
import type { GameId } from '../games/index.js';
import { type Clock, realClock } from '../lib/clock.js';
import { type Agent, Agents } from './agents.js';
import type { ArenaEventSink, Named } from './arena-events.js';
import { Chaos } from './chaos/chaos.js';
import type { ChaosFault, ChaosOptions } from './chaos/faults.js';
import type { HouseOptions } from './house.js';
import { Ledger, type LedgerView } from './ledger.js';
import { listen, PATH } from './listen.js';
import { Lobby } from './lobby.js';
import type { KeyEntry } from './seat.js';
import { Disclosure, type Spectators } from './seen-match.js';
import type { TlsFiles } from './tls.js';
import type { TournamentOptions } from './tournament/plan.js';
import type { TournamentSnapshot } from './tournament/snapshot.js';

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
  /**
   * What others reach it by, where that is another address, such as that of a proxy before it: `https://arena.example`. It is
   * what the arena tells, and may be called by.
   */
  readonly publicUrl?: string | undefined;
  /** Connections are encrypted. Default: they are not. */
  readonly tls?: TlsFiles | undefined;
  /** The only keys that are let in, with or without names for their agents. Default: every key that starts with `bp_sk_`. */
  readonly keys?: readonly (string | KeyEntry)[] | undefined;
  /** A tournament of those that `keys` lets in, in place of the open queue. Default: none. */
  readonly tournament?: TournamentOptions | undefined;
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
  /** Told what both sides of a match have been told, and never more. */
  readonly spectators?: Spectators | undefined;
  /**
   * Answers plain HTTP requests, but for those to the path of the WebSocket, which get 426. Whether the caller is welcome is
   * for it to say. Default: all get 426.
   * @internal
   */
  readonly onRequest?: RequestListener | undefined;
  /** 64 lower-case hex digits for a match, the one spelling that may open a commitment. Default: fresh random ones; anything else is for tests. */
  readonly newSeed?: (() => string) | undefined;
  /** Default: the real one; anything else is for tests. */
  readonly clock?: Clock | undefined;
}

export interface Arena {
  /** What clients on this machine connect to. */
  readonly url: string;
  /** That it listens on. */
  readonly address: string;
  readonly port: number;
  readonly ledger: LedgerView;
  /** How the tournament stands that it hosts; null where it hosts none. */
  tournament(): TournamentSnapshot | null;
  /** Who is connected now. */
  present(): readonly PresentAgent[];
  /** Ends every connection and match without a result, and every timer. Idempotent. */
  close(): Promise<void>;
}

/** An agent that is connected. */
export interface PresentAgent extends Named {
  readonly state: 'idle' | 'waiting' | 'playing';
  /** That it waits for; null otherwise. */
  readonly game: GameId | null;
}

/**
 * Starts an arena inside this process.
 * @throws BotpitError `arena/listen` where the address cannot be had, `config/invalid` for a certificate that is of no use,
 * `usage` for a public address that is none; for a tournament, `usage` for one that cannot be or is not the one in its folder,
 * `process/running` where another arena has the folder, and `history/unavailable`
 */
export async function createArena(options: ArenaOptions = {}): Promise<Arena> {
  const clock = options.clock ?? realClock;
  const emit: ArenaEventSink = (event) => options.onEvent?.(event);
  const { host: address = '127.0.0.1', port = 0, publicUrl, onRequest, tls, spectators } = options;
  const allowHosts = [...(options.allowHosts ?? []), ...(publicUrl === undefined ? [] : [nameIn(publicUrl)])];
  const ledger = new Ledger();
  const agents = new Agents(options.keys?.map((key) => (typeof key === 'string' ? { key } : key)));
  const hosted = options.tournament && (await hostTournament(options.tournament));
  const host = hosted?.host;
  const chaos = options.chaos && {
    faults: options.chaos.faults,
    seed: options.chaos.seed ?? randomBytes(8).toString('hex'),
  };
  /** Loaded for arenas alone that have one. */
  async function hostTournament(tournament: TournamentOptions) {
    const { openTournament } = await import('./tournament/open.js');
    return openTournament(tournament, options, {
      ...{ emit, agents: agents.all() },
      seat: (...match) => lobby.arrange(...match),
      sendAway: (agent) => lobby.queue.leave(agent),
    });
  }
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
    disclose: spectators && ((...meeting) => new Disclosure(spectators, clock, ...meeting)),
    agents,
    house: options.house ?? null,
    matchmaker: host,
    challengeTtlMs: options.challengeTtlMs ?? 5 * 60_000,
    queueUpdateMs: options.queueUpdateMs ?? 5_000,
    authTimeoutMs: options.authTimeoutMs ?? 5_000,
    limits: options.limits ?? true,
  });
  const listening = await listen({ host: address, port, allowHosts, onRequest, tls }, lobby).catch(
    (error: unknown) => {
      hosted?.close();
      throw error;
    },
  );
  const page = publicUrl ?? listening.url.replace(/^ws/, 'http').replace(PATH, '');
  emit({ event: 'arena_listening', url: botUrl(page), ...(onRequest ? { page } : {}) });
  if (chaos) {
    emit({ event: 'chaos_started', seed: chaos.seed, faults: Object.keys(chaos.faults) as ChaosFault[] });
  }
  host?.start();
  let closed: Promise<void> | undefined;
  return {
    url: listening.url,
    address: listening.address,
    port: listening.port,
    ledger,
    tournament: () => host?.snapshot() ?? null,
    present: () => agents.present().map(presentAgent),
    close: () => {
      lobby.clear();
      hosted?.close();
      closed ??= listening.close();
      return closed;
    },
  };
}

function nameIn(publicUrl: string): string {
  if (URL.canParse(publicUrl)) return new URL(publicUrl).hostname;
  throw new BotpitError('usage', `${publicUrl} is not the address of an arena`, {
    hint: 'An address has a scheme and a name: https://arena.example.',
  });
}

/** Where bots connect to, of an arena whose page is at this address. */
export function botUrl(page: string): string {
  return `${page.replace(/^http/, 'ws').replace(/\/$/, '')}${PATH}`;
}

function presentAgent({ id, name, table, ticket }: Agent): PresentAgent {
  return {
    id,
    name,
    state: table ? 'playing' : ticket ? 'waiting' : 'idle',
    game: ticket?.terms.game ?? null,
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
