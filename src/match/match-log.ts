import {
  type AnyGame,
  type GameId,
  gameOf,
  type Played,
  type Resolved,
  type RoundResult,
  type Side,
} from '../games/index.js';
import {
  countPoints,
  countRound,
  type Draws,
  dealRound,
  drawsTaken,
  type MatchAtHand,
  matchAtHand,
  type PlayedRound,
  resetMatch,
  resolveRound,
  restartMatch,
  resultFor,
  seededDraws,
  startMatch,
  viewFor,
} from './match.js';
import { type AnyRound, byLead, type MatchOutcome, outcomeFor, type Score, scoreFor } from './side-view.js';

/** What the matches of a series have in common. */
export interface MatchSeries {
  readonly gameId: GameId;
  readonly game: AnyGame;
  /** The ids of its matches begin with it. */
  readonly name: string;
  /** Whether there is nothing to be seen before the moves. */
  readonly stateless: boolean;
  /** Whether nothing is dealt or carried either: a round that draws nothing depends on its moves alone. */
  readonly bare: boolean;
  /** What rounds that draw nothing come to, by the numbers of both moves: each is resolved once. */
  readonly outcomes: (Resolved<unknown, unknown> | null)[];
}

/** A move that is made again and again, numbered in its series. */
export interface NumberedMove extends Played<object> {
  /** From 0, below `MOST_NUMBERED`; -1 where it has none. */
  readonly number: number;
}

/** Of a game with more moves the others have no number. */
export const MOST_NUMBERED = 8;

export function matchSeries(gameId: GameId, name: string): MatchSeries {
  const game = gameOf(gameId);
  const first = startMatch(game, seededDraws(0));
  const stateless = Object.keys(viewFor(game, first, 'a')).length === 0;
  const bare = stateless && first.deal === null && first.carry === null && first.dealDraws === 0;
  const outcomes = new Array<null>(MOST_NUMBERED ** 2).fill(null);
  return { gameId, game, name, stateless, bare, outcomes };
}

/** A round that has been played, with what it was played from. Written anew in every match. */
class Step implements PlayedRound {
  readonly round: number;
  deal: unknown = null;
  carry: unknown = null;
  a: object | null = null;
  b: object | null = null;
  resolved: Resolved<unknown, unknown> = UNPLAYED;
  /** Of the match, after the round. */
  scoreA = 0;
  scoreB = 0;

  constructor(round: number) {
    this.round = round;
  }
}

const UNPLAYED: Resolved<unknown, unknown> = { winner: null, points: [0, 0], reveal: null, carry: null };

/**
 * Matches that are played in this process one after the other, as the authority knows them. What a side is told is made only
 * when somebody asks: most strategies look at little of it, and to make it takes longer than all the rest of a match. All is
 * kept in the same objects from match to match: a simulation makes nothing anew for a round that nobody looks at.
 */
export class MatchLog {
  readonly series: MatchSeries;
  /** As the series says. */
  readonly stateless: boolean;
  /** Of the match at hand, in the series, from 0. */
  index: number;
  /** Of the match at hand: changed in place, by this class alone. */
  readonly state: Readonly<MatchAtHand>;
  /** Null while the match goes on, and for a draw. */
  winner: Side | null = null;
  readonly #match: MatchAtHand;
  readonly #draws: Draws;
  readonly #steps: Step[] = [];
  /** How many of them are of the match at hand. */
  #played = 0;

  /** The first of them, before its first round. */
  constructor(series: MatchSeries, index: number, draws: Draws) {
    this.series = series;
    this.stateless = series.stateless;
    this.index = index;
    this.#draws = draws;
    this.#match = matchAtHand(series.game, draws);
    this.state = this.#match;
  }

