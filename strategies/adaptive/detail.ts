import { FAINT } from './learner.js';

const SHARE = 0.02;
/** What all that a symbol has not shown yet counts for. */
const UNSEEN = 0.5;
const MOST = 300;

/**
 * Which of its many moves a player makes once the symbol is known: any of them alike, or those that it made before. Both
 * are weighed by how well they have told the moves so far.
 */
export class Detail {
  readonly #symbols: Uint8Array;
  readonly #widths: Float64Array;
  readonly #counts: Float64Array;
  readonly #totals: Float64Array;
  /** For `spread`: what each move of a symbol gets, and what it gets for each count. */
  readonly #each: Float64Array;
  readonly #perCount: Float64Array;
  #seen = 0;
  #alike = 0.7;

  constructor(symbols: Uint8Array, size: number) {
    this.#symbols = symbols;
    this.#counts = new Float64Array(symbols.length);
    this.#totals = new Float64Array(size);
    this.#widths = new Float64Array(size);
    this.#each = new Float64Array(size);
    this.#perCount = new Float64Array(size);
    for (const symbol of symbols) this.#widths[symbol] = (this.#widths[symbol] as number) + 1;
  }

  /** The probability of a move, given its symbol. */
  of(move: number): number {
    const symbol = this.#symbols[move] as number;
    const alike = 1 / (this.#widths[symbol] as number);
    return this.#alike * alike + (1 - this.#alike) * this.#again(move, symbol, alike);
  }

  /** Adds to `odds` what each symbol has in `mix`, shared out among its moves. */
  spread(mix: Float64Array, odds: Float64Array): void {
    const each = this.#each;
    const perCount = this.#perCount;
    for (let symbol = 0; symbol < each.length; symbol++) {
      const alike = 1 / (this.#widths[symbol] as number);
      const again = (1 - this.#alike) / ((this.#totals[symbol] as number) + UNSEEN);
      each[symbol] = (mix[symbol] as number) * alike * (this.#alike + again * UNSEEN);
      perCount[symbol] = (mix[symbol] as number) * again;
    }
    const symbols = this.#symbols;
    const counts = this.#counts;
    for (let i = 0; i < odds.length; i++) {
      const symbol = symbols[i] as number;
      odds[i] =
        (odds[i] as number) + (each[symbol] as number) + (perCount[symbol] as number) * (counts[i] as number);
    }
  }

  learn(move: number): void {
    const symbol = this.#symbols[move] as number;
    const alike = 1 / (this.#widths[symbol] as number);
    const share = this.#alike * alike;
    const other = (1 - this.#alike) * this.#again(move, symbol, alike);
    this.#alike = (1 - SHARE) * (share / (share + other)) + SHARE / 2;
    this.#counts[move] = (this.#counts[move] as number) + 1;
    this.#totals[symbol] = (this.#totals[symbol] as number) + 1;
    if (++this.#seen > MOST) this.#fade(0.5);
  }

  forget(): void {
    this.#fade(0.1);
  }

  #again(move: number, symbol: number, alike: number): number {
    return ((this.#counts[move] as number) + UNSEEN * alike) / ((this.#totals[symbol] as number) + UNSEEN);
  }

  #fade(keep: number): void {
    this.#seen *= keep;
    for (let i = 0; i < this.#counts.length; i++)
      this.#counts[i] = (this.#counts[i] as number) * keep + FAINT;
    for (let i = 0; i < this.#totals.length; i++)
      this.#totals[i] = (this.#totals[i] as number) * keep + FAINT;
  }
}
