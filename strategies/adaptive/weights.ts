/**
 * How much the weights fall back towards where they started, a round: an opponent may change (fixed share: Herbster and
 * Warmuth, "Tracking the best expert", 1998).
 */
const SHARE = 0.004;

/** How much each of some experts is believed: by how likely it held what came, with a little left to all. */
export class Weights {
  /** Adds up to 1. */
  readonly now: Float64Array;
  /** How likely each expert held what came next; to be filled before `weigh`. */
  readonly likelihoods: Float64Array;
  readonly #start: Float64Array;
  readonly #share: number;

  /**
   * @param start adds up to 1
   * @param share how much they fall back towards it, a round
   */
  constructor(start: Float64Array, share = SHARE) {
    this.#start = start;
    this.#share = share;
    this.now = start.slice();
    this.likelihoods = new Float64Array(start.length);
  }

  weigh(): void {
    const { now, likelihoods } = this;
    const share = this.#share;
    let sum = 0;
    for (let i = 0; i < now.length; i++) sum += now[i] = (now[i] as number) * (likelihoods[i] as number);
    if (!(sum > 0)) {
      this.reset();
      return;
    }
    const scale = (1 - share) / sum;
    for (let i = 0; i < now.length; i++) {
      now[i] = scale * (now[i] as number) + share * (this.#start[i] as number);
    }
  }

  reset(): void {
    this.now.set(this.#start);
  }
}
