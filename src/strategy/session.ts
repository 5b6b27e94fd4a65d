import { BotpitError } from '../errors.js';
import { createRng } from '../lib/rng.js';
import { describeThrown } from './blame.js';
import type { Match, MatchEnd, Round, TauntEvent, Turn } from './contract.js';
import type { Question } from './host.js';
import type { LoadedStrategy } from './load.js';

/**
 * A strategy and what it is told, inside whichever isolation: the one place that calls it. What it hands to the
 * strategy is the session's own to lose; a strategy that writes to it misleads only itself.
 */
export class Session {
  readonly #strategy: LoadedStrategy;
  readonly #memory: Record<string, unknown> = {};
  readonly #random: () => number;
  readonly #trouble: (message: string) => void;
  #match: Match | undefined;
  #rounds: Round[] = [];
  /** Hooks that have not finished; what comes next waits for them. */
  #busy: Promise<void> | undefined;
  #turn = 0;
  #abandoned = true;
  #abort: AbortController | undefined;

  /** @param trouble told of errors thrown by hooks, which stop nothing */
  constructor(strategy: LoadedStrategy, seed: string, trouble: (message: string) => void) {
    this.#strategy = strategy;
    this.#random = createRng(seed);
    this.#trouble = trouble;
  }

  /** @throws BotpitError `strategy/threw-while-loading` */
  async init(): Promise<void> {
    try {
      await this.#strategy.init?.({ memory: this.#memory, random: this.#random });
    } catch (error) {
      throw new BotpitError(
        'strategy/threw-while-loading',
        `the strategy's init threw: ${describeThrown(error)}`,
      );
    }
  }

  matchStart(match: Match): void {
    this.#match = match;
    this.#rounds = [];
    this.#hook('matchStart', () => this.#strategy.matchStart?.(match));
  }

  roundEnd(round: Round): void {
    this.#rounds.push(round);
    this.#hook('roundEnd', () => this.#strategy.roundEnd?.(round));
  }

  matchEnd(end: MatchEnd): void {
    this.#hook('matchEnd', () => this.#strategy.matchEnd?.(end));
  }

  /** Throws or rejects with whatever the strategy threw. */
  move(question: Question): unknown {
    this.#abandoned = false;
    this.#abort = undefined;
    const turn = ++this.#turn;
    if (this.#busy === undefined) return this.#strategy.move(this.#describe(question, turn));
    return this.#busy.then(() =>
      turn === this.#turn && !this.#abandoned
        ? this.#strategy.move(this.#describe(question, turn))
        : undefined,
    );
  }

  /** The time of the latest `move` is up. */
  abandon(): void {
    this.#abandoned = true;
    this.#abort?.abort();
    // A hook that never ends would cost every later turn too.
    this.#busy = undefined;
  }

  taunt(event: TauntEvent): unknown {
    return this.#strategy.taunt?.(event);
  }

  get hasTaunts(): boolean {
    return this.#strategy.taunt !== undefined;
  }

  #describe(question: Question, number: number): Turn {
    const match = this.#match;
    if (match === undefined) throw new Error('a turn before any match');
    const session = this;
    return {
      game: match.game,
      matchId: match.matchId,
      side: match.side,
      opponent: match.opponent,
      wager: match.wager,
      round: question.round,
      state: question.state,
      score: question.score,
      rounds: this.#rounds,
      deadline: question.deadline,
      random: this.#random,
      memory: this.#memory,
      // Made when looked at: most strategies never do.
      get signal() {
        return session.#signal(number);
      },
    } as unknown as Turn;
  }

  #signal(turn: number): AbortSignal {
    if (turn !== this.#turn) return AbortSignal.abort();
    this.#abort ??= new AbortController();
    if (this.#abandoned) this.#abort.abort();
    return this.#abort.signal;
  }

  #hook(name: string, call: () => void | Promise<void>): void {
    if (this.#busy === undefined) {
      let result: unknown;
      try {
        result = call();
      } catch (error) {
        this.#trouble(`${name}: ${describeThrown(error)}`);
      }
      if (isThenable(result)) this.#wait(name, result);
    } else this.#wait(name, this.#busy.then(call));
  }

  #wait(name: string, result: PromiseLike<unknown>): void {
    const done = Promise.resolve(result)
      .then(
        () => undefined,
        (error: unknown) => this.#trouble(`${name}: ${describeThrown(error)}`),
      )
      .then(() => {
        if (this.#busy === done) this.#busy = undefined;
      });
    this.#busy = done;
  }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
