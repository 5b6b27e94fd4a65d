import type { EventOf as ClientEventOf, ClientEventType } from '../client/index.js';
import type { SessionEndReason } from '../exit-codes.js';
import type { Opening } from '../fairness.js';
import type { Side } from '../games/index.js';
import type { FallbackReason, FoundMatch, PlayedGame } from '../history/index.js';
import { MAX_TIMER_MS } from '../lib/clock.js';
import { ASSUMED_TURN_MS } from '../protocol/index.js';
import type { Lamports, Settlement } from '../wager.js';

export type { FallbackReason } from '../history/index.js';

/** Which match and round an event belongs to; absent where it belongs to none. */
export interface MatchPlace {
  readonly matchId?: string;
  readonly game?: string;
  readonly round?: number;
}

/**
 * What an `error` says of a match in which the arena did not play fair: play stops with 76 over each of them. With
 * nothing at stake some of them are warnings.
 */
export type FairnessCode = 'unfair' | 'disputed' | 'not_revealed' | 'hash_reused' | 'match_mismatch';

/** Running totals of a session. */
export interface Totals {
  readonly matches: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly netLamports: Lamports;
  readonly fallbacks: number;
  readonly timeouts: number;
  /** Messages of types that this version does not know. */
  readonly unknownMessages: number;
}

/**
 * What the runner reports. The `--json` output is these objects, keys in snake case, with `time` added; their fields
 * are a contract (README, "For scripts"). Score is `[mine, theirs]`.
 */
export type RunnerEvent = MatchPlace &
  (
    | {
        readonly event: 'session_start';
        /** Of these events: it grows where a field goes or comes to mean something else. */
        readonly schemaVersion: number;
        readonly version: string;
        readonly url: string;
        readonly local: boolean;
        readonly wagerLamports: Lamports;
        readonly sandbox: boolean;
        readonly strategy: string;
        /** Those that take turns, the first of them in `game`; absent where there is one. */
        readonly games?: readonly string[];
        /** Play stops before a wager whose loss would go past it; null in sandbox and free play. */
        readonly maxLossLamports: Lamports | null;
      }
    | { readonly event: 'connected'; readonly agentId: string; readonly agentName: string }
    | { readonly event: 'disconnected'; readonly reason: string }
    | {
        readonly event: 'reconnecting';
        readonly attempt: number;
        readonly delayMs: number;
        /** Why there is no session, in the words of whoever would not have it. */
        readonly reason: string;
      }
    | { readonly event: 'queue_joined'; readonly position: number }
    | {
        readonly event: 'queue_update';
        readonly position: number;
        readonly waitTimeMs: number;
        readonly playersInQueue: number | null;
      }
    | {
        readonly event: 'challenge_created' | 'challenge_accepted' | 'challenge_cancelled';
        readonly challengeId: string;
        /** Null where the arena did not say. */
        readonly wagerLamports: Lamports | null;
      }
    | ({
        readonly event: 'match_start';
        readonly side: Side;
        /** True where a match in progress was found again after a lost connection. */
        readonly resumed: boolean;
      } & Pick<FoundMatch, 'opponentId' | 'opponentName' | 'wagerLamports' | 'sandbox' | 'serverSeedHash'>)
    | { readonly event: 'turn'; readonly timeoutMs: number; readonly state: Record<string, unknown> }
    | {
        readonly event: 'move';
        readonly move: unknown;
        readonly decideMs: number;
        readonly source: 'strategy' | 'fallback';
        readonly reason?: FallbackReason;
      }
    | {
        readonly event: 'round';
        readonly outcome: 'win' | 'loss' | 'tie';
        readonly score: readonly [number, number];
        readonly result: Record<string, unknown>;
      }
    | { readonly event: 'taunt_received' | 'taunt_sent'; readonly tauntId: string }
    | ({
        readonly event: 'match_end';
        readonly outcome: 'win' | 'loss' | 'draw';
        readonly score: readonly [number, number];
        readonly durationMs: number;
      } & Omit<Settlement, 'disputed'> &
        Opening)
    | {
        /** The arena sent a message of a type that this version does not know. */
        readonly event: 'unknown_message';
        readonly type: string;
        /** As it came, with every occurrence of the key taken out. */
        readonly message: Readonly<Record<string, unknown>>;
      }
    | { readonly event: 'warning' | 'error'; readonly code: string; readonly message: string }
    | { readonly event: 'metrics_listening'; readonly url: string }
    | {
        /** A signal asked botpit to stop: what is under way is finished first. */
        readonly event: 'stopping';
        readonly message: string;
      }
    | {
        /** A limit keeps botpit from committing to another match. */
        readonly event: 'limit';
        readonly limit: string;
        readonly message: string;
        /** The command or setting that makes play possible again, in a sentence; null where time alone does. */
        readonly remedy: string | null;
        /** ISO 8601: play goes on then; null where it stops until a person does something. */
        readonly until: string | null;
      }
    | {
        /** Nothing is played for a while, for a reason that passes by itself. */
        readonly event: 'waiting';
        readonly message: string;
        /** It is outside the hours of play, the rate limits leave no room, or the arena said so. */
        readonly reason: 'hours' | 'rate_limits' | 'arena';
        /** ISO 8601. */
        readonly until: string;
      }
    | {
        /** The arena has been out of reach for ten minutes. The bot keeps trying to connect. */
        readonly event: 'arena_lost';
        /** ISO 8601: when the connection was lost, or the session began. */
        readonly since: string;
        readonly message: string;
      }
    | {
        /** What has been committed and is not settled: it counts as lost. */
        readonly event: 'intents_open';
        readonly count: number;
        readonly lamports: Lamports;
      }
    | {
        /** What was played since the last time that it was told: once a day, where that is asked for. */
        readonly event: 'summary';
        /** ISO 8601: matches that ended from the one on and before the other. */
        readonly from: string;
        readonly until: string;
        readonly matches: number;
        readonly wins: number;
        readonly losses: number;
        readonly draws: number;
        readonly netLamports: Lamports;
        /** The same of each game that was played. */
        readonly games: readonly (Omit<PlayedGame, 'netLamports'> & { readonly net_lamports: Lamports })[];
        /** Those that hold play up now, and until when (ISO 8601); null is until a person releases them. */
        readonly limits: readonly { readonly limit: string; readonly until: string | null }[];
        /** What the session has changed so far, and how much it may lose; null for no such limit. */
        readonly sessionNetLamports: Lamports;
        readonly maxLossLamports: Lamports | null;
        /** What is committed and not settled: it counts as lost. */
        readonly openCount: number;
        readonly openLamports: Lamports;
      }
    | {
        readonly event: 'strategy_output';
        /** One line that the strategy printed, without its line end. */
        readonly line: string;
      }
    | ({
        readonly event: 'session_end';
        readonly reason: SessionEndReason;
        readonly exitCode: number;
      } & Totals)
  );

