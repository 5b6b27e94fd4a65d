import { isPureChance } from '../../games/index.js';
import { type Grouping, type MatchGroup, type MatchSums, sumOf } from '../../history/index.js';
import { cumulative, groupJson, type StatsGroup, statsGroup } from '../../stats/index.js';
import { formatGroups, formatProfit, formatStats, formatVersion } from '../../ui/index.js';
import type { Given } from '../command.js';
import type { STATS } from '../options.js';
import { styleOf, writeFitted, writeJson } from '../output.js';
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
  const course = selection.course();
  const all = groupOf(`${book} book`, sums, course.outcomes);
  const groupStats = (group: MatchGroup) => groupOf(labelOf(by, group.newest), group, group.outcomes);
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
    lines.push('', ...formatProfit(cumulative(course.netsLamports), all.play, columns, style));
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
  writeFitted(lines, io);
}

/** What a person calls a group, by its newest match. */
export function labelOf(by: Grouping, newest: MatchGroup['newest']): string {
  return LABELS[by](newest);
}

const LABELS: Readonly<Record<Grouping, (newest: MatchGroup['newest']) => string>> = {
  game: ({ game }) => game,
  bot: ({ bot }) => bot ?? 'without a name',
  opponent: ({ opponentName, opponentId }) => opponentName || opponentId,
  strategy: formatVersion,
  hour: ({ startedAt }) => formatHour(startedAt),
};

/** `09:00 to 10:00` */
function formatHour(timeMs: number): string {
  const hour = new Date(timeMs).getHours();
  const [from, to] = [hour, hour + 1].map((each) => `${String(each).padStart(2, '0')}:00`);
  return `${from} to ${to}`;
}

function groupOf(label: string, sums: MatchSums, outcomes: string): StatsGroup {
  return statsGroup(label, sums, outcomes, [...sums.games].every(isPureChance));
}
