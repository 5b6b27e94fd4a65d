import type { SessionEndReason } from './exit-codes.js';
import { isObject } from './lib/shape.js';
import type { EventOf, RunnerEvent, RunnerEventName, Stamped } from './runner/index.js';
import type { Lamports } from './wager.js';

/** What the bot is doing or waiting for. Times are on the clock of the events. */
export type Phase =
  | { readonly is: 'connecting' }
  | {
      readonly is: 'reconnecting';
      readonly attempt: number;
      readonly untilMs: number;
      readonly reason: string;
    }
  | { readonly is: 'idle' }
  /** A limit, of the operator or of the arena, holds play back; `untilMs` is null where it stops. */
  | { readonly is: 'paused'; readonly untilMs: number | null }
  /** It is outside the hours of play. */
  | { readonly is: 'waiting'; readonly untilMs: number }
  | {
      readonly is: 'queued';
      readonly sinceMs: number;
      readonly position: number;
      readonly players: number | null;
    }
  | { readonly is: 'challenge'; readonly sinceMs: number; readonly challengeId: string }
  | { readonly is: 'match' }
  | { readonly is: 'turn'; readonly sinceMs: number; readonly timeoutMs: number; readonly moved: boolean };

/** The match in progress, or the last one. */
export interface MatchProgress {
  /** From 1, in the order of this session. */
  readonly number: number;
  readonly start: EventOf<'match_start'>;
  score: readonly [number, number];
  round: number;
  /** The `game_state` of the latest turn. */
  state: Readonly<Record<string, unknown>>;
  /** Why the fallback move was played in this round. */
  fallback: string | null;
}

/** What matches that have ended came to. */
export class MatchTotals {
  matches = 0;
  wins = 0;
  losses = 0;
  draws = 0;
  netLamports: Lamports = 0;

  count({ outcome, netLamports }: Pick<EventOf<'match_end'>, 'outcome' | 'netLamports'>): void {
    this.matches += 1;
    if (outcome === 'win') this.wins += 1;
    else if (outcome === 'loss') this.losses += 1;
    else this.draws += 1;
    this.netLamports += netLamports;
  }
}

/** Where a session stands, as told by its events: for the screen, the metrics and systemd. */
export class SessionProgress extends MatchTotals {
  phase: Phase = { is: 'connecting' };
  session: EventOf<'session_start'> | null = null;
  match: MatchProgress | null = null;
  startedMs = 0;
  connected = false;
  /** How often the arena let us in. */
  connections = 0;
  /** The latest attempt to connect again. */
  attempt = 0;
  /** Since when there has been no connection. */
  downSinceMs: number;
  /** Whether the arena holds a place in its queue for us. What the arena says later of the place, or a limit, changes nothing. */
  inQueue = false;
  /** From the start of a match to its end, while the connection is lost too. */
  inMatch = false;
  /** A signal asked for the end; a match in progress is played first. */
  draining = false;
  /** Why the session ended. */
  ended: SessionEndReason | null = null;
  /** The limits that keep play from going on, and until when (ISO 8601); null is until a person releases it. */
  readonly limits = new Map<string, string | null>();
  /** Until when (ISO 8601) it waits for its hours of play; null where it does not. */
  waitsUntil: string | null = null;
  /** Everything put in so far, over all finished matches. */
  wageredLamports: Lamports = 0;
  /** The share of decided matches to be won for a net of zero, as the latest win paid; null where nothing was won yet. */
  breakEven: number | null = null;

