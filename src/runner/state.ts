import type { AnyGame, GameId, Side } from '../games/index.js';
import type { FoundMatch, MatchRecord, SessionLimits } from '../history/index.js';
import type { Moment } from '../lib/clock.js';
import type { OwnScore, RoundOrder } from '../match/index.js';
import type { HeardGameOver, TauntId, YourTurnMessage } from '../protocol/index.js';
import type { AnyPastMatch, Decision } from '../strategy/index.js';
import type { Lamports } from '../wager.js';
import { type Calendar, NO_CALENDAR, type Program } from './calendar.js';
import type { Beginning, Deadline } from './loop-events.js';
import type { FallbackReason } from './runner-events.js';
import { NOTHING_PLAYED, type SessionTally } from './score.js';
import type { SessionEnd } from './session-end.js';

/** How a match is come by. */
export type Entry =
  | { readonly by: 'queue' }
  | { readonly by: 'challenge' }
  | { readonly by: 'accept'; readonly challengeId: string };

/** `strategy`: what the strategy's `taunt` says. `polite`: a greeting, and praise for a lost round. `off`: none. */
export type TauntPolicy = 'strategy' | 'polite' | 'off';

/** What a session goes by; the same from its beginning to its end. */
export interface Rules extends Program {
  /** The name that a profile gave the bot; null where it has none. */
  readonly bot: string | null;
  /** What commands need that a person is told, to look into the folder of the books; see `folderFlag`. */
  readonly folderFlag: string;
  /** Of each side; 0 in sandbox and free play. For `accept`: the most that is agreed to. */
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
  readonly entry: Entry;
  readonly limits: SessionLimits;
  /** Stop after so many matches; null for no such stop. */
  readonly matches: number | null;
  /** Start no match after this time; null for no such stop. */
  readonly forMs: number | null;
  readonly taunts: TauntPolicy;
  /** The games that the strategy plays. */
  readonly games: readonly GameId[];
  /** Real money is at stake: not in practice, nor in the arena inside the process. */
  readonly isReal: boolean;
  /** The books are those of practice, which keep no limit beyond the session. */
  readonly isPractice: boolean;
}

/** What a step may know of the world. */
export interface World extends Moment {
  readonly rules: Rules;
  readonly agentId: string;
  /** Measured round-trip time, 0 before the first measurement. */
  readonly rttMs: number;
}

/** A decision of the strategy layer, or of the runner's own after the arena refused every form of one. */
export type Decided = Omit<Decision, 'reason'> & { readonly reason?: FallbackReason };

/** One open turn: what was asked, what was decided, and what has been sent for it on which connection. */
export interface OpenTurn {
  /** The number of the question to the strategy. */
  readonly question: number;
  readonly round: number;
  readonly state: Record<string, unknown>;
  /** Epoch milliseconds. */
  readonly askedAt: number;
  readonly timeoutMs: number;
  /** By `now` of the clock: when the move must have arrived. */
  readonly deadlineAt: number;
  readonly decision: Decided | null;
  /** The connection that it was last asked on. */
  readonly askedOn: number;
  /** The connection that the move left on; a turn is answered once on each. */
  readonly sentOn: number | null;
  /** The move data to send, the same until it is refused; null before the decision and where it is too late. */
  readonly moveData: unknown;
  /** The dialects of the decision that are left to try; made when the first refusal comes. */
  readonly others: readonly unknown[] | null;
  /** All move data that the arena refused in this turn, as text. */
  readonly refused: readonly string[];
}

/**
 * Whether the strategy plays at all. A turn counts when it is over: as one with a move of the strategy's own, or as one that
 * the game's fallback move was played for. Turns that the arena broke off count as neither.
 */
export interface StrategyConduct {
  /** Fallback moves in a row, over the matches of the session, and the most of them since the match began. */
  readonly inARow: number;
  readonly mostInARow: number;
  /** Of the match at hand. */
  readonly own: number;
  readonly fallbacks: number;
  readonly lastReason: FallbackReason | undefined;
}

