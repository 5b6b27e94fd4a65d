import type { Lamports } from '../wager.js';
import type { Stamped } from './events.js';

/** Where a session stands, as far as whoever watches it from outside wants to know. */
export class SessionState {
  connected = false;
  /** How often the arena let us in. */
  connections = 0;
  /** The latest attempt to connect again. */
  attempt = 0;
  /** Since when there has been no connection. */
  downSinceMs: number;
  game: string | null = null;
  local = false;
  inMatch = false;
  inQueue = false;
  /** A signal asked for the end; a match in progress is played first. */
  draining = false;
  /** Why the session ended. */
  ended: string | null = null;
  /** The limits that keep play from going on, and until when (ISO 8601); null is until a person releases it. */
  readonly limits = new Map<string, string | null>();
  matches = 0;
  wins = 0;
  losses = 0;
  netLamports: Lamports = 0;

  constructor(nowMs: number) {
    this.downSinceMs = nowMs;
  }

  apply({ event, timeMs }: Stamped): void {
    switch (event.event) {
      case 'session_start':
        this.game = event.game ?? null;
        this.local = event.local;
        return;
      case 'connected':
        this.connected = true;
        this.connections += 1;
        this.attempt = 0;
        return;
      case 'disconnected':
        if (this.connected) this.downSinceMs = timeMs;
        this.connected = false;
        this.inQueue = false;
        return;
      case 'reconnecting':
        this.attempt = event.attempt;
        return;
      case 'queue_joined':
      case 'challenge_created':
        this.inQueue = event.event === 'queue_joined';
        // Nobody says that a limit is over: play goes on.
        this.limits.clear();
        return;
      case 'match_start':
        this.game = event.game ?? this.game;
        this.inMatch = true;
        this.inQueue = false;
        return;
      case 'match_end':
        this.inMatch = false;
        this.matches += 1;
        if (event.outcome === 'win') this.wins += 1;
        if (event.outcome === 'loss') this.losses += 1;
        this.netLamports += event.netLamports;
        return;
      case 'limit':
        this.limits.set(event.limit, event.until);
        return;
      case 'stopping':
        this.draining = true;
        return;
      case 'session_end':
        this.ended = event.reason;
        this.connected = false;
        this.inMatch = false;
        this.inQueue = false;
        return;
    }
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
}
