import { type Config, readChoice, type ValuesOf } from '../../config/index.js';
import { GAME_IDS } from '../../games/index.js';
import {
  BOOK_NAMES,
  type BookName,
  type MatchFilter,
  type MatchSummary,
  Selection,
} from '../../history/index.js';
import {
  CSV_HEAD,
  formatCount,
  formatCsvRow,
  formatHistory,
  formatJson,
  formatMatches,
  type Style,
} from '../../ui/index.js';
import type { Given, Io } from '../command.js';
import type { HISTORY, STATS } from '../options.js';
import { styleOf, writeChunks, writeFitted } from '../output.js';
import { requireKnown } from './bots.js';
import type { Records } from './records.js';

/** How many matches a terminal shows without `--last`. */
const LAST = 20;
/** A longer list is shown as tables of so many matches. */
const PAGE = 500;

/** Lists the matches of a book, the newest last. */
export async function history(given: Given<'config' | 'records', typeof HISTORY>): Promise<void> {
  const { options, config, records, io } = given;
  const asked = askedFor(options, config);
  const { csv } = options;
  const isForPrograms = config.json || csv;
  // Programs get all that there is.
  const limit = asked.filter.limit ?? (isForPrograms ? null : LAST);
  const selection = selectionOf(records, { ...asked, filter: { ...asked.filter, limit } });
  const count = selection.count();
  if (count === 0) tellNothing(records, asked, io);
  if (csv) await writeChunks(lines(selection, CSV_HEAD, formatCsvRow), io);
  else if (config.json) await writeChunks(lines(selection, '', jsonOf), io);
  else if (count > 0) {
    await writeChunks(tables(selection, styleOf(config, io), io.stdout.columns), io);
    const all = selectionOf(records, asked).count();
    const more = all > count ? `; --last ${all} shows all ${formatCount(all)}` : '';
    const also = options.book === null ? whatOtherHas(records, asked) : [];
    writeFitted([`${formatMatches(count)} of the ${asked.book} book${more}`, ...also], io);
  }
}

function* lines(selection: Selection, head: string, format: (match: MatchSummary) => string) {
  yield head;
  for (const match of selection.matches()) yield format(match);
}

function* tables(selection: Selection, style: Style, columns: number | undefined) {
  for (const page of pagesOf(selection.matches())) yield `${formatHistory(page, style, columns)}\n`;
}

function* pagesOf(matches: Iterable<MatchSummary>) {
  let page: MatchSummary[] = [];
  for (const match of matches) {
    page.push(match);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** A line of `--json`; its time is that of the match. */
function jsonOf({ account: _account, bot, startedAt, endedAt, ...match }: MatchSummary): string {
  // The system's clock may have been set back during the match.
  const event = { event: 'match', ...match, durationMs: Math.max(0, endedAt - startedAt) };
  return `${formatJson({ event, timeMs: startedAt }, bot)}\n`;
}

/** A book, and which of its matches. */
export interface Asked {
  readonly book: BookName;
  readonly filter: MatchFilter;
}

/** The book that is asked for, else the one that play would write to now, and which of its matches. */
export function askedFor(
  {
    book,
    game,
    bot,
    opponent,
    outcome,
    strategy,
    hour,
    since,
    until,
    last,
  }: Omit<ValuesOf<typeof STATS>, 'by'>,
  { sandbox }: Config,
): Asked {
  const filter = { game, bot, opponent, outcome, strategy, hour, since, until, limit: last };
  return { book: book ?? (sandbox ? 'practice' : 'real'), filter };
}

export function selectionOf(records: Records, { book, filter }: Asked): Selection {
  return new Selection(records.archives(book), filter);
}

/**
 * Says on stderr that a book has nothing of what was asked for, and whether the other one has.
 * @throws BotpitError `usage` for a bot that has never played, and for a game that there is not: another arena may have other games, so its name is not a mistake
 * until then
 */
export function tellNothing(records: Records, { book, filter }: Asked, io: Io): void {
  const { game, bot } = filter;
  if (game) readChoice('--game', GAME_IDS, game);
  if (bot) requireKnown(bot, records);
  const all = selectionOf(records, { book, filter: {} }).count();
  const none =
    all === 0
      ? `The ${book} book is empty.`
      : `No such match among the ${formatCount(all)} in the ${book} book.`;
  io.stderr.write(`${[none, ...whatOtherHas(records, { book, filter })].join(' ')}\n`);
}

/** A line on what the other book has of what was asked for; none where it has nothing. */
export function whatOtherHas(records: Records, { book, filter }: Asked): string[] {
  const [other = book] = BOOK_NAMES.filter((name) => name !== book);
  const there = selectionOf(records, { book: other, filter }).count();
  const them = there === 1 ? 'it' : 'them';
  return there === 0 ? [] : [`The ${other} book has ${formatCount(there)}: --book ${other} shows ${them}.`];
}
