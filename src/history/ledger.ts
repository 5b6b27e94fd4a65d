import type { Lamports } from '../wager.js';
import type { DailyFigures } from './played.js';
import type { FoundMatch, Frame, LimitsOver, MatchRecord, RecordContext } from './record.js';
import type { Agent } from './sessions.js';
import type { Standing } from './standing.js';

/** What is about to be committed to. */
export interface NewIntent extends MatchTerms {
  readonly entry: 'queue' | 'challenge' | 'accept';
}

/** Something that was committed to, and whose end is not known: it counts as lost. */
export interface OpenIntent extends MatchTerms {
  readonly id: number;
  readonly account: string;
  readonly arena: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Null where no match came of it, as far as is known. */
  readonly matchId: string | null;
}

/** What a match is about. */
export type MatchTerms = Pick<FoundMatch, 'game' | 'wagerLamports'>;

/** What tells a match from every other of the same account and arena. */
export type MatchKey = Pick<FoundMatch, 'matchId' | 'serverSeedHash'>;

/**
 * What the books have of a match. `over`: its end, as the arena told it. `open`: its beginning, or what its owner said
 * of its end. `reused`: its id, for a match with another commitment. `new`: nothing.
 */
export type Known = 'new' | 'reused' | 'open' | 'over';

/**
 * When a match was asked for: by the intent at hand, by one of an earlier time, or never. `changed`: at an earlier time, but
 * it is announced now as of another game or with a higher wager than then.
 */
export type AskedWhen = 'now' | 'before' | 'changed' | 'never';

/** What allows a commitment, or says what is against it. */
export type Judge<Refusal> = (standing: Standing, now: number) => Refusal | null;

/** Its answer: the number of the intent, or the refusal. */
export type Intended<Refusal> = { readonly intent: number } | { readonly refusal: Refusal };

/**
 * The books of one session. For money an intent is on disk before `intend` returns, and a settlement closes it; practice
 * keeps records only. Everything here throws BotpitError `history/unavailable` when the book cannot be written.
 */
export interface Ledger {
  readonly context: RecordContext;
  readonly daily: DailyFigures;
  /** What earlier runs left open when this one began. */
  readonly leftOpen: readonly OpenIntent[];
  /**
   * A match of an earlier run may be on: an intent was left open, or the latest ones were settled by their owner and no
   * match of theirs is known.
   */
  readonly mayBeOn: boolean;
  /** An earlier run of this account ended without a word: killed, or by a power cut. */
  readonly crashed: boolean;
  /** Those of the account, oldest first. */
  openIntents(): readonly OpenIntent[];
  /** What the limits are judged by, now. */
  standing(): Standing;
  /** Writes an intent where `judge` allows it, in one transaction with what it is judged by. */
  intend<Refusal>(intent: NewIntent, judge: Judge<Refusal>): Intended<Refusal>;
  /** No match came of it. */
  void(intent: number): void;
  /**
   * A match has begun, or is taken up again: it belongs to the intent that it had before, else to the one given, else to
   * one of an earlier run that fits, else it is one that nobody asked for. Of the intents of earlier runs, those fit that
   * are open, and those that `mayBeOn` speaks of, each once.
   * @param isPutOff the arena said that a match was on when it was asked for this one: then an older intent that fits
   * comes first, and the one given is void
   */
  found(match: FoundMatch, intent: number | null, isPutOff?: boolean): AskedWhen;
  known(match: MatchKey): Known;
  /** Whether the arena committed to the same seed in another match: whoever had learnt it knew all draws of this one. */
  isHashUsed(match: MatchKey): boolean;
  /**
   * What a match is about that was asked for at an earlier time: by its row, else by the intent that `found` would take for
   * it. The arena need not say.
   * @param game null where that is not known either
   * @returns null where it was not asked for at an earlier time
   */
  termsOf(match: MatchKey, game: string | null, intent: number | null, isPutOff: boolean): MatchTerms | null;
  /**
   * Closes a match with all that is known of it. The intent of an unsettled one stays open. The arena's word replaces
   * what the owner said with `botpit settle`, and both are kept.
   * @param intent one that `found` could not be told of, or null
   * @returns what the owner had said of it, as a net amount; null where nothing was said
   */
  settle(
    record: MatchRecord,
    agentId: string,
    frames: readonly Frame[],
    intent: number | null,
  ): Lamports | null;
  /**
   * A limit has tripped.
   * @param coolDownMs after which it ends by itself, or null until a person releases it
   * @param over whom it holds; the account alone where nothing is said
   */
  trip(limit: string, message: string, coolDownMs: number | null, over?: LimitsOver): void;
  /** The arena has said who we are. That is for whoever looks at the books, and kept for a bot that has a name. */
  connected(agent: Agent): void;
  /** The session waits for its hours of play until then (epoch milliseconds), or, with null, no longer. */
  noteRest(until: number | null): void;
  /** Writes what has been settled and is not written yet, as practice may be for a moment. */
  flush(): void;
  /** The session is over. To be called after `flush`. */
  end(reason: string, exitCode: number): void;
  /** Writes what it still can, and never throws for what it cannot. */
  close(): void;
}