export const NO_TURNS: StrategyConduct = {
  inARow: 0,
  mostInARow: 0,
  own: 0,
  fallbacks: 0,
  lastReason: undefined,
};

/** One match from `match_found` to `game_over`. */
export interface MatchState
  extends Pick<MatchRecord, 'rounds' | 'roundsLeftOut' | 'fallbacks' | 'timeouts' | 'taunts'> {
  /** Which one of the session it is: an arena may use an id twice. */
  readonly number: number;
  readonly found: FoundMatch;
  /** The arena has announced it as another game, or with a higher wager. */
  readonly isChangeTold: boolean;
  /** Earlier matches against the same opponent in the same game, oldest first. */
  readonly history: readonly AnyPastMatch[];
  readonly game: AnyGame | null;
  /** By `now` of the clock. */
  readonly beganAt: number;
  readonly side: Side | null;
  /** The strategy knows of the match. */
  readonly isTold: boolean;
  /** A turn that came before its match. */
  readonly held: Held | null;
  readonly turn: OpenTurn | null;
  readonly order: RoundOrder;
  /** Of the states and results of its rounds together. */
  readonly roundCharacters: number;
  readonly score: OwnScore;
  /** The longest that any turn so far may take. */
  readonly longestTurnMs: number;
  /** A turn that is too long has been told of. */
  readonly isTooLongTold: boolean;
  /** When the match last came on, by `now` of the clock: it began, a new round was asked for or ended. */
  readonly progressAt: number;
  /** `renewedAt`: when the connection was renewed for want of progress, by `now` of the clock; null before. */
  readonly stall: Readonly<{ renewedAt: number | null; deadline: Deadline<'stall'> }>;
  /** The round in progress, null between rounds; the last round that was taunted in; a taunt that waits for the next. */
  readonly taunting: {
    readonly round: number | null;
    readonly sentIn: number;
    readonly held: TauntId | null;
  };
  /** Its end, where the arena told that alone: of a match that began and ended while the connection was lost. */
  readonly endTold: HeardGameOver | null;
}

/** `at`: by `now` of the clock. */
type Held = Readonly<{ message: YourTurnMessage; at: number; deadline: Deadline<'hold'> }>;

/** What follows once a match is settled. */
export type Following =
  | { readonly do: 'next' }
  | { readonly do: 'begin'; readonly beginning: Beginning }
  | { readonly do: 'end'; readonly end: SessionEnd };

/** Where play is. Each phase has its own data and its own deadline. */
export type Phase =
  /** There is no connection; the client seeks one. */
  | { readonly name: 'away' }
  /**
   * The arena is to mention first what is under way. `isPlaceGone`: the place or the challenge is gone, and no match has come of it
   * so far. `isLeaving`: the arena was asked to take the wish back.
   */
  | Readonly<{ name: 'listening'; deadline: Deadline<'mention'>; isPlaceGone: boolean; isLeaving: boolean }>
  /** Nothing is under way; the rate limits and the books are asked for one more match. */
  | { readonly name: 'ready'; readonly isWishOut: boolean }
  /** No match may be asked for yet. */
  | { readonly name: 'waiting'; readonly deadline: Deadline<'next'> }
  /** An own challenge that may be open is withdrawn before another one is made. */
  | { readonly name: 'withdrawing'; readonly deadline: Deadline<'answer'> | null }
  /** The wish for a match is out. */
  | { readonly name: 'asking'; readonly deadline: Deadline<'answer' | 'again'> | null }
  /** The arena has given a place, or opened the challenge. */
  | { readonly name: 'queued'; readonly deadline: Deadline<'answer'> | null }
  | { readonly name: 'leaving'; readonly deadline: Deadline<'answer' | 'leave'> | null }
  | { readonly name: 'playing'; readonly match: MatchState; readonly deadline: Deadline<'resume'> | null }
  /** A match is over, and is booked. */
  | { readonly name: 'settling'; readonly following: Following }
  | { readonly name: 'over' };

