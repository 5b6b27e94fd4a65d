import type { ErrorCode } from '../errors.js';
import type { Match, MatchEnd, Round, TauntEvent } from './contract.js';
import type { Question } from './host.js';
import type { StrategySource } from './resolve.js';

/** What an isolation is started with. Plain data. */
export interface Start {
  readonly source: Exclude<StrategySource, { kind: 'command' }>;
  readonly seed: string;
}

/** The first thing that a thread is told. */
export interface Orders {
  readonly start: Start;
  readonly env: Record<string, string>;
}

/** What a host tells the strategy's side. `n` numbers the questions, so that a late answer is known as one. */
export type ToStrategy =
  | { readonly tell: 'match_start'; readonly match: Match }
  | { readonly tell: 'move'; readonly n: number; readonly question: Question }
  | { readonly tell: 'abandon'; readonly n: number }
  | { readonly tell: 'round_end'; readonly round: Round }
  | { readonly tell: 'match_end'; readonly end: MatchEnd }
  | { readonly tell: 'taunt'; readonly n: number; readonly event: TauntEvent };

/** What the strategy's side tells its host. */
export type FromStrategy =
  | {
      readonly tell: 'ready';
      readonly name: string | undefined;
      readonly games: unknown;
      readonly taunts: boolean;
    }
  | {
      readonly tell: 'not_loaded';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint?: string | undefined;
    }
  | { readonly tell: 'answer'; readonly n: number; readonly value: unknown }
  | { readonly tell: 'threw'; readonly n: number; readonly message: string }
  /** The strategy's side is alive and has stopped waiting for the answer of `n`. */
  | { readonly tell: 'abandoned'; readonly n: number }
  | { readonly tell: 'output'; readonly line: string }
  | { readonly tell: 'trouble'; readonly code: TroubleCode; readonly message: string };

export type TroubleCode =
  /** A hook threw, or something that the strategy left running did. */
  | 'strategy/threw'
  /** Its worker or process was lost or stopped; a new one takes over with an empty memory. */
  | 'strategy/restarted'
  /** A program printed a line that is no answer. */
  | 'strategy/not-json'
  /** A program has never answered: most likely its output is buffered. */
  | 'strategy/no-answer';

/** One running worker, process or program. */
export interface Link {
  send(message: ToStrategy): void;
  /** Waits some microseconds for an answer that may be about to come, and delivers it. */
  poll?(): void;
  /** Memory that the strategy takes, as far as can be told. */
  usedBytes?(): number;
  /** Ends it at once, with everything that it has started. */
  kill(): Promise<void>;
  /** Lets it finish by itself for a moment, then kills it. */
  close(): Promise<void>;
}

export interface LinkEvents {
  message(message: FromStrategy): void;
  /** It has ended by itself; nothing follows. */
  gone(how: string): void;
}

/** Starts a new one; called again for each restart. */
export type OpenLink = (seed: string, events: LinkEvents) => Link;
