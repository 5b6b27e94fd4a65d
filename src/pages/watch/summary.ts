import { isPureChance } from '../../games/index.js';
import {
  BOOK_NAMES,
  GROUPINGS,
  type Grouping,
  type MatchGroup,
  type MatchSums,
  Selection,
  sumOf,
} from '../../history/index.js';
import { groupJson, statsGroup } from '../../stats/index.js';
import type { WatchGroup, WatchProfit, WatchSummary } from './answers.js';
import type { Books } from './books.js';
import type { Asked, WatchSources } from './sources.js';

const BY = Object.keys(GROUPINGS) as Grouping[];
/** Groups that are answered; a table of more is for `stats --json`. */
const MOST_GROUPS = 100;

/** Sums up the matches that are asked for, as `stats` does. */
export function summaryOf(books: Books, { book, filter }: Asked, { labelOf }: WatchSources): WatchSummary {
  const { value, problems } = books.read(book, (archives) => {
    const selection = new Selection(archives, filter);
    const groups = BY.map((by) => [by, selection.groups(by)] as const);
    const course = selection.course({ times: true, fees: true });
    return { groups: Object.fromEntries(groups) as Record<Grouping, MatchGroup[]>, course };
  });
  const { groups, course } = value;
  const all = groupOf(`${book} book`, sumOf(groups.game), course.outcomes);
  const rows = (by: Grouping): WatchGroup[] => {
    const most = by === 'hour' ? sortedByKey(groups.hour) : groups[by].slice(0, MOST_GROUPS);
    return most.map((group) => ({
      key: group.key,
      ...groupJson(groupOf(labelOf(by, group.newest), group, group.outcomes)),
    }));
  };
  const each = <Value>(of: (by: Grouping) => Value) =>
    Object.fromEntries(BY.map((by) => [by, of(by)])) as Record<Grouping, Value>;
  const [other = book] = BOOK_NAMES.filter((name) => name !== book);
  return {
    book,
    play: all.play,
    all: groupJson(all),
    profit: profitOf(course),
    groups: each(rows),
    groupCounts: each((by) => groups[by].length),
    otherBook: books.read(other, (archives) => new Selection(archives, filter).count()).value,
    problems,
  };
}

function groupOf(label: string, sums: MatchSums, outcomes: string) {
  return statsGroup(label, sums, outcomes, [...sums.games].every(isPureChance));
}

function sortedByKey(groups: readonly MatchGroup[]): MatchGroup[] {
  return [...groups].sort((a, b) => Number(a.key) - Number(b.key));
}

/** Points of a curve: twice as many as a wide chart has columns of pixels to tell apart would not show more. */
const MOST_POINTS = 1_000;

type Course = ReturnType<Selection['course']>;

/** The curve, thinned out: of each stretch its first, its lowest, its highest and its last match stay. */
export function profitOf({ netsLamports, feesLamports, startedAt }: Course, most = MOST_POINTS): WatchProfit {
  const [net, won, lost, fees, at] = [[], [], [], [], []] as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  let [sum, wins, losses, kept, latest] = [0, 0, 0, 0, -Infinity];
  for (const [i, own] of netsLamports.entries()) {
    const fee = feesLamports[i] ?? 0;
    sum += own;
    kept += fee;
    if (own + fee > 0) wins += own + fee;
    else losses -= own + fee;
    latest = Math.max(latest, startedAt[i] ?? 0);
    net.push(sum);
    fees.push(kept);
    won.push(wins);
    lost.push(losses);
    at.push(latest);
  }
  const places = thinned(net, most);
  const pick = (values: readonly number[]) => places.map((place) => values[place] ?? 0);
  return {
    match: places.map((place) => place + 1),
    at: pick(at),
    netLamports: pick(net),
    wonLamports: pick(won),
    lostLamports: pick(lost),
    feesLamports: pick(fees),
  };
}

function thinned(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values.keys()];
  const stretches = Math.floor(most / 4);
  const places = new Set<number>();
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * values.length) / stretches);
    const to = Math.floor(((stretch + 1) * values.length) / stretches);
    let [low, high] = [from, from];
    for (let i = from; i < to; i++) {
      if ((values[i] ?? 0) < (values[low] ?? 0)) low = i;
      if ((values[i] ?? 0) > (values[high] ?? 0)) high = i;
    }
    for (const place of [from, low, high, to - 1]) places.add(place);
  }
  return [...places].sort((a, b) => a - b);
}
