import type { GameId, MoveLike, ResultOf, Side, StateOf } from '../games/index.js';
import type { ParamValue } from '../lib/strategy-spec.js';
import type { AnyPastMatch, AnyRound, MatchOutcome, RoundOutcome, Score } from '../match/index.js';
import type { TauntId } from '../protocol/index.js';

export type { AnyPastMatch, AnyRound, MatchOutcome, Score } from '../match/index.js';

/** A finished round of the match at hand. */
export interface Round<G extends GameId = GameId> {
  readonly round: number;
  /** What was asked: the `game_state` of that turn; `null` when the turn was missed. */
  readonly state: StateOf<G> | null;
  /** What the arena told of it, seen from one's own side. */
  readonly result: ResultOf<G>;
  readonly outcome: RoundOutcome;
  readonly score: Score;
}

/** An earlier match against the same opponent. */
export interface PastMatch<G extends GameId = GameId> {
  readonly matchId: string;
  readonly game: G;
  readonly side: Side;
  readonly outcome: MatchOutcome;
  readonly rounds: readonly Round<G>[];
}

export interface Opponent<G extends GameId = GameId> {
  readonly id: string;
  readonly name: string;
  /** Earlier matches against this opponent in this game, oldest first; the last hundred or so. */
  readonly history: readonly PastMatch<G>[];
}

/** What a match is about, before its first turn. Plain data. */
export type Match<G extends GameId = GameId> = G extends GameId
  ? {
      readonly game: G;
      readonly matchId: string;
      readonly side: Side;
      readonly opponent: Opponent<G>;
      /** Lamports that each side has put in; 0 in sandbox and free play. */
      readonly wager: number;
    }
  : never;

/** A parameter as a strategy declares it: what it is when nobody sets it, and what it may be set to. */
export type Param =
  | {
      /** `integer` takes whole numbers only. */
      readonly type: 'number' | 'integer';
      readonly default: number;
      /** The least and the most that it may be; absent: no bound. */
      readonly min?: number;
      readonly max?: number;
      /** The step in which it is worth varying. Values between the steps are taken too. */
      readonly step?: number;
      /** A sentence on what it does. */
      readonly about?: string;
    }
  | { readonly type: 'boolean'; readonly default: boolean; readonly about?: string }
  | {
      readonly type: 'choice';
      /** Words of letters, digits and `.`, `_`, `+`, `-` that begin with a letter. */
      readonly options: readonly string[];
      readonly default: string;
      readonly about?: string;
    };

/** The parameters of a strategy, by name. */
export type Params = Readonly<Record<string, Param>>;

/** A strategy that declares no parameters. */
export type NoParams = Readonly<Record<never, Param>>;

/** The values of declared parameters: `number`, `boolean`, or one of the options. */
export type ParamValues<P extends Params> = {
  readonly [K in keyof P]: P[K] extends {
    readonly type: 'choice';
    readonly options: readonly (infer Option)[];
  }
    ? Option
    : P[K] extends { readonly type: 'boolean' }
      ? boolean
      : P[K] extends { readonly type: 'number' | 'integer' }
        ? number
        : number | boolean | string;
};

/** One question to a strategy. Narrow on `game` where a strategy plays several. */
export type Turn<G extends GameId = GameId, P extends Params = NoParams> = G extends GameId
  ? Match<G> & {
      /** From 1. */
      readonly round: number;
      /** The arena's `game_state`. */
      readonly state: StateOf<G>;
      readonly score: Score;
      /** The rounds of this match so far, oldest first. */
      readonly rounds: readonly Round<G>[];
      /** Epoch milliseconds. After it the fallback move is played. */
      readonly deadline: number;
      /** Fires when the time is up. */
      readonly signal: AbortSignal;
      /** A number in [0, 1), seeded: the same seed gives the same numbers. */
      random(): number;
      /** Yours to write to; lives as long as the session. */
      readonly memory: Record<string, unknown>;
      /** The values of the parameters that the strategy declares; the same object for the whole session. */
      readonly params: ParamValues<P>;
    }
  : never;

export interface MatchEnd<G extends GameId = GameId> {
  readonly matchId: string;
  readonly game: G;
  readonly outcome: MatchOutcome;
  readonly score: Score;
  readonly netLamports: number;
}

/** Once, before the first match. */
export interface Session<P extends Params = NoParams> {
  readonly memory: Record<string, unknown>;
  readonly params: ParamValues<P>;
  random(): number;
}

/** The moments at which a taunt may be sent, one a round. */
export type TauntEvent =
  | { readonly on: 'match_start'; readonly match: Match }
  | { readonly on: 'round_end'; readonly round: Round }
  | { readonly on: 'taunt_received'; readonly tauntId: string };

/** Move data to be sent as it is, unchecked: for arenas with another dialect than botpit knows. */
export interface RawMove {
  readonly raw: Record<string, unknown>;
}

