import type { GroupJson } from '../../stats/index.js';
import type { Lamports } from '../../wager.js';
import type { Replay } from '../replay.js';

/*
 * What `botpit watch` answers its page, as JSON; types only, for both sides. All of it is read only.
 *
 *   GET /api/status                      WatchStatus
 *   GET /api/events                      server-sent events: see `WatchEvent`
 *   GET /api/summary?<filter>            WatchSummary
 *   GET /api/matches?<filter>&before=    WatchMatches: newest first, a page of at most `count` (100, at most 500); with `find=`,
 *                                        those of an opponent, by id or any part of the name, or whose id begins so
 *   GET /api/match?key=                  WatchMatch
 *
 * A request that cannot be answered gets 4xx or 5xx and a `WatchProblem`. The filter is in the words of `stats`: `game`,
 * `bot`, `opponent`, `outcome`, `strategy`, `hour`, `since`, `until`, `last`, `book`. `since` and `until` are dates, times or
 * `7d`; `bot=` without a name stands for those that have none. Times are epoch milliseconds, amounts lamports. Names come from
 * strangers: text, never markup.
 */

export type WatchBook = 'real' | 'practice';

export interface WatchProblem {
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What to do now; null where nothing is to be done. */
  readonly hint: string | null;
}

/** Is all well? */
export interface WatchStatus {
  readonly version: string;
  readonly at: number;
  /**
   * `good`: nothing needs a person. `bad`: something does. `notice`: something is not as usual, and passes or can wait.
   * `idle`: nothing plays, and nothing is wrong.
   */
  readonly verdict: 'good' | 'notice' | 'bad' | 'idle';
  /** The worst first. Empty where there is nothing to say. */
  readonly findings: readonly WatchFinding[];
  readonly running: number;
  /** What has ended of the matches begun today (UTC, as limits count a day), in the book below. */
  readonly today: WatchTotals;
  /** Whether that is play money. */
  readonly play: boolean;
  /** The limit that is used furthest; null where there are none. */
  readonly nearest: WatchLimitUse | null;
  /** What is committed and not settled: it counts as lost. */
  readonly openCount: number;
  readonly openLamports: Lamports;
  /** The book that `/api/summary` reads where none is named: of play for money, as soon as there is any. */
  readonly book: WatchBook;
  /** Bots that have ever played here by a name. */
  readonly bots: readonly string[];
}

export interface WatchFinding extends WatchProblem {
  readonly level: 'bad' | 'notice';
  /** Whose it is, where it has a name. */
  readonly bot: string | null;
  /** Since when; null where that is not known. */
  readonly since: number | null;
}

export interface WatchLimitUse {
  /** `max-loss`, `max-daily-loss`, `max-drawdown`, `take-profit` or `max-streak`. */
  readonly limit: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly bot: string | null;
}

/**
 * A server-sent event: the name is in `event:`, the value in `data:`. On connecting come `status` and `bots`; then whatever
 * changes, several changes within a quarter of a second as one.
 */
export type WatchEvent =
  | { readonly event: 'status'; readonly data: WatchStatus }
  /** All that run; the page forgets what it had. */
  | { readonly event: 'bots'; readonly data: readonly WatchBot[] }
  /** One that is new, or has changed. */
  | { readonly event: 'bot'; readonly data: WatchBotChange }
  /** The `id` of one whose process has ended. */
  | { readonly event: 'gone'; readonly data: string }
  /** A match has ended and is in the records: what was fetched of them has aged. */
  | {
      readonly event: 'match_ended';
      readonly data: { readonly bot: string | null; readonly matchId: string };
    };

/** A process that plays. */
export interface WatchBot {
  /** Of the process; the next one of the same bot has another. */
  readonly id: string;
  /** The name of its profile; null where it has none. */
  readonly bot: string | null;
  readonly pid: number;
  /** What the arena calls it; null before it has said so. */
  readonly agentName: string | null;
  /** A URL, or `local`: all money is play money there. */
  readonly arena: string;
  readonly strategy: string;
  readonly strategyVersion: string | null;
  readonly games: readonly string[];
  readonly book: WatchBook;
  /** Whether its matches go into the records that this page reads. */
  readonly isRecordedHere: boolean;
  readonly startedAt: number;
  readonly phase: WatchPhase;
  /** A signal has asked it to stop: it plays its match to the end. */
  readonly isStopping: boolean;
  /** The process does nothing: Ctrl-Z, a debugger. */
  readonly isHalted: boolean;
  /** What it has played since it was started. */
  readonly session: WatchTotals;
  /** That hold play up. */
  readonly limits: readonly {
    readonly limit: string;
    readonly message: string;
    readonly until: number | null;
  }[];
  /** How far its limits are used, the furthest first. */
  readonly uses: readonly WatchLimitUse[];
  /** Its latest warnings and errors, the newest first; at most five. */
  readonly notes: readonly WatchNote[];
  /** The match under way, else the last one; null before the first. */
  readonly match: Replay | null;
}

