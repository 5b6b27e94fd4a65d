import type { EventOf as ClientEventOf, Command } from '../client/index.js';
import type { BotpitError } from '../errors.js';
import type { SessionEndReason } from '../exit-codes.js';
import type { AnyGame, GameId } from '../games/index.js';
import type {
  AskedWhen,
  FoundMatch,
  Known,
  Latch,
  LimitName,
  LimitsOver,
  MatchRecord,
  MatchTerms,
  TauntRecord,
} from '../history/index.js';
import type { HeardGameOver, HeardMatchFound, TauntId } from '../protocol/index.js';
import type {
  AnyMatch,
  AnyPastMatch,
  AnyRound,
  AnyTauntEvent,
  TurnRequest as Asking,
  Decision,
  MatchEnd,
} from '../strategy/index.js';
import type { Lamports } from '../wager.js';
import type { Refusal } from './limits.js';
import type { RunnerEvent } from './runner-events.js';
import type { SessionEnd } from './session-end.js';

/**
 * Something to be done later, as data of the one state that waits for it: whoever performs the effects sets a timer when such
 * an object comes into the state, and clears it when the object leaves it. The event `deadline` tells that it has come.
 */
export interface Deadline<Name extends DeadlineName = DeadlineName> {
  readonly name: Name;
  readonly delayMs: number;
}

/**
 * `time`: start no match any more. `mention`: the arena had its time to mention what was under way. `next`: decide again on the
 * next match. `again`: make the same wish once more. `answer`: the arena had its time to answer. `leave`: end without its answer.
 * `resume`: it has not taken up the match after a reconnect. `stall`: the match may make no progress. `hold`: a turn has waited
 * long enough for the start of its match. `tell`: tell the books of the match. `minute`: the clock on the wall shows another minute.
 * `outage`: the arena has been out of reach for so long that somebody has to know.
 */
export type DeadlineName =
  | 'time'
  | 'mention'
  | 'next'
  | 'again'
  | 'answer'
  | 'leave'
  | 'resume'
  | 'stall'
  | 'hold'
  | 'tell'
  | 'minute'
  | 'outage';

export function due<Name extends DeadlineName>(name: Name, delayMs: number): Deadline<Name> {
  return { name, delayMs };
}

export type OwnTaunt = TauntRecord & { readonly tauntId: TauntId };

/** A match that is about to be played, as the books have it. */
export interface Beginning {
  readonly found: FoundMatch;
  readonly known: Known;
  readonly isReused: boolean;
  readonly history: readonly AnyPastMatch[];
  /** Its end, where the arena tells that alone. */
  readonly end: HeardGameOver | null;
}

/** What the operator, the clock, the strategy and the books do, and what is added to what the client reports. */
interface OwnEvents {
  /** `latch`: what has tripped before and is not released. */
  begun: { latch: Latch | null; isWeaklyProven: boolean };
  /** `mayBeOn`: see `Ledger`. */
  connected: { mayBeOn: boolean };
  /** `heardAt`: when the arena was last heard, by `now` of the clock. */
  disconnected: { reason: string; heardAt: number };
  /** The client has come to an end by itself. */
  closed: { error: BotpitError };
  not_sent: { message: string };
  stop: { reason: SessionEndReason; exitCode: number };
  abort: { exitCode: number };
  deadline: { name: DeadlineName };
  /** On which turn the strategy has decided, `question` says; of which match a taunt is, `match`. */
  decided: { question: number; decision: Decision };
  taunt_chosen: { match: number; tauntId: TauntId };
  taunt_sent: { match: number; taunt: OwnTaunt };
  /** How long the rate limits leave no room for another match; 0 where there is room. */
  room: { waitMs: number };
  intended: { intent: number };
  limited: { refusal: Refusal };
  looked_up: Omit<Beginning, 'isReused'>;
  /** `error`: the books could not be told. */
  bound: { asked: AskedWhen; error: BotpitError | null; match: FoundMatch; intent: number | null };
  told: object;
  locked: object;
  settled: Settled & { framesLeftOut: number; error: BotpitError | null };
  /** An end is of the match at hand; or of one that the books do not know; or it has settled another. */
  end_is_ours: { message: HeardGameOver };
  end_unknown: { message: HeardGameOver; terms: MatchTerms };
  settled_late: Settled;
  /** The books cannot be used. */
  books_failed: { error: BotpitError };
}

