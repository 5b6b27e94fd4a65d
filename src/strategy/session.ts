import { BotpitError } from '../errors.js';
import type { GameId, Side } from '../games/index.js';
import { createRng } from '../lib/rng.js';
import { isThenable } from '../lib/shape.js';
import type {
  AnyMatch,
  AnyParams,
  AnyRound,
  AnyStrategy,
  AnyTauntEvent,
  AnyTurn,
  MatchEnd,
  Score,
} from './contract.js';
import { HistoryKept, type Question } from './host.js';
import { describeThrown } from './thrown.js';

/**
 * A strategy and what it is told, inside whichever isolation: the one place that calls it. What it hands to the
 * strategy is the session's own to lose; a strategy that writes to it misleads only itself.
 */
export class Session {
  readonly #strategy: AnyStrategy;
  readonly #params: AnyParams;
  readonly #memory: Record<string, unknown> = {};
  readonly #random: () => number;
  readonly #hooks: Hooks;
  readonly #opponents = new HistoryKept();
  #match: AnyMatch | undefined;
  #rounds: AnyRound[] = [];
  #turn = 0;
  #abandoned = true;
  #abort: AbortController | undefined;

  /**
   * @param params the values of its parameters
   * @param trouble told of errors thrown by hooks, which stop nothing
   */
  constructor(strategy: AnyStrategy, params: AnyParams, seed: string, trouble: (message: string) => void) {
    this.#strategy = strategy;
    this.#params = params;
    this.#random = createRng(seed);
    this.#hooks = new Hooks(trouble);
  }

  /** @throws BotpitError `strategy/threw-while-loading` */
  async init(): Promise<void> {
    try {
      await this.#strategy.init?.({ memory: this.#memory, random: this.#random, params: this.#params });
    } catch (error) {
      throw new BotpitError(
        'strategy/threw-while-loading',
        `the strategy's init threw: ${describeThrown(error)}`,
      );
    }
  }

  matchStart(match: AnyMatch): void {
    const met = this.#opponents.meet(match);
    this.#match = met;
    this.#rounds = [];
    this.#hooks.run('matchStart', () => this.#strategy.matchStart?.(met, this.#params));
  }

  roundEnd(round: AnyRound): void {
    this.#rounds.push(round);
    this.#hooks.run('roundEnd', () => this.#strategy.roundEnd?.(round, this.#params));
  }

  matchEnd(end: MatchEnd): void {
    this.#hooks.run('matchEnd', () => this.#strategy.matchEnd?.(end, this.#params));
    const match = this.#match;
    if (match?.matchId !== end.matchId) return;
    const { matchId, game, side } = match;
    this.#opponents.part(match, { matchId, game, side, outcome: end.outcome, rounds: this.#rounds });
  }

  /** Throws or rejects with whatever the strategy threw. */
  move(question: Question): unknown {
    this.#abandoned = false;
    this.#abort = undefined;
    const turn = ++this.#turn;
    const { busy } = this.#hooks;
    if (busy === undefined) return this.#strategy.move(this.#describe(question, turn));
    return busy.then(() =>
      turn === this.#turn && !this.#abandoned
        ? this.#strategy.move(this.#describe(question, turn))
        : undefined,
    );
  }

  /** The time of the latest `move` is up. */
  abandon(): void {
    this.#abandoned = true;
    this.#abort?.abort();
    this.#hooks.drop();
  }

  taunt(event: AnyTauntEvent): unknown {
    const match = this.#match;
    const moment = event.on === 'match_start' && match ? { on: event.on, match } : event;
    return this.#strategy.taunt?.(moment, this.#params);
  }

  get hasTaunts(): boolean {
    return this.#strategy.taunt !== undefined;
  }

  #describe(question: Question, number: number): AnyTurn {
    if (this.#match === undefined) throw new Error('a turn before any match');
    const signal = () => this.#signal(number);
    return new AskedTurn(
      this.#match,
      question,
      this.#rounds,
      this.#random,
      this.#memory,
      this.#params,
      signal,
    );
  }

  #signal(turn: number): AbortSignal {
    if (turn !== this.#turn) return AbortSignal.abort();
    this.#abort ??= new AbortController();
    if (this.#abandoned) this.#abort.abort();
    return this.#abort.signal;
  }
}

/** Calls the hooks of a strategy, one after the other. What they throw stops nothing. */
export class Hooks {
  readonly #trouble: (message: string) => void;
  /** Those that have not finished; what comes next waits for them. */
  busy: Promise<void> | undefined;

  /** @param trouble told of what they throw */
  constructor(trouble: (message: string) => void) {
    this.#trouble = trouble;
  }

  run(name: string, call: () => unknown): void {
    let result: unknown;
    try {
      result = this.busy === undefined ? call() : this.busy.then(call);
      if (!isThenable(result)) return;
    } catch (error) {
      this.#failed(name, error);
      return;
    }
    const done: Promise<void> = awaited(result)
      .then(
        () => undefined,
        (error: unknown) => this.#failed(name, error),
      )
      .then(() => {
        if (this.busy === done) this.busy = undefined;
      });
    this.busy = done;
  }

  #failed(name: string, error: unknown): void {
    this.#trouble(`${name}: ${describeThrown(error)}`);
  }

  /** One that never ends would cost every later turn too: nobody waits for it any more. */
  drop(): void {
    this.busy = undefined;
  }
}

/** A `Turn`. A class, as an object literal with a getter takes longer to make than everything else on a turn's way. */
class AskedTurn implements AnyTurn {
  readonly game: GameId;
  readonly matchId: string;
  readonly side: Side;
  readonly opponent: AnyMatch['opponent'];
  readonly wager: number;
  readonly round: number;
  readonly state: Question['state'];
  readonly score: Score;
  readonly rounds: readonly AnyRound[];
  readonly deadline: number;
  readonly random: () => number;
  readonly memory: Record<string, unknown>;
  readonly params: AnyParams;
  readonly #makeSignal: () => AbortSignal;

  constructor(
    match: AnyMatch,
    question: Question,
    rounds: readonly AnyRound[],
    random: () => number,
    memory: Record<string, unknown>,
    params: AnyParams,
    makeSignal: () => AbortSignal,
  ) {
    this.game = match.game;
    this.matchId = match.matchId;
    this.side = match.side;
    this.opponent = match.opponent;
    this.wager = match.wager;
    this.round = question.round;
    this.state = question.state;
    this.score = question.score;
    this.rounds = rounds;
    this.deadline = question.deadline;
    this.random = random;
    this.memory = memory;
    this.params = params;
    this.#makeSignal = makeSignal;
  }

  /** Made when looked at: most strategies never do. */
  get signal(): AbortSignal {
    return this.#makeSignal();
  }
}

/** A true promise for whatever has a `then`: a strategy's own may throw, give nothing back, or settle twice. */
export async function awaited(value: PromiseLike<unknown>): Promise<unknown> {
  return await value;
}
