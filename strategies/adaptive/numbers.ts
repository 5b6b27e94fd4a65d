import { ANSWERS, Anchors, type Gains, OF_ALL, OF_MATCH, TRAILS } from './anchors.js';
import type { Expert, Scene, Seen } from './expert.js';
import { Lines, Nearest } from './lines.js';
import { Weights } from './weights.js';

/** How far the moves lie from what is expected: exactly there, or fading by these factors a move (a Laplace distribution). */
const FADES = [0, 0.4, 0.8, 0.95, 0.985] as const;
const SPREADS = FADES.length;
/** What each of them counts for before anything is known, and after them a move like any other. */
const START = [0.18, 0.09, 0.09, 0.09, 0.09, 0.46] as const;
/** How many shares a reading has. */
const SHARES = START.length;
const KEEP = 0.96;
/** What is left to all of them. */
const LEFT = 0.02;
/** A reading that counts for less is not worth the time. */
const TRIFLE = 1e-4;

/** How likely a move is at each distance, by spread. */
const HELD = FADES.map((fade) =>
  Float64Array.from({ length: 1024 }, (_, distance) => ((1 - fade) / (1 + fade)) * fade ** distance),
);

/** The outcomes of a round, 0 for none yet. */
const OUTCOMES = 4;

/** One way to read the opponent: an anchor, what is told apart, and whether by a line or by what was nearest. */
interface Reading {
  readonly ofMatch: boolean;
  readonly anchor: number;
  readonly by: 'nothing' | 'outcome' | 'risk';
  readonly isNear: boolean;
  /** The first of its cells. */
  readonly from: number;
}

const CELLS_BY = { nothing: 2, outcome: OUTCOMES, risk: 2 * OUTCOMES } as const;

/** The readings, and how many cells the lines and the nearest ones have. */
function readings(): { readonly all: readonly Reading[]; readonly cells: readonly [number, number] } {
  const all: Reading[] = [];
  const cells: [number, number] = [0, 0];
  const add = (ofMatch: boolean, anchor: number, by: Reading['by'], isNear = false) => {
    const kind = isNear ? 1 : 0;
    all.push({ ofMatch, anchor, by, isNear, from: cells[kind] });
    cells[kind] += CELLS_BY[by];
  };
  for (const ofMatch of [true, false]) {
    const each = ofMatch ? OF_MATCH : OF_ALL;
    for (let anchor = 0; anchor < TRAILS * each; anchor++) {
      add(ofMatch, anchor, 'nothing');
      add(ofMatch, anchor, 'outcome');
      const place = anchor % each;
      if (place === 0 || (ofMatch && place === 3)) {
        add(ofMatch, anchor, 'nothing', true);
        add(ofMatch, anchor, 'outcome', true);
      }
    }
    add(ofMatch, 0, 'risk');
    add(ofMatch, 0, 'risk', true);
  }
  for (let answer = 0; answer < ANSWERS; answer++) add(false, TRAILS * OF_ALL + answer, 'nothing');
  return { all, cells };
}

const { all: READINGS, cells: CELLS } = readings();
const COUNT = READINGS.length;

/**
 * Numbers that follow other numbers: as they are, so much above or below, in proportion, or by steps. Each reading is one of
 * the anchors and what it has been followed by; how far from it the moves lie is learned too. The readings are weighed in
 * all rounds alike, and for each outcome of the last round apart, as somebody may go by one number after a loss and by
 * another after a win.
 */
