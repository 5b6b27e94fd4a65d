import { FAINT } from './learner.js';

/** What an observation is worth at the next one of the same cell. */
const MEMORY = 0.98;
/** How much speaks from the start for moving along with the anchor, at its distance 0. */
const ALONG = 0.5;
const LEVEL = 0.3;
/** Of a cell: the weight of what was seen, the means of x and y, the sums of squares of x and of products, the usual error. */
const STATS = 6;

/**
 * Straight lines through pairs of numbers, by least squares that fade; whatever lies far off counts little. At first a line
 * says that y is x.
 */
export class Lines {
  readonly #stats: Float64Array;

  constructor(cells: number) {
    this.#stats = new Float64Array(cells * STATS);
  }

  expected(cell: number, x: number): number {
    const stats = this.#stats;
    const at = cell * STATS;
    const seen = stats[at] as number;
    if (seen === 0) return x;
    const meanX = stats[at + 1] as number;
    const sure = (seen * seen) / (seen * seen + LEVEL);
    const meanY = sure * (stats[at + 2] as number) + (1 - sure) * meanX;
    const error = stats[at + 5] as number;
    const along = ALONG + 0.1 * error * error;
    const slope = ((stats[at + 4] as number) + along) / ((stats[at + 3] as number) + along);
    return meanY + slope * (x - meanX);
  }

  /** @param expected what the line has said */
  learn(cell: number, x: number, y: number, expected: number): void {
    const faint = FAINT;
    const stats = this.#stats;
    const at = cell * STATS;
    const off = Math.abs(y - expected);
    const error = stats[at + 5] as number;
    const seen = stats[at] as number;
    const weight = seen < 2 ? 1 : (error + 1) / (error + 1 + off);
    const total = MEMORY * seen + weight;
    const step = weight / total;
    const dx = x - (stats[at + 1] as number);
    const dy = y - (stats[at + 2] as number);
    const meanX = (stats[at + 1] as number) + step * dx + faint;
    const meanY = (stats[at + 2] as number) + step * dy + faint;
    stats[at] = total;
    stats[at + 1] = meanX;
    stats[at + 2] = meanY;
    stats[at + 3] = MEMORY * (stats[at + 3] as number) + weight * dx * (x - meanX) + faint;
    stats[at + 4] = MEMORY * (stats[at + 4] as number) + weight * dx * (y - meanY) + faint;
    // About the median of what it was off by, so that one outlier is like another.
    stats[at + 5] = off > error ? 1.15 * error + 0.1 : error / 1.15 + faint;
  }

  forget(): void {
    this.#stats.fill(0);
  }
}

/** Pairs that are kept of each cell. */
const KEPT = 24;
/** A pair that is so many older is as good as one that lies 1 farther away. */
const AGEING = 0.02;

/** What followed the nearest number before: for those who go by thresholds and steps. */
export class Nearest {
  readonly #xs: Float64Array;
  readonly #ys: Float64Array;
  readonly #counts: Int32Array;

  constructor(cells: number) {
    this.#xs = new Float64Array(cells * KEPT);
    this.#ys = new Float64Array(cells * KEPT);
    this.#counts = new Int32Array(cells);
  }

  /** `NaN` where nothing has been seen. */
  expected(cell: number, x: number): number {
    const count = this.#counts[cell] as number;
    let best = Number.NaN;
    let least = Infinity;
    for (let age = 0; age < count && age < KEPT; age++) {
      const at = cell * KEPT + ((count - 1 - age) % KEPT);
      const distance = Math.abs((this.#xs[at] as number) - x) + AGEING * age;
      if (distance < least) {
        least = distance;
        best = this.#ys[at] as number;
      }
    }
    return best;
  }

  learn(cell: number, x: number, y: number): void {
    const count = this.#counts[cell] as number;
    const at = cell * KEPT + (count % KEPT);
    this.#xs[at] = x;
    this.#ys[at] = y;
    this.#counts[cell] = count + 1;
  }

  forget(): void {
    this.#counts.fill(0);
  }
}