/** A match as it was booked. `said`: what its owner had said of it, as a net amount. */
interface Settled {
  readonly record: MatchRecord;
  readonly said: Lamports | null;
  readonly isHashReused: boolean;
}

/** What of the client's reports is one of play's events as it is, beside its errors. */
export const HEARD = [
  'match_found',
  'game_start',
  'your_turn',
  'round_result',
  'taunt_received',
  'game_over',
  'queue_joined',
  'queue_left',
  'challenge_created',
  'challenge_accepted',
  'challenge_cancelled',
  'latency',
  'malformed',
  'unknown',
] as const;

export type LoopEvent =
  | ClientEventOf<(typeof HEARD)[number] | 'error'>
  | { [Type in keyof OwnEvents]: Readonly<{ type: Type } & OwnEvents[Type]> }[keyof OwnEvents];

export type EventOf<Type extends LoopEvent['type']> = Extract<LoopEvent, { readonly type: Type }>;

/** What is to be done by the client, by the strategy, and by whoever runs the loop. */
interface Effects extends BookEffects {
  emit: { event: RunnerEvent };
  finish: { end: SessionEnd };
  connect: object;
  ping: object;
  drop: object;
  send: { command: Command };
  move: { matchId: string; moveData: unknown };
  /** Unless it would have to wait: then it would come out of place. */
  taunt: { match: number; matchId: string; taunt: OwnTaunt };
  /** Ask the rate limits whether another match of this game may be begun. */
  'ask-room': { game: GameId };
  'ask-move': { question: number; game: AnyGame; asked: Asking; overheadMs: number };
  'cancel-move': object;
  'ask-taunt': { match: number; event: AnyTauntEvent };
  'match-start': { match: AnyMatch };
  'round-end': { round: AnyRound };
  'match-end': { end: MatchEnd };
}

/** What is to be done with the books. */
interface BookEffects {
  /** Ask for an intent, which the limits may refuse. */
  intend: { game: GameId };
  void: { intent: number };
  /** Others may ask what the session does: it waits for its hours until then (epoch milliseconds), or no longer. */
  'note-rest': { until: number | null };
  /** Report what is open, where anything is. */
  'report-open': object;
  /** Tell of a match, and learn when it was asked for. */
  bind: { match: FoundMatch } & Omit<Sought, 'game'>;
  /** Tell which match the intent has led to. */
  'tell-match': { match: FoundMatch; intent: number };
  /** A limit has tripped. `isSafe`: a failure of the books is told and changes nothing. */
  trip: {
    limit: LimitName;
    message: string;
    coolDownMs: number | null;
    over: LimitsOver | undefined;
    isSafe: boolean;
  };
  /** Ask what they have of a match that is announced; `end` where the arena tells its end alone. */
  'look-up': { heard: HeardMatchFound; end: HeardGameOver | null } & Sought;
  /** Ask which match an end is of; `atHand` where it may be of the one at hand. */
  'look-up-end': { message: HeardGameOver; atHand: FoundMatch | null } & Sought;
  settle: { record: MatchRecord; intent: number | null };
  /** The frames from now on are those of a match of this game. */
  'keep-frames': { game: string };
  /** The latest frame announces the next match. */
  'keep-frame-for-next': object;
}

/** The commitment at hand, which a match may have come of. */
export interface Sought {
  /** The game that is, or was last, asked for. */
  readonly game: GameId;
  readonly intent: number | null;
  readonly isPutOff: boolean;
}

/** What is to be done, in order. */
export type Effect = { [Do in keyof Effects]: EffectOf<Do> }[keyof Effects];
export type BookEffect = EffectOf<keyof BookEffects>;
export type EffectOf<Do extends keyof Effects> = Do extends Do ? Readonly<{ do: Do } & Effects[Do]> : never;
