import type { Side } from '../../games/index.js';
import { createRng } from '../../lib/rng.js';
import type { StrategySpec } from '../../lib/strategy-spec.js';
import type { AnyPastMatch, AnyRound, MatchLog, Score } from '../../match/index.js';
import {
  type AnyMatch,
  type AnyParams,
  type AnyStrategy,
  type DialogueFile,
  Hooks,
  KEPT_MATCHES,
} from '../../strategy/index.js';
import { type LiveTurn, liveOpponent, liveTurn } from './live-turn.js';
import type { Player } from './player.js';

/** Where the dialogue with a program goes, and what its matches are called there. */
export interface PlayerDialogue {
  readonly file: DialogueFile;
  readonly title: string;
  readonly matchTitle: (match: number) => string;
}

export interface ThreadPlayerOptions {
  /** Makes `random()` repeatable. */
  readonly seed: string;
  readonly opponentName: string;
  readonly moveTimeoutMs: number;
  /** For a strategy to be loaded, or a program to give its first answer. */
  readonly startTimeoutMs: number;
  /** Whether earlier matches are kept from the start. */
  readonly keepsHistory: boolean;
  /** Told of hooks that throw. */
  readonly trouble: (message: string) => void;
  /** Where the dialogue with a program is written; undefined where it is not wanted. */
  readonly dialogue?: PlayerDialogue | undefined;
  /** Told before a hook is called, so that whoever watches from outside knows who is at it. */
  readonly calling?: ((match: number) => void) | undefined;
  /** Parameters that are set to something else than what its name says. */
  readonly params?: StrategySpec['params'] | undefined;
}

/**
 * A strategy that is called in this very thread. It gets one `Turn` object for the whole series, brought up to date before
 * every question; `state`, `score`, `rounds`, `opponent.history`, `matchId`, `deadline` and `signal` are made when it looks at them.
 * Earlier matches are kept once it has looked at `history`; the first look after the first match comes too late, and
 * `missedHistory` says so. What most strategies have no need of stands in methods apart: the engine makes one piece of what is
 * done for every round only as long as that is short.
 */
export class ThreadPlayer implements Player {
  missedHistory = false;
  readonly startingMs = null;
  readonly #strategy: AnyStrategy;
  readonly #params: AnyParams;
  readonly #options: ThreadPlayerOptions;
  readonly #memory: Record<string, unknown> = {};
  readonly #random: () => number;
  readonly #hooks: Hooks;
  readonly #opponent: AnyMatch['opponent'];
  readonly #turn: LiveTurn;
  readonly #past: AnyPastMatch[] = [];
  #keepsHistory: boolean;
  #log: MatchLog | undefined;
  #side: Side = 'a';
  /** Of the match at hand; made when somebody looks, as all that follows. */
  #rounds: AnyRound[] | undefined;
  /** Of the turn at hand; where there is nothing to be seen, of the match. */
  #state: object | undefined;
  #score: Score | undefined;
  /** Whether it is told of more than its turns, and may look at one afterwards. */
  #hasHooks = false;
  /** Whether it has looked at something that was made for the turn at hand. */
  #hasLooked = false;
  #deadline = 0;
  #abort: AbortController | undefined;

