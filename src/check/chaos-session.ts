import { createHash, randomBytes } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  type ArenaEvent,
  type ChaosFault,
  type ChaosPreset,
  createArena,
  type HouseOptions,
  parseChaos,
} from '../arena/index.js';
import { BotpitClient } from '../client/index.js';
import { type GameId, gameOf } from '../games/index.js';
import { accountOf, type MatchRecord, openBook, type Standing } from '../history/index.js';
import { within } from '../lib/clock.js';
import { closing } from '../lib/closing.js';
import { createRng } from '../lib/rng.js';
import {
  type FallbackReason,
  NO_LIMITS,
  PlayLoop,
  type RunnerEvent,
  type SessionEnd,
} from '../runner/index.js';
import type { StrategyHost } from '../strategy/index.js';
import { version } from '../version.js';
import { inRealTime, scaledClock } from './scaled-clock.js';

/** What a session under one preset is played with. */
export interface ChaosSessionOptions {
  readonly preset: ChaosPreset;
  readonly game: GameId;
  readonly seed: string;
  readonly host: StrategyHost;
  /** The games that are tried; default: all that the strategy says it plays. In others it is not asked. */
  readonly games?: readonly GameId[];
  /** How much faster than the real one the clock of the session runs. */
  readonly speed: number;
}

/** What came of it. */
export interface ChaosSession
  extends Readonly<
    Pick<
      Counts,
      'rounds' | 'answered' | 'doubles' | 'foreign' | 'faults' | 'fallbacks' | 'details' | 'unannounced'
    >
  > {
  readonly preset: ChaosPreset;
  readonly game: GameId;
  /** Null where it did not end in time. */
  readonly end: SessionEnd | null;
  /** The bot's balance in the arena's ledger. */
  readonly balance: bigint;
  /** The bot's own records. */
  readonly records: readonly MatchRecord[];
  readonly standing: Standing;
  readonly timeouts: number;
  readonly reconnects: number;
  /** The longest stall of this process, by the clock of the session. */
  readonly stalledMs: number;
}

/** Presets whose faults are so rare that a short session may meet none. */
const MORE_OFTEN: Readonly<Partial<Record<ChaosPreset, Readonly<Partial<Record<ChaosFault, number>>>>>> = {
  stalls: { stalls: 0.05 },
  replaced: { replaced: 0.1 },
  restarts: { restarts: 0.1 },
};

const WAGER_LAMPORTS = 10_000_000;
const MATCHES = 8;
/** By the real clock: no further match is begun after this. */
const ENOUGH_MS = 4_000;
/**
 * By the scaled clock: how long after that, and after the last fault, the session may last. No pause of runner, client and
 * arena together is longer.
 */
const GIVE_UP_MS = 240_000;
/** The first connection is tried once in a session; here it may be one of those that are cut. */
const ATTEMPTS = 5;
/** How often the process is checked for a stall. */
const SAMPLE_MS = 10;

/** Plays a session for play money in an arena that misbehaves. Rejects only for a bug. */
export async function playChaosSession({
  preset,
  game,
  seed,
  host,
  speed,
  games = host.games,
}: ChaosSessionOptions): Promise<ChaosSession> {
  const clock = scaledClock(speed);
  const counts = new Counts(game);
  const arena = await createArena({
    limits: false,
    clock,
    house: counts.house(seed),
    newSeed: seedsOf(seed),
    chaos: { ...parseChaos({ preset, faults: MORE_OFTEN[preset] ?? {} }, preset), seed },
    onEvent: counts.atArena,
  });
  const apiKey = `bp_sk_check_${randomBytes(12).toString('hex')}`;
  const book = openBook({
    folder: null,
    book: 'real',
    inMemory: true,
    context: {
      bot: null,
      account: accountOf(apiKey),
      // Not the local arena: its matches need no proof of fairness.
      arena: 'check',
      sessionId: preset,
      botpitVersion: version(),
      strategy: host.name,
      strategyVersion: null,
    },
    time: clock,
  });
  const newLoop = () => {
    const client = new BotpitClient({
      apiKey,
      url: arena.url,
      clock,
      random: createRng(`${seed} jitter`),
      limits: false,
      logLevel: 'silent',
      pingIntervalMs: 5_000,
      pongTimeoutMs: 5_000,
      maxReconnectDelayMs: 2_000,
      giveUpAfterMs: 120_000,
    });
    return new PlayLoop({
      client,
      host: inRealTime(host, games, clock, speed, () => {
        counts.unannounced += 1;
      }),
      book,
      clock,
      emit: counts.atBot,
      onMatch: (record) => counts.records.set(record.matchId, record),
      entry: { by: 'queue' },
      game,
      turns: null,
      schedule: null,
      wagerLamports: WAGER_LAMPORTS,
      sandbox: false,
      limits: NO_LIMITS,
      matches: MATCHES,
      forMs: ENOUGH_MS * speed,
      taunts: 'strategy',
    });
  };
  // While the process is stalled, the scaled clock goes on, and everything seems late.
  const delays = monitorEventLoopDelay({ resolution: SAMPLE_MS });
  delays.enable();
  await using _opened = closing(async () => {
    delays.disable();
    await arena.close();
    book.ledger.close();
  });
  let end: SessionEnd | null;
  let attempt = 0;
  do {
    end = await inTime(newLoop(), counts, GIVE_UP_MS / speed);
    attempt += 1;
  } while (attempt < ATTEMPTS && end?.reason === 'unreachable' && counts.connections === 0);
  await arena.close();
  const { faults, rounds, answered, doubles, foreign, fallbacks, details, unannounced } = counts;
  const records = [...counts.records.values()];
  return {
    ...{ preset, game, end, faults, rounds, answered, doubles, foreign },
    balance: counts.botId === null ? 0n : arena.ledger.balance(counts.botId),
    ...{ records, standing: book.ledger.standing(), fallbacks, details, unannounced },
    timeouts: records.reduce((sum, { timeouts }) => sum + timeouts, 0),
    reconnects: Math.max(0, counts.connections - 1),
    stalledMs: Math.max(0, delays.max / 1e6 - SAMPLE_MS) * speed,
  };
}