export type RunnerEventName = RunnerEvent['event'];

/** One kind of event, or several that are told alike. */
export type EventOf<Name extends RunnerEventName, Event = RunnerEvent> = Event extends {
  readonly event: infer Names;
}
  ? [Name] extends [Names]
    ? Event
    : never
  : never;

/** An event and when it was reported, in milliseconds on the clock of whoever takes it; epoch milliseconds for what is shown. */
export interface Stamped {
  readonly event: RunnerEvent;
  readonly timeMs: number;
}

/** Takes events in order; must not throw and must not block. */
export type EventSink = (event: RunnerEvent) => void;

const LAST_SCORE = ': the last score that was told counts';

/** What play goes by in place of a field that the arena has left out. */
const ASSUMED: Readonly<Record<string, string>> = {
  'your_turn timeout_ms': `: a move is due within ${ASSUMED_TURN_MS / 1000} s`,
  'your_turn game_state': ': the strategy is asked with an empty state',
  'game_start your_side': ': side a is assumed',
  'match_found wager_lamports': ': the wager that was asked for counts',
  'game_over payout_lamports': ': the outcome is booked with the usual fee, as unconfirmed',
  'game_over final_score': LAST_SCORE,
  'round_result score': LAST_SCORE,
};

/** The client's events that are reported as they come, in the runner's words, whatever they mean for play. */
export const REPORTS: { readonly [Type in ClientEventType]?: (event: ClientEventOf<Type>) => RunnerEvent } = {
  incomplete: ({ of, field, detail }) => {
    const message = `The arena's ${detail}${ASSUMED[`${of} ${field}`] ?? ''}. This is told once.`;
    return { event: 'warning', code: 'incomplete_message', message };
  },
  unknown: ({ message }) => {
    const { match_id: matchId } = message;
    const place = typeof matchId === 'string' ? { matchId } : {};
    return { event: 'unknown_message', ...place, type: message.type, message };
  },
  connected: ({ agent_id: agentId, agent_name: agentName }) => ({ event: 'connected', agentId, agentName }),
  reconnecting: ({ attempt, delayMs, reason }) => ({ event: 'reconnecting', attempt, delayMs, reason }),
  queue_joined: ({ game_type: game, position }) => ({ event: 'queue_joined', game, position }),
  queue_update: ({ game_type: game, position, wait_time_ms, players_in_queue: playersInQueue = null }) => {
    const waitTimeMs = Math.min(wait_time_ms, MAX_TIMER_MS);
    return { event: 'queue_update', game, position, waitTimeMs, playersInQueue };
  },
  challenge_created: ({
    game_type: game,
    challenge_id: challengeId,
    wager_lamports: wagerLamports = null,
  }) => {
    return { event: 'challenge_created', game, challengeId, wagerLamports };
  },
  challenge_accepted: ({ match_id: matchId, challenge_id: challengeId }) => {
    return { event: 'challenge_accepted', matchId, challengeId, wagerLamports: null };
  },
  challenge_cancelled: ({ challenge_id: challengeId }) => {
    return { event: 'challenge_cancelled', challengeId, wagerLamports: null };
  },
  malformed: ({ problem, detail }) => {
    const message = `The arena sent a frame that is not a message: ${detail}.`;
    return { event: 'warning', code: `malformed_${problem}`, message };
  },
};
