import { type AnyGame, gameOf } from '../games/index.js';
import { type Clock, realClock, type Timer } from '../lib/clock.js';
import { isThenable } from '../lib/shape.js';
import { judge, refusedMove } from './answer.js';
import type { AnyMatch, AnyRound, MatchEnd } from './contract.js';
import { type Question, StrategyFailure, type StrategyHost } from './host.js';
import { awaited } from './session.js';
import { describeThrown } from './thrown.js';

/** A turn of a match, before its move. */
export type TurnAt = Pick<Question, 'round' | 'state' | 'score'>;

/** A turn as the arena asked it. */
export interface TurnRequest extends Omit<Question, 'deadline'> {
  /** What the arena gives from now on, as it said. */
  readonly timeoutMs: number;
}

/** Why the fallback was played. */
export type MoveFault = 'threw' | 'crashed' | 'illegal' | 'late' | 'not-its-game';

/** What a turn came to. */
export interface Decision {
  /** The canonical move, or with `raw` the move data as they are to be sent; `null` where it is too late for any. */
  readonly move: object | null;
  readonly raw: boolean;
  readonly source: 'strategy' | 'fallback';
  /** With a fallback: why. */
  readonly reason?: MoveFault;
  /** With a fallback: what happened, for a person. */
  readonly detail?: string;
  readonly decideMs: number;
}

/** The strategy keeps at least this share of a turn, however much the network is said to need. */
const LEAST_SHARE = 0.75;

/**
 * Puts a strategy through one match after another: start, then turns and rounds, then the end. It has a legal move for every
 * turn: the strategy's, or the game's fallback when the strategy fails (at once) or its time is up (`overheadMs` before the
 * arena's deadline).
 */
export class Drive {
  readonly #host: StrategyHost;
  readonly #clock: Clock;
  #match: AnyMatch | undefined;
  /** Grows with each turn and each cancellation: who holds an older number has nothing to say any more. */
  #turn = 0;
  #timer: Timer | undefined;

  constructor(host: StrategyHost, clock: Clock = realClock) {
    this.#host = host;
    this.#clock = clock;
  }

  start(match: AnyMatch): void {
    this.#match = match;
    this.#host.matchStart(match);
  }

  /** The decision on a turn of the match at hand, without anything left for the way to an arena. */
  turn({ timeoutMs, ...at }: TurnAt & { readonly timeoutMs: number }): Promise<Decision> {
    const { matchId, game } = this.#atHand();
    return new Promise((done) => this.decide(gameOf(game), { matchId, ...at, timeoutMs }, 0, done));
  }

  /**
   * The bare answer to a turn of the match at hand, for whoever keeps the time and judges the answer itself. Throws and
   * rejects as `StrategyHost.move` does.
   * @param deadline epoch milliseconds
   */
  ask({ round, state, score }: TurnAt, deadline: number): unknown {
    return this.#host.move({ matchId: this.#atHand().matchId, round, state, score, deadline });
  }

  round(round: AnyRound): void {
    this.#host.roundEnd(round);
  }

  end({ outcome, score }: Pick<MatchEnd, 'outcome' | 'score'>, netLamports = 0): void {
    const { matchId, game } = this.#atHand();
    this.#host.matchEnd({ matchId, game, outcome, score, netLamports });
  }

  /**
   * Calls `done` exactly once with the decision, within this very call where the strategy answers at once; never
   * after `cancel` or the next `decide`.
   * @param overheadMs what a move needs to reach the arena
   */
  decide(game: AnyGame, asked: TurnRequest, overheadMs: number, done: (decision: Decision) => void) {
    this.cancel();
    const turn = this.#turn;
    const startMs = this.#clock.now();
    const arenaDeadlineMs = startMs + asked.timeoutMs;
    const giveMs = Math.max(asked.timeoutMs - overheadMs, asked.timeoutMs * LEAST_SHARE);
    // The strategy's own clock is the system's.
    const deadline = this.#clock.epochMs() + giveMs;

    const settle = (answer: unknown, reason?: MoveFault, detail?: string) => {
      if (turn !== this.#turn) return;
      this.#turn++;
      this.#clock.clearTimeout(this.#timer);
      this.#timer = undefined;
      const now = this.#clock.now();
      if (reason === 'late') this.#host.abandon();
      done(decisionOf(game, asked.state, answer, reason, detail, now - startMs, now >= arenaDeadlineMs));
    };
    const fail = (error: unknown) => {
      if (error instanceof StrategyFailure) settle(undefined, error.reason, error.message);
      else settle(undefined, 'threw', describeThrown(error));
    };

    if (!this.#host.games.some((id) => id === game.id)) {
      return settle(undefined, 'not-its-game', `${this.#host.name} does not play ${game.id}`);
    }
    let answer: unknown;
    let pending: Promise<unknown> | undefined;
    try {
      const { matchId, round, state, score } = asked;
      answer = this.#host.move({ matchId, round, state, score, deadline });
      if (isThenable(answer)) pending = awaited(answer);
    } catch (error) {
      return fail(error);
    }
    if (pending === undefined) return settle(answer);
    // No timer could have fired before this point, so the turns that are answered at once go without one.
    this.#timer = this.#clock.setTimeout(
      () => settle(undefined, 'late', `no answer after ${Math.round(giveMs)} ms`),
      Math.max(0, startMs + giveMs - this.#clock.now()),
    );
    pending.then((value) => settle(value), fail);
  }

  #atHand(): AnyMatch {
    if (this.#match === undefined) throw new Error('no match has been started');
    return this.#match;
  }

  /** The pending turn, if any, has ended without a decision: the match is over or the connection lost. */
  cancel(): void {
    this.#turn++;
    if (this.#timer === undefined) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#host.abandon();
  }
}

function decisionOf(
  game: AnyGame,
  state: object,
  answer: unknown,
  reason: MoveFault | undefined,
  detail: string | undefined,
  decideMs: number,
  tooLate: boolean,
): Decision {
  if (tooLate) {
    const late = detail ?? `answered after ${Math.round(decideMs)} ms, past the arena's own deadline`;
    return { move: null, raw: false, source: 'fallback', reason: reason ?? 'late', detail: late, decideMs };
  }
  if (reason === undefined) {
    const judged = judge(game, state, answer);
    if (judged !== null) return { move: judged.move, raw: judged.raw, source: 'strategy', decideMs };
  }
  return {
    move: game.fallbackMove(state),
    raw: false,
    source: 'fallback',
    reason: reason ?? 'illegal',
    detail: detail ?? refusedMove(answer, game),
    decideMs,
  };
}
