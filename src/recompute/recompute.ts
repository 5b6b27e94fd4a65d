import { type AnyGame, opponentOf, type Played, type Side } from '../games/index.js';
import { isSameJson } from '../lib/shape.js';
import { type Draws, type MatchState, playRound, resultFor, startMatch, viewFor } from '../match/index.js';
import { type Check, Comparison } from './check.js';
import type { Told, ToldRound } from './told.js';

type Pair = readonly [number, number];

export interface Known {
  readonly game: AnyGame;
  /** The random numbers of the match, as they follow from its seed. */
  readonly draws: Draws;
  /** Of whom the match was told, and who won it by the names of both. */
  readonly side: Side;
  readonly agentId: string;
  readonly opponentId: string;
  /** Turns a score of the wire into `[a, b]`. */
  readonly toSides: (score: Pair) => Pair;
}

export interface Recomputation extends Pick<Check, 'mismatches' | 'unchecked'> {
  /** How many rounds were compared, and how many random numbers they took. */
  readonly rounds: number;
  readonly draws: number;
  /** Why it ended: by the rules, or as a side gave up, as the arena says; null where that cannot be told. */
  readonly ended: 'by the rules' | 'given up' | null;
  /** Whether all of it was there to be compared: every round, and an end that follows the last one. */
  readonly isWhole: boolean;
}

/** Plays a match again from its seed and the moves that were told, and compares all that the arena said of it. */
export function recompute(known: Known, told: Told): Recomputation {
  const walk = new Walk(known, told);
  walk.rounds();
  walk.end();
  const { mismatches, unchecked } = walk.compared;
  const { played, taken, ended, isSkipped } = walk;
  const isWhole = ended !== null && !isSkipped;
  return { rounds: played, draws: taken.size, ended, isWhole, mismatches, unchecked };
}

/** Two right answers are told apart by the arena's clock, which no seed knows: level, a faster, b faster. */
const TIMINGS: readonly Pair[] = [
  [0, 0],
  [0, 1],
  [1, 0],
];

class Walk {
  readonly compared = new Comparison();
  readonly taken = new Set<string>();
  played = 0;
  ended: Recomputation['ended'] = null;
  isSkipped = false;
  readonly #known: Known;
  readonly #told: Told;
  readonly #draws: Draws;
  #match: MatchState;
  /** False from a missing round until a later one tells the score. */
  #scoreKnown = true;
  /** Nothing after a missing round of a game that carries something from round to round. */
  #lost = false;

