import { at, dot, factored, forward, inverted, type Matrix, solved } from './cholesky.js';
import { sum } from './summary.js';

/** How far apart two values of a dimension are: numbers by their difference, categories by whether they differ. */
export type Dimension = 'number' | 'category';

export interface Measured {
  /** A value in [0, 1] for each dimension that is a number, an index for each that is a category. */
  readonly at: readonly number[];
  readonly value: number;
}

/** What a process is known by: natural logarithms. */
export interface Hyperparameters {
  /** How far one must go in each dimension for the function to become another. */
  readonly lengths: readonly number[];
  /** How far the function moves from its mean. */
  readonly signal: number;
  /** The standard deviation of a measured value around the function. */
  readonly noise: number;
}

/** The variance of the mean of the function, which nobody knows beforehand. */
const MEAN_VARIANCE = 1;
/** Steps of the search for the hyperparameters, and the longest of them. */
const STEPS = 24;
const LONGEST_STEP = 0.5;

/**
 * A function of which values were measured with noise, as a Gaussian process: Rasmussen and Williams, "Gaussian Processes for
 * Machine Learning", 2006, algorithm 2.1, with the Matérn kernel of 5/2 and a length for each dimension. The
 * hyperparameters are those of the largest posterior density (their equation 5.9, with a log-normal prior around `expected`).
 */
export class GaussianProcess {
  readonly hyperparameters: Hyperparameters;
  readonly #dimensions: readonly Dimension[];
  readonly #at: readonly (readonly number[])[];
  readonly #lower: Matrix;
  /** The inverse of the covariance times the values. */
  readonly #weights: Float64Array;

  private constructor(
    dimensions: readonly Dimension[],
    measured: readonly Measured[],
    hyperparameters: Hyperparameters,
  ) {
    this.#dimensions = dimensions;
    this.#at = measured.map(({ at }) => at);
    this.hyperparameters = hyperparameters;
    const { kernel } = covariance(this.#at, dimensions, hyperparameters);
    this.#lower = factored(kernel);
    this.#weights = solved(
      this.#lower,
      Float64Array.from(measured, ({ value }) => value),
    );
  }

  /**
   * @param expected what is likely before anything is known
   * @param start where the search begins; the result of an earlier fit saves time
   */
  static fit(
    dimensions: readonly Dimension[],
    measured: readonly Measured[],
    expected: Hyperparameters,
    start: Hyperparameters = expected,
  ): GaussianProcess {
    const prior = flat(expected);
    const density = (at: readonly number[]) => posterior(dimensions, measured, prior, at);
    return new GaussianProcess(dimensions, measured, unflat(highest(density, flat(start))));
  }