  readonly #on: { readonly [Name in RunnerEventName]: (event: EventOf<Name>, timeMs: number) => void } = {
    session_start: (event, timeMs) => {
      this.session = event;
      this.startedMs = timeMs;
    },
    connected: () => {
      this.connected = true;
      this.connections += 1;
      this.attempt = 0;
      this.phase = { is: 'idle' };
    },
    disconnected: (_event, timeMs) => {
      if (this.connected) this.downSinceMs = timeMs;
      this.connected = false;
      this.inQueue = false;
      this.phase = { is: 'connecting' };
    },
    reconnecting: ({ attempt, delayMs, reason }, timeMs) => {
      this.attempt = attempt;
      this.phase = { is: 'reconnecting', attempt, untilMs: timeMs + delayMs, reason };
    },
    queue_joined: ({ position }, timeMs) => {
      this.#goOn();
      this.inQueue = true;
      this.phase = { is: 'queued', sinceMs: timeMs, position, players: null };
    },
    queue_update: ({ position, playersInQueue, waitTimeMs }, timeMs) => {
      const sinceMs = this.phase.is === 'queued' ? this.phase.sinceMs : timeMs - waitTimeMs;
      this.phase = { is: 'queued', sinceMs, position, players: playersInQueue };
    },
    challenge_created: ({ challengeId }, timeMs) => {
      this.#goOn();
      this.inQueue = false;
      this.phase = { is: 'challenge', sinceMs: timeMs, challengeId };
    },
    challenge_accepted: () => {
      this.phase = { is: 'idle' };
    },
    challenge_cancelled: () => {
      this.phase = { is: 'idle' };
    },
    match_start: (event) => this.#startMatch(event),
    turn: ({ round, timeoutMs, state }, timeMs) => {
      this.phase = { is: 'turn', sinceMs: timeMs, timeoutMs, moved: false };
      if (!this.match) return;
      this.match.round = round ?? this.match.round;
      this.match.state = state;
      this.match.fallback = null;
    },
    move: ({ source, reason }) => {
      if (this.phase.is === 'turn') this.phase = { ...this.phase, moved: true };
      if (this.match && source === 'fallback') this.match.fallback = reason ?? 'no reason given';
    },
    round: ({ score }) => {
      this.phase = { is: 'match' };
      if (this.match) this.match.score = score;
    },
    match_end: (event) => this.#endMatch(event),
    limit: ({ limit, until }) => {
      this.limits.set(limit, until);
      this.phase = { is: 'paused', untilMs: until === null ? null : Date.parse(until) };
    },
    waiting: ({ until, reason }) => {
      const isOfHours = reason === 'hours';
      if (isOfHours) this.waitsUntil = until;
      this.phase = { is: isOfHours ? 'waiting' : 'paused', untilMs: Date.parse(until) };
    },
    stopping: () => {
      this.draining = true;
    },
    session_end: ({ reason }) => {
      this.ended = reason;
      this.connected = false;
      this.inQueue = false;
      this.inMatch = false;
    },
    taunt_received: unmoved,
    taunt_sent: unmoved,
    unknown_message: unmoved,
    warning: unmoved,
    error: unmoved,
    metrics_listening: unmoved,
    intents_open: unmoved,
    arena_lost: unmoved,
    summary: unmoved,
    strategy_output: unmoved,
  };

  /** @param nowMs on the clock of the events */
  constructor(nowMs = 0) {
    super();
    this.downSinceMs = nowMs;
  }

  /** Whether money, real or of the embedded arena, is at stake in the session or the match at hand. */
  get money(): boolean {
    return this.match ? staked(this.match.start) > 0 : this.session !== null && staked(this.session) > 0;
  }

  /** Whether it is play money. */
  get play(): boolean {
    return this.session?.local ?? false;
  }

  /** The game of the current or last match, else the one that was asked for. */
  get game(): string | null {
    return this.match?.start.game ?? this.session?.game ?? null;
  }

  /** Why no new match is begun now, in a line; null where play goes on, or waits for its hours, as it should. */
  get notReady(): string | null {
    if (this.ended !== null) return `the session has ended: ${this.ended}`;
    if (this.draining) return 'stopping';
    for (const [limit, until] of this.limits) {
      return until === null ? `stopped by a limit: ${limit}` : `paused until ${until} by a limit: ${limit}`;
    }
    return this.connected ? null : 'not connected';
  }

  /** That it waits for its hours of play, in a line; null where it does not. */
  get rest(): string | null {
    return this.waitsUntil === null ? null : `waiting until ${this.waitsUntil} for the hours of play`;
  }

  apply({ event, timeMs }: Stamped): void {
    // A process of another version may tell of more.
    const apply: ((event: never, timeMs: number) => void) | undefined = this.#on[event.event];
    apply?.(event as never, timeMs);
  }

  /** Nobody says that a limit or a wait is over: play goes on. */
  #goOn(): void {
    this.limits.clear();
    this.waitsUntil = null;
  }

  #startMatch(start: EventOf<'match_start'>): void {
    this.waitsUntil = null;
    this.phase = { is: 'match' };
    this.inMatch = true;
    this.inQueue = false;
    // The same match found again after a lost connection keeps its number and its score.
    if (start.resumed && this.match && this.match.start.matchId === start.matchId) return;
    const number = (this.match?.number ?? 0) + 1;
    this.match = { number, start, score: [0, 0], round: 0, state: {}, fallback: null };
  }

  #endMatch(end: EventOf<'match_end'>): void {
    this.phase = { is: 'idle' };
    this.inMatch = false;
    this.count(end);
    if (!this.match) return;
    this.match.score = end.score;
    const stake = staked(this.match.start);
    this.wageredLamports += stake;
    if (end.outcome === 'win' && stake > 0 && end.payoutLamports > 0)
      this.breakEven = stake / end.payoutLamports;
  }
}

/** Of an event after which a session stands where it stood. */
const unmoved = () => undefined;

function staked(stake: { readonly wagerLamports: Lamports; readonly sandbox: boolean }): Lamports {
  return stake.sandbox ? 0 : stake.wagerLamports;
}

/** What a viewer of a bot says first. A program that may only read what others send does not get so far. */
export const LIVE_HELLO = 'live 1\n';

/** An event of a bot out of a line of its `--json` output; null where it is none. */
export function readEvent(line: string): (Stamped & { readonly bot: string | null }) | null {
  let fields: unknown;
  try {
    fields = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(fields)) return null;
  const { time, bot, ...rest } = fields;
  const timeMs = Date.parse(String(time));
  if (typeof rest.event !== 'string' || Number.isNaN(timeMs)) return null;
  const event = Object.fromEntries(Object.entries(rest).map(([key, value]) => [camelCase(key), value]));
  // A botpit wrote it.
  return { event: event as unknown as RunnerEvent, timeMs, bot: typeof bot === 'string' ? bot : null };
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
