import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EventOf, FallbackReason, RunnerEventName, Stamped } from '../runner/index.js';
import type { SessionProgress } from '../session-progress.js';
import { isAboutFairness } from './monitor.js';

const PREFIX = 'botpit_';

/** In seconds: from what a thread needs to answer at all to the longest turns. */
const DECIDE_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const MOST_GAMES = 20;
const MOST_WARNINGS = 50;
const MOST_LIMITS = 20;

/** Starts at 0, so that the first one counts as an increase. */
const FALLBACKS = {
  threw: 0,
  crashed: 0,
  illegal: 0,
  late: 0,
  'not-its-game': 0,
  refused: 0,
} as const satisfies Record<FallbackReason, 0>;

/** A session in numbers, for Prometheus. No label names an opponent. */
export class SessionMetrics {
  readonly registry = new Registry();
  readonly #progress: SessionProgress;
  /** Beside the name of the bot. */
  readonly #agent: Gauge | null = null;
  readonly #games = new Labels(MOST_GAMES);
  readonly #warningCodes = new Labels(MOST_WARNINGS);
  readonly #limitNames = new Labels(MOST_LIMITS);
  /** Few: play stops over the first of them. */
  readonly #unfairMatches = new Set<string>();

  readonly #matches = this.#counter('matches_total', 'Matches that ended.', ['game', 'outcome']);
  readonly #rounds = this.#counter('rounds_total', 'Rounds that ended.', ['game', 'outcome']);
  readonly #wagered = this.#counter('wagered_lamports_total', 'Put in by the matches that started.');
  readonly #fees = this.#counter('fees_lamports_total', 'Kept by the arena of the pots of ended matches.');
  readonly #fallbacks = this.#counter('fallbacks_total', 'Fallback moves by reason.', ['reason']);
  readonly #reconnects = this.#counter('reconnects_total', 'Connections regained after a loss.');
  readonly #warnings = this.#counter('warnings_total', 'Warnings by code.', ['code']);
  readonly #unknown = this.#counter(
    'unknown_messages_total',
    'Messages of types that this version does not know.',
  );
  readonly #unfair = this.#counter('unfair_matches_total', 'Matches over which play stopped as unfair.');
  readonly #net = this.#gauge('net_lamports', 'What the session has changed so far.');
  readonly #connected = this.#gauge('connected', '1 while connected and authenticated.');
  readonly #ready = this.#gauge('ready', '1 while play goes on, as /readyz says.');
  readonly #inMatch = this.#gauge('in_match', '1 during a match.');
  readonly #waits = this.#gauge('waiting', '1 while it waits for the hours of play.');
  readonly #inQueue = this.#gauge('in_queue', '1 while waiting in the queue.');
  readonly #latched = this.#gauge('limit_latched', '1 for a limit that keeps play from going on.', ['limit']);
  readonly #openIntents = this.#gauge('open_intents', 'Wagers committed to whose end is not known.');
  readonly #info = this.#gauge('info', 'Always 1.', ['version', 'game', 'strategy']);
  readonly #moveDuration = new Histogram({
    name: `${PREFIX}move_duration_seconds`,
    help: 'From a turn to the decision on its move.',
    labelNames: ['game', 'source'],
    buckets: DECIDE_BUCKETS,
    registers: [this.registry],
  });

  readonly #on: { readonly [Name in RunnerEventName]?: (event: EventOf<Name>) => void } = {
    session_start: ({ version, game = '', games, strategy }) =>
      this.#info.set({ version, game: games?.join(',') ?? game, strategy }, 1),
    connected: ({ agentId, agentName }) => {
      // One at a time: each name would be a series of its own.
      this.#agent?.reset();
      this.#agent?.set({ agent_id: agentId, agent_name: agentName }, 1);
      if (this.#progress.connections > 1) this.#reconnects.inc();
    },
    match_start: ({ resumed, matchId, sandbox, wagerLamports }) => {
      if (resumed) return;
      // An arena may use its ids again.
      this.#unfairMatches.delete(matchId ?? '');
      if (!sandbox) this.#wagered.inc(wagerLamports);
    },
    move: (event) => {
      const { decideMs, source, reason } = event;
      this.#moveDuration.observe({ game: this.#gameOf(event), source }, decideMs / 1000);
      if (reason !== undefined) this.#fallbacks.inc({ reason });
    },
    round: (event) => this.#rounds.inc({ game: this.#gameOf(event), outcome: event.outcome }),
    match_end: (event) => {
      this.#matches.inc({ game: this.#gameOf(event), outcome: event.outcome });
      this.#fees.inc(event.feeLamports);
    },
    unknown_message: () => this.#unknown.inc(),
    warning: ({ code }) => this.#warnings.inc({ code: this.#warningCodes.of(code) }),
    error: ({ code, matchId = '' }) => {
      // Once, however many things are wrong with it.
      if (!isAboutFairness(code) || this.#unfairMatches.has(matchId)) return;
      this.#unfairMatches.add(matchId);
      this.#unfair.inc();
    },
    intents_open: ({ count }) => this.#openIntents.set(count),
  };

  /**
   * @param progress told of every event before `apply` is
   * @param bot whose session it is, which every series says; null where it has no name
   */
  constructor(progress: SessionProgress, bot: string | null) {
    this.#progress = progress;
    if (bot !== null) {
      this.registry.setDefaultLabels({ bot });
      const about = 'The account of the bot as the arena knows it; always 1.';
      this.#agent = this.#gauge('agent_info', about, ['agent_id', 'agent_name']);
    }
    collectDefaultMetrics({ register: this.registry, prefix: PREFIX });
    for (const reason of Object.keys(FALLBACKS)) this.#fallbacks.inc({ reason }, 0);
  }

  apply({ event }: Stamped): void {
    const count: ((event: never) => void) | undefined = this.#on[event.event];
    count?.(event as never);
  }

  /** All of it in the text format of Prometheus. */
  text(): Promise<string> {
    const { connected, notReady, inMatch, inQueue, netLamports, limits, waitsUntil } = this.#progress;
    this.#net.set(netLamports);
    this.#connected.set(Number(connected));
    this.#ready.set(Number(notReady === null));
    this.#inMatch.set(Number(inMatch));
    this.#inQueue.set(Number(inQueue));
    this.#waits.set(Number(waitsUntil !== null));
    this.#latched.reset();
    for (const limit of limits.keys()) this.#latched.set({ limit: this.#limitNames.of(limit) }, 1);
    return this.registry.metrics();
  }

  #gameOf({ game }: { readonly game?: string }): string {
    return game === undefined ? 'other' : this.#games.of(game);
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name: PREFIX + name, help, labelNames, registers: [this.registry] });
  }
}

const PLAIN = /^[\w/-]{1,40}$/;

/**
 * Values of a label that a stranger chooses: only plain ones, and only so many of them. The rest are `other`, as every
 * value is a time series of its own for whoever stores them.
 */
export class Labels {
  readonly #most: number;
  readonly #known = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  of(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#most || !PLAIN.test(value)) return 'other';
    this.#known.add(value);
    return value;
  }
}
