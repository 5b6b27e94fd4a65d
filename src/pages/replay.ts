import type { OwnScore, RoundOutcome } from '../match/index.js';
import type { Lamports } from '../wager.js';

/*
 * A match as pages show it: the one shape that boards, the player of a replay and the proof know. Records, the arena and the
 * lab are turned into it. It is JSON, and all of it may come from a stranger: texts are shown as text, numbers are checked
 * before something is drawn from them.
 */

/** Seen from one side: `mine` is drawn at the left, `theirs` at the right. In the arena, side `a` is at the left. */
export interface Replay {
  readonly matchId: string;
  /** A game that this version does not know is told in words. */
  readonly game: string;
  /** Which side `mine` is. */
  readonly side: 'a' | 'b';
  readonly mine: ReplayPlayer;
  readonly theirs: ReplayPlayer;
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
  /** Whether the money is play money. */
  readonly playMoney: boolean;
  /** Epoch milliseconds; null where a simulation has no clock, and for the end of a match under way. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Those that have been told, in order. One that was lost with a connection is left out. */
  readonly rounds: readonly ReplayRound[];
  /** The turn that waits for its moves; null where there is none. */
  readonly turn: ReplayTurn | null;
  /** Null while the match goes on. */
  readonly end: ReplayEnd | null;
  /** What the arena committed to; null where nothing is known of it, as in the lab. */
  readonly fairness: ReplayFairness | null;
}

export interface ReplayPlayer {
  readonly name: string;
  /** What chose its moves, such as `./my.ts?caution=0.4`; null where that is not known. */
  readonly strategy: string | null;
  readonly strategyVersion: string | null;
}

/** A round as `mine` was told it; `state` and `result` are those of `docs/games.md`. */
export interface ReplayRound {
  readonly round: number;
  /** What `mine` saw before it moved; null where it was never asked. */
  readonly state: Readonly<Record<string, unknown>> | null;
  /** What `mine` sent, in whatever spelling; null where it sent nothing, absent where that is not known. */
  readonly move?: unknown;
  readonly result: Readonly<Record<string, unknown>>;
  readonly outcome: RoundOutcome;
  /** `[mine, theirs]` after the round. */
  readonly score: OwnScore;
  /** What chose the move of `mine`; null where it sent none, or nobody knows. */
  readonly source: 'strategy' | 'fallback' | null;
  /** Why it was the fallback. */
  readonly reason: string | null;
  /** How long each side took to decide, and how long it had; null where that is not known. */
  readonly decideMs: number | null;
  readonly theirDecideMs: number | null;
  readonly timeoutMs: number | null;
  /** Taunts that were said in it. */
  readonly taunts: readonly ReplayTaunt[];
  /** What another strategy would have played, where that was asked for. */
  readonly otherAnswer: ReplayAnswer | null;
}

export interface ReplayTaunt {
  readonly by: 'mine' | 'theirs';
  readonly tauntId: string;
}

export interface ReplayAnswer {
  readonly strategy: string;
  /** Null where it gave none. */
  readonly move: unknown;
  /** Why not, or why it does not count. */
  readonly problem: string | null;
}

export interface ReplayTurn {
  readonly round: number;
  readonly state: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly askedAt: number;
  readonly timeoutMs: number;
}

export interface ReplayEnd {
  readonly outcome: 'win' | 'loss' | 'draw';
  readonly score: OwnScore;
  /** How it ended, where the arena says so: `normal`, `timeout`, `resign`. */
  readonly termination: string | null;
  /** What ended it before the rules did, in a line for each side at fault; absent where there is nothing to say. */
  readonly note?: string | null;
  readonly payoutLamports: Lamports;
  readonly feeLamports: Lamports;
  readonly netLamports: Lamports;
  /** False where the arena never told the end; it counts as lost then. */
  readonly settled: boolean;
}

/** All that the proof needs, and nothing that somebody concluded from it. */
export interface ReplayFairness {
  readonly serverSeedHash: string;
  /** Empty where it was not revealed. */
  readonly serverSeed: string;
  /** The rule by which draws follow from the seed, by name; null where the arena publishes none. */
  readonly draws: string | null;
  /** An earlier match for which the arena had committed to the same seed; null or absent where none is known. */
  readonly hashUsedIn?: string | null;
  /** Whether `mine` gave the match up, and whether a connection was lost in it; absent where that is not known. */
  readonly resigned?: boolean;
  readonly interrupted?: boolean;
}