  /** The next match, before its first round. */
  restart(index: number): void {
    this.index = index;
    this.winner = null;
    this.#played = 0;
    const { bare, game } = this.series;
    // Nothing is dealt, carried or drawn.
    if (bare) resetMatch(this.#match);
    else restartMatch(game, this.#match, this.#draws);
  }

  get matchId(): string {
    return `${this.series.name}-${this.index + 1}`;
  }

  /** Plays the round at hand. */
  play(a: Played<object> | null, b: Played<object> | null): void {
    const match = this.#match;
    const { game } = this.series;
    const step = this.#nextStep();
    step.deal = match.deal;
    step.carry = match.carry;
    step.a = a === null ? null : a.move;
    step.b = b === null ? null : b.move;
    step.resolved = resolveRound(game, match, a, b, this.#draws);
    countRound(game, match, step.resolved, a === null, b === null);
    step.scoreA = match.score[0];
    step.scoreB = match.score[1];
    if (match.ended === null) dealRound(game, match, match.round + 1, this.#draws);
    else this.winner = match.ended.winner;
  }

  /** The same, where both moves may be of those that are made again and again. */
  playNumbered(a: NumberedMove, b: NumberedMove): void {
    const { bare, game, outcomes } = this.series;
    if (!bare || a.number < 0 || b.number < 0) {
      this.play(a, b);
      return;
    }
    const match = this.#match;
    const place = MOST_NUMBERED * a.number + b.number;
    const resolved = outcomes[place] ?? this.#resolve(place, a, b);
    const step = this.#nextStep();
    step.a = a.move;
    step.b = b.move;
    step.resolved = resolved;
    countPoints(game, match, resolved.points);
    step.scoreA = match.score[0];
    step.scoreB = match.score[1];
    if (match.ended === null) match.round++;
    else this.winner = match.ended.winner;
  }

  #resolve(place: number, a: NumberedMove, b: NumberedMove): Resolved<unknown, unknown> {
    const { game, outcomes } = this.series;
    const resolved = resolveRound(game, this.#match, a, b, this.#draws);
    // What draws nothing comes to the same every time.
    if (drawsTaken() === 0) outcomes[place] = resolved;
    return resolved;
  }

  viewFor(side: Side): object {
    const { deal, carry } = this.state;
    return this.#viewOf(deal, carry, side);
  }

  scoreFor(side: Side): Score {
    return scoreFor(side, this.state.score);
  }

  /** The same where the moves of `side` and of its opponent were given at once. */
  playFrom(side: Side, mine: object | null, theirs: object | null): void {
    const own = mine && { move: mine, elapsedMs: 0 };
    const other = theirs && { move: theirs, elapsedMs: 0 };
    if (side === 'a') this.play(own, other);
    else this.play(other, own);
  }

  /** The turn at hand. */
  turnFor(side: Side): { readonly round: number; readonly state: object; readonly score: Score } {
    return { round: this.state.round, state: this.viewFor(side), score: this.scoreFor(side) };
  }

  endFor(side: Side): { readonly outcome: MatchOutcome; readonly score: Score } {
    return { outcome: outcomeFor(side, this.winner), score: this.scoreFor(side) };
  }

  /** Adds to `rounds` what has been played since. */
  catchUp(rounds: AnyRound[], side: Side): AnyRound[] {
    while (rounds.length < this.#played) {
      // Where there is nothing to be seen, what was told of the first round will do for all.
      const state = this.stateless ? rounds[0]?.state : undefined;
      rounds.push(this.#roundFor(rounds.length, side, state));
    }
    return rounds;
  }

  /** The canonical moves of every round, of `a` and of `b`; null where there was none in time. */
  moves(): (readonly [object | null, object | null])[] {
    return this.#steps.slice(0, this.#played).map(({ a, b }) => [a, b]);
  }

  lastRoundFor(side: Side): AnyRound & { readonly result: RoundResult<object> } {
    return this.#roundFor(this.#played - 1, side);
  }

  #nextStep(): Step {
    const steps = this.#steps;
    const place = this.#played++;
    if (place === steps.length) steps.push(new Step(place + 1));
    return steps[place] as Step;
  }

  /** What each side is told is its own to write to. */
  #viewOf(deal: unknown, carry: unknown, side: Side): object {
    return this.stateless ? {} : this.series.game.state(deal, carry, side);
  }

  #roundFor(
    place: number,
    side: Side,
    state: object | null = null,
  ): AnyRound & { readonly result: RoundResult<object> } {
    const step = this.#steps[place] as Step;
    const { round, deal, carry, scoreA, scoreB } = step;
    const { points } = step.resolved;
    const lead = points[0] - points[1];
    return {
      round,
      state: state ?? this.#viewOf(deal, carry, side),
      result: resultFor(this.series.game, step, side),
      outcome: byLead(side === 'a' ? lead : -lead),
      score: side === 'a' ? { mine: scoreA, theirs: scoreB } : { mine: scoreB, theirs: scoreA },
    };
  }
}
