const PLAIN = /^[\w/-]{1,40}$/;

/**
 * Values of a label that a stranger chooses: only plain ones, and only so many of them. The rest are `other`, as every
 * value is a time series of its own for whoever stores them.
 */
export class Labels {
  readonly #most: number;
  readonly #known = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  of(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#most || !PLAIN.test(value)) return 'other';
    this.#known.add(value);
    return value;
  }
}
