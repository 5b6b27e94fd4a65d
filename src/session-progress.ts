import type { EventOf, SessionEndReason, Stamped } from './runner/index.js';
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

/** Where a session stands, as told by its events: for the screen, the metrics and systemd. */
export class SessionProgress {
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
  matches = 0;
  wins = 0;
  losses = 0;
  draws = 0;
  netLamports: Lamports = 0;
  /** Everything put in so far, over all finished matches. */
  wageredLamports: Lamports = 0;
  /** The share of decided matches to be won for a net of zero, as the latest win paid; null where nothing was won yet. */
  breakEven: number | null = null;

  /** @param nowMs on the clock of the events */
  constructor(nowMs = 0) {
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

  /** Why no new match is begun now, in a line; null where play goes on. */
  get notReady(): string | null {
    if (this.ended !== null) return `the session has ended: ${this.ended}`;
    if (this.draining) return 'stopping';
    for (const [limit, until] of this.limits) {
      return until === null ? `stopped by a limit: ${limit}` : `paused until ${until} by a limit: ${limit}`;
    }
    return this.connected ? null : 'not connected';
  }

  apply({ event, timeMs }: Stamped): void {
    switch (event.event) {
      case 'session_start':
        this.session = event;
        this.startedMs = timeMs;
        return;
      case 'connected':
        this.connected = true;
        this.connections += 1;
        this.attempt = 0;
        this.phase = { is: 'idle' };
        return;
      case 'disconnected':
        if (this.connected) this.downSinceMs = timeMs;
        this.connected = false;
        this.inQueue = false;
        this.phase = { is: 'connecting' };
        return;
      case 'reconnecting':
        this.attempt = event.attempt;
        this.phase = {
          is: 'reconnecting',
          attempt: event.attempt,
          untilMs: timeMs + event.delayMs,
          reason: event.reason,
        };
        return;
      case 'queue_joined':
        // Nobody says that a limit is over: play goes on.
        this.limits.clear();
        this.inQueue = true;
        this.phase = { is: 'queued', sinceMs: timeMs, position: event.position, players: null };
        return;
      case 'queue_update': {
        const sinceMs = this.phase.is === 'queued' ? this.phase.sinceMs : timeMs - event.waitTimeMs;
        this.phase = { is: 'queued', sinceMs, position: event.position, players: event.playersInQueue };
        return;
      }
      case 'challenge_created':
        this.limits.clear();
        this.inQueue = false;
        this.phase = { is: 'challenge', sinceMs: timeMs, challengeId: event.challengeId };
        return;
      case 'challenge_accepted':
      case 'challenge_cancelled':
        this.phase = { is: 'idle' };
        return;
      case 'match_start':
        this.#startMatch(event);
        return;
      case 'turn':
        this.phase = { is: 'turn', sinceMs: timeMs, timeoutMs: event.timeoutMs, moved: false };
        if (this.match) {
          this.match.round = event.round ?? this.match.round;
          this.match.state = event.state;
          this.match.fallback = null;
        }
        return;
      case 'move':
        if (this.phase.is === 'turn') this.phase = { ...this.phase, moved: true };
        if (this.match && event.source === 'fallback')
          this.match.fallback = event.reason ?? 'no reason given';
        return;
      case 'round':
        this.phase = { is: 'match' };
        if (this.match) this.match.score = event.score;
        return;
      case 'match_end':
        this.#endMatch(event);
        return;
      case 'limit':
        this.limits.set(event.limit, event.until);
        this.phase = { is: 'paused', untilMs: event.until === null ? null : Date.parse(event.until) };
        return;
      case 'waiting':
        this.phase = { is: 'paused', untilMs: Date.parse(event.until) };
        return;
      case 'stopping':
        this.draining = true;
        return;
      case 'session_end':
        this.ended = event.reason;
        this.connected = false;
        this.inQueue = false;
        this.inMatch = false;
        return;
      case 'taunt_received':
      case 'taunt_sent':
      case 'unknown_message':
      case 'warning':
      case 'error':
      case 'metrics_listening':
      case 'intents_open':
      case 'strategy_output':
        return;
      default:
        event satisfies never;
    }
  }

  #startMatch(start: EventOf<'match_start'>): void {
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
    this.matches += 1;
    if (end.outcome === 'win') this.wins += 1;
    else if (end.outcome === 'loss') this.losses += 1;
    else this.draws += 1;
    this.netLamports += end.netLamports;
    if (!this.match) return;
    this.match.score = end.score;
    const stake = staked(this.match.start);
    this.wageredLamports += stake;
    if (end.outcome === 'win' && stake > 0 && end.payoutLamports > 0)
      this.breakEven = stake / end.payoutLamports;
  }
}

function staked(stake: { readonly wagerLamports: Lamports; readonly sandbox: boolean }): Lamports {
  return stake.sandbox ? 0 : stake.wagerLamports;
}
