import {
  type Outcome,
  quantile,
  StreakCounter,
  type Streaks,
  type Summary,
  type Sums,
  summarize,
} from './summary.js';

/** Statistics of a group of matches, and what is shown beside them. */
export interface StatsGroup {
  /** What they have in common. */
  readonly label: string;
  readonly summary: Summary;
  /** All of games in which no strategy makes a difference. */
  readonly pureChance: boolean;
  /** Whether the money is play money. */
  readonly play: boolean;
  /** Null where no turn was decided. */
  readonly decide: { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number } | null;
  readonly fallbacks: number;
  readonly timeouts: number;
}

/** What the books say of a group. */
export interface GroupSums extends Sums {
  /** Matches about money that is not play money. */
  readonly forMoney: number;
  readonly fallbacks: number;
  readonly timeouts: number;
  /** How long each turn took to decide: whole microseconds, with spaces between. */
  readonly decidedUs: string;
}

/** @param outcomes a letter for each match, the oldest first: `w`, `l`, `d`, and another where the end is not known */
export function statsGroup(
  label: string,
  sums: GroupSums,
  outcomes: string,
  pureChance: boolean,
): StatsGroup {
  const { matches, forMoney, decidedUs, fallbacks, timeouts } = sums;
  return {
    label,
    summary: summarize(sums, streaksIn(outcomes)),
    pureChance: matches > 0 && pureChance,
    play: forMoney === 0,
    decide: decideTimes(decidedUs),
    fallbacks,
    timeouts,
  };
}

/** A group for programs. Null where there is nothing to tell. */
export function groupJson({ label, summary, decide, pureChance, fallbacks, timeouts }: StatsGroup) {
  const { matches, wins, losses, draws, unsettled, winRate, winRate95, streaks } = summary;
  const { netLamports, wageredLamports, netPerWager, feesLamports, feeRate, breakEven, standpoint } = summary;
  return {
    label: label as string | null,
    matches,
    wins,
    losses,
    draws,
    unsettled,
    winRate,
    winRateLow: winRate95?.low ?? null,
    winRateHigh: winRate95?.high ?? null,
    netLamports,
    wageredLamports,
    netPerWager,
    feesLamports,
    feeRate,
    breakEven,
    standpoint,
    pureChance,
    longestWins: streaks.wins,
    longestLosses: streaks.losses,
    streak: streaks.current,
    decideP50Ms: decide?.p50Ms ?? null,
    decideP99Ms: decide?.p99Ms ?? null,
    decideMaxMs: decide?.maxMs ?? null,
    fallbacks,
    timeouts,
  };
}

export type GroupJson = ReturnType<typeof groupJson>;

/** By the letters of a course; a match of unknown end has none. */
const OUTCOMES: Readonly<Record<string, Outcome>> = { w: 'win', l: 'loss', d: 'draw' };

function streaksIn(outcomes: string): Streaks {
  const counter = new StreakCounter();
  for (const letter of outcomes) {
    const outcome = OUTCOMES[letter];
    if (outcome !== undefined) counter.add(outcome);
  }
  return counter.streaks;
}

const ZERO = '0'.charCodeAt(0);

/** @param decidedUs whole numbers, with spaces between. There may be millions: no text is made of each */
function decideTimes(decidedUs: string): StatsGroup['decide'] {
  if (decidedUs === '') return null;
  const counts = new Map<number, number>();
  let us = 0;
  for (let i = 0; i <= decidedUs.length; i++) {
    const digit = decidedUs.charCodeAt(i) - ZERO;
    if (digit >= 0) us = 10 * us + digit;
    else {
      counts.set(us, (counts.get(us) ?? 0) + 1);
      us = 0;
    }
  }
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const [p50 = null, p99 = null, max = null] = [0.5, 0.99, 1].map((q) => quantile(sorted, q));
  if (p50 === null || p99 === null || max === null) return null;
  return { p50Ms: p50 / 1000, p99Ms: p99 / 1000, maxMs: max / 1000 };
}
