import { EXIT } from '../../exit-codes.js';
import { cumulative } from '../../stats/index.js';
import { formatGroups, formatProfit, formatStats, formatVersion } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import type { STATS } from '../options.js';
import { styleOf, writeJson, writeLines } from '../output.js';
import { type Grouping, groupJson, groupOf, groupsBy } from './groups.js';
import { bookOf, filterOf, nothingIn, requireGame } from './records.js';

/** Without a terminal that says how wide it is. */
const COLUMNS = 80;
/** Groups that a terminal shows; `--json` has all. */
const MOST_GROUPS = 40;

/** Sums up the matches of a book. @returns the exit code */
export async function stats(
  { options, config, records }: Given<'config' | 'records', typeof STATS>,
  io: Io,
): Promise<number> {
  const filter = filterOf(options);
  const by = options.by ?? 'game';
  const book = bookOf(options, config);
  const archive = await records.archive(book);
  const matches = archive?.matches(filter) ?? [];
  const times = archive?.decisionTimes(filter) ?? [];
  const all = groupOf(`${book} book`, matches, times);
  if (matches.length === 0) {
    requireGame(filter);
    io.stderr.write(`${await nothingIn(records, book, filter)}\n`);
    if (!config.json) return EXIT.ok;
  }
  const groups = groupsBy(matches, times, KEYS[by]);
  if (config.json) {
    writeJson(io, { event: 'stats', book, by: null, key: null, ...groupJson(all), label: null });
    for (const [key, group] of groups) writeJson(io, { event: 'stats', book, by, key, ...groupJson(group) });
    return EXIT.ok;
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
  return EXIT.ok;
}

const KEYS: Readonly<Record<'game' | 'opponent' | 'strategy', Grouping>> = {
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
