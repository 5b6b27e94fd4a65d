/** So many nats in favour of being exploited, and the response is dropped. */
const ALARM = 6;
/** A response that promises less is held to promise this much of what is at stake in the round. */
const LEAST_EDGE = 0.25;
/** Matches of plain equilibrium after an alarm: as long as the responses have won more than they lost, and ... */
const PAUSE = 5;
/** ... when they have not, more each time. */
const RETREAT = 80;
const RETREAT_GROWTH = 4;

/** What a response was expected to bring, in match score. */
export interface Expected {
  /** Of the equilibrium and of the response, against what was forecast. */
  readonly safe: number;
  readonly best: number;
  /** How far from `safe` the round may lead: the root of the mean square, or half of what lies between best and worst. */
  readonly swing: number;
}

/**
 * The stop rule. Whoever exploits can be exploited, so each round in which the equilibrium was left is held against two
 * readings of it: that the response gains what was forecast, and that it loses as much. Their likelihood ratio adds up
 * (CUSUM), and past the alarm what was learned has turned against the learner.
 */
export class Guard {
  #nats = 0;
  /** What the responses have brought so far, in match score. */
  #balance = 0;
  #alarmed = false;
  #retreat = 0;
  #next = RETREAT;

  /** Whether to play the equilibrium for now, whatever seems to be known. */
  get retreating(): boolean {
    return this.#alarmed || this.#retreat > 0;
  }

  /**
   * @param value what the match is worth after the round
   * @returns whether it is time to fall back and to forget
   */
  roundOver({ safe, best, swing }: Expected, value: number): boolean {
    if (this.retreating || !(swing > 0)) return false;
    this.#balance += value - safe;
    const edge = Math.max((best - safe) / swing, LEAST_EDGE);
    this.#nats = Math.max(0, this.#nats - (2 * edge * (value - safe)) / swing);
    this.#alarmed = this.#nats > ALARM;
    return this.#alarmed;
  }

  matchOver(): void {
    if (this.#alarmed) {
      this.#alarmed = false;
      this.#nats = 0;
      this.#retreat = this.#balance > 0 ? PAUSE : this.#next;
      if (this.#balance <= 0) this.#next *= RETREAT_GROWTH;
    } else if (this.#retreat > 0) this.#retreat--;
  }
}
