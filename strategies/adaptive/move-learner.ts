import type { Round, Turn } from 'botpit';
import { type Board, mirrored } from './board.js';
import { Detail } from './detail.js';
import type { Expert, Scene } from './expert.js';
import { Forecast } from './forecast.js';
import { habitsOf, type Standing } from './habits.js';
import { addHeld, DOUBT, drawIndex, heldBy, type Learner } from './learner.js';
import { Past } from './past.js';
import type { Prospects } from './prospects.js';
import { type Expected, SMALL_BUDGET, Stake } from './stake.js';

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
  readonly #stake: Stake;
  readonly #prospects: Prospects | undefined;
  readonly #odds: Float64Array;
  readonly #values: Float64Array;
  readonly #likelihoods: number[];
  readonly #scene: { -readonly [K in keyof Scene]: Scene[K] };
  #score = LEVEL;
  /** Of the round at hand: the best response, how likely it is played, and what it promises where that is enough. */
  #isPlanned = false;
  #response = 0;
  #trust = 0;
  #expected: Expected | null = null;

  constructor(board: Board) {
    this.#board = board;
    this.#prospects = board.prospects?.();
    const symbols = (board.symbols[board.size - 1] as number) + 1;
    const isDeep = board.size <= 3 && board.cues === 0;
    this.#past = new Past(board.classes, isDeep, board.shows);
    this.#stake = new Stake(isDeep ? SMALL_BUDGET : undefined);
    this.#experts = board.experts?.() ?? [];
    this.#forecast = new Forecast(
      symbols,
      [...habitsOf(board, this.#past), ...(board.habits ?? [])],
      // Where moves are the same in every round, they can be compared with my own.
      board.cues === 0,
      this.#experts.length,
    );
    this.#detail = new Detail(board.symbols, symbols);
    this.#odds = new Float64Array(board.size);
    this.#values = new Float64Array(board.size);
    this.#likelihoods = this.#experts.map(() => 0);
    const at = { round: 1, mine: 0, theirs: 0, cue: 0, kind: 0 };
    this.#scene = { past: this.#past, at, theirs: -1, mine: -1, shown: Number.NaN };
  }

  startMatch(): void {
    this.#past.startMatch();
    this.#scene.theirs = this.#scene.mine = -1;
    this.#scene.shown = Number.NaN;
    this.#score = LEVEL;
    this.#isPlanned = false;
  }

  move(turn: Turn): string | number {
    const board = this.#board;
    const at = board.standing(turn);
    if (!this.#isPlanned) this.#plan(at);
    const u = turn.random();
    const trust = this.#trust;
    if (u < trust) return board.moveAt(this.#response, at);
    return board.moveAt(drawIndex(board.equilibrium(at), (u - trust) / (1 - trust)), at);
  }

  learn(round: Round): void {
    const board = this.#board;
    const past = this.#past;
    const { result, state } = round;
    const at = board.standing({ round: round.round, score: this.#score, state });
    this.#score = round.score;
    const mine = result.your_move ? board.indexOf(result.your_move, at) : -1;
    const theirs = result.opponent_move ? board.indexOf(result.opponent_move, at) : -1;
    const shown = board.shownMove(result);
    const shownClass = board.shown(result, at);
    const outcome = board.outcome(round, at);

    if (theirs >= 0 && state !== null) {
      // A round of the history has not been planned, and is judged and weighed like any other.
      if (!this.#isPlanned) this.#plan(at);
      this.#judge(at, theirs);
      this.#weigh(at, theirs);
    }
    this.#isPlanned = false;
    if (state !== null) this.#prospects?.learn(at, mine, theirs, shownClass);
    past.add(
      mine < 0 ? past.none : board.classOf(mine, at),
      theirs < 0 ? past.none : board.classOf(theirs, at),
      outcome,
      shownClass,
    );
    for (const expert of this.#experts) expert.see?.({ theirs, mine, shown, shownClass, outcome });
    this.#scene.theirs = theirs;
    this.#scene.mine = mine;
    this.#scene.shown = shown;
  }

  endMatch(): void {
    this.#past.endMatch();
    this.#prospects?.endMatch(this.#score);
    this.#stake.matchOver();
  }

  /** Finds the best response for the round at hand, and how far to trust it. */
  #plan(at: Standing): void {
    this.#isPlanned = true;
    const board = this.#board;
    const equilibrium = board.equilibrium(at);
    this.#look(at);
    (this.#prospects ?? board).values(at, this.#odds, this.#values);
    const values = this.#values;
    let safe = 0;
    let best = -Infinity;
    let response = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      safe += (equilibrium[i] as number) * value;
      if (value > best) {
        best = value;
        response = i;
      }
    }
    this.#response = response;
    const { win, loss } = board.stakes(at);
    const swing = (win - loss) / 2;
    const isClear = this.#forecast.nullWeight < DOUBT;
    this.#expected = best - safe < (isClear ? TRIFLE : MARGIN) ? null : { safe, best, swing };
    this.#trust = this.#expected ? this.#stake.trust(board.value(at) - loss) : 0;
  }

  /** Holds the equilibrium and the plan against the move that came. */
  #judge(at: Standing, theirs: number): void {
    const board = this.#board;
    const stakes = board.stakes(at);
    const safe = board.equilibriumAgainst(at, theirs, stakes);
    this.#stake.given(safe - board.value(at));
    if (!this.#expected) return;
    const response = board.valueAgainst(at, this.#response, theirs, stakes);
    if (this.#stake.roundOver(this.#expected, safe, response, this.#trust)) this.#forecast.forget();
  }

  /** Fills `#odds` with how likely each of the opponent's moves is. */
  #look(at: Standing): void {
    const odds = this.#odds.fill(0);
    const forecast = this.#forecast;
    this.#scene.at = at;
    let rest = 0;
    for (let i = 0; i < this.#experts.length; i++) {
      rest += (this.#experts[i] as Expert).add(this.#scene, forecast.outsiderWeight(i), odds);
    }
    const mix = forecast.look(this.#past, at, rest);
    this.#detail.spread(mix, odds);
    addHeld(this.#board.equilibrium(mirrored(at)), forecast.nullWeight, odds);
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
    this.#forecast.learn(this.#past, symbol, scale, heldBy(equilibrium, size), this.#likelihoods);
    this.#detail.learn(theirs);
  }
}
