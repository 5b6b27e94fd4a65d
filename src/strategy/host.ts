import { BotpitError } from '../errors.js';
import type { GameId } from '../games/index.js';
import { expectedOneOf } from '../lib/wording.js';
import { TAUNTS, type TauntId } from '../protocol/index.js';
import type { AnyMatch, AnyPastMatch, AnyRound, AnyTauntEvent, MatchEnd, Score } from './contract.js';
import type { StrategySnapshot } from './identity/identity.js';
import type { SetParam } from './params.js';
import { shown } from './thrown.js';

/** `worker`: a thread of its own. `process`: a process of its own. `inline`: in botpit's own thread, unprotected. */
export type Isolation = 'worker' | 'process' | 'inline';

/** What changes from turn to turn; the rest of a `Turn` the host knows from `matchStart` and `roundEnd`. */
export interface Question {
  readonly matchId: string;
  readonly round: number;
  readonly state: object;
  readonly score: Score;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** Why a host gave no answer. `crashed` covers exits, memory and lost processes; `threw` is the strategy's own error. */
export class StrategyFailure extends Error {
  readonly reason: 'threw' | 'crashed';
  constructor(reason: 'threw' | 'crashed', message: string) {
    super(message);
    this.name = 'StrategyFailure';
    this.reason = reason;
  }
}

/** An answer that may come, or fail to, before anybody waits for it. */
export class Reply {
  #early: { readonly value: unknown } | StrategyFailure | undefined;
  #settle: { resolve(value: unknown): void; reject(failure: StrategyFailure): void } | undefined;

