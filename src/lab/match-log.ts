import type { AnyGame, GameId, Side } from '../games/index.js';
import { type MatchState, type PlayedRound, resultFor, viewFor } from '../match/index.js';
import type { MatchOutcome, PastMatch, Round, Score } from '../strategy/index.js';

/** A round that has been played, and the way back to the first. */
interface Step {
  readonly before: MatchState;
  readonly played: PlayedRound;
  readonly previous: Step | null;
}

/**
 * A match of a series, as the authority knows it. What a side is told is made only when somebody asks: most
 * strategies look at little of it, and to make it takes longer than all the rest of a match.
 */
export class MatchLog {
  readonly gameId: GameId;
  readonly game: AnyGame;
  /** Whether there is nothing to be seen before the moves. */
  readonly stateless: boolean;
  /** In the series, from 0. */
  readonly index: number;
  state: MatchState;
  /** Null while the match goes on, and for a draw. */
  winner: Side | null = null;
  #last: Step | null = null;

  constructor(gameId: GameId, game: AnyGame, stateless: boolean, index: number, state: MatchState) {
    this.gameId = gameId;
    this.game = game;
    this.stateless = stateless;
    this.index = index;
    this.state = state;
  }

  get matchId(): string {
    return `lab-${this.index + 1}`;
  }

  add(played: PlayedRound, after: MatchState): void {
    this.#last = { before: this.state, played, previous: this.#last };
    this.state = after;
  }

  viewFor(side: Side): Record<string, unknown> {
    return viewFor(this.game, this.state, side) as Record<string, unknown>;
  }

  scoreFor(side: Side): Score {
    const [a, b] = this.state.score;
    return side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a };
  }

  outcomeFor(side: Side): MatchOutcome {
    return this.winner === null ? 'draw' : this.winner === side ? 'win' : 'loss';
  }

  /** Adds to `rounds` what has been played since. */
  catchUp(rounds: Round[], side: Side): Round[] {
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

  lastRoundFor(side: Side): Round {
    return this.#roundFor(this.#last as Step, side);
  }

  /** @param rounds of the side, as far as they were told */
  pastFor(side: Side, rounds: Round[]): PastMatch {
    const { matchId, gameId: game } = this;
    const outcome = this.outcomeFor(side);
    return { matchId, game, side, outcome, rounds: this.catchUp(rounds, side) } as unknown as PastMatch;
  }

  #roundFor({ before, played }: Step, side: Side): Round {
    const { points } = played.resolved;
    const a = before.score[0] + points[0];
    const b = before.score[1] + points[1];
    const gain = side === 'a' ? points[0] - points[1] : points[1] - points[0];
    return {
      round: before.round,
      state: this.stateless ? {} : viewFor(this.game, before, side),
      result: resultFor(this.game, played, side),
      outcome: gain > 0 ? 'win' : gain < 0 ? 'loss' : 'tie',
      score: side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a },
    } as unknown as Round;
  }
}
