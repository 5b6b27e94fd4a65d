import type { BotpitClient, BotpitOptions } from '../../src/client/index.js';
import { commitTo } from '../../src/fairness.js';
import { type Book, type MatchRecord, openBook } from '../../src/history/index.js';
import { realClock, type Time } from '../../src/lib/clock.js';
import type { GameOverMessage, MatchFoundMessage } from '../../src/protocol/index.js';
import {
  NO_LIMITS,
  PlayLoop,
  type PlayOptions,
  type RunnerEvent,
  type RunnerEventName,
  type SessionEnd,
} from '../../src/runner/index.js';
import { InlineHost, type Strategy, type StrategyHost } from '../../src/strategy/index.js';
import { client, opened } from '../client/helpers.js';
import { FakeClock } from '../support/fake-clock.js';
import type { Peer, ScriptedServer } from '../support/scripted-server.js';

export { cleanUp, opened, server } from '../client/helpers.js';

export type EventOf<N extends RunnerEventName> = Extract<RunnerEvent, { event: N }>;

/** The agent id that a scripted server gives out. */
export const ME = 'agent-1';
export const THEM = 'agent-2';
export const SEED = 'ab'.repeat(32);

/** Every match has its own. */
export function seedOf(matchId: string): string {
  return matchId === 'm1' ? SEED : commitTo(matchId);
}

/** Larger than any time that a test lets pass, so that no heartbeat stops with the fake clock. */
const NEVER_MS = 2 ** 31 - 1;

/** A strategy in this very thread; what it does wrong is not the test's business. */
export function hostOf(strategy: Partial<Strategy> = {}): StrategyHost {
  const whole = { name: 'test', games: ['rps'], move: () => 'rock', ...strategy } as Strategy;
  return new InlineHost(whole as ConstructorParameters<typeof InlineHost>[0], {
    seed: 'test',
    fallbackName: 'test',
    report: () => {},
  });
}

/** Books in memory: those of money where a wager is at stake. */
export function bookOf(options: { wagerLamports?: number; time?: Time }): Book {
  const { wagerLamports = 0, time = realClock } = options;
  return openBook({
    folder: null,
    book: wagerLamports > 0 ? 'real' : 'practice',
    inMemory: true,
    context: {
      account: 'test',
      bot: null,
      arena: 'ws://test',
      sessionId: 'test',
      botpitVersion: '0',
      strategy: 'test',
      strategyVersion: null,
    },
    time,
  });
}

export interface RunOptions extends Partial<Omit<PlayOptions, 'client'>> {
  readonly maxLossLamports?: number | null;
  readonly url: string;
  readonly apiKey?: string;
  readonly client?: Partial<BotpitOptions>;
  /** Default: a clock of its own that stands still. */
  readonly fake?: FakeClock | null;
}

/** A session that runs, with all that it tells. */
export class Run {
  readonly bot: BotpitClient;
  readonly book: Book;
  readonly session: PlayLoop;
  readonly events: RunnerEvent[] = [];
  readonly records: MatchRecord[] = [];
  readonly ended: Promise<SessionEnd>;
  readonly clock: FakeClock;
  #told = 0;
  #wake: () => void = () => {};

  constructor({
    url,
    apiKey,
    client: clientOptions = {},
    fake,
    maxLossLamports = null,
    ...options
  }: RunOptions) {
    this.clock = fake ?? new FakeClock();
    const clock = fake === null ? {} : { clock: this.clock };
    const quiet = { pingIntervalMs: NEVER_MS, pongTimeoutMs: NEVER_MS };
    const key = apiKey === undefined ? {} : { apiKey };
    this.bot = client({ url, ...key, ...quiet, ...clock, ...clientOptions });
    this.book = options.book ?? bookOf({ ...options, time: this.clock });
    this.session = new PlayLoop({
      client: this.bot,
      host: hostOf(),
      game: 'rps',
      turns: null,
      schedule: null,
      entry: { by: 'queue' },
      wagerLamports: 0,
      sandbox: true,
      limits: { ...NO_LIMITS, maxLossLamports },
      book: this.book,
      matches: 1,
      forMs: null,
      taunts: 'off',
      onMatch: (record) => this.records.push(record),
      ...clock,
      ...options,
      emit: (event) => {
        this.events.push(event);
        options.emit?.(event);
        this.#wake();
      },
    });
    this.ended = this.session.run();
  }

