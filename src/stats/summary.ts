import { type Interval, type Standpoint, standpointOf, wilson } from './interval.js';

/** What matches add up to. Amounts in lamports. */
export interface Sums {
  /** All of them: those that are not won, lost or drawn have an unknown end. */
  readonly matches: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly netLamports: number;
  readonly wageredLamports: number;
  /** The wagers of those that were won, and what was paid for them, where the arena's account of the money is right. */
  readonly wonWagersLamports: number;
  readonly wonPayoutsLamports: number;
}

export interface Summary {
  /** All of them: `wins + losses + draws + unsettled`. */
  readonly matches: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  /** Their wagers count as lost in `netLamports`; they count nowhere else. */
  readonly unsettled: number;
  /** Of the decided matches, those won; null without any. */
  readonly winRate: number | null;
  readonly winRate95: Interval | null;
  readonly netLamports: number;
  readonly wageredLamports: number;
  /** Null where nothing was wagered. */
  readonly netPerWager: number | null;
  /** What the arena kept of the pots that were won. */
  readonly feesLamports: number;
  /** The share of a pot that it kept, as observed; null where no pot was won. */
  readonly feeRate: number | null;
  /** The share of decided matches that must be won to lose nothing at that fee. */
  readonly breakEven: number | null;
  readonly standpoint: Standpoint | null;
  readonly streaks: Streaks;
}

export function summarize(sums: Sums, streaks: Streaks): Summary {
  const { matches, wins, losses, draws, netLamports, wageredLamports } = sums;
  const winRate95 = wilson(wins, wins + losses);
  const fee = feeOf(sums);
  return {
    matches,
    wins,
    losses,
    draws,
    unsettled: matches - wins - losses - draws,
    winRate: wins + losses === 0 ? null : wins / (wins + losses),
    winRate95,
    netLamports,
    wageredLamports,
    netPerWager: wageredLamports === 0 ? null : netLamports / wageredLamports,
    ...fee,
    standpoint: standpointOf(winRate95, fee.breakEven),
    streaks,
  };
}

/** What the pots that were won say of the fee. One wager each, a pot pays 2 (1 - fee): that is 1 over the break-even rate. */
function feeOf(sums: Sums): Pick<Summary, 'feesLamports' | 'feeRate' | 'breakEven'> {
  const pots = 2 * sums.wonWagersLamports;
  const paid = sums.wonPayoutsLamports;
  if (pots === 0) return { feesLamports: 0, feeRate: null, breakEven: null };
  return { feesLamports: pots - paid, feeRate: (pots - paid) / pots, breakEven: pots / 2 / paid };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export type Outcome = 'win' | 'loss' | 'draw';

export interface Streaks {
  /** The most wins, and losses, in a row. */
  readonly wins: number;
  readonly losses: number;
  /** The one that goes on; null after a draw and without matches. */
  readonly current: { readonly outcome: 'win' | 'loss'; readonly length: number } | null;
}

/** Counts matches one after the other, the oldest first; a draw ends a streak. */
export class StreakCounter {
  readonly #longest = { win: 0, loss: 0 };
  #current: 'win' | 'loss' | null = null;
  #length = 0;

  add(outcome: Outcome): void {
    this.#length = outcome === this.#current ? this.#length + 1 : 1;
    this.#current = outcome === 'draw' ? null : outcome;
    if (outcome !== 'draw') this.#longest[outcome] = Math.max(this.#longest[outcome], this.#length);
  }

  get streaks(): Streaks {
    const { win, loss } = this.#longest;
    const current = this.#current === null ? null : { outcome: this.#current, length: this.#length };
    return { wins: win, losses: loss, current };
  }
}

/**
 * The smallest of the values that at least the share `q` of them does not exceed (nearest rank).
 * @param counts how often each value was seen, the smallest value first
 * @param q 0 to 1
 * @returns null of no values
 */
export function quantile(
  counts: readonly (readonly [value: number, count: number])[],
  q: number,
): number | null {
  const total = sum(counts.map(([, count]) => count));
  let left = Math.max(1, Math.ceil(q * total));
  for (const [value, count] of counts) {
    left -= count;
    if (left <= 0) return value;
  }
  return null;
}

/** The sums so far: as many as there are values. */
export function cumulative(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
