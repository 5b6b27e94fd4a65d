import { isPureChance } from '../../games/index.js';
import type { DecisionTime, MatchSummary } from '../../history/index.js';
import { quantile, summarize } from '../../stats/index.js';
import { isPlay, type StatsGroup } from '../../ui/index.js';

/** @param matches oldest first */
export function groupOf(
  label: string,
  matches: readonly MatchSummary[],
  times: readonly DecisionTime[],
): StatsGroup {
  const decided = times.map(({ decideMs }) => decideMs).sort((a, b) => a - b);
  const [p50Ms, p99Ms, maxMs] = [quantile(decided, 0.5), quantile(decided, 0.99), decided.at(-1)];
  const total = (count: (match: MatchSummary) => number) =>
    matches.reduce((sum, match) => sum + count(match), 0);
  return {
    label,
    summary: summarize(matches.map((match) => ({ ...match, disputed: match.disputed !== null }))),
    pureChance: matches.length > 0 && matches.every(({ game }) => isPureChance(game)),
    play: !matches.some((match) => match.wagerLamports > 0 && !match.sandbox && !isPlay(match)),
    decide: p50Ms === null || p99Ms === null || maxMs === undefined ? null : { p50Ms, p99Ms, maxMs },
    fallbacks: total(({ fallbacks }) => fallbacks),
    timeouts: total(({ timeouts }) => timeouts),
  };
}

type Grouped = Pick<MatchSummary & DecisionTime, 'game' | 'opponentId' | 'strategy' | 'strategyVersion'>;

export interface Grouping {
  key(of: Grouped): string;
  /** What a person calls the group, by its newest match. */
  label(match: MatchSummary): string;
}

/** By key, those with the most matches first. */
export function groupsBy(
  matches: readonly MatchSummary[],
  times: readonly DecisionTime[],
  { key, label }: Grouping,
): Map<string, StatsGroup> {
  const timesOf = grouped(times, key);
  const groups = [...grouped(matches, key)].sort(([, a], [, b]) => b.length - a.length);
  return new Map(
    groups.map(([name, of]) => {
      const newest = of.at(-1);
      return [name, groupOf(newest ? label(newest) : name, of, timesOf.get(name) ?? [])];
    }),
  );
}

/** A group for programs. */
export function groupJson({ label, summary, decide, ...rest }: StatsGroup) {
  const { streaks, winRate95 } = summary;
  return {
    label: label as string | null,
    matches: summary.matches,
    wins: summary.wins,
    losses: summary.losses,
    draws: summary.draws,
    unsettled: summary.unsettled,
    win_rate: summary.winRate,
    win_rate_low: winRate95?.low ?? null,
    win_rate_high: winRate95?.high ?? null,
    net_lamports: summary.netLamports,
    wagered_lamports: summary.wageredLamports,
    net_per_wager: summary.netPerWager,
    fees_lamports: summary.feesLamports,
    fee_rate: summary.feeRate,
    break_even: summary.breakEven,
    standpoint: summary.standpoint,
    pure_chance: rest.pureChance,
    longest_wins: streaks.wins,
    longest_losses: streaks.losses,
    streak: streaks.current,
    decide_p50_ms: decide?.p50Ms ?? null,
    decide_p99_ms: decide?.p99Ms ?? null,
    decide_max_ms: decide?.maxMs ?? null,
    fallbacks: rest.fallbacks,
    timeouts: rest.timeouts,
  };
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Null where there is nothing to tell. */
export type GroupJson = ReturnType<typeof groupJson>;