/** Null if the session had to be broken off: it was still going on long after the last fault. */
async function inTime(session: PlayLoop, counts: Counts, patienceMs: number): Promise<SessionEnd | null> {
  const enoughAt = performance.now() + ENOUGH_MS;
  const ended = session.run();
  for (;;) {
    const leftMs = Math.max(enoughAt, counts.lastFaultAt) + patienceMs - performance.now();
    const end = leftMs > 0 ? await within(leftMs, ended) : null;
    if (end === null) session.abort(0);
    if (end !== undefined) return end;
  }
}

/** What both sides report while a session is played. */
class Counts {
  botId: string | null = null;
  /** Another match began while one was under way. */
  doubles = 0;
  /** Matches that were not what was asked for: more at stake, or another game. */
  foreign = 0;
  /** As the arena counts them. */
  rounds = 0;
  /** Rounds in which the arena had a move of the bot. */
  answered = 0;
  /** How often each fault struck. */
  readonly faults = new Map<ChaosFault, number>();
  /** `performance.now()` of the last fault. */
  lastFaultAt = 0;
  connections = 0;
  /** Turns that were put to the strategy before it was told of their match. */
  unannounced = 0;
  /** By match: one that was given up may be taken up again. */
  readonly records = new Map<string, MatchRecord>();
  readonly fallbacks = new Map<FallbackReason, number>();
  /** What the first fallback move of each kind was for. */
  readonly details = new Map<string, string>();
  readonly #game: GameId;
  readonly #open = new Set<string>();

  constructor(game: GameId) {
    this.#game = game;
  }

  readonly atArena = (event: ArenaEvent): void => {
    if (event.event === 'agent_connected') this.botId = event.agentId;
    else if (event.event === 'match_ended') this.#open.delete(event.matchId);
    else if (event.event === 'match_started') {
      if (this.#open.size > 0) this.doubles += 1;
      if (event.game !== this.#game || event.wagerLamports > WAGER_LAMPORTS) this.foreign += 1;
      this.#open.add(event.matchId);
    } else if (event.event === 'chaos') {
      this.lastFaultAt = performance.now();
      count(this.faults, event.fault);
      if (event.fault === 'restarts') this.#open.clear();
    }
  };

  readonly atBot = (event: RunnerEvent): void => {
    if (event.event === 'connected') this.connections += 1;
    else if (event.event === 'move' && event.reason !== undefined) count(this.fallbacks, event.reason);
    else if (event.event === 'warning' && !this.details.has(event.code)) {
      this.details.set(event.code, event.message);
    }
  };

  /**
   * The house bot of every match: seeded random moves. It is told of every round, even while the bot's connection is lost.
   */
  house(seed: string): HouseOptions {
    const random = createRng(`${seed} house`);
    const nothing = () => undefined;
    return {
      ...{ name: 'house', waitMs: 0, thinkMs: 0, takesChallenges: false },
      open: (id) => ({
        ...{ matchStart: nothing, abandon: nothing, matchEnd: nothing, close: nothing },
        move: ({ state }) => gameOf(id).randomMove(state, random),
        roundEnd: ({ result }) => {
          this.rounds += 1;
          if (result.opponent_move !== null) this.answered += 1;
        },
      }),
    };
  }
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** 64 hex digits for each match. */
function seedsOf(seed: string): () => string {
  let match = 0;
  return () => createHash('sha256').update(`${seed} arena ${match++}`).digest('hex');
}
