import { BotpitError } from '../errors.js';
import type { GameId } from '../games/index.js';
import { TAUNTS, type TauntId } from '../protocol/index.js';
import type { AnyMatch, AnyRound, AnyTauntEvent, MatchEnd, Score } from './contract.js';
import type { StrategySnapshot } from './identity/identity.js';

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

/**
 * A loaded strategy behind one of the isolations. One match at a time. Calls are answered in order; nothing here throws
 * or rejects but `move`, and `move` fails with `StrategyFailure` only. What else a strategy does wrong (throws in
 * `roundEnd`, prints, dies between turns) arrives at the `report` callback given to `openStrategy`.
 */
export interface StrategyHost {
  readonly name: string;
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

/** A taunt as a strategy gave it; `null` for whatever is none. */
export function tauntIdOf(value: unknown): TauntId | null {
  return typeof value === 'string' && Object.hasOwn(TAUNTS, value) ? (value as TauntId) : null;
}

/** @throws BotpitError `strategy/no-game` where a strategy does not play the game that is asked of it */
export function requireGame(
  { name, games }: Pick<StrategyHost, 'name' | 'games'>,
  game: string,
): asserts game is GameId {
  if (games.some((played) => played === game)) return;
  throw new BotpitError('strategy/no-game', `the strategy ${name} does not play ${game.slice(0, 40)}`, {
    hint: `It plays ${games.join(', ')}.`,
  });
}
