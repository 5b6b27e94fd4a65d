import { isPureChance } from '../../games/index.js';
import {
  type Grouping,
  type MatchGroup,
  type MatchStep,
  type MatchSums,
  sumOf,
} from '../../history/index.js';
import { cumulative, quantile, StreakCounter, type Streaks, summarize } from '../../stats/index.js';
import {
  formatGroups,
  formatProfit,
  formatStats,
  formatVersion,
  groupJson,
  type StatsGroup,
  squeeze,
} from '../../ui/index.js';
import type { Given } from '../command.js';
import type { STATS } from '../options.js';
import { styleOf, writeJson, writeLines } from '../output.js';
import { agentsIn } from './bots.js';
import { askedFor, selectionOf, tellNothing, whatOtherHas } from './matches.js';

/** Without a terminal that says how wide it is. */
const COLUMNS = 80;
/** Groups that a terminal shows; `--json` has all. */
const MOST_GROUPS = 40;

/** Sums up the matches of a book. */
export async function stats(given: Given<'config' | 'records', typeof STATS>): Promise<void> {
  const { options, config, records, io } = given;
  const asked = askedFor(options, config);
  const { book } = asked;
  const by = options.by ?? 'game';
  const selection = selectionOf(records, asked);
  const groups = selection.groups(by);
  const sums = sumOf(groups);
  const [together, netsLamports] = [new Course(), [] as number[]];
  const courses = new Map(groups.map(({ key }) => [key, new Course()]));
  for (const step of selection.steps(by)) {
    together.add(step);
    courses.get(step.key)?.add(step);
    netsLamports.push(step.netLamports);
  }
  const all = groupOf(`${book} book`, sums, together);
  const groupStats = (group: MatchGroup) =>
    groupOf(LABELS[by](group.newest), group, courses.get(group.key) ?? new Course());
  if (sums.matches === 0) {
    tellNothing(records, asked, io);
    if (!config.json) return;
  }
  if (config.json) {
    writeJson(io, { event: 'stats', book, by: null, key: null, ...groupJson(all), label: null });
    for (const group of groups)
      writeJson(io, { event: 'stats', book, by, key: group.key, ...groupJson(groupStats(group)) });
    return;
  }
  const style = styleOf(config, io);
  const columns = io.stdout.columns ?? COLUMNS;
  const lines = formatStats(all, style, columns);
  if (sums.wageredLamports > 0)
    lines.push('', ...formatProfit(cumulative(netsLamports), all.play, columns, style));
  if (groups.length > 1 || options.by !== null) {
    const agents = by === 'bot' ? agentsIn(records.archives(book)) : null;
    const shown = groups.slice(0, MOST_GROUPS).map((group) => {
      const agent = agents?.get(group.key);
      const one = groupStats(group);
      return agent === undefined ? one : { ...one, label: `${one.label} (${agent})` };
    });
    lines.push('', formatGroups(by, shown, style, io.stdout.columns));
    if (groups.length > shown.length)
      lines.push(`The ${shown.length} with the most matches of ${groups.length}; --json has all.`);
  }
  if (options.book === null) lines.push(...whatOtherHas(records, asked));
  const rows = lines.flatMap((line) => line.split('\n'));
  writeLines(
    rows.map((row) => squeeze(row, io.stdout.columns ?? Infinity)),
    io,
  );
}

/** What a person calls a group, by its newest match. */
const LABELS: Readonly<Record<Grouping, (newest: MatchGroup['newest']) => string>> = {
  game: ({ game }) => game,
  bot: ({ bot }) => bot ?? 'without a name',
  opponent: ({ opponentName, opponentId }) => opponentName || opponentId,
  strategy: formatVersion,
};

/** What shows only as matches follow one another, and how long their turns took to decide. */
class Course {
  readonly #streaks = new StreakCounter();
  /** How often so many microseconds. */
  readonly #decided = new Map<number, number>();

  add({ outcome, decidedUs }: MatchStep): void {
    if (outcome !== null) this.#streaks.add(outcome);
    let start = 0;
    while (start < decidedUs.length) {
      const space = decidedUs.indexOf(' ', start);
      const end = space < 0 ? decidedUs.length : space;
      const us = Number(decidedUs.slice(start, end));
      this.#decided.set(us, (this.#decided.get(us) ?? 0) + 1);
      start = end + 1;
    }
  }

  get streaks(): Streaks {
    return this.#streaks.streaks;
  }

  get decide(): StatsGroup['decide'] {
    const counts = [...this.#decided].sort(([a], [b]) => a - b);
    const [p50, p99, max] = [0.5, 0.99, 1].map((q) => quantile(counts, q));
    if (p50 == null || p99 == null || max == null) return null;
    return { p50Ms: p50 / 1000, p99Ms: p99 / 1000, maxMs: max / 1000 };
  }
}

function groupOf(label: string, sums: MatchSums, { streaks, decide }: Course): StatsGroup {
  const { matches, games, forMoney, fallbacks, timeouts } = sums;
  return {
    label,
    summary: summarize(sums, streaks),
    pureChance: matches > 0 && [...games].every(isPureChance),
    play: forMoney === 0,
    decide,
    fallbacks,
    timeouts,
  };
}