export class Numbers implements Expert {
  readonly #size: number;
  readonly #anchors: Anchors;
  readonly #lines = new Lines(CELLS[0]);
  readonly #nearest = new Nearest(CELLS[1]);
  readonly #spreads = new Float64Array(COUNT * SHARES);
  /** For the round at hand: what each reading goes by, and what it expects. */
  readonly #cells = new Int32Array(COUNT);
  readonly #xs = new Float64Array(COUNT);
  readonly #expected = new Float64Array(COUNT);
  readonly #weights = Array.from(
    { length: 1 + OUTCOMES },
    () => new Weights(new Float64Array(COUNT).fill(1 / COUNT)),
  );
  /** Of weighing them in all rounds alike, and by outcome. */
  readonly #ways = new Weights(Float64Array.of(0.5, 0.5));
  readonly #layers: readonly Float64Array[];
  /** Of the last round of this match, and of the last of all; whether the opponent went further than was safe. */
  #outcome = 0;
  #outcomeEver = 0;
  #isBust = 0;
  #isBustEver = 0;
  #round = 0;
  #isUpToDate = false;

  /** @param gains of the moves, where an opponent is expected to look for the best answer to the last ones */
  constructor(size: number, gains?: Gains) {
    this.#size = size;
    this.#anchors = new Anchors(size, gains);
    this.#layers = FADES.map(() => new Float64Array(size));
    this.forget();
  }

  add(scene: Scene, weight: number, odds: Float64Array): number {
    this.#expect(scene);
    const all = (this.#weights[0] as Weights).now;
    const here = (this.#weights[1 + this.#outcome] as Weights).now;
    const alike = this.#ways.now[0] as number;
    const layers = this.#layers;
    for (const layer of layers) layer.fill(0);
    for (let i = 0; i < COUNT; i++) {
      const share = weight * (alike * (all[i] as number) + (1 - alike) * (here[i] as number));
      const expected = this.#expected[i] as number;
      if (share < TRIFLE || Number.isNaN(expected)) continue;
      const low = Math.floor(expected);
      const high = Math.min(low + 1, this.#size - 1);
      const part = nearlyRounded(expected - low);
      for (let spread = 0; spread < SPREADS; spread++) {
        const each = share * (this.#spreads[i * SHARES + spread] as number);
        const layer = layers[spread] as Float64Array;
        layer[low] = (layer[low] as number) + each * (1 - part);
        layer[high] = (layer[high] as number) + each * part;
      }
    }
    let added = 0;
    for (let spread = 0; spread < SPREADS; spread++) {
      added += spreadOut(layers[spread] as Float64Array, FADES[spread] as number, odds);
    }
    return Math.max(0, weight - added);
  }

  learn(scene: Scene, move: number, plain: number): number {
    this.#expect(scene);
    const all = this.#weights[0] as Weights;
    const here = this.#weights[1 + this.#outcome] as Weights;
    // At either end nobody knows how far beyond it the player would have gone.
    const isAtEnd = move === 0 || move === this.#size - 1;
    let likelihoodOfAll = 0;
    let likelihoodHere = 0;
    for (let i = 0; i < COUNT; i++) {
      const expected = this.#expected[i] as number;
      const likelihood = Number.isNaN(expected) ? plain : this.#held(i, expected, move, plain);
      all.likelihoods[i] = here.likelihoods[i] = likelihood;
      likelihoodOfAll += (all.now[i] as number) * likelihood;
      likelihoodHere += (here.now[i] as number) * likelihood;
      const { isNear } = READINGS[i] as Reading;
      const x = this.#xs[i] as number;
      if (Number.isNaN(x)) continue;
      const cell = this.#cells[i] as number;
      if (isNear) this.#nearest.learn(cell, x, move);
      else if (!isAtEnd || Math.abs(expected - move) >= 0.5) this.#lines.learn(cell, x, move, expected);
    }
    all.weigh();
    here.weigh();
    const { likelihoods, now } = this.#ways;
    const likelihood = (now[0] as number) * likelihoodOfAll + (now[1] as number) * likelihoodHere;
    likelihoods[0] = likelihoodOfAll;
    likelihoods[1] = likelihoodHere;
    this.#ways.weigh();
    return likelihood;
  }

  see(seen: Seen): void {
    this.#anchors.see(seen);
    this.#outcome = this.#outcomeEver = seen.outcome;
    this.#isBust = this.#isBustEver = seen.theirs > seen.shown ? 1 : 0;
    this.#isUpToDate = false;
  }

  forget(): void {
    this.#lines.forget();
    this.#nearest.forget();
    for (let i = 0; i < COUNT; i++) this.#spreads.set(START, i * SHARES);
    for (const weights of this.#weights) weights.reset();
    this.#ways.reset();
    this.#isUpToDate = false;
  }

  #expect({ at }: Scene): void {
    if (at.round === 1 && this.#round !== 1) {
      this.#anchors.startMatch();
      this.#outcome = 0;
      this.#isBust = 0;
      this.#isUpToDate = false;
    }
    this.#round = at.round;
    if (this.#isUpToDate) return;
    this.#isUpToDate = true;
    const { match, all } = this.#anchors;
    for (let i = 0; i < COUNT; i++) {
      const { ofMatch, anchor, by, isNear, from } = READINGS[i] as Reading;
      let x = (ofMatch ? match : all)[anchor] as number;
      const outcome = ofMatch ? this.#outcome : this.#outcomeEver;
      const isBust = ofMatch ? this.#isBust : this.#isBustEver;
      let cell = by === 'nothing' ? 1 : by === 'outcome' ? outcome : outcome + OUTCOMES * isBust;
      if (Number.isNaN(x)) {
        // All rounds in which there is nothing to go by share a cell, as at the start of a match.
        x = 0;
        cell = 0;
      }
      cell += from;
      this.#xs[i] = x;
      this.#cells[i] = cell;
      const expected = isNear ? this.#nearest.expected(cell, x) : this.#lines.expected(cell, x);
      this.#expected[i] = Math.min(Math.max(expected, 0), this.#size - 1);
    }
  }

  /** How likely a reading held the move; what its spreads are is learned from it. */
  #held(reading: number, expected: number, move: number, plain: number): number {
    const spreads = this.#spreads;
    const from = reading * SHARES;
    const low = Math.floor(expected);
    const part = nearlyRounded(expected - low);
    const off = Math.abs(move - low);
    const offNext = Math.abs(move - low - 1);
    let sum = 0;
    for (let spread = 0; spread < SPREADS; spread++) {
      const held = HELD[spread] as Float64Array;
      const likelihood = (1 - part) * (held[off] as number) + part * (held[offNext] as number);
      sum += shares[spread] = likelihood * (spreads[from + spread] as number);
    }
    sum += shares[SPREADS] = plain * (spreads[from + SPREADS] as number);
    for (let i = 0; i < SHARES; i++) {
      const share = (1 - LEFT) * ((shares[i] as number) / sum) + LEFT / SHARES;
      spreads[from + i] = KEEP * (spreads[from + i] as number) + (1 - KEEP) * share;
    }
    return sum;
  }
}

const shares = new Float64Array(SHARES);

/** How much of a number that lies between two moves falls to the upper one: most players round. */
function nearlyRounded(part: number): number {
  return Math.min(Math.max(3 * part - 1, 0), 1);
}

/** Adds what lies in a layer to `odds`, fading to both sides. @returns what has been added */
function spreadOut(layer: Float64Array, fade: number, odds: Float64Array): number {
  const scale = (1 - fade) / (1 + fade);
  let added = 0;
  let run = 0;
  for (let i = 0; i < layer.length; i++) {
    run = fade * run + (layer[i] as number);
    added += scale * run;
    odds[i] = (odds[i] as number) + scale * run;
  }
  run = 0;
  for (let i = layer.length - 2; fade > 0 && i >= 0; i--) {
    run = fade * (run + (layer[i + 1] as number));
    added += scale * run;
    odds[i] = (odds[i] as number) + scale * run;
  }
  return added;
}
