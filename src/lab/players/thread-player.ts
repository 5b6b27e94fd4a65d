import type { Side } from '../../games/index.js';
import { createRng } from '../../lib/rng.js';
import type { AnyPastMatch, AnyRound, MatchLog } from '../../match/index.js';
import {
  type AnyMatch,
  type AnyParams,
  type AnyStrategy,
  type AnyTurn,
  Hooks,
  KEPT_MATCHES,
} from '../../strategy/index.js';
import type { Player } from './player.js';

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
  /** Told before a hook is called, so that whoever watches from outside knows who is at it. */
  readonly calling?: ((match: number) => void) | undefined;
}

/** The turn as the player brings it up to date. What never changes, or is made when it is looked at, is not written. */
type LiveTurn = {
  -readonly [K in keyof AnyTurn]: AnyTurn[K];
};

/** What a class that extends it declares is added to an object that is there. */
class There {
  constructor(there: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what adds it
    return there;
  }
}

/** Whose turn is whose, in a private field of the turn: a strategy has no way to what plays it. */
class Owned extends There {
  readonly #player: ThreadPlayer;

  constructor(turn: object, player: ThreadPlayer) {
    super(turn);
    this.#player = player;
  }

  static playerOf(turn: object): ThreadPlayer {
    return (turn as Owned).#player;
  }
}

const { playerOf } = Owned;

/**
 * What of a turn is made when it is looked at. Properties of the turn's own, as a strategy may copy it; and the same
 * functions for all, or every turn would be an object of a kind of its own, which the engine is slow with.
 */
const LAZY = {
  matchId: { enumerable: true, get: matchId },
  rounds: { enumerable: true, get: rounds },
  deadline: { enumerable: true, get: deadline },
  // No copy has it in play either.
  signal: { enumerable: false, get: signal },
} satisfies PropertyDescriptorMap;

/** Likewise of the opponent. */
const HISTORY = { enumerable: true, get: history } satisfies PropertyDescriptor;

function matchId(this: object): string {
  return playerOf(this).matchId;
}

function rounds(this: object): readonly AnyRound[] {
  return playerOf(this).rounds;
}

function deadline(this: object): number {
  return playerOf(this).deadline;
}

function signal(this: object): AbortSignal {
  return playerOf(this).signal;
}

function history(this: object): readonly AnyPastMatch[] {
  return playerOf(this).history;
}

/**
 * A strategy that is called in this very thread. It gets one `Turn` object for the whole series, brought up to date before
 * every question; `rounds`, `opponent.history`, `matchId`, `deadline` and `signal` are made when it looks at them.
 * Earlier matches are kept once it has looked at `history`; the first look after the first match comes too late, and
 * `missedHistory` says so.
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
  /** Of the match at hand; made when somebody looks. */
  #rounds: AnyRound[] | undefined;
  #score: readonly [number, number] | undefined;
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
    const opponent = Object.defineProperty({ id: name, name }, 'history', HISTORY);
    this.#opponent = new Owned(opponent, this) as unknown as AnyMatch['opponent'];
    this.#turn = this.#makeTurn();
  }

  /** To be awaited before the first match. Rejects with what the strategy throws. */
  async init(): Promise<void> {
    await this.#strategy.init?.({ memory: this.#memory, random: this.#random, params: this.#params });
  }

  matchStart(log: MatchLog, side: Side): void {
    this.#log = log;
    this.#side = side;
    this.#rounds = undefined;
    const turn = this.#turn;
    const { gameId: game, stateless } = log.series;
    turn.game = game;
    turn.side = side;
    // The player's own to write to, for the whole match: each write to this old object makes work for the garbage collector.
    if (stateless) turn.state = {};
    if (this.#strategy.matchStart === undefined) return;
    const match = { game, matchId: log.matchId, side, opponent: this.#opponent, wager: 0 };
    this.#hook('matchStart', () => this.#strategy.matchStart?.(match, this.#params));
  }

  move(): unknown {
    const log = this.#log as MatchLog;
    const { state } = log;
    const turn = this.#turn;
    turn.round = state.round;
    if (!log.stateless) turn.state = log.viewFor(this.#side);
    if (state.score !== this.#score) {
      this.#score = state.score;
      turn.score = log.scoreFor(this.#side);
    }
    this.#deadline = 0;
    this.#abort = undefined;
    const { busy } = this.#hooks;
    if (busy === undefined) return this.#strategy.move(turn);
    // By then the match may be over, and nobody wants to know any more.
    return busy.then(() =>
      log === this.#log && state === log.state ? this.#strategy.move(turn) : undefined,
    );
  }

  abandon(): void {
    this.#abort?.abort();
    this.#hooks.drop();
  }

  roundEnd(): void {
    if (this.#strategy.roundEnd === undefined) return;
    const round = this.rounds.at(-1);
    if (round) this.#hook('roundEnd', () => this.#strategy.roundEnd?.(round, this.#params));
  }

  matchEnd(): void {
    if (this.#strategy.matchEnd === undefined && !this.#keepsHistory) return;
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

  /** Its properties in the order that they have in play. */
  #makeTurn(): LiveTurn {
    const turn = { game: 'rps' };
    Object.defineProperty(turn, 'matchId', LAZY.matchId);
    Object.assign(turn, { side: 'a', opponent: this.#opponent, wager: 0, round: 1, state: {} });
    Object.assign(turn, { score: { mine: 0, theirs: 0 } });
    Object.defineProperty(turn, 'rounds', LAZY.rounds);
    Object.defineProperty(turn, 'deadline', LAZY.deadline);
    Object.assign(turn, { random: this.#random, memory: this.#memory, params: this.#params });
    Object.defineProperty(turn, 'signal', LAZY.signal);
    return new Owned(turn, this) as unknown as LiveTurn;
  }

  get matchId(): string {
    return (this.#log as MatchLog).matchId;
  }

  get deadline(): number {
    this.#deadline ||= Date.now() + this.#options.moveTimeoutMs;
    return this.#deadline;
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
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
