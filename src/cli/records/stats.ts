import { isPureChance } from '../../games/index.js';
import { type Grouping, type MatchGroup, type MatchSums, sumOf } from '../../history/index.js';
import {
  cumulative,
  type Outcome,
  quantile,
  StreakCounter,
  type Streaks,
  summarize,
} from '../../stats/index.js';
import {
  formatGroups,
  formatProfit,
  formatStats,
  formatVersion,
  groupJson,
  type StatsGroup,
} from '../../ui/index.js';
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
  const groupStats = (group: MatchGroup) => groupOf(LABELS[by](group.newest), group, group.outcomes);
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
const LABELS: Readonly<Record<Grouping, (newest: MatchGroup['newest']) => string>> = {
  game: ({ game }) => game,
  bot: ({ bot }) => bot ?? 'without a name',
  opponent: ({ opponentName, opponentId }) => opponentName || opponentId,
  strategy: formatVersion,
};

function groupOf(label: string, sums: MatchSums, outcomes: string): StatsGroup {
  const { matches, games, forMoney, decidedUs, fallbacks, timeouts } = sums;
  return {
    label,
    summary: summarize(sums, streaksIn(outcomes)),
    pureChance: matches > 0 && [...games].every(isPureChance),
    play: forMoney === 0,
    decide: decideTimes(decidedUs),
    fallbacks,
    timeouts,
  };
}

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
