/** How fast the weights follow, ... */
const RATE = 0.01;
/** ... and what each forecast counts for at first. */
const START = 0.05;
/** A probability is held to be no smaller. */
const LEAST = 0.01;

/**
 * Many forecasts made into one that may know more than the best of them: their log odds are added up with weights that
 * follow the gradient of the log loss (logistic mixing, as in Mattern, "Linear and geometric mixtures", 2013).
 */
export class Blend {
  readonly #size: number;
  readonly #weights: Float64Array;
  /** The log probabilities of each forecast, with a mean of 0. */
  readonly #logs: Float64Array;
  readonly odds: Float64Array;

  constructor(forecasts: number, size: number) {
    this.#size = size;
    this.#weights = new Float64Array(forecasts).fill(START);
    this.#logs = new Float64Array(forecasts * size);
    this.odds = new Float64Array(size).fill(1 / size);
  }

  /** @param probabilities of all forecasts, one after the other */
  look(probabilities: Float64Array): void {
    const size = this.#size;
    const logs = this.#logs;
    const { odds } = this;
    odds.fill(0);
    for (let k = 0, from = 0; k < this.#weights.length; k++, from += size) {
      // Only differences count, so the first one is 0, and one logarithm less is to be taken.
      const first = Math.max(probabilities[from] as number, LEAST);
      logs[from] = 0;
      let mean = 0;
      for (let i = from + 1; i < from + size; i++) {
        const log = Math.log(Math.max(probabilities[i] as number, LEAST) / first);
        logs[i] = log;
        mean += log / size;
      }
      const weight = this.#weights[k] as number;
      for (let i = 0; i < size; i++) {
        const log = (logs[from + i] as number) - mean;
        logs[from + i] = log;
        odds[i] = (odds[i] as number) + weight * log;
      }
    }
    let high = -Infinity;
    for (const sum of odds) if (sum > high) high = sum;
    let total = 0;
    for (let i = 0; i < size; i++) total += odds[i] = Math.exp((odds[i] as number) - high);
    for (let i = 0; i < size; i++) odds[i] = (odds[i] as number) / total;
  }

  learn(symbol: number): void {
    const size = this.#size;
    for (let k = 0, from = 0; k < this.#weights.length; k++, from += size) {
      let gradient = this.#logs[from + symbol] as number;
      for (let i = 0; i < size; i++) gradient -= (this.odds[i] as number) * (this.#logs[from + i] as number);
      this.#weights[k] = (this.#weights[k] as number) + RATE * gradient;
    }
  }
}