  take(value: unknown): void {
    if (this.#settle) this.#settle.resolve(value);
    else this.#early = { value };
  }

  fail(failure: StrategyFailure): void {
    if (this.#settle) this.#settle.reject(failure);
    else this.#early = failure;
  }

  /** The answer itself where it is there already. @throws StrategyFailure likewise */
  wait(): unknown | Promise<unknown> {
    const early = this.#early;
    if (early instanceof StrategyFailure) throw early;
    if (early !== undefined) return early.value;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }
}

/** What a strategy did beside answering. */
export type StrategyReport =
  | { readonly kind: 'output'; readonly line: string }
  | { readonly kind: 'trouble'; readonly code: TroubleCode; readonly message: string };

export type TroubleCode =
  /** A hook threw, or something that the strategy left running did. */
  | 'strategy/threw'
  /** Its worker or process was lost or stopped; a new one takes over with an empty memory. */
  | 'strategy/restarted'
  /** What a program declared cannot be used; it took so long to start that play goes on without it. */
  | 'strategy/declaration'
  /** A program printed a line that is not an answer. */
  | 'strategy/not-json'
  /** A program has never answered: most likely its output is buffered. */
  | 'strategy/no-answer'
  /** It asked for a taunt that does not exist. */
  | 'strategy/unknown-taunt';

/** Whether a trouble is one that has to be mended. A program that prints where its answers go plays all the same. */
export function isFault(code: TroubleCode): boolean {
  return code !== 'strategy/not-json';
}

/**
 * A loaded strategy behind one of the isolations. One match at a time. Calls are answered in order; nothing here throws
 * or rejects but `move`, and `move` fails with `StrategyFailure` only. What else a strategy does wrong (throws in
 * `roundEnd`, prints, dies between turns) arrives at the `report` callback given to `openStrategy`.
 */
export interface StrategyHost {
  /** With the parameters that are not at their defaults: `my?caution=0.4`. */
  readonly name: string;
  /** Its parameters, and what they are set to. */
  readonly params: readonly SetParam[];
  /** Every game where the strategy names none. */
  readonly games: readonly GameId[];
  /** Whether it declares a finite `memoryDepth`: what it does in a match does not depend on earlier ones. */
  readonly forgetful: boolean;
  /** What it was when it was opened; a strategy that is started again is the same. */
  readonly snapshot: StrategySnapshot;
  readonly isolation: Isolation | 'command';
  matchStart(match: AnyMatch): void;
  /**
   * The strategy's raw answer, unchecked. Synchronous where the strategy and the isolation are, so that nothing waits
   * for a tick in the common case.
   */
  move(question: Question): unknown | Promise<unknown>;
  /**
   * The time of the pending `move` is up: its answer is not wanted any more, its promise may stay pending for ever, and
   * a hung strategy is restarted.
   */
  abandon(): void;
  roundEnd(round: AnyRound): void;
  matchEnd(end: MatchEnd): void;
  taunt(event: AnyTauntEvent): TauntId | null | Promise<TauntId | null>;
  /** Ends the worker or process. Idempotent. */
  close(): Promise<void>;
}

/** What a strategy asks to be sent. It is told of each word once that is not a taunt, as nothing is sent then. */
export class TauntReader {
  readonly #told = new Set<unknown>();
  readonly #report: (report: StrategyReport) => void;

  constructor(report: (report: StrategyReport) => void) {
    this.#report = report;
  }

  /** The taunt; `null` for none, as `value` is where a condition is not met: `isAhead && 'gg'`. */
  read(value: unknown): TauntId | null {
    if (typeof value === 'string' && Object.hasOwn(TAUNTS, value)) return value as TauntId;
    if (!value || this.#told.has(value) || this.#told.size >= MOST_TOLD) return null;
    this.#told.add(value);
    const choice = expectedOneOf(Object.keys(TAUNTS), typeof value === 'string' ? value : undefined);
    const message = `${shown(value)} is not a taunt, and is not sent. ${choice}`;
    this.#report({ kind: 'trouble', code: 'strategy/unknown-taunt', message });
    return null;
  }
}

/** A strategy that makes its taunts up must not fill the screen. */
const MOST_TOLD = 10;

/** @throws BotpitError `strategy/no-game` where a strategy does not play the game that is asked of it */
export function requireGame(
  { name, games }: Pick<StrategyHost, 'name' | 'games'>,
  game: string,
): asserts game is GameId {
  if (games.some((played) => played === game)) return;
  throw new BotpitError('strategy/no-game', `the strategy ${name} does not play ${game.slice(0, 40)}`, {
    hint: expectedOneOf(games, game),
  });
}

/** Earlier matches that a strategy is told of, of one opponent in one game. */
export const KEPT_MATCHES = 100;
/** Opponents that are remembered; an arena may name a new one for every match. */
const MOST_OPPONENTS = 200;

/** Something for each opponent in each game. The one that was put in the longest ago goes where there are too many. */
export class ByOpponent<Value> {
  readonly #values = new Map<string, Value>();
  #latest = '';

  get(game: string, opponentId: string): Value | undefined {
    return this.#values.get(`${game} ${opponentId}`);
  }

  put(game: string, opponentId: string, value: Value): void {
    const key = `${game} ${opponentId}`;
    // The latest is the last one already.
    if (key !== this.#latest) this.#values.delete(key);
    this.#latest = key;
    this.#values.set(key, value);
    if (this.#values.size <= MOST_OPPONENTS) return;
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
  }

  clear(): void {
    this.#values.clear();
  }
}

// Both sides of an isolation remember the same opponents, as both see the same matches in the same order.

/**
 * The host's side: the history with an opponent that was sent once need not be sent again, as the session keeps it. Sending it
 * with every match would cost more than the match.
 */
export class HistorySent {
  readonly #known = new ByOpponent<true>();

  /** The match to be told, with the opponent's history at the first meeting only. */
  tell(match: AnyMatch): AnyMatch {
    const { game, opponent } = match;
    const isKnown = this.#known.get(game, opponent.id);
    this.#known.put(game, opponent.id, true);
    return isKnown ? withHistory(match, []) : match;
  }

  /** The moment of a taunt, with nothing in it that the session has been told. */
  tellTaunt(event: AnyTauntEvent): AnyTauntEvent {
    return event.on === 'match_start' ? { on: event.on, match: this.tell(event.match) } : event;
  }

  /** A new session knows nobody. */
  forget(): void {
    this.#known.clear();
  }
}

/** A literal takes less time than a spread, and a turn may be waiting. */
function withHistory(
  { game, matchId, side, opponent: { id, name }, wager }: AnyMatch,
  history: readonly AnyPastMatch[],
): AnyMatch {
  return { game, matchId, side, opponent: { id, name, history }, wager };
}

/** The session's side: what it was told of each opponent, and what it has seen since, oldest first. */
export class HistoryKept {
  readonly #past = new ByOpponent<AnyPastMatch[]>();

  meet(match: AnyMatch): AnyMatch {
    const { game, opponent } = match;
    const history = this.#past.get(game, opponent.id) ?? [...opponent.history];
    this.#past.put(game, opponent.id, history);
    return withHistory(match, history);
  }

  part({ game, opponent }: AnyMatch, past: AnyPastMatch): void {
    const history = this.#past.get(game, opponent.id);
    if (history && history.push(past) > KEPT_MATCHES) history.shift();
  }
}
