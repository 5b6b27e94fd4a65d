import { EXIT } from '../../exit-codes.js';
import type { MatchSummary } from '../../history/index.js';
import { formatCount, formatCsv, formatHistory, formatJson, formatMatches } from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import type { HISTORY } from '../options.js';
import { styleOf } from '../output.js';
import { bookOf, filterOf, nothingIn, requireGame } from './records.js';

/** How many matches a terminal shows without `--last`. */
const LAST = 20;

/** Lists the matches of a book, the newest last. @returns the exit code */
export async function history(
  { options, config, records }: Given<'config' | 'records', typeof HISTORY>,
  io: Io,
): Promise<number> {
  const filter = filterOf(options);
  const book = bookOf(options, config);
  const { csv } = options;
  // Programs get all that there is.
  const limit = filter.limit ?? (config.json || csv ? null : LAST);
  const archive = await records.archive(book);
  const all = archive?.count(filter) ?? 0;
  const matches = archive?.matches({ ...filter, limit }) ?? [];
  if (matches.length === 0) {
    requireGame(filter);
    io.stderr.write(`${await nothingIn(records, book, filter)}\n`);
  }
  if (csv) io.stdout.write(formatCsv(matches));
  else if (config.json) io.stdout.write(matches.map(jsonOf).join(''));
  else if (matches.length > 0) {
    io.stdout.write(`${formatHistory(matches, styleOf(config, io), io.stdout.columns)}\n`);
    const more = all > matches.length ? `; --last ${all} shows all ${formatCount(all)}` : '';
    io.stdout.write(`${formatMatches(matches.length)} of the ${book} book${more}\n`);
  }
  return EXIT.ok;
}

/** A line of `--json`; its time is that of the match. */
function jsonOf({ account: _account, startedAt, endedAt, ...match }: MatchSummary): string {
  // The system's clock may have been set back during the match.
  const event = { event: 'match', ...match, durationMs: Math.max(0, endedAt - startedAt) };
  return `${formatJson({ event, timeMs: startedAt })}\n`;
}
