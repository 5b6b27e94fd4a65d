import type { Finding } from '../check/index.js';
import type { ConfigRow, Key } from '../config/index.js';
import type { CheckName, Diagnosis, DiagnosisVerdict } from '../doctor/index.js';
import type { Verification } from '../evidence/index.js';
import type { AnyGame, GameId } from '../games/index.js';
import type {
  AccountLatch,
  AccountNames,
  AccountStanding,
  Backup,
  BookName,
  Frame,
  Grouping,
  MatchSummary,
  OpenIntent,
  RoundRecord,
  SessionLimits,
  SessionRow,
  StoredMatch,
} from '../history/index.js';
import type { QueueWorkerEvent } from '../lab/index.js';
import type { GroupJson } from '../stats/index.js';
import type { DeclaredParam, SetParam } from '../strategy/index.js';
import type { LabRunEvent } from '../ui/index.js';

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

/** What a bot is called, by its profile and by the arena; null where nobody has said. */
export type BotNames = Pick<AccountNames, 'bot' | 'agentId' | 'agentName'>;

/** The same as it stands in a line: absent where the bot has no name. */
export type BotJson = { readonly bot?: string } & Partial<Pick<BotNames, 'agentId' | 'agentName'>>;

/** A turn of a recorded match: as it went, or with a strategy as it would go now. */
type ReplayTurn = {
  readonly event: 'replay_turn';
  readonly recorded: unknown;
} & Pick<StoredMatch, 'matchId' | 'game'> &
  Pick<RoundRecord, 'round' | 'state' | 'source' | 'decideMs'> & { readonly reason: string | null };

/** A match of `history`; `time` is when it began. */
export type MatchEvent = { readonly event: 'match' } & Omit<
  MatchSummary,
  'account' | 'bot' | 'startedAt' | 'endedAt'
> & {
    readonly bot?: string;
    readonly durationMs: number;
  };

/** A match of `show`. The keys of its rounds and taunts are put into snake case, too. */
export type ShownMatch = {
  readonly event: 'match';
  readonly rounds: readonly SnakeKeys<StoredMatch['rounds'][number]>[];
  readonly taunts: readonly SnakeKeys<StoredMatch['taunts'][number]>[];
  readonly frames?: readonly Frame[];
  readonly bot?: string;
} & Omit<StoredMatch, 'account' | 'bot' | 'rounds' | 'taunts'>;

