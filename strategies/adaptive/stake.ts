/** So many nats in favour of being exploited, and the response is dropped; ... */
const ALARM = 6;
/** ... so many in favour of gaining, and it is back: more each time, as long as responses have lost more than they won. */
const RETURN = 3;
const RETURN_GROWTH = 1.5;
const MOST_RETURN = 30;
/** A response that promises less is held to promise this much of what is at stake in the round. */
const LEAST_EDGE = 0.15;
/** What may be lost to a better reader in `n` matches: so much times the root of n, in match score. */
const BUDGET = 0.36;
/** The same for games that programs read well: those that it cannot read take all of the budget. */
export const SMALL_BUDGET = 0.2;
/** Of what responses have won, so much at most is risked again. */
const WINNINGS = 2;

/** What the equilibrium and the response promise, in match score. */
export interface Expected {
  /** Of the equilibrium and of the response, against what was forecast. */
  readonly safe: number;
  readonly best: number;
  /** How far from `safe` the round may lead: the root of the mean square, or half of what lies between best and worst. */
  readonly swing: number;
}

/**
 * How far to leave the equilibrium. Whoever exploits can be exploited, so each round is held against two readings of it:
 * that the response gains what was forecast, and that it loses as much. Their likelihood ratio adds up (Page's CUSUM). Past
 * the alarm the response is dropped, and it is judged all the same by what it would have brought, until it is worth
 * playing again.
 *
 * Whatever that says, no more is put at risk than an account holds: what the responses have won, what the opponent has given
 * away by moves that lose against the equilibrium (Ganzfried and Sandholm, "Safe opponent exploitation", 2015), and a budget
 * that grows with the root of the matches. So no opponent can expect to win more than the budget, whatever it knows: that holds
 * on the average over this strategy's own draws. Rounds of `opponent.history` count as if this strategy had played them, although
 * another one may have.
 */
export class Stake {
  readonly #budget: number;
  #against = 0;
  #inFavour = 0;
  #isDropped = false;
  #return = RETURN;
  #matches = 0;
  /** What the responses have brought on top of the equilibrium, and what that was given, in match score. */
  #balance = 0;

  /** @param budget what may be lost in `n` matches: so much times the root of n */
  constructor(budget = BUDGET) {
    this.#budget = budget;
  }

  /** How likely to play the response in a round in which it can lose `risk`. */
  trust(risk: number): number {
    if (this.#isDropped) return 0;
    const account = this.#balance + this.#budget * Math.sqrt(this.#matches);
    return Math.min(Math.max(account / risk, 0), 1);
  }

  /** @param more how much more the equilibrium was worth against the move that came than it is worth against the best */
  given(more: number): void {
    this.#balance = Math.min(this.#balance + more, WINNINGS);
  }

  /**
   * @param safe what the equilibrium was worth against the move that came
   * @param response what the response was worth against it
   * @param trust how likely the response was to be played
   * @returns whether the response has just been dropped
   */
  roundOver(expected: Expected, safe: number, response: number, trust: number): boolean {
    const gain = response - safe;
    this.#balance = Math.min(this.#balance + trust * gain, WINNINGS);
    if (!(expected.swing > 0)) return false;
    const edge = Math.max((expected.best - expected.safe) / expected.swing, LEAST_EDGE);
    const nats = (2 * edge * gain) / expected.swing;
    if (this.#isDropped) {
      this.#inFavour = Math.max(0, this.#inFavour + nats);
      if (this.#inFavour > this.#return) {
        this.#isDropped = false;
        this.#against = 0;
      }
      return false;
    }
    this.#against = Math.max(0, this.#against - nats);
    if (this.#against <= ALARM) return false;
    this.#isDropped = true;
    this.#inFavour = 0;
    this.#return = this.#balance > 0 ? RETURN : Math.min(this.#return * RETURN_GROWTH, MOST_RETURN);
    return true;
  }

  matchOver(): void {
    this.#matches++;
  }
}
