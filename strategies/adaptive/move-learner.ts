import type { Round, Score, Turn } from 'botpit';
import { type Board, mirrored } from './board.js';
import { Detail } from './detail.js';
import type { Expert, Scene } from './expert.js';
import { Forecast } from './forecast.js';
import { type Expected, Guard } from './guard.js';
import { habitsOf, type Standing } from './habits.js';
import { DOUBT, drawIndex, heldBy, type Learner } from './learner.js';
import { Past } from './past.js';

/** How much more than the equilibrium a response must promise, in match score: with clear evidence, and without. */
const TRIFLE = 1e-5;
const MARGIN = 0.002;
const LEVEL = { mine: 0, theirs: 0 };

/** Learns an opponent in any game whose moves can be listed. */
export class MoveLearner implements Learner {
  readonly #board: Board;
  readonly #past: Past;
  readonly #forecast: Forecast;
  readonly #detail: Detail;
  readonly #experts: readonly Expert[];
  readonly #guard = new Guard();
  readonly #odds: Float64Array;
  readonly #values: Float64Array;
  readonly #likelihoods: number[];
  readonly #scene: { -readonly [K in keyof Scene]: Scene[K] };
  #score = LEVEL;
  /** Of the round at hand, where the equilibrium was left. */
  #expected: Expected | null = null;

  constructor(board: Board) {
    this.#board = board;
    const symbols = (board.symbols[board.size - 1] as number) + 1;
    this.#past = new Past(board.classes);
    this.#experts = board.experts?.() ?? [];
    this.#forecast = new Forecast(
      symbols,
      [...habitsOf(board), ...(board.habits ?? [])],
      // Where moves are the same in every round, they can be compared with my own.
      board.cues === 0,
      this.#experts.length,
    );
    this.#detail = new Detail(board.symbols, symbols);
    this.#odds = new Float64Array(board.size);
    this.#values = new Float64Array(board.size);
    this.#likelihoods = this.#experts.map(() => 0);
    const at = { round: 1, mine: 0, theirs: 0, cue: 0, kind: 0 };
    this.#scene = { past: this.#past, at, theirs: -1, mine: -1, shown: -1 };
  }

  startMatch(): void {
    this.#past.startMatch();
    this.#scene.theirs = this.#scene.mine = this.#scene.shown = -1;
    this.#score = LEVEL;
    this.#expected = null;
  }

  move(turn: Turn): string | number {
    this.#expected = null;
    const board = this.#board;
    const at = board.standing(turn);
    const equilibrium = board.equilibrium(at);
    let move = -1;
    if (!this.#guard.retreating) {
      this.#look(at);
      board.values(at, this.#odds, this.#values);
      let safe = 0;
      let best = -Infinity;
      for (let i = 0; i < board.size; i++) {
        const value = this.#values[i] as number;
        safe += (equilibrium[i] as number) * value;
        if (value > best) {
          best = value;
          move = i;
        }
      }
      const clear = this.#forecast.nullWeight < DOUBT;
      if (best - safe < (clear ? TRIFLE : MARGIN)) move = -1;
      else {
        const { win, loss } = board.stakes(at);
        this.#expected = { safe, best, swing: (win - loss) / 2 };
      }
    }
    // Drawn in any case, so that what comes later from the seed does not depend on what was learned.
    const u = turn.random();
    return board.moveAt(move < 0 ? drawIndex(equilibrium, u) : move, at);
  }

  learn(round: Round): void {
    const board = this.#board;
    const past = this.#past;
    const { result, state } = round;
    const at = board.standing({ round: round.round, score: this.#score, state });
    if (this.#expected) this.#judge(this.#expected, at, round.score);
    this.#score = round.score;
    const mine = result.your_move ? board.indexOf(result.your_move, at) : -1;
    const theirs = result.opponent_move ? board.indexOf(result.opponent_move, at) : -1;
    const shown = board.shownMove(result);
    const outcome = board.outcome(round, at);

    if (theirs >= 0 && state !== null) this.#weigh(at, theirs);
    past.add(
      mine < 0 ? past.none : board.classOf(mine, at),
      theirs < 0 ? past.none : board.classOf(theirs, at),
      outcome,
      board.shown(result, at),
    );
    for (const expert of this.#experts) expert.see?.({ theirs, mine, shown, outcome });
    this.#scene.theirs = theirs;
    this.#scene.mine = mine;
    this.#scene.shown = shown;
  }

  endMatch(): void {
    this.#past.endMatch();
    this.#guard.matchOver();
  }

  #judge(expected: Expected, at: Standing, { mine, theirs }: Score): void {
    this.#expected = null;
    const stakes = this.#board.stakes(at);
    const step = mine - at.mine - (theirs - at.theirs);
    if (!this.#guard.roundOver(expected, step > 0 ? stakes.win : step < 0 ? stakes.loss : stakes.tie)) return;
    this.#forecast.forget();
    this.#detail.forget();
    for (const expert of this.#experts) expert.forget();
  }

  /** Fills `#odds` with how likely each of the opponent's moves is. */
  #look(at: Standing): void {
    const odds = this.#odds.fill(0);
    const forecast = this.#forecast;
    const { symbols, size } = this.#board;
    this.#scene.at = at;
    let rest = 0;
    for (let i = 0; i < this.#experts.length; i++) {
      rest += (this.#experts[i] as Expert).add(this.#scene, forecast.outsiderWeight(i), odds);
    }
    const mix = forecast.look(this.#past, at, rest);
    const equilibrium = this.#board.equilibrium(mirrored(at));
    const doubt = forecast.nullWeight;
    for (let i = 0; i < size; i++) {
      const learned = (mix[symbols[i] as number] as number) * this.#detail.of(i);
      odds[i] = (odds[i] as number) + learned + doubt * heldBy(equilibrium[i] as number, size);
    }
  }

  #weigh(at: Standing, theirs: number): void {
    const { symbols, size } = this.#board;
    const symbol = symbols[theirs] as number;
    const scale = this.#detail.of(theirs);
    const equilibrium = this.#board.equilibrium(mirrored(at))[theirs] as number;
    const plain = this.#forecast.plain(symbol) * scale;
    this.#scene.at = at;
    for (let i = 0; i < this.#experts.length; i++) {
      this.#likelihoods[i] = (this.#experts[i] as Expert).learn(this.#scene, theirs, plain);
    }
    this.#forecast.learn(this.#past, at, symbol, scale, heldBy(equilibrium, size), this.#likelihoods);
    this.#detail.learn(theirs);
  }
}