export type MoveAnswer<G extends GameId> = MoveLike<G> | RawMove;

/** Where a side stands before a turn: all that a published mix may depend on. */
export type Situation<G extends GameId = GameId> = G extends GameId
  ? {
      readonly game: G;
      readonly side: Side;
      /** From 1. */
      readonly round: number;
      readonly score: Score;
      /** The `game_state` that this side is asked with. */
      readonly state: StateOf<G>;
    }
  : never;

/** A move that a strategy may choose, and how likely it is. */
export interface Chance<G extends GameId = GameId> {
  readonly move: MoveLike<G>;
  /** In (0, 1]; those of a mix add up to 1. */
  readonly probability: number;
}

/** What a strategy file exports by default; a function `(turn) => move` or a class with these methods will do too. */
export interface Strategy<G extends GameId = GameId, P extends Params = NoParams> {
  readonly name?: string;
  /** The games that it plays; absent means every game. */
  readonly games?: readonly G[];
  /** Whether it draws lots: false promises the same moves in the same situations. */
  readonly stochastic?: boolean;
  /** How many earlier rounds of the match it looks at; `Infinity`: all, or earlier matches too. */
  readonly memoryDepth?: number;
  /**
   * Files that it depends on beside its modules, such as weights, as patterns from the folder of its own file: a change of
   * one makes it another version. What it reads while it is loaded is seen, and need not be named.
   */
  readonly files?: readonly string[];
  /** Environment variables that it depends on, by name: another value makes it another version. */
  readonly env?: readonly string[];
  /** A sentence on the idea behind it, for `botpit strategies`. */
  readonly reasoning?: string;
  /** What can be set from outside: `--param caution=0.4`, or `./my.ts?caution=0.4` wherever a strategy is named. */
  readonly params?: P;
  /**
   * Publishes how `move` chooses, for strategies whose choice depends on nothing but the situation: `botpit lab exploit`
   * then computes exactly what a best response gains.
   */
  mix?(at: Situation<G>, params: ParamValues<P>): readonly Chance<G>[];
  init?(session: Session<P>): void | Promise<void>;
  matchStart?(match: Match<G>, params: ParamValues<P>): void | Promise<void>;
  /** The wire object (`{ choice: 'rock' }`) or, where the game has one, the bare value (`'rock'`). */
  move(turn: Turn<G, P>): MoveAnswer<G> | Promise<MoveAnswer<G>>;
  roundEnd?(round: Round<G>, params: ParamValues<P>): void | Promise<void>;
  matchEnd?(match: MatchEnd<G>, params: ParamValues<P>): void | Promise<void>;
  taunt?(
    event: TauntEvent,
    params: ParamValues<P>,
  ): TauntId | null | undefined | Promise<TauntId | null | undefined>;
}

/** Gives a strategy its types, those of `turn.params` from the parameters that it declares; returns it unchanged. */
export function defineStrategy<const G extends GameId = GameId, const P extends Params = NoParams>(
  strategy: Strategy<G, P>,
): Strategy<G, P> {
  return strategy;
}

// The same of any game, for code that treats all of them alike.

/** Values of parameters, by name. Plain data. */
export type AnyParams = Readonly<Record<string, ParamValue>>;

export interface AnyMatch extends Pick<Match, 'game' | 'matchId' | 'side' | 'wager'> {
  readonly opponent: {
    readonly id: string;
    readonly name: string;
    readonly history: readonly AnyPastMatch[];
  };
}

export interface AnyTurn
  extends AnyMatch,
    Pick<Turn, 'round' | 'score' | 'deadline' | 'signal' | 'random' | 'memory'> {
  readonly state: object;
  readonly rounds: readonly AnyRound[];
  readonly params: AnyParams;
}

export type AnyTauntEvent =
  | { readonly on: 'match_start'; readonly match: AnyMatch }
  | { readonly on: 'round_end'; readonly round: AnyRound }
  | { readonly on: 'taunt_received'; readonly tauntId: string };

/**
 * Any strategy as it is called: what it answers is not checked further than this. Method parameters are bivariant, so every
 * `Strategy` fits.
 */
export interface AnyStrategy extends Pick<Strategy, 'name' | 'games' | 'memoryDepth' | 'files' | 'env'> {
  readonly params?: Params;
  mix?(at: Situation, params: AnyParams): ReturnType<NonNullable<Strategy['mix']>>;
  init?(session: Session & { readonly params: AnyParams }): void | Promise<void>;
  matchStart?(match: AnyMatch, params: AnyParams): void | Promise<void>;
  move(turn: AnyTurn): ReturnType<Strategy['move']>;
  roundEnd?(round: AnyRound, params: AnyParams): void | Promise<void>;
  matchEnd?(match: MatchEnd, params: AnyParams): void | Promise<void>;
  taunt?(event: AnyTauntEvent, params: AnyParams): ReturnType<NonNullable<Strategy['taunt']>>;
}
