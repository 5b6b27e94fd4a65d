import { isPureChance } from '../../games/index.js';
import { type Grouping, type MatchGroup, type MatchSums, sumOf } from '../../history/index.js';
import { cumulative, type Outcome, quantile, summarize } from '../../stats/index.js';
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
  const order = selection.order(by);
  const sums = sumOf(groups);
  const outcomes = outcomesIn(order);
  const all = groupOf(`${book} book`, sums, outcomes.all);
  const groupStats = (group: MatchGroup) =>
    groupOf(LABELS[by](group.newest), group, outcomes.of.get(group.key) ?? []);
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
    lines.push('', ...formatProfit(cumulative(order.netsLamports), all.play, columns, style));
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

const OUTCOMES: Readonly<Record<string, Outcome>> = { w: 'win', l: 'loss', d: 'draw' };

/** Of the matches whose end is known, oldest first: of all, and of each group by its key. */
function outcomesIn({ keys, outcomes }: ReturnType<ReturnType<typeof selectionOf>['order']>) {
  const all: Outcome[] = [];
  const of = new Map<string, Outcome[]>();
  for (const [i, key] of keys.entries()) {
    const outcome = OUTCOMES[outcomes[i] ?? ''];
    if (outcome === undefined) continue;
    all.push(outcome);
    const group = of.get(key);
    if (group) group.push(outcome);
    else of.set(key, [outcome]);
  }
  return { all, of };
}

function groupOf(label: string, sums: MatchSums, outcomes: readonly Outcome[]): StatsGroup {
  const { matches, games, forMoney, decided, fallbacks, timeouts } = sums;
  return {
    label,
    summary: summarize(sums, outcomes),
    pureChance: matches > 0 && [...games].every(isPureChance),
    play: forMoney === 0,
    decide: decideTimes(decided),
    fallbacks,
    timeouts,
  };
}

function decideTimes(decided: MatchSums['decided']): StatsGroup['decide'] {
  const counts = [...decided].sort(([a], [b]) => a - b);
  const [p50, p99, max] = [0.5, 0.99, 1].map((q) => quantile(counts, q));
  if (p50 == null || p99 == null || max == null) return null;
  return { p50Ms: p50 / 1000, p99Ms: p99 / 1000, maxMs: max / 1000 };
}
