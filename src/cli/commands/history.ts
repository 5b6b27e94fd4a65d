import { EXIT } from '../../exit-codes.js';
import type { MatchSummary } from '../../history/index.js';
import { formatCount, formatCsv, formatHistory, formatJson, formatMatches } from '../../ui/index.js';
import type { Call } from '../command-spec.js';
import type { Io } from '../main.js';
import { bookOf, nothingIn, readBook, recordsFolder } from '../records/books.js';
import { filterOf, requireGame } from '../records/options.js';
import { styleOf } from '../records/style.js';
import { showWarnings, withConfig } from '../with-config.js';

/** What a terminal shows of a long list unless it is told otherwise. */
const LAST = 20;

/** Lists the matches of a book, the newest last. @returns the exit code */
export function history({ flags, options }: Call, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const filter = filterOf(options, Date.now());
    const folder = recordsFolder(config, io);
    const book = bookOf(options, config);
    const csv = options.csv === true;
    // Programs get all that there is.
    const limit = filter.limit ?? (config.json || csv ? null : LAST);
    const read = await readBook(folder, book, (archive) => ({
      all: archive.count(filter),
      matches: archive.matches({ ...filter, limit }),
    }));
    const { all, matches } = read ?? { all: 0, matches: [] };
    if (matches.length === 0) {
      requireGame(filter);
      io.stderr.write(`${await nothingIn(folder, book, filter)}\n`);
    }
    if (csv) io.stdout.write(formatCsv(matches));
    else if (config.json) io.stdout.write(matches.map(jsonOf).join(''));
    else if (matches.length > 0) {
      io.stdout.write(`${formatHistory(matches, styleOf(config, io), io.stdout.columns)}\n`);
      const more = all > matches.length ? `; --last ${all} shows all ${formatCount(all)}` : '';
      io.stdout.write(`${formatMatches(matches.length)} of the ${book} book${more}\n`);
    }
    return EXIT.ok;
  });
}

/** A line of `--json`; its time is that of the match. */
function jsonOf({ account: _account, startedAt, endedAt, ...match }: MatchSummary): string {
  // The system's clock may have been set back during the match.
  const event = { event: 'match', ...match, durationMs: Math.max(0, endedAt - startedAt) };
  return `${formatJson({ event, timeMs: startedAt })}\n`;
}
