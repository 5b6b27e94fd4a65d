import { type Config, readChoice, type ValuesOf } from '../../config/index.js';
import { GAME_IDS, isPureChance } from '../../games/index.js';
import type { BookName, DecisionTime, MatchFilter, MatchSummary } from '../../history/index.js';
import { cumulative, quantile, summarize } from '../../stats/index.js';
import {
  formatCount,
  formatCsv,
  formatGroups,
  formatHistory,
  formatJson,
  formatMatches,
  formatProfit,
  formatStats,
  formatVersion,
  groupJson,
  isPlay,
  type StatsGroup,
} from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import type { HISTORY, STATS } from '../options.js';
import { styleOf, writeJson, writeLines } from '../output.js';
import type { Records } from './records.js';

/** How many matches a terminal shows without `--last`. */
const LAST = 20;
/** Without a terminal that says how wide it is. */
const COLUMNS = 80;
/** Groups that a terminal shows; `--json` has all. */
const MOST_GROUPS = 40;

/** Lists the matches of a book, the newest last. */
export async function history(given: Given<'config' | 'records', typeof HISTORY>): Promise<void> {
  const { options, config, records, io } = given;
  const { book, filter } = askedFor(options, config);
  const { csv } = options;
  // Programs get all that there is.
  const limit = filter.limit ?? (config.json || csv ? null : LAST);
  const archive = records.archive(book);
  const all = archive?.count(filter) ?? 0;
  const matches = archive?.matches({ ...filter, limit }) ?? [];
  if (matches.length === 0) await tellNothing(records, book, filter, io);
  if (csv) io.stdout.write(formatCsv(matches));
  else if (config.json) io.stdout.write(matches.map(jsonOf).join(''));
  else if (matches.length > 0) {
    io.stdout.write(`${formatHistory(matches, styleOf(config, io), io.stdout.columns)}\n`);
    const more = all > matches.length ? `; --last ${all} shows all ${formatCount(all)}` : '';
    io.stdout.write(`${formatMatches(matches.length)} of the ${book} book${more}\n`);
  }
}

/** A line of `--json`; its time is that of the match. */
function jsonOf({ account: _account, bot, startedAt, endedAt, ...match }: MatchSummary): string {
  // The system's clock may have been set back during the match.
  const event = { event: 'match', ...match, durationMs: Math.max(0, endedAt - startedAt) };
  return `${formatJson({ event, timeMs: startedAt }, bot)}\n`;
}

/** Sums up the matches of a book. */
export async function stats(given: Given<'config' | 'records', typeof STATS>): Promise<void> {
  const { options, config, records, io } = given;
  const { book, filter } = askedFor(options, config);
  const by = options.by ?? 'game';
  const archive = records.archive(book);
  const matches = archive?.matches(filter) ?? [];
  const times = archive?.decisionTimes(filter) ?? [];
  const all = groupOf(`${book} book`, matches, times);
  if (matches.length === 0) {
    await tellNothing(records, book, filter, io);
    if (!config.json) return;
  }
  const groups = groupsBy(matches, times, GROUPINGS[by]);
  if (config.json) {
    writeJson(io, { event: 'stats', book, by: null, key: null, ...groupJson(all), label: null });
    for (const [key, group] of groups) writeJson(io, { event: 'stats', book, by, key, ...groupJson(group) });
    return;
  }
  const style = styleOf(config, io);
  const columns = io.stdout.columns ?? COLUMNS;
  const lines = formatStats(all, style, columns);
  if (all.summary.wageredLamports > 0) {
    const nets = cumulative(matches.map(({ netLamports }) => netLamports));
    lines.push('', ...formatProfit(nets, all.play, columns, style));
  }
  if (groups.size > 1 || options.by !== null) {
    const shown = [...groups.values()].slice(0, MOST_GROUPS);
    lines.push('', formatGroups(by, shown, style, io.stdout.columns));
    if (groups.size > shown.length)
      lines.push(`The ${shown.length} with the most matches of ${groups.size}; --json has all.`);
  }
  writeLines(lines, io);
}

/** The book that is asked for, else the one that play would write to now, and which of its matches. */
function askedFor(
  { book, game, opponent, outcome, strategy, since, until, last }: Omit<ValuesOf<typeof STATS>, 'by'>,
  { sandbox }: Config,
): { readonly book: BookName; readonly filter: MatchFilter } {
  const filter = { game, opponent, outcome, strategy, since, until, limit: last };
  return { book: book ?? (sandbox ? 'practice' : 'real'), filter };
}

/**
 * Says on stderr that a book has nothing of what was asked for, and whether the other one has.
 * @throws BotpitError `usage` for a game that there is not: another arena may have other games, so its name is not a mistake
 * until then
 */
async function tellNothing(records: Records, book: BookName, filter: MatchFilter, io: Io): Promise<void> {
  const { game } = filter;
  if (game) readChoice('--game', GAME_IDS, game);
  const other = book === 'real' ? 'practice' : 'real';
  const all = records.archive(book)?.count({}) ?? 0;
  const there = records.archive(other)?.count(filter) ?? 0;
  const none =
    all === 0 ? `The ${book} book is empty.` : `No such match among the ${all} in the ${book} book.`;
  const also = `The ${other} book has ${there}: --book ${other} shows ${there === 1 ? 'it' : 'them'}.`;
  io.stderr.write(there === 0 ? `${none}\n` : `${none} ${also}\n`);
}

/** @param matches oldest first */
function groupOf(
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

interface Grouping {
  key(of: Pick<MatchSummary & DecisionTime, 'game' | 'opponentId' | 'strategy' | 'strategyVersion'>): string;
  /** What a person calls the group, by its newest match. */
  label(match: MatchSummary): string;
}

const GROUPINGS: Readonly<Record<'game' | 'opponent' | 'strategy', Grouping>> = {
  game: { key: ({ game }) => game, label: ({ game }) => game },
  opponent: {
    key: ({ opponentId }) => opponentId,
    label: ({ opponentName, opponentId }) => opponentName || opponentId,
  },
  strategy: {
    key: ({ strategy, strategyVersion }) => (strategyVersion ? `${strategy}@${strategyVersion}` : strategy),
    label: formatVersion,
  },
};

/** By key, those with the most matches first. */
function groupsBy(
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
