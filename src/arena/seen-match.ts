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
  readonly #game: AnyGame;
  readonly #before: MatchState;
  readonly #played: PlayedRound;
  /** `[a, b]`, after the round. */
  readonly score: readonly [number, number];
  /** How long each side took; null where it was late. */
  readonly decideMsA: number | null;
  readonly decideMsB: number | null;
  readonly timeoutMs: number;
  readonly taunts: readonly SeenTaunt[];

  constructor(ended: EndedRound, taunts: readonly SeenTaunt[]) {
    this.#game = ended.game;
    this.#before = ended.before;
    this.#played = ended.played;
    this.score = ended.score;
    this.decideMsA = ended.a?.elapsedMs ?? null;
    this.decideMsB = ended.b?.elapsedMs ?? null;
    this.timeoutMs = Math.round(ended.timeoutMs);
    this.taunts = taunts;
  }

  get round(): number {
    return this.#played.round;
  }

  /** The `game_state` of side a. */
  get state(): object {
    return viewFor(this.#game, this.#before, 'a');
  }

  /** The `result` for side a. */
  get result(): object {
    return resultFor(this.#game, this.#played, 'a');
  }

  /** `[a, b]`, before the round. */
  get scoreBefore(): readonly [number, number] {
    return this.#before.score;
  }
}

export interface SeenTaunt {
  readonly by: Side;
  readonly tauntId: TauntId;
}

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

/** A round that not both sides have been told yet. */
interface Untold {
  readonly seen: SeenRound;
  untold: number;
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
  readonly rounds: SeenRound[] = [];
  end: SeenEnd | null = null;
  readonly #held = new Set<Untold>();
  /** Of the round at hand. */
  #taunts: SeenTaunt[] = [];
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
    const held = { seen: new SeenRound(ended, this.#taunts), untold: 2 };
    if (this.#taunts.length > 0) this.#taunts = [];
    this.#held.add(held);
    this.#unsettled += 2;
    return (told) => {
      if (told) held.untold--;
      if (held.untold === 0) this.#show(held);
      this.#settle();
    };
  }

  /** @returns to be given with the `taunt_received` */
  taunted(by: Side, tauntId: TauntId): Settled {
    const round = this.#taunts;
    return (told) => {
      // One that comes after the end of its round is left out.
      if (told && round === this.#taunts) round.push({ by, tauntId });
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

  #show(held: Untold): void {
    if (this.#state === 'over') return;
    this.#held.delete(held);
    const isNext = held.seen.round > (this.rounds.at(-1)?.round ?? 0);
    this.rounds.push(held.seen);
    if (!isNext) this.rounds.sort((x, y) => x.round - y.round);
  }

  #settle(): void {
    this.#unsettled--;
    this.#finish();
  }

  #finish(): void {
    if (this.#end === null || this.#unsettled > 0 || this.#state !== 'begun') return;
    for (const held of this.#held) this.#show(held);
    this.#state = 'over';
    this.end = this.#end;
    this.#spectators.matchEnded(this);
  }
}