/** What `--json` writes of the commands that play no session, beside `error`. Its keys are put into snake case. */
export type CommandEvent =
  | ({
      readonly event: 'game';
      readonly game: string;
      readonly format: AnyGame['format']['kind'];
      readonly bestOf: number;
    } & Pick<AnyGame, 'name' | 'rules' | 'moves' | 'turnTimeoutMs'>)
  | { readonly event: 'prompt'; readonly games: readonly GameId[]; readonly text: string }
  | {
      readonly event: 'strategy';
      readonly name: string;
      readonly games: readonly GameId[];
      readonly stochastic: boolean;
      /** Null where it looks at all that was played. */
      readonly memoryDepth: number | null;
      readonly publishesMix: boolean;
      readonly reasoning: string;
      /** What can be set of it, and what that is by default. */
      readonly params: readonly DeclaredParam[];
    }
  | {
      readonly event: 'strategy_params';
      readonly name: string;
      /** The same, with the values that were given. */
      readonly params: readonly SetParam[];
    }
  | {
      readonly event: 'strategy_check';
      readonly name: string;
      readonly game: GameId;
      readonly turns: number;
      readonly slowestMs: number;
      readonly faults: readonly string[];
    }
  | ({ readonly event: 'setting'; readonly key: Key | 'API key' } & Pick<ConfigRow, 'value' | 'origin'>)
  /** Of `botpit check`. */
  | ({ readonly event: 'check'; readonly game?: string } & Omit<Finding, 'game' | 'causedBy'>)
  | ({
      readonly event: 'check_result';
      readonly exitCode: number;
      readonly strategy: string;
      readonly seed: string;
    } & Readonly<Record<Finding['verdict'], number>>)
  /** Of `botpit doctor`. */
  | ({ readonly event: 'check'; readonly name: CheckName } & Omit<Diagnosis, 'exitCode'>)
  | ({ readonly event: 'doctor_result'; readonly exitCode: number } & Readonly<
      Record<DiagnosisVerdict, number>
    >)
  | { readonly event: 'file'; readonly name: string; readonly verdict: 'written' | 'kept' }
  | {
      readonly event: 'init_result';
      readonly folder: string;
      /** Whether `npm install` has been run there. */
      readonly installed: boolean;
      readonly next: readonly string[];
    }
  | ({
      readonly event: 'stats';
      readonly book: BookName;
      readonly by: Grouping | null;
      readonly key: string | null;
    } & GroupJson)
  | (ReplayTurn & Pick<RoundRecord, 'outcome' | 'score' | 'result'>)
  | (ReplayTurn & {
      readonly recordedSource: RoundRecord['source'];
      readonly move: unknown;
      readonly same: boolean;
    })
  | ({ readonly event: 'replay_result'; readonly rounds: number } & Pick<
      StoredMatch,
      'matchId' | 'game' | 'outcome' | 'score'
    >)
  | ({
      readonly event: 'replay_result';
      readonly strategy: string;
      readonly turns: number;
      readonly same: number;
      readonly crashes: number;
      readonly illegal: number;
      readonly late: number;
      readonly slowestMs: number;
    } & Pick<StoredMatch, 'matchId' | 'game'>)
  | ({ readonly event: 'verification' } & Verification)
  | LabRunEvent
  | { readonly event: 'lab_run_deleted'; readonly game: GameId; readonly path: string }
  | { readonly event: 'exported'; readonly matchId: string; readonly path: string }
  | ({
      readonly event: 'process';
      /** Where several folders are read. */
      readonly folder?: string;
      readonly book: BookName;
      /** It does nothing: Ctrl-Z, SIGSTOP. */
      readonly stopped: boolean;
      /** It was asked to stop, and plays its match to the end. */
      readonly stopping: boolean;
      /** `waiting`: it is outside its hours of play, and play goes on at `until`. */
      readonly state: 'playing' | 'waiting';
      readonly until: Time | null;
      readonly startedAt: Time;
      readonly limits?: LimitsJson;
    } & BotJson &
      Pick<SessionRow, 'pid' | 'account' | 'arena' | 'strategy'>)
  | ({
      readonly event: 'latch';
      /** Where several folders are read. */
      readonly folder?: string;
      readonly book: BookName;
      readonly trippedAt: Time;
      readonly until: Time | null;
    } & BotJson &
      Pick<AccountLatch, 'account' | 'limit' | 'message'>)
  | ({
      readonly event: 'open_intent';
      /** Where several folders are read. */
      readonly folder?: string;
      readonly book: BookName;
      readonly intent: number;
      readonly createdAt: Time;
      readonly pid: number | null;
    } & BotJson &
      Omit<OpenIntent, 'id' | 'createdAt'>)
  | ({
      readonly event: 'standing';
      /** Where several folders are read. */
      readonly folder?: string;
      readonly book: BookName;
      readonly folderNetLamports: Lamports;
      readonly folderDayNetLamports: Lamports;
      readonly folderOpenLamports: Lamports;
      readonly drawdownLamports: Lamports;
    } & BotJson &
      Pick<AccountStanding, 'account' | 'netLamports' | 'dayNetLamports' | 'openLamports' | 'lossesInARow'>)
  | ({
      readonly event: 'limits_to_come';
      /** Where several folders are read. */
      readonly folder?: string;
      readonly book: BookName;
      readonly limits: LimitsJson;
    } & Pick<BotJson, 'bot'>)
  | ({
      readonly event: 'backup' | 'restored';
      readonly path: string;
      readonly folder: string;
      readonly madeAt: Time;
    } & Pick<Backup, 'books'>)
  | ({
      readonly event: 'stop_asked';
      readonly pid: number;
      readonly account: string;
      /** It had been asked before, and was not asked again. */
      readonly before: boolean;
    } & BotJson)
  /** Of `botpit watch`: where its page is. */
  | { readonly event: 'watch_listening'; readonly url: string }
  | { readonly event: 'reload_asked'; readonly bot: null; readonly pid: number }
  | ({ readonly event: 'released'; readonly trippedAt: Time } & BotJson &
      Pick<AccountLatch, 'limit' | 'account' | 'message'>)
  | ({ readonly event: 'intent_settled'; readonly intent: number; readonly netLamports: Lamports } & BotJson)
  | {
      readonly event: 'challenge_cancelled';
      readonly challengeId: string;
      readonly wagerLamports: Lamports | null;
    }
  | WorkerEvent<QueueWorkerEvent>;

type WorkerEvent<Event> = Event extends { readonly kind: infer Kind extends string }
  ? Omit<Event, 'kind'> & { readonly event: `worker_${Kind}` }
  : never;