export type PhaseName = Phase['name'];
export type Playing = Extract<Phase, { name: 'playing' }>;

/**
 * `none`: nothing is committed to. `intended`: the intent is in the books, and the arena has not answered the wish.
 * `committed`: the arena has given a place. `put-off`: it said that a match is on already, which may be of an older wish.
 * `lost`: the connection was lost with the intent open, and nobody knows what came of it.
 */
export type CommitmentName = 'none' | 'intended' | 'committed' | 'put-off' | 'lost';

interface OpenIntent {
  /** Its number in the books. */
  readonly intent: number;
  /** The arena has sent something that may have been the match of the intent. */
  readonly isUnread: boolean;
}

export type Commitment =
  | { readonly name: 'none' }
  | ({ readonly name: 'intended' | 'committed' | 'put-off' } & OpenIntent)
  | ({
      readonly name: 'lost';
      /** When the arena was last heard before that, by `now` of the clock. */
      readonly heardAt: number;
      /** It had been put off before. */
      readonly wasPutOff: boolean;
    } & OpenIntent);

/** The money side of a session: an intent before every commitment, and what has become of it. */
export interface MoneyGuard {
  readonly commitment: Commitment;
  /** When the arena was last asked for a match, or last gave a place. */
  readonly askedAt: Moment;
  /** How often a place was lost with the connection, and no match was mentioned afterwards. */
  readonly lostPlaces: number;
  /** The match at hand and its intent, where the books have not been told that they belong together. */
  readonly untold: Untold | null;
}

interface Untold {
  readonly match: FoundMatch;
  readonly intent: number;
  /** Null where only the settlement will tell it. */
  readonly deadline: Deadline<'tell'> | null;
  /** A move has left: the books need not wait any longer. */
  readonly isHastened: boolean;
}

export interface State {
  readonly phase: Phase;
  readonly money: MoneyGuard;
  readonly isConnected: boolean;
  /** Counts connections, so that a move knows which one it left on. */
  readonly connection: number;
  readonly timeLimit: Deadline<'time'> | null;
  readonly calendar: Calendar;
  /** Since when there is no connection, in epoch milliseconds; null while there is one, and before the start. */
  readonly outage: { readonly since: number; readonly deadline: Deadline<'outage'> | null } | null;
  /** Why play is to stop once nothing is under way. */
  readonly stopping: SessionEnd | null;
  readonly tally: SessionTally;
  readonly conduct: StrategyConduct;
  /** Count matches, and questions to the strategy. */
  readonly matchNumber: number;
  readonly questions: number;
  /** Wishes for a match that the arena let pass in silence, put off, or answered with an error of no known meaning, in a row. */
  readonly unanswered: number;
  readonly putOff: number;
  readonly unclear: number;
  /** The last wish was answered with an error. Errors name no command, so its match may come all the same. */
  readonly wasRefused: boolean;
  /** The own challenges that may be open: more than one where a connection was lost before a withdrawal was answered. */
  readonly challengeIds: readonly string[];
  /** Matches that the arena was asked to announce, and the latest ones that ended. */
  readonly askedAbout: readonly string[];
  readonly ended: readonly string[];
  /** The arena puts the own score first. */
  readonly isMineFirst: boolean;
  readonly isBrokenTold: boolean;
  readonly isWeakProofTold: boolean;
}

export const START: State = {
  phase: { name: 'away' },
  money: { commitment: { name: 'none' }, askedAt: { now: 0, epochMs: 0 }, lostPlaces: 0, untold: null },
  isConnected: false,
  connection: 0,
  timeLimit: null,
  calendar: NO_CALENDAR,
  outage: null,
  stopping: null,
  tally: NOTHING_PLAYED,
  conduct: NO_TURNS,
  matchNumber: 0,
  questions: 0,
  unanswered: 0,
  putOff: 0,
  unclear: 0,
  wasRefused: false,
  challengeIds: [],
  askedAbout: [],
  ended: [],
  isMineFirst: false,
  isBrokenTold: false,
  isWeakProofTold: false,
};
