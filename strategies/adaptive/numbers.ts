import { Anchors } from './anchors.js';
import type { Gains } from './answers.js';
import type { Expert, Scene, Seen } from './expert.js';
import { FAINT } from './learner.js';
import { Lines, Nearest } from './lines.js';
import { OUTCOMES, type Reading, type Readings, readings } from './readings.js';
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

/** How much of it all lies exactly there. */
const SCALES = FADES.map((fade) => (1 - fade) / (1 + fade));
/** How likely a move is at each distance, with each spread. */
const HELD = Float64Array.from({ length: 1024 * SPREADS }, (_, i) =>
  Math.max(
    FAINT,
    (SCALES[i % SPREADS] as number) * (FADES[i % SPREADS] as number) ** Math.floor(i / SPREADS),
  ),
);

/** A game in which moves are numbers. */
export interface Numbered {
  /** How many moves there are. */
  readonly size: number;
  /** How many classes there are of what a round shows; 0 where it shows nothing. */
  readonly shows: number;
  /** Where somebody may cut off what was shown, as moves. */
  readonly clips?: readonly number[];
  /** Of the moves, where an opponent is expected to look for the best answer to the last ones. */
  readonly gains?: Gains;
}

/**
 * Numbers that follow other numbers: as they are, so much above or below, in proportion, or by steps. Each reading is one of
 * the anchors and what it has been followed by; how far from it the moves lie is learned too. The readings are weighed in
 * all rounds alike, and for each outcome of the last round apart, as somebody may go by one number after a loss and by
 * another after a win.
 */
export class Numbers implements Expert {
  readonly #size: number;
  readonly #anchors: Anchors;
  readonly #readings: Readings['all'];
  readonly #lines: Lines;
  readonly #nearest: Nearest;
  readonly #spreads: Float64Array;
  /** For the round at hand: what each reading goes by, and what it expects. */
  readonly #cells: Int32Array;
  readonly #xs: Float64Array;
  readonly #expected: Float64Array;
  /** In all rounds, and by outcome. */
  readonly #weights: readonly Weights[];
  /** Of weighing them in all rounds alike, and by outcome. */
  readonly #ways = new Weights(Float64Array.of(0.5, 0.5));
  readonly #layers: readonly Float64Array[];
  /** Of the last round of this match, and of the last of all; whether the opponent went further than was safe. */
  #outcome = 0;
  #outcomeEver = 0;
  #isBust = 0;
  #isBustEver = 0;
  /** The class of what the last of all rounds showed. */
  #shownEver = 0;
  #round = 0;
  #isUpToDate = false;

  constructor({ size, shows, clips = [], gains }: Numbered) {
    const { all, cells } = readings(clips.length, shows);
    this.#size = size;
    this.#anchors = new Anchors(size, clips, gains);
    this.#readings = all;
    this.#lines = new Lines(cells[0]);
    this.#nearest = new Nearest(cells[1]);
    this.#spreads = new Float64Array(all.length * SHARES);
    this.#cells = new Int32Array(all.length);
    this.#xs = new Float64Array(all.length);
    this.#expected = new Float64Array(all.length);
    const start = new Float64Array(all.length).fill(1 / all.length);
    this.#weights = Array.from({ length: 1 + OUTCOMES }, () => new Weights(start));
    this.#layers = FADES.map(() => new Float64Array(size));
    this.forget();
  }