/**
 * As `WatchBot`; of the rounds of its match those from the place `roundsFrom` on. Those before it are as they were:
 * `[...before.slice(0, roundsFrom), ...after]`.
 */
export interface WatchBotChange extends WatchBot {
  readonly roundsFrom: number;
}

export interface WatchTotals {
  readonly matches: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly netLamports: Lamports;
}

export interface WatchNote {
  readonly level: 'warning' | 'error';
  readonly code: string;
  readonly message: string;
  readonly at: number;
}

/** What a bot does or waits for. */
export type WatchPhase =
  /** `unseen`: it plays, by the records, and tells nothing: of an earlier version, or no folder takes its socket. */
  | { readonly is: 'connecting' | 'idle' | 'match' | 'unseen' }
  | { readonly is: 'reconnecting'; readonly attempt: number; readonly until: number; readonly reason: string }
  /** By a limit; null until a person releases it. */
  | { readonly is: 'paused'; readonly until: number | null }
  /** For its hours of play. */
  | { readonly is: 'waiting'; readonly until: number }
  | {
      readonly is: 'queued';
      readonly since: number;
      readonly position: number;
      readonly players: number | null;
    }
  | { readonly is: 'challenge'; readonly since: number; readonly challengeId: string }
  /** Asked for a move; `moved` once it has answered. */
  | { readonly is: 'turn'; readonly since: number; readonly deadline: number; readonly moved: boolean }
  | { readonly is: 'ended'; readonly reason: string };

/** How did it go? The numbers are those of `botpit stats --json`. */
export interface WatchSummary {
  readonly book: WatchBook;
  /** Whether the money is play money. */
  readonly play: boolean;
  readonly all: GroupJson;
  readonly profit: WatchProfit;
  /** The most matches first; at most a hundred each, and `hour` by the hour. */
  readonly groups: Readonly<Record<WatchGrouping, readonly WatchGroup[]>>;
  /** How many groups there are. */
  readonly groupCounts: Readonly<Record<WatchGrouping, number>>;
  /** Matches of the other book that fit the filter as well. */
  readonly otherBook: number;
  /** What could not be read: the numbers lack it. */
  readonly problems: readonly WatchProblem[];
}

export type WatchGrouping = 'game' | 'opponent' | 'strategy' | 'bot' | 'hour';

export interface WatchGroup extends GroupJson {
  /** What to filter by: `game=rps`, `opponent=<id>`, `hour=09`. */
  readonly key: string;
}

/**
 * Columns of equal length for a chart, the oldest first: sums up to and with a match. No more points than a chart can show; the
 * highest and the lowest ones are among them, and the last.
 */
export interface WatchProfit {
  /** How many matches led here: 1 for the first. */
  readonly match: readonly number[];
  /** When it began; never before the one to its left. */
  readonly at: readonly number[];
  readonly netLamports: readonly Lamports[];
  /** What was won, before the fee, and what was lost. `won - lost - fees = net`. */
  readonly wonLamports: readonly Lamports[];
  readonly lostLamports: readonly Lamports[];
  readonly feesLamports: readonly Lamports[];
}

export interface WatchMatches {
  /** Of all that fit the filter. */
  readonly count: number;
  readonly matches: readonly WatchMatchRow[];
  /** For `before=`: the next page; null where this is the last. */
  readonly before: string | null;
  readonly problems: readonly WatchProblem[];
}

export interface WatchMatchRow {
  /** For `/api/match?key=`. */
  readonly key: string;
  readonly matchId: string;
  readonly game: string;
  readonly bot: string | null;
  readonly opponentId: string;
  readonly opponentName: string;
  readonly strategy: string;
  readonly strategyVersion: string | null;
  readonly arena: string;
  /** `playing`: found, and its end not heard of. */
  readonly state: 'playing' | 'ended';
  readonly outcome: 'win' | 'loss' | 'draw';
  readonly settled: boolean;
  readonly score: readonly [mine: number, theirs: number];
  readonly wagerLamports: Lamports;
  readonly netLamports: Lamports;
  readonly sandbox: boolean;
  readonly playMoney: boolean;
  /** Null where it could not be checked. */
  readonly fair: boolean | null;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly fallbacks: number;
  readonly timeouts: number;
}

export interface WatchMatch {
  readonly key: string;
  readonly book: WatchBook;
  readonly bot: string | null;
  readonly arena: string;
  /** With what the strategy saw, its time, and what a check of fairness needs. */
  readonly replay: Replay;
  /** What the arena's account of the money has wrong; null where nothing. */
  readonly disputed: string | null;
}