  constructor(known: Known, told: Told) {
    this.#known = known;
    this.#told = told;
    this.#draws = (round, index) => {
      this.taken.add(`${round} ${index}`);
      return known.draws(round, index);
    };
    this.#match = startMatch(known.game, this.#draws);
  }

  rounds(): void {
    const last = lastOf(this.#told);
    for (let round = 1; round <= last && !this.#lost; round++) {
      const told = this.#told.rounds.get(round);
      if (this.#match.ended) {
        this.compared.same(round, 'round', 'none: the match was over', round);
        return;
      }
      if (told?.state) this.#compareFields(round, 'game_state.', this.#view(), told.state);
      if (told?.result) this.#round(told, told.result);
      // The last one may have been asked and never ended.
      else if (round < last) this.#skip(`round ${round}: its result is missing`);
    }
  }

  #view(): object {
    return viewFor(this.#known.game, this.#match, this.#known.side);
  }

  #round(told: ToldRound, { result, score }: NonNullable<ToldRound['result']>): void {
    const { round } = this.#match;
    const { side } = this.#known;
    const mine = this.#move(side, 'your_move', result);
    const theirs = this.#move(opponentOf(side), 'opponent_move', result);
    if (mine === undefined || theirs === undefined) {
      this.#skip(null);
      return;
    }
    this.#compareSent(round, mine, told);
    if (theirs === null) this.compared.unchecked.push(`round ${round}: whether the opponent was late`);
    const step = this.#step(side === 'a' ? [mine, theirs] : [theirs, mine], result, score);
    this.#compareFields(round, '', resultFor(this.#known.game, step.round, side), result);
    if (score) {
      this.compared.same(round, 'score', step.match.score, this.#known.toSides(score));
      this.#scoreKnown = true;
    }
    this.#match = step.match;
    this.played += 1;
  }

  /** The move of a side as the result tells it; undefined where it is none. */
  #move(side: Side, field: string, result: Record<string, unknown>): object | null | undefined {
    const { game } = this.#known;
    const raw = result[field];
    if (raw === null) return null;
    const move = raw === undefined ? null : game.parseMove(raw, viewFor(game, this.#match, side));
    if (move) return move;
    this.compared.same(this.#match.round, field, `a legal move: ${game.moves}`, raw ?? null);
    return undefined;
  }

  /** The arena may take any legal move that was sent, or none; never another one. */
  #compareSent(round: number, mine: object | null, { sent }: ToldRound): void {
    if (mine === null) {
      if (sent.length > 0)
        this.compared.unchecked.push(`round ${round}: whether the move that was sent came late`);
      return;
    }
    const view = this.#view();
    const moves = sent.map((data) => this.#known.game.parseMove(data, view)).filter((move) => move !== null);
    if (moves.length === 0 || moves.some((move) => isSameJson(move, mine))) return;
    this.compared.same(round, 'your_move', moves.at(-1), mine);
  }

  #step(
    [a, b]: readonly [object | null, object | null],
    result: Record<string, unknown>,
    score: Pair | undefined,
  ): ReturnType<typeof playRound> {
    const played = (move: object | null, elapsedMs: number): Played<object> | null =>
      move && { move, elapsedMs };
    const { game } = this.#known;
    const from = this.#scoreKnown || !score ? this.#match : this.#resumed(score, played(a, 0), played(b, 0));
    const steps = TIMINGS.map(([msA, msB]) =>
      playRound(game, from, played(a, msA), played(b, msB), this.#draws),
    );
    const [level] = steps;
    if (!level) throw new Error('no timing');
    const winners = new Set(steps.map(({ round }) => round.resolved.winner));
    if (winners.size > 1)
      this.compared.unchecked.push(`round ${from.round}: who was faster, by the arena's clock`);
    return steps.find(({ round }) => round.resolved.winner === result.winner) ?? level;
  }

  /** After a missing round the score that is told is taken as it is, once. */
  #resumed(score: Pair, a: Played<object> | null, b: Played<object> | null): MatchState {
    const { game, toSides } = this.#known;
    const bare: MatchState = { ...this.#match, score: [0, 0] };
    const [pointsA, pointsB] = playRound(game, bare, a, b, this.#draws).match.score;
    const [toldA, toldB] = toSides(score);
    return { ...bare, score: [Math.max(0, toldA - pointsA), Math.max(0, toldB - pointsB)] };
  }

  /** Skips a round that cannot be played again, as too little is known of it. */
  #skip(note: string | null): void {
    const { game } = this.#known;
    this.isSkipped = true;
    if (note !== null) this.compared.unchecked.push(note);
    if (game.start() !== null) {
      this.#lost = true;
      this.compared.unchecked.push('the rounds after it, which depend on it');
      return;
    }
    const bare: MatchState = { ...this.#match, score: [0, 0], lateA: 0, lateB: 0 };
    this.#match = { ...playRound(game, bare, null, null, this.#draws).match, lateA: 0, lateB: 0 };
    this.#scoreKnown = false;
  }

  #compareFields(round: number, prefix: string, expected: object, found: Record<string, unknown>): void {
    for (const [field, value] of Object.entries(expected)) {
      this.compared.same(round, `${prefix}${field}`, value, found[field] ?? null);
    }
  }

  end(): void {
    const { over } = this.#told;
    if (!over) return void this.compared.unchecked.push('the end: no game_over came');
    if (this.#lost || !this.#scoreKnown)
      return void this.compared.unchecked.push('the end: rounds before it are missing');
    const { side, agentId, opponentId, toSides } = this.#known;
    const { ended } = this.#match;
    const score = over.final_score ? toSides(over.final_score) : this.#match.score;
    if (ended) {
      this.ended = 'by the rules';
      this.compared.same(null, 'final_score', this.#match.score, score);
      const winner = ended.winner && (ended.winner === side ? agentId : opponentId);
      // Some arenas name no winner where the score says it all.
      if (over.winner !== null || score[0] === score[1]) {
        this.compared.same(null, 'winner', winner, over.winner);
      }
      return;
    }
    if (this.#roundsMissing(score)) {
      this.compared.unchecked.push('the end: the last rounds are missing');
      return;
    }
    if (!this.compared.same(null, 'final_score', this.#match.score, score)) return;
    if (over.winner === agentId) {
      this.ended = 'given up';
      this.compared.unchecked.push(
        'the end: the opponent gave up before the rules ended it, as the arena says',
      );
    } else if (this.#told.resigned) {
      this.ended = 'given up';
      this.compared.same(null, 'winner', opponentId, over.winner);
    } else if (this.#told.interrupted || this.compared.unchecked.length > 0) {
      this.compared.unchecked.push('the end: it came before the rules ended the match');
    } else {
      this.compared.same(null, 'winner', 'none yet: the match goes on', over.winner);
    }
  }

  /** Whether rounds that were played and not told can be what is between the score so far and the final one. */
  #roundsMissing([a, b]: Pair): boolean {
    const [scoreA, scoreB] = this.#match.score;
    if (a < scoreA || b < scoreB) return false;
    const asked = lastOf(this.#told);
    const untold = asked - this.#match.round + 1;
    if (a === scoreA && b === scoreB) return untold > 0 && this.#tieEnds();
    return this.#told.interrupted || Math.max(a - scoreA, b - scoreB) <= untold;
  }

  /** Whether the match is over once the round at hand is tied. */
  #tieEnds(): boolean {
    const onTime: MatchState = { ...this.#match, lateA: 0, lateB: 0 };
    return playRound(this.#known.game, onTime, null, null, this.#draws).match.ended !== null;
  }
}

/** The number of the last round that was told of. */
function lastOf({ rounds }: Told): number {
  let last = 0;
  for (const number of rounds.keys()) last = Math.max(last, number);
  return last;
}