  /** The next event of this name that no earlier call has passed. */
  async next<N extends RunnerEventName>(name: N): Promise<EventOf<N>> {
    for (;;) {
      while (this.#told < this.events.length) {
        const event = this.events[this.#told++];
        if (event?.event === name) return event as EventOf<N>;
      }
      await this.#more();
    }
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.#more();
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  all<N extends RunnerEventName>(name: N): EventOf<N>[] {
    return this.events.filter((event): event is EventOf<N> => event.event === name);
  }

  /** The codes of all warnings and errors. */
  get codes(): string[] {
    return [...this.all('warning'), ...this.all('error')].map(({ code }) => code);
  }

  /** What of the totals is not zero. */
  get totals(): Record<string, number> {
    // Desks ask for quiet with a message of a type of their own.
    const { unknownMessages: _own, ...totals } = this.session.totals;
    return Object.fromEntries(Object.entries(totals).filter(([, count]) => count !== 0));
  }
}

/** The server's side of a session that has just authenticated: everything goes by the script of the test. */
export class Desk {
  readonly at: ScriptedServer;
  readonly peer: Peer;
  readonly run: Run;
  matchId = 'm1';

  constructor(at: ScriptedServer, peer: Peer, run: Run) {
    this.at = at;
    this.peer = peer;
    this.run = run;
  }

  /** Answers the join that is due. */
  async queue(): Promise<void> {
    await this.peer.receive('join_queue');
    this.peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
  }

  found(fields: Partial<MatchFoundMessage> = {}): void {
    this.peer.send({
      type: 'match_found',
      match_id: this.matchId,
      game_type: 'rps',
      opponent_id: THEM,
      opponent_name: 'Other',
      wager_lamports: 0,
      server_seed_hash: commitTo(seedOf(this.matchId)),
      ...fields,
    });
  }

  start(side: 'a' | 'b' = 'a'): void {
    this.peer.send({ type: 'game_start', match_id: this.matchId, your_side: side });
  }

  turn(round = 1, timeout_ms = 10_000, game_state: Record<string, unknown> = {}): void {
    this.peer.send({ type: 'your_turn', match_id: this.matchId, round, game_state, timeout_ms });
  }

  result(round: number, score: [number, number], result: Record<string, unknown> = {}): void {
    this.peer.send({ type: 'round_result', match_id: this.matchId, round, result, score });
  }

  over(winner: string | null, final_score: [number, number], fields: Partial<GameOverMessage> = {}): void {
    this.peer.send({
      type: 'game_over',
      match_id: this.matchId,
      winner,
      final_score,
      server_seed: seedOf(this.matchId),
      payout_lamports: 0,
      ...fields,
    });
  }

  error(code: string): void {
    this.peer.send({ type: 'error', code, message: `scripted ${code}` });
  }

  /** Up to the first turn of a match that was queued for. */
  async match(side: 'a' | 'b' = 'a', fields: Partial<MatchFoundMessage> = {}): Promise<void> {
    await this.queue();
    this.found(fields);
    this.start(side);
  }

  /** Returns once both sides have dealt with everything sent before, or the session has ended by it. */
  async settled(): Promise<void> {
    const told = new Promise<void>((resolve) => {
      const off = this.run.bot.on('unknown', () => {
        off();
        resolve();
      });
    });
    this.peer.send({ type: 'settled?' });
    await Promise.race([told, this.run.ended]);
    // Whatever a promise was to set off has been set off too.
    await new Promise(setImmediate);
    if (!this.run.bot.connected) return;
    this.run.bot.send({ type: 'ping' });
    await this.peer.receive('ping');
  }

  /** All messages of a type that have come on this connection. */
  sent(type: string): unknown[] {
    return this.peer.received.filter((message) => message.type === type);
  }

  get moves(): unknown[] {
    return this.peer.received.flatMap((message) => (message.type === 'make_move' ? [message.move_data] : []));
  }
}

/** A session and the server's end of its first connection. */
export async function sit(at: ScriptedServer, options: Partial<RunOptions> = {}): Promise<Desk> {
  const run = new Run({ url: at.url, ...options });
  opened({ close: () => run.bot.disconnect() });
  return new Desk(at, await welcomed(at), run);
}

/** After a connection was lost: the next one. */
export async function back(at: ScriptedServer, { run }: Desk): Promise<Desk> {
  await run.until(() => run.all('reconnecting').length >= at.peers.length);
  run.clock.advance(1000);
  return new Desk(at, await welcomed(at), run);
}

async function welcomed(at: ScriptedServer): Promise<Peer> {
  const peer = await at.accept();
  await peer.welcome(ME);
  return peer;
}
