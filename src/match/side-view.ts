import {
  type AnyGame,
  type GameId,
  gameOf,
  type Played,
  type RoundResult,
  type Side,
} from '../games/index.js';
import {
  afterRound,
  type Draws,
  type MatchState,
  type PlayedRound,
  resolveRound,
  resultFor,
  seededDraws,
  startMatch,
  viewFor,
} from './match.js';

/*
 * A match as one of its sides sees it: the score, the rounds, the outcome.
 */

/** Rounds won (in `hi_lo`: right guesses), turned to one's own point of view. */
export interface Score {
  readonly mine: number;
  readonly theirs: number;
}

/** The same as a pair: `[mine, theirs]`. */
export type OwnScore = readonly [number, number];

export type MatchOutcome = 'win' | 'loss' | 'draw';
export type RoundOutcome = 'win' | 'loss' | 'tie';

/** A finished round of any game. */
export interface AnyRound {
  readonly round: number;
  readonly state: object | null;
  readonly result: object;
  readonly outcome: RoundOutcome;
  readonly score: Score;
}

/** A finished match of any game, with what was seen of its rounds. */
export interface AnyPastMatch {
  readonly matchId: string;
  readonly game: string;
  readonly side: Side;
  readonly outcome: MatchOutcome;
  readonly rounds: readonly AnyRound[];
}

/** @param score `[a, b]` */
export function scoreFor(side: Side, score: readonly [number, number]): Score {
  const [a, b] = score;
  return side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a };
}

/** @param winner `null` for a draw */
export function outcomeFor(side: Side, winner: Side | null): MatchOutcome {
  return winner === null ? 'draw' : winner === side ? 'win' : 'loss';
}

/**
 * A round that an arena tells: won by the side that its result names, else by whoever's score moved alone.
 * @param winner of the result: neither side's name where it names none
 */
export function roundOutcome(winner: unknown, side: Side, before: OwnScore, after: OwnScore): RoundOutcome {
  if (winner === 'a' || winner === 'b') return winner === side ? 'win' : 'loss';
  return byLead(after[0] - before[0] - (after[1] - before[1]));
}

/**
 * A match that an arena tells. `winner` is an agent id; `null` is a draw unless the score is uneven, and then the higher
 * score won.
 */
export function toldOutcome(winner: string | null, agentId: string, [mine, theirs]: OwnScore): MatchOutcome {
  if (winner !== null) return winner === agentId ? 'win' : 'loss';
  return mine === theirs ? 'draw' : mine > theirs ? 'win' : 'loss';
}

/** A round as it is recorded, as strategies see it. What an arena said is taken for what its game says. */
export function toRound({
  round,
  state,
  result,
  outcome,
  score: [mine, theirs],
}: Omit<AnyRound, 'score'> & { readonly score: OwnScore }): AnyRound {
  return { round, state, result, outcome, score: { mine, theirs } };
}

function byLead(lead: number): RoundOutcome {
  return lead > 0 ? 'win' : lead < 0 ? 'loss' : 'tie';
}

/** What the matches of a series have in common. */
export interface MatchSeries {
  readonly gameId: GameId;
  readonly game: AnyGame;
  /** The ids of its matches begin with it. */
  readonly name: string;
  /** Whether there is nothing to be seen before the moves. */
  readonly stateless: boolean;
}

export function matchSeries(gameId: GameId, name: string): MatchSeries {
  const game = gameOf(gameId);
  const stateless = Object.keys(viewFor(game, startMatch(game, seededDraws(0)), 'a')).length === 0;
  return { gameId, game, name, stateless };
}

/** A round that has been played, and the way back to the first. */
interface Step {
  readonly before: MatchState;
  readonly played: PlayedRound;
  readonly previous: Step | null;
}

/**
 * A match that is played in this process, as the authority knows it. What a side is told is made only when somebody asks:
 * most strategies look at little of it, and to make it takes longer than all the rest of a match.
 */
export class MatchLog {
  readonly series: MatchSeries;
  /** As the series says. */
  readonly stateless: boolean;
  /** In the series, from 0. */
  readonly index: number;
  state: MatchState;
  /** Null while the match goes on, and for a draw. */
  winner: Side | null = null;
  #last: Step | null = null;

  constructor(series: MatchSeries, index: number, draws: Draws) {
    this.series = series;
    this.stateless = series.stateless;
    this.index = index;
    this.state = startMatch(series.game, draws);
  }

  get matchId(): string {
    return `${this.series.name}-${this.index + 1}`;
  }

  /** Plays the round at hand. @param draws as for the start */
  play(a: Played<object> | null, b: Played<object> | null, draws: Draws): void {
    const { state } = this;
    const { game } = this.series;
    const played = resolveRound(game, state, a, b, draws);
    const after = afterRound(game, state, played, draws);
    this.#last = { before: state, played, previous: this.#last };
    this.state = after;
    if (after.ended !== null) this.winner = after.ended.winner;
  }

  viewFor(side: Side): object {
    return this.#viewOf(this.state, side);
  }

  scoreFor(side: Side): Score {
    return scoreFor(side, this.state.score);
  }

  /** The same where the moves of `side` and of its opponent were given at once. */
  playFrom(side: Side, mine: object | null, theirs: object | null, draws: Draws): void {
    const own = mine && { move: mine, elapsedMs: 0 };
    const other = theirs && { move: theirs, elapsedMs: 0 };
    if (side === 'a') this.play(own, other, draws);
    else this.play(other, own, draws);
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
    const known = rounds.length;
    const last = this.#last;
    if (last === null || last.played.round === known) return rounds;
    // Whoever looks every round misses one.
    if (last.played.round === known + 1) {
      rounds.push(this.#roundFor(last, side));
      return rounds;
    }
    const missing: Step[] = [];
    for (let step: Step | null = last; step !== null && step.played.round > known; step = step.previous) {
      missing.push(step);
    }
    for (let i = missing.length - 1; i >= 0; i--) rounds.push(this.#roundFor(missing[i] as Step, side));
    return rounds;
  }

  /** The canonical moves of every round, of `a` and of `b`; null where there was none in time. */
  moves(): (readonly [object | null, object | null])[] {
    const moves: (readonly [object | null, object | null])[] = [];
    for (let step = this.#last; step !== null; step = step.previous)
      moves.push([step.played.a, step.played.b]);
    return moves.reverse();
  }

  lastRoundFor(side: Side): AnyRound & { readonly result: RoundResult<object> } {
    return this.#roundFor(this.#last as Step, side);
  }

  /** What each side and each round is told is its own to write to. */
  #viewOf(state: MatchState, side: Side): object {
    return this.series.stateless ? {} : viewFor(this.series.game, state, side);
  }

  #roundFor({ before, played }: Step, side: Side): AnyRound & { readonly result: RoundResult<object> } {
    const { points } = played.resolved;
    const a = before.score[0] + points[0];
    const b = before.score[1] + points[1];
    return {
      round: before.round,
      state: this.#viewOf(before, side),
      result: resultFor(this.series.game, played, side),
      outcome: byLead(side === 'a' ? points[0] - points[1] : points[1] - points[0]),
      score: side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a },
    };
  }
}
