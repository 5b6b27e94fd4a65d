import type { Round, Score, Turn } from 'botpit';
import { type Board, mirrored } from './board.js';
import { Detail } from './detail.js';
import { ECHOES, Echoes } from './echoes.js';
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
  readonly #echoes: Echoes | null;
  readonly #guard = new Guard();
  readonly #odds: Float64Array;
  readonly #values: Float64Array;
  readonly #likelihoods: number[];
  readonly #sources = [-1, -1, -1];
  #score = LEVEL;
  /** Of the round at hand, where the equilibrium was left. */
  #expected: Expected | null = null;

  constructor(board: Board) {
    this.#board = board;
    const symbols = (board.symbols[board.size - 1] as number) + 1;
    this.#past = new Past(board.classes);
    this.#forecast = new Forecast(
      symbols,
      habitsOf(board),
      // Where moves are the same in every round, they can be compared with my own.
      board.cues === 0,
      board.numeric ? ECHOES : 0,
    );
    this.#detail = new Detail(board.symbols, symbols);
    this.#echoes = board.numeric ? new Echoes() : null;
    this.#odds = new Float64Array(board.size);
    this.#values = new Float64Array(board.size);
    this.#likelihoods = board.numeric ? [0, 0, 0] : [];
  }

  startMatch(): void {
    this.#past.startMatch();
    this.#sources.fill(-1);
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

    if (theirs >= 0 && state !== null) this.#weigh(at, theirs);
    past.add(
      mine < 0 ? past.none : board.classOf(mine, at),
      theirs < 0 ? past.none : board.classOf(theirs, at),
      board.outcome(round, at),
      board.shown(result, at),
    );
    this.#sources[0] = theirs;
    this.#sources[1] = mine;
    this.#sources[2] = board.shownMove(result);
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
    this.#echoes?.forget();
  }

  /** Fills `#odds` with how likely each of the opponent's moves is. */
  #look(at: Standing): void {
    const odds = this.#odds;
    const forecast = this.#forecast;
    const echoes = this.#echoes;
    const { symbols, size } = this.#board;
    let rest = 0;
    for (let echo = 0; echoes && echo < ECHOES; echo++) {
      rest += forecast.outsiderWeight(echo) * echoes.rest(echo, this.#sources[echo] as number);
    }
    const mix = forecast.look(this.#past, at, rest);
    const equilibrium = this.#board.equilibrium(mirrored(at));
    const doubt = forecast.nullWeight;
    for (let i = 0; i < size; i++) {
      const learned = (mix[symbols[i] as number] as number) * this.#detail.of(i);
      odds[i] = learned + doubt * heldBy(equilibrium[i] as number, size);
    }
    for (let echo = 0; echoes && echo < ECHOES; echo++) {
      const source = this.#sources[echo] as number;
      const weight = forecast.outsiderWeight(echo);
      echoes.add(echo, source, weight, odds);
    }
  }

  #weigh(at: Standing, theirs: number): void {
    const { symbols, size } = this.#board;
    const symbol = symbols[theirs] as number;
    const scale = this.#detail.of(theirs);
    const equilibrium = this.#board.equilibrium(mirrored(at))[theirs] as number;
    const plain = this.#forecast.plain(symbol) * scale;
    for (let echo = 0; this.#echoes && echo < ECHOES; echo++) {
      const source = this.#sources[echo] as number;
      this.#likelihoods[echo] = this.#echoes.learn(echo, source, theirs, plain);
    }
    this.#forecast.learn(this.#past, at, symbol, scale, heldBy(equilibrium, size), this.#likelihoods);
    this.#detail.learn(theirs);
  }
}