  add(scene: Scene, weight: number, odds: Float64Array): number {
    this.#expect(scene);
    const all = (this.#weights[0] as Weights).now;
    const here = (this.#weights[1 + this.#outcome] as Weights).now;
    const alike = this.#ways.now[0] as number;
    const layers = this.#layers;
    for (const layer of layers) layer.fill(FAINT);
    for (let i = 0; i < this.#readings.length; i++) {
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
    return Math.max(0, weight - spreadOut(layers as Layers, odds));
  }

  learn(scene: Scene, move: number, plain: number): number {
    this.#expect(scene);
    const all = this.#weights[0] as Weights;
    const here = this.#weights[1 + this.#outcome] as Weights;
    // Where the player stops, nobody knows how far beyond it would have gone.
    const [least, most] = this.#anchors.ends;
    const isAtEnd = move <= least || move >= most;
    let likelihoodOfAll = 0;
    let likelihoodHere = 0;
    for (let i = 0; i < this.#readings.length; i++) {
      const expected = this.#expected[i] as number;
      const likelihood = Number.isNaN(expected) ? plain : this.#held(i, expected, move, plain);
      all.likelihoods[i] = here.likelihoods[i] = likelihood;
      likelihoodOfAll += (all.now[i] as number) * likelihood;
      likelihoodHere += (here.now[i] as number) * likelihood;
      const { isNear } = this.#readings[i] as Reading;
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
    this.#shownEver = seen.shownClass;
    this.#isUpToDate = false;
  }

  forget(): void {
    this.#lines.forget();
    this.#nearest.forget();
    for (let i = 0; i < this.#readings.length; i++) this.#spreads.set(START, i * SHARES);
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
    const { match, all, ends } = this.#anchors;
    const [least, most] = ends;
    for (let i = 0; i < this.#readings.length; i++) {
      const { ofMatch, anchor, by, isNear, from } = this.#readings[i] as Reading;
      let x = (ofMatch ? match : all)[anchor] as number;
      const outcome = ofMatch ? this.#outcome : this.#outcomeEver;
      const isBust = ofMatch ? this.#isBust : this.#isBustEver;
      let cell = 1;
      if (by === 'outcome') cell = outcome;
      else if (by === 'risk') cell = outcome + OUTCOMES * isBust;
      else if (by === 'shown') cell = this.#shownEver;
      if (Number.isNaN(x)) {
        // All rounds in which there is nothing to go by share a cell, as at the start of a match.
        x = 0;
        cell = 0;
      }
      cell += from;
      this.#xs[i] = x;
      this.#cells[i] = cell;
      const expected = isNear ? this.#nearest.expected(cell, x) : this.#lines.expected(cell, x);
      this.#expected[i] = Math.min(Math.max(expected, least), most);
    }
  }

  /** How likely a reading held the move; what its spreads are is learned from it. */
  #held(reading: number, expected: number, move: number, plain: number): number {
    const spreads = this.#spreads;
    const from = reading * SHARES;
    const low = Math.floor(expected);
    const part = nearlyRounded(expected - low);
    const off = Math.abs(move - low) * SPREADS;
    const offNext = Math.abs(move - low - 1) * SPREADS;
    let sum = 0;
    for (let spread = 0; spread < SPREADS; spread++) {
      const likelihood =
        (1 - part) * (HELD[off + spread] as number) + part * (HELD[offNext + spread] as number);
      sum += shares[spread] = likelihood * (spreads[from + spread] as number);
    }
    sum += shares[SPREADS] = plain * (spreads[from + SPREADS] as number);
    const scale = ((1 - KEEP) * (1 - LEFT)) / sum;
    for (let i = 0; i < SHARES; i++) {
      spreads[from + i] =
        KEEP * (spreads[from + i] as number) + scale * (shares[i] as number) + ((1 - KEEP) * LEFT) / SHARES;
    }
    return sum;
  }
}

const shares = new Float64Array(SHARES);

/** How much of a number that lies between two moves falls to the upper one: most players round. */
function nearlyRounded(part: number): number {
  return Math.min(Math.max(3 * part - 1, 0), 1);
}

/** What is expected with each spread. */
type Layers = readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

/**
 * Adds what lies in the layers to `odds`, fading to both sides. All layers and both ways at once, as each step of one waits
 * for the one before it.
 * @returns what has been added
 */
function spreadOut([exact, a, b, c, d]: Layers, odds: Float64Array): number {
  const [, fadeA, fadeB, fadeC, fadeD] = FADES;
  const [, scaleA, scaleB, scaleC, scaleD] = SCALES as [number, number, number, number, number];
  let [added, upA, upB, upC, upD] = [0, 0, 0, 0, 0];
  let [downA, downB, downC, downD] = [0, 0, 0, 0];
  for (let i = 0, j = odds.length - 1; j >= 0; i++, j--) {
    upA = fadeA * upA + (a[i] as number);
    upB = fadeB * upB + (b[i] as number);
    upC = fadeC * upC + (c[i] as number);
    upD = fadeD * upD + (d[i] as number);
    const up = (exact[i] as number) + scaleA * upA + scaleB * upB + scaleC * upC + scaleD * upD;
    odds[i] = (odds[i] as number) + up;
    const down = scaleA * downA + scaleB * downB + scaleC * downC + scaleD * downD;
    odds[j] = (odds[j] as number) + down;
    downA = fadeA * (downA + (a[j] as number));
    downB = fadeB * (downB + (b[j] as number));
    downC = fadeC * (downC + (c[j] as number));
    downD = fadeD * (downD + (d[j] as number));
    added += up + down;
  }
  return added;
}
