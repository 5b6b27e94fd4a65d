import type { RoundRecord } from '../history/index.js';
import { keptRounds, RoundOrder } from '../protocol/index.js';

/** Of the states and results of one match together; a long match of the games that are known has a tenth of it. */
const MOST_CHARACTERS = 64 * 1024;

/** The rounds of a match: as many, and as large, as its game may need. What an arena tells beyond that is counted. */
export class RoundLog {
  readonly order: RoundOrder;
  readonly #most: number;
  readonly #rounds: RoundRecord[] = [];
  #characters = 0;
  #leftOut = 0;

  constructor(gameType: string) {
    this.order = new RoundOrder(gameType);
    this.#most = keptRounds(gameType);
  }

  get rounds(): readonly RoundRecord[] {
    return this.#rounds;
  }

  /** How many were told and not kept. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** The number of the last one. */
  get latest(): number {
    return this.#rounds.at(-1)?.round ?? 0;
  }

  /** @returns whether it is kept; null where it is the first that is not */
  add(record: RoundRecord): boolean | null {
    const characters = JSON.stringify([record.state, record.result]).length;
    if (record.round <= this.#most && this.#characters + characters <= MOST_CHARACTERS) {
      this.#characters += characters;
      this.#rounds.push(record);
      return true;
    }
    this.#leftOut += 1;
    return this.#leftOut === 1 ? null : false;
  }
}