  constructor(strategy: AnyStrategy, params: AnyParams, options: ThreadPlayerOptions) {
    this.#strategy = strategy;
    this.#params = params;
    this.#options = options;
    this.#keepsHistory = options.keepsHistory;
    this.#random = createRng(options.seed);
    this.#hooks = new Hooks(options.trouble);
    const { opponentName: name } = options;
    this.#opponent = liveOpponent(this, name);
    this.#turn = liveTurn(this, {
      opponent: this.#opponent,
      random: this.#random,
      memory: this.#memory,
      params,
    });
  }

  /** To be awaited before the first match. Rejects with what the strategy throws. */
  async init(): Promise<void> {
    await this.#strategy.init?.({ memory: this.#memory, random: this.#random, params: this.#params });
    const { matchStart, roundEnd, matchEnd } = this.#strategy;
    this.#hasHooks = [matchStart, roundEnd, matchEnd].some((hook) => hook !== undefined);
  }

  matchStart(log: MatchLog, side: Side): void {
    // Not written where it is the same: a write to an old object makes work for the garbage collector.
    if (this.#log !== log) {
      this.#log = log;
      this.#turn.game = log.series.gameId;
    }
    this.#side = side;
    this.#turn.side = side;
    this.#rounds = undefined;
    this.#state = undefined;
    if (this.#hasHooks) this.#tellStart(log, side);
  }

  #tellStart(log: MatchLog, side: Side): void {
    if (this.#strategy.matchStart === undefined) return;
    const { gameId: game } = log.series;
    const match = { game, matchId: log.matchId, side, opponent: this.#opponent, wager: 0 };
    this.#hook('matchStart', () => this.#strategy.matchStart?.(match, this.#params));
  }

  move(): unknown {
    const turn = this.#turn;
    turn.round = (this.#log as MatchLog).state.round;
    if (this.#hasLooked) this.#forget();
    return this.#hasHooks ? this.#moveBetweenHooks() : this.#strategy.move(turn);
  }

  /** What was made for a turn is not that of the next. */
  #forget(): void {
    this.#hasLooked = false;
    // Where there is nothing to be seen, it is the player's own to write to for the whole match.
    if (!this.#log?.stateless) this.#state = undefined;
    this.#score = undefined;
    this.#deadline = 0;
    this.#abort = undefined;
  }

  #moveBetweenHooks(): unknown {
    const log = this.#log as MatchLog;
    const turn = this.#turn;
    // A later look would find what has been played since.
    void this.state;
    void this.score;
    const { busy } = this.#hooks;
    if (busy === undefined) return this.#strategy.move(turn);
    const { index } = log;
    const { round } = log.state;
    // By then the match may be over, and nobody wants to know any more.
    return busy.then(() =>
      index === log.index && round === log.state.round && log.state.ended === null
        ? this.#strategy.move(turn)
        : undefined,
    );
  }

  abandon(): void {
    this.#abort?.abort();
    this.#hooks.drop();
  }

  roundEnd(): void {
    if (this.#hasHooks) this.#tellRound();
  }

  #tellRound(): void {
    if (this.#strategy.roundEnd === undefined) return;
    const round = this.rounds.at(-1);
    if (round) this.#hook('roundEnd', () => this.#strategy.roundEnd?.(round, this.#params));
  }

  matchEnd(): void {
    if (this.#hasHooks || this.#keepsHistory) this.#tellEnd();
  }

  #tellEnd(): void {
    const log = this.#log as MatchLog;
    const side = this.#side;
    const { matchId } = log;
    const game = log.series.gameId;
    const { outcome, score } = log.endFor(side);
    if (this.#strategy.matchEnd !== undefined) {
      const end = { matchId, game, outcome, score, netLamports: 0 };
      this.#hook('matchEnd', () => this.#strategy.matchEnd?.(end, this.#params));
    }
    if (!this.#keepsHistory) return;
    const past = { matchId, game, side, outcome, rounds: this.rounds };
    if (this.#past.push(past) > KEPT_MATCHES) this.#past.shift();
  }

  drew(): boolean {
    // The first number is still to come where none was drawn.
    return this.#random() !== createRng(this.#options.seed)();
  }

  async close(): Promise<void> {
    this.abandon();
  }

  get matchId(): string {
    return (this.#log as MatchLog).matchId;
  }

  get deadline(): number {
    this.#hasLooked = true;
    this.#deadline ||= Date.now() + this.#options.moveTimeoutMs;
    return this.#deadline;
  }

  get signal(): AbortSignal {
    this.#hasLooked = true;
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  get state(): object {
    this.#hasLooked = true;
    this.#state ??= (this.#log as MatchLog).viewFor(this.#side);
    return this.#state;
  }

  get score(): Score {
    this.#hasLooked = true;
    this.#score ??= (this.#log as MatchLog).scoreFor(this.#side);
    return this.#score;
  }

  get rounds(): readonly AnyRound[] {
    this.#rounds ??= [];
    return (this.#log as MatchLog).catchUp(this.#rounds, this.#side);
  }

  get history(): readonly AnyPastMatch[] {
    if (!this.#keepsHistory) {
      this.#keepsHistory = true;
      this.missedHistory = (this.#log?.index ?? 0) > 0;
    }
    return this.#past;
  }

  #hook(name: string, call: () => unknown): void {
    this.#options.calling?.(this.#log?.index ?? 0);
    this.#hooks.run(name, call);
  }
}
