import { DRAWS } from '../fairness.js';
import type { AnyGame, GameId, Played, Side } from '../games/index.js';
import type { Clock } from '../lib/clock.js';
import { type MatchState, type PlayedRound, resultFor, type Termination, viewFor } from '../match/index.js';
import type { TauntId } from '../protocol/index.js';
import type { Lamports } from '../wager.js';
import type { Named } from './arena-events.js';
import type { Settled, Terms } from './seat.js';

/** Who watches an arena. Nothing here may throw or block. */
export interface Spectators {
  /** Both sides know that they meet. */
  matchStarted(match: SeenMatch): void;
  /** Both have been told the end, or are away: `end` is there, and all rounds are. */
  matchEnded(match: SeenMatch): void;
  /** It ends without a result, as the arena closes or forgets it. */
  matchForgotten(match: SeenMatch): void;
}

/**
 * A match as spectators may know it: what both sides have been told by now, and never more. It grows while the match goes
 * on. Nothing in it is written to again once it is there.
 */
export interface SeenMatch {
  readonly matchId: string;
  readonly game: GameId;
  readonly a: Named;
  readonly b: Named;
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly serverSeedHash: string;
  /** The name of the rule by which draws follow from the seed. */
  readonly draws: string;
  /** Those that both sides have been told, in order. One that a side was never told comes with the end. */
  readonly rounds: readonly SeenRound[];
  /** Null until both know it. */
  readonly end: SeenEnd | null;
}

/** A round as side a was told it. What it says is made when somebody looks, as most rounds are never looked at. */
export class SeenRound {
  readonly #ended: EndedRound;
  readonly taunts: readonly SeenTaunt[];

  /** @internal */
  constructor(ended: EndedRound, taunts: readonly SeenTaunt[]) {
    this.#ended = ended;
    this.taunts = taunts;
  }

  get round(): number {
    return this.#ended.played.round;
  }

  /** The `game_state` of side a. */
  get state(): object {
    return viewFor(this.#ended.game, this.#ended.before, 'a');
  }

  /** The `result` for side a. */
  get result(): object {
    return resultFor(this.#ended.game, this.#ended.played, 'a');
  }

  /** `[a, b]`, before the round. */
  get scoreBefore(): readonly [number, number] {
    return this.#ended.before.score;
  }

  /** `[a, b]`, after the round. */
  get score(): readonly [number, number] {
    return this.#ended.score;
  }

  /** How long each side took; null where it was late. */
  get decideMsA(): number | null {
    return this.#ended.a?.elapsedMs ?? null;
  }

  get decideMsB(): number | null {
    return this.#ended.b?.elapsedMs ?? null;
  }

  get timeoutMs(): number {
    return Math.round(this.#ended.timeoutMs);
  }
}

export interface SeenTaunt {
  readonly by: Side;
  readonly tauntId: TauntId;
}

const NO_TAUNTS: readonly SeenTaunt[] = [];

/** Begins to keep a match back. */
export type Disclose = (
  matchId: string,
  terms: Terms,
  sides: readonly [Named, Named],
  serverSeedHash: string,
) => Disclosure;

/** A round as the table knows it. */
interface EndedRound {
  readonly game: AnyGame;
  readonly before: MatchState;
  readonly played: PlayedRound;
  readonly score: readonly [number, number];
  readonly a: Played<object> | null;
  readonly b: Played<object> | null;
  readonly timeoutMs: number;
}

export interface SeenEnd {
  readonly winner: Side | null;
  readonly score: readonly [number, number];
  readonly termination: Termination;
  /** What the winner is paid; in a draw, what each side gets back. */
  readonly payoutLamports: Lamports;
  readonly feeLamports: Lamports;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  readonly serverSeed: string;
}

/**
 * Keeps what happens in one match back until both sides have been told it. The table says what happens, the connections
 * say when it has gone out. What a side is never told, as its connection is gone, is kept back until the end.
 */
export class Disclosure implements SeenMatch {
  readonly #spectators: Spectators;
  readonly #clock: Clock;
  readonly matchId: string;
  readonly game: GameId;
  readonly a: Named;
  readonly b: Named;
  readonly wagerLamports: Lamports;
  readonly sandbox: boolean;
  readonly startedAt: number;
  readonly serverSeedHash: string;
  readonly draws = DRAWS;
  rounds: SeenRound[] = [];
  end: SeenEnd | null = null;
  /** Those too that not both sides have been told yet. */
  readonly #played: SeenRound[] = [];
  /** Of the round at hand. */
  #taunts: readonly SeenTaunt[] = NO_TAUNTS;
  #state: 'new' | 'begun' | 'over' = 'new';
  /** Sides that do not know yet whom they meet. */
  #strangers = 2;
  /** Messages on their way. */
  #unsettled = 0;
  #end: SeenEnd | null = null;

  constructor(spectators: Spectators, clock: Clock, ...meeting: Parameters<Disclose>) {
    const [matchId, terms, [a, b], serverSeedHash] = meeting;
    this.#spectators = spectators;
    this.#clock = clock;
    this.matchId = matchId;
    this.game = terms.game;
    this.a = { id: a.id, name: a.name };
    this.b = { id: b.id, name: b.name };
    this.wagerLamports = terms.wagerLamports;
    this.sandbox = terms.sandbox;
    this.startedAt = clock.epochMs();
    this.serverSeedHash = serverSeedHash;
  }

  /** To be given with the first `match_found` to each side. */
  readonly introduced: Settled = () => {
    if (--this.#strangers > 0 || this.#state === 'over') return;
    this.#state = 'begun';
    this.#spectators.matchStarted(this);
    this.#finish();
  };

  /** A round has ended. @returns to be given with its `round_result` to each side */
  played(ended: EndedRound): Settled {
    const seen = new SeenRound(ended, this.#taunts);
    if (this.#taunts !== NO_TAUNTS) this.#taunts = NO_TAUNTS;
    this.#played.push(seen);
    this.#unsettled += 2;
    let untold = 2;
    return (told) => {
      if (told && --untold === 0) this.#show(seen);
      this.#settle();
    };
  }

  /** @returns to be given with the `taunt_received` */
  taunted(by: Side, tauntId: TauntId): Settled {
    const round = this.#played.length;
    return (told) => {
      // One that comes after the end of its round is left out.
      if (told && round === this.#played.length) this.#taunts = [...this.#taunts, { by, tauntId }];
    };
  }

  /** The match has ended. @returns to be given with the `game_over` to each side */
  ended(end: Omit<SeenEnd, 'endedAt'>): Settled {
    this.#end = { ...end, endedAt: this.#clock.epochMs() };
    this.#unsettled += 2;
    return () => this.#settle();
  }

  /** It ends without a result. */
  forgotten(): void {
    const wasSeen = this.#state === 'begun';
    this.#state = 'over';
    if (wasSeen) this.#spectators.matchForgotten(this);
  }

  #show(seen: SeenRound): void {
    if (this.#state === 'over') return;
    const isNext = seen.round > (this.rounds.at(-1)?.round ?? 0);
    this.rounds.push(seen);
    if (!isNext) this.rounds.sort((x, y) => x.round - y.round);
  }

  #settle(): void {
    this.#unsettled--;
    this.#finish();
  }

  #finish(): void {
    if (this.#end === null || this.#unsettled > 0 || this.#state !== 'begun') return;
    this.#state = 'over';
    this.rounds = this.#played;
    this.end = this.#end;
    this.#spectators.matchEnded(this);
  }
}
