import { EXIT } from '../../exit-codes.js';
import { cumulative } from '../../stats/index.js';
import { formatGroups, formatProfit, formatStats, formatVersion } from '../../ui/index.js';
import type { Call } from '../command-spec.js';
import type { Io } from '../main.js';
import { bookOf, nothingIn, readBook, recordsFolder } from '../records/books.js';
import { type Grouping, groupJson, groupOf, groupsBy } from '../records/groups.js';
import { choiceOf, filterOf, requireGame } from '../records/options.js';
import { styleOf, writeLines } from '../records/style.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Without a terminal that says how wide it is. */
const COLUMNS = 80;
/** Groups that a terminal shows; `--json` has all. */
const MOST_GROUPS = 40;

/** Sums up the matches of a book. @returns the exit code */
export function stats({ flags, options }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const filter = filterOf(options, Date.now());
    const by = choiceOf(options, 'by', ['game', 'opponent', 'strategy']) ?? 'game';
    const folder = recordsFolder(config, io);
    const book = bookOf(options, config);
    const read = await readBook(folder, book, (archive) => ({
      matches: archive.matches(filter),
      times: archive.decisionTimes(filter),
    }));
    const { matches, times } = read ?? { matches: [], times: [] };
    const all = groupOf(`${book} book`, matches, times);
    if (matches.length === 0) {
      requireGame(filter);
      io.stderr.write(`${await nothingIn(folder, book, filter)}\n`);
      if (!config.json) return EXIT.ok;
    }
    const groups = groupsBy(matches, times, KEYS[by]);
    if (config.json) {
      writeJson(io, 'stats', { book, by: null, key: null, ...groupJson(all), label: null });
      for (const [key, group] of groups) writeJson(io, 'stats', { book, by, key, ...groupJson(group) });
      return EXIT.ok;
    }
    const style = styleOf(config, io);
    const columns = io.stdout.columns ?? COLUMNS;
    const lines = formatStats(all, style, columns);
    if (all.summary.wageredLamports > 0) {
      const nets = cumulative(matches.map(({ netLamports }) => netLamports));
      lines.push('', ...formatProfit(nets, all.play, columns, style));
    }
    if (groups.size > 1 || options.by !== undefined) {
      const shown = [...groups.values()].slice(0, MOST_GROUPS);
      lines.push('', formatGroups(by, shown, style, io.stdout.columns));
      if (groups.size > shown.length)
        lines.push(`The ${shown.length} with the most matches of ${groups.size}; --json has all.`);
    }
    writeLines(lines, io);
    return EXIT.ok;
  });
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
