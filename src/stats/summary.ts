import { type Interval, type Standpoint, standpointOf, wilson } from './interval.js';

/** What of a match counts. Amounts in lamports. */
export interface Counted {
  readonly outcome: 'win' | 'loss' | 'draw';
  /** False where its end is unknown. */
  readonly settled: boolean;
  /** Whether the arena's account of the money is wrong. */
  readonly disputed: boolean;
  readonly wagerLamports: number;
  readonly payoutLamports: number;
  readonly netLamports: number;
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

/** @param matches oldest first */
export function summarize(matches: readonly Counted[]): Summary {
  const settled = matches.filter((match) => match.settled);
  const count = (outcome: Counted['outcome']) => settled.filter((match) => match.outcome === outcome).length;
  const wins = count('win');
  const losses = count('loss');
  const draws = count('draw');
  const winRate95 = wilson(wins, wins + losses);
  const netLamports = sum(matches.map((match) => match.netLamports));
  const wageredLamports = sum(matches.map((match) => match.wagerLamports));
  const fee = feeOf(settled);
  return {
    matches: matches.length,
    wins,
    losses,
    draws,
    unsettled: matches.length - settled.length,
    winRate: wins + losses === 0 ? null : wins / (wins + losses),
    winRate95,
    netLamports,
    wageredLamports,
    netPerWager: wageredLamports === 0 ? null : netLamports / wageredLamports,
    ...fee,
    standpoint: standpointOf(winRate95, fee.breakEven),
    streaks: streaksOf(settled.map(({ outcome }) => outcome)),
  };
}

/** What the pots that were won say of the fee. One wager each, a pot pays 2 (1 - fee): that is 1 over the break-even rate. */
function feeOf(settled: readonly Counted[]): Pick<Summary, 'feesLamports' | 'feeRate' | 'breakEven'> {
  const won = settled.filter(
    ({ outcome, disputed, wagerLamports }) => outcome === 'win' && !disputed && wagerLamports > 0,
  );
  const pots = 2 * sum(won.map(({ wagerLamports }) => wagerLamports));
  if (pots === 0) return { feesLamports: 0, feeRate: null, breakEven: null };
  const paid = sum(won.map(({ payoutLamports }) => payoutLamports));
  return { feesLamports: pots - paid, feeRate: (pots - paid) / pots, breakEven: pots / 2 / paid };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export interface Streaks {
  /** The most wins, and losses, in a row. */
  readonly wins: number;
  readonly losses: number;
  /** The one that goes on; null after a draw and without matches. */
  readonly current: { readonly outcome: 'win' | 'loss'; readonly length: number } | null;
}

/** @param outcomes oldest first; a draw ends a streak */
export function streaksOf(outcomes: readonly ('win' | 'loss' | 'draw')[]): Streaks {
  const longest = { win: 0, loss: 0 };
  let current: { readonly outcome: 'win' | 'loss'; readonly length: number } | null = null;
  for (const outcome of outcomes) {
    if (outcome === 'draw') {
      current = null;
      continue;
    }
    const before: number = current?.outcome === outcome ? current.length : 0;
    current = { outcome, length: before + 1 };
    longest[outcome] = Math.max(longest[outcome], current.length);
  }
  return { wins: longest.win, losses: longest.loss, current };
}

/**
 * The smallest of the values that at least the share `q` of them does not exceed (nearest rank).
 * @param sorted ascending
 * @param q 0 to 1
 * @returns null of no values
 */
export function quantile(sorted: readonly number[], q: number): number | null {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

/** The sums so far: as many as there are values. */
export function cumulative(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
