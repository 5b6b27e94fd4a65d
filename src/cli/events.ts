import type { Finding } from '../check/index.js';
import type { Key } from '../config/index.js';
import type { CheckName, Verdict } from '../doctor/index.js';
import type { Check, Verdict as Fairness } from '../evidence/index.js';
import type { GameId } from '../games/index.js';
import type { BookName, Frame, MatchSummary, SessionLimits, StoredMatch } from '../history/index.js';
import type { QueueWorkerEvent } from '../lab/index.js';
import type { GroupJson } from './records/groups.js';

type SnakeCase<Text> = Text extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : '';

/** With its keys in snake case. */
export type SnakeKeys<Event> = { readonly [Key in keyof Event as SnakeCase<Key>]: Event[Key] };

type Lamports = number;
/** ISO 8601, UTC. */
type Time = string;

/** The limits of a session. Null where a limit is not set. */
export type LimitsJson = SnakeKeys<SessionLimits>;

/** A turn of a recorded match: as it went, or with a strategy as it would go now. */
interface ReplayTurn {
  readonly event: 'replay_turn';
  readonly match_id: string;
  readonly game: string;
  readonly round: number;
  readonly state: Readonly<Record<string, unknown>> | null;
  readonly recorded: unknown;
  readonly source: 'strategy' | 'fallback' | null;
  readonly reason: string | null;
  readonly decide_ms: number | null;
}

/** A match of `history`. Its keys are put into snake case; `time` is when it began. */
export type MatchEvent = { readonly event: 'match' } & Omit<
  MatchSummary,
  'account' | 'startedAt' | 'endedAt'
> & {
    readonly durationMs: number;
  };

/** A match of `show`. Its keys are put into snake case, and so are those of its rounds and taunts. */
export type ShownMatch = {
  readonly event: 'match';
  readonly rounds: readonly SnakeKeys<StoredMatch['rounds'][number]>[];
  readonly taunts: readonly SnakeKeys<StoredMatch['taunts'][number]>[];
  readonly frames?: readonly Frame[];
} & Omit<StoredMatch, 'account' | 'rounds' | 'taunts'>;

/** What `--json` writes of the commands that play no session, beside `error`. */
export type CommandEvent =
  | {
      readonly event: 'game';
      readonly game: string;
      readonly name: string;
      readonly rules: string;
      readonly moves: string;
      readonly format: 'first_to' | 'fixed';
      readonly best_of: number;
      readonly turn_timeout_ms: number;
    }
  | {
      readonly event: 'strategy';
      readonly name: string;
      readonly games: readonly GameId[];
      readonly stochastic: boolean;
      /** Null where it looks at all that was played. */
      readonly memory_depth: number | null;
      readonly publishes_mix: boolean;
      readonly reasoning: string;
    }
  | {
      readonly event: 'strategy_check';
      readonly name: string;
      readonly game: GameId;
      readonly turns: number;
      readonly slowest_ms: number;
      readonly faults: readonly string[];
    }
  | {
      readonly event: 'setting';
      readonly key: Key | 'API key';
      /** As a config file would hold it; null where it is not set. */
      readonly value: string | number | boolean | readonly string[] | null;
      readonly origin: string;
    }
  /** Of `botpit check`. */
  | ({ readonly event: 'check'; readonly game?: string } & Omit<Finding, 'game' | 'causedBy'>)
  | {
      readonly event: 'check_result';
      readonly exit_code: number;
      readonly strategy: string;
      readonly seed: string;
      readonly ok: number;
      readonly warning: number;
      readonly failed: number;
    }
  /** Of `botpit doctor`. */
  | {
      readonly event: 'check';
      readonly name: CheckName;
      readonly verdict: Verdict;
      readonly found: string;
      readonly mend: string | null;
    }
  | ({ readonly event: 'doctor_result'; readonly exit_code: number } & Readonly<Record<Verdict, number>>)
  | { readonly event: 'file'; readonly name: string; readonly verdict: 'written' | 'kept' }
  | { readonly event: 'init_result'; readonly folder: string; readonly next: readonly string[] }
  | ({
      readonly event: 'stats';
      readonly book: BookName;
      readonly by: 'game' | 'opponent' | 'strategy' | null;
      readonly key: string | null;
    } & GroupJson)
  | (ReplayTurn & {
      readonly outcome: 'win' | 'loss' | 'tie';
      readonly score: readonly [number, number];
      readonly result: Readonly<Record<string, unknown>>;
    })
  | (ReplayTurn & {
      readonly recorded_source: 'strategy' | 'fallback' | null;
      readonly move: unknown;
      readonly same: boolean;
    })
  | {
      readonly event: 'replay_result';
      readonly match_id: string;
      readonly game: string;
      readonly rounds: number;
      readonly outcome: 'win' | 'loss' | 'draw';
      readonly score: readonly [number, number];
    }
  | {
      readonly event: 'replay_result';
      readonly match_id: string;
      readonly game: string;
      readonly strategy: string;
      readonly turns: number;
      readonly same: number;
      readonly crashes: number;
      readonly illegal: number;
      readonly late: number;
      readonly slowest_ms: number;
    }
  | {
      readonly event: 'verification';
      readonly match_id: string;
      readonly game: string;
      readonly verdict: Fairness;
      readonly checks: readonly Check[];
    }
  | { readonly event: 'exported'; readonly match_id: string; readonly path: string }
  | {
      readonly event: 'process';
      readonly book: BookName;
      readonly pid: number;
      readonly stopped: boolean;
      readonly started_at: Time;
      readonly account: string;
      readonly arena: string;
      readonly strategy: string;
      readonly limits?: LimitsJson;
    }
  | {
      readonly event: 'latch';
      readonly book: BookName;
      /** Null where it holds all accounts of the folder. */
      readonly account: string | null;
      readonly limit: string;
      readonly message: string;
      readonly tripped_at: Time;
      readonly until: Time | null;
    }
  | {
      readonly event: 'open_intent';
      readonly book: BookName;
      readonly account: string;
      readonly arena: string;
      readonly intent: number;
      readonly game: string;
      readonly wager_lamports: Lamports;
      readonly created_at: Time;
      readonly match_id: string | null;
      readonly pid: number | null;
    }
  | {
      readonly event: 'standing';
      readonly book: BookName;
      readonly account: string;
      readonly net_lamports: Lamports;
      readonly day_net_lamports: Lamports;
      readonly open_lamports: Lamports;
      readonly folder_net_lamports: Lamports;
      readonly folder_day_net_lamports: Lamports;
      readonly folder_open_lamports: Lamports;
      readonly losses_in_a_row: number;
      readonly drawdown_lamports: Lamports;
    }
  | { readonly event: 'limits_to_come'; readonly book: BookName; readonly limits: LimitsJson }
  | { readonly event: 'stop_asked'; readonly pid: number; readonly account: string }
  | {
      readonly event: 'released';
      readonly limit: string;
      readonly account: string | null;
      readonly message: string;
      readonly tripped_at: Time;
    }
  | { readonly event: 'intent_settled'; readonly intent: number; readonly net_lamports: Lamports }
  | {
      readonly event: 'challenge_cancelled';
      readonly challenge_id: string;
      readonly wager_lamports: Lamports | null;
    }
  | WorkerEvent<QueueWorkerEvent>;

type WorkerEvent<Event> = Event extends { readonly kind: infer Kind extends string }
  ? Omit<Event, 'kind'> & { readonly event: `worker_${Kind}` }
  : never;
