import { isWithin } from '../lib/clock.js';

/** How much of a match is told: every round, one line, or nothing but running totals of many matches. */
export type Detail = 'rounds' | 'match' | 'totals';

const WINDOW_MS = 1000;
/** With so many matches begun in a second, a person can read no more than a line of each. */
const MATCH_LINES_FROM = 3;
/** And with so many, not even that. */
const TOTALS_FROM = 6;

/** Chooses the detail by how quickly matches follow each other. */
export class Pace {
  readonly #starts: number[] = [];

  /** The detail for a match that begins now. */
  started(timeMs: number): Detail {
    this.#starts.push(timeMs);
    if (this.#starts.length > TOTALS_FROM) this.#starts.shift();
    const recent = this.#starts.filter((start) => isWithin(WINDOW_MS, start, timeMs)).length;
    return recent >= TOTALS_FROM ? 'totals' : recent >= MATCH_LINES_FROM ? 'match' : 'rounds';
  }
}