  /** The function at a place, as far as it is known; `deviation` is the standard deviation. */
  predict(at: readonly number[]): { readonly mean: number; readonly deviation: number } {
    const cross = this.#cross(at);
    const half = forward(this.#lower, cross);
    const variance = this.#own() - dot(half, half);
    return { mean: dot(cross, this.#weights), deviation: Math.sqrt(Math.max(0, variance)) };
  }

  /** The same, without how surely: for whoever looks at many places. */
  mean(at: readonly number[]): number {
    return dot(this.#cross(at), this.#weights);
  }

  /**
   * Functions that may be the true one, drawn at random, at these places: Rasmussen and Williams, equation 2.24.
   * @param normal gives standard normal numbers
   */
  sample(places: readonly (readonly number[])[], count: number, normal: () => number): Float64Array[] {
    const crosses = places.map((at) => this.#cross(at));
    const halves = crosses.map((cross) => forward(this.#lower, cross));
    const means = crosses.map((cross) => dot(cross, this.#weights));
    const { kernel } = covariance(places, this.#dimensions, { ...this.hyperparameters, noise: -Infinity });
    for (const [i, half] of halves.entries()) {
      const row = kernel[i] as Float64Array;
      for (let j = 0; j <= i; j++) row[j] = at(row, j) - dot(half, halves[j] as Float64Array);
      // Rounding must not make it less than it can be.
      row[i] = Math.max(0, at(row, i)) + 1e-8;
    }
    const lower = factored(kernel);
    return Array.from({ length: count }, () => {
      const lots = Float64Array.from(places, normal);
      return Float64Array.from(places, (_, i) => {
        const row = lower[i] as Float64Array;
        let value = means[i] ?? 0;
        for (let j = 0; j <= i; j++) value += at(row, j) * at(lots, j);
        return value;
      });
    });
  }

  #own(): number {
    return MEAN_VARIANCE + Math.exp(2 * this.hyperparameters.signal);
  }

  #cross(place: readonly number[]): Float64Array {
    const scales = scalesOf(this.hyperparameters);
    const signal = Math.exp(2 * this.hyperparameters.signal);
    return Float64Array.from(
      this.#at,
      (one) => MEAN_VARIANCE + signal * matern(distance(one, place, this.#dimensions, scales)),
    );
  }
}

const ROOT5 = Math.sqrt(5);

/** Of a distance, squared. */
function matern(squared: number): number {
  const r = ROOT5 * Math.sqrt(squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** The derivative of `matern` by the squared distance. */
function maternSlope(squared: number): number {
  const r = ROOT5 * Math.sqrt(squared);
  return (-5 / 6) * (1 + r) * Math.exp(-r);
}

function scalesOf({ lengths }: Hyperparameters): number[] {
  return lengths.map((length) => Math.exp(-2 * length));
}

function apart(a: number, b: number, dimension: Dimension | undefined): number {
  return dimension === 'category' ? (a === b ? 0 : 1) : (a - b) ** 2;
}

function distance(
  a: readonly number[],
  b: readonly number[],
  dimensions: readonly Dimension[],
  scales: readonly number[],
): number {
  let squared = 0;
  for (let k = 0; k < a.length; k++) squared += at(scales, k) * apart(at(a, k), at(b, k), dimensions[k]);
  return squared;
}

function covariance(
  places: readonly (readonly number[])[],
  dimensions: readonly Dimension[],
  hyperparameters: Hyperparameters,
): { readonly kernel: Float64Array[]; readonly distances: Matrix } {
  const scales = scalesOf(hyperparameters);
  const signal = Math.exp(2 * hyperparameters.signal);
  const noise = Math.exp(2 * hyperparameters.noise);
  const distances = places.map((one, i) =>
    Float64Array.from({ length: i + 1 }, (_, j) =>
      distance(one, places[j] as readonly number[], dimensions, scales),
    ),
  );
  const kernel = distances.map((row, i) =>
    row.map((squared, j) => MEAN_VARIANCE + signal * matern(squared) + (i === j ? noise : 0)),
  );
  return { kernel, distances };
}

/** The logarithm of the posterior density of hyperparameters, up to a constant, and its gradient. */
function posterior(
  dimensions: readonly Dimension[],
  measured: readonly Measured[],
  prior: readonly number[],
  flatAt: readonly number[],
): { readonly density: number; readonly gradient: number[] } {
  const hyperparameters = unflat(flatAt);
  const places = measured.map((one) => one.at);
  const { kernel, distances } = covariance(places, dimensions, hyperparameters);
  const lower = factored(kernel);
  const values = Float64Array.from(measured, ({ value }) => value);
  const weights = solved(lower, values);
  const inverse = inverted(lower);
  const scales = scalesOf(hyperparameters);
  const signal = Math.exp(2 * hyperparameters.signal);
  const noise = Math.exp(2 * hyperparameters.noise);
  const size = places.length;
  const d = scales.length;
  let density = -0.5 * dot(values, weights) - sum(lower.map((row, i) => Math.log(at(row, i))));
  const gradient = flatAt.map((one, k) => -(one - at(prior, k)));
  for (const [k, one] of flatAt.entries()) density -= (one - at(prior, k)) ** 2 / 2;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      // Both triangles are meant.
      const times = i === j ? 0.5 : 1;
      const slope = times * (at(weights, i) * at(weights, j) - at(inverse[i] as Float64Array, j));
      const squared = at(distances[i] as Float64Array, j);
      if (i === j) gradient[d + 1] = at(gradient, d + 1) + slope * 2 * noise;
      gradient[d] = at(gradient, d) + slope * 2 * signal * matern(squared);
      if (squared === 0) continue;
      const steep = slope * signal * maternSlope(squared) * -2;
      const [one, other] = [places[i] as readonly number[], places[j] as readonly number[]];
      for (let k = 0; k < d; k++)
        gradient[k] =
          at(gradient, k) + steep * at(scales, k) * apart(at(one, k), at(other, k), dimensions[k]);
    }
  }
  return { density, gradient };
}

/** Uphill by the signs of the gradient: Riedmiller and Braun, "RPROP", 1993. */
function highest(
  density: (at: readonly number[]) => { readonly density: number; readonly gradient: readonly number[] },
  start: readonly number[],
): readonly number[] {
  let here = [...start];
  let best = here;
  let most = -Infinity;
  const steps = here.map(() => 0.2);
  let before = here.map(() => 0);
  for (let step = 0; step < STEPS; step++) {
    const { density: now, gradient } = density(here);
    if (now > most) [most, best] = [now, here];
    for (const k of steps.keys()) {
      const turn = at(before, k) * at(gradient, k);
      steps[k] = Math.min(LONGEST_STEP, at(steps, k) * (turn > 0 ? 1.2 : turn < 0 ? 0.5 : 1));
    }
    before = [...gradient];
    here = here.map((value, k) => value + Math.sign(at(gradient, k)) * at(steps, k));
  }
  return best;
}

function flat({ lengths, signal, noise }: Hyperparameters): number[] {
  return [...lengths, signal, noise];
}

function unflat(values: readonly number[]): Hyperparameters {
  const [signal = 0, noise = 0] = values.slice(-2);
  return { lengths: values.slice(0, -2), signal, noise };
}
