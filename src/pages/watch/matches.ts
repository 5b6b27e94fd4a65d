import { BotpitError } from '../../errors.js';
import { BOOK_NAMES, type BookName, LOCAL_ARENA, type MatchSummary, Selection } from '../../history/index.js';
import { replayOf } from '../from-record.js';
import type { WatchMatch, WatchMatches, WatchMatchRow } from './answers.js';
import type { Books } from './books.js';
import type { Asked } from './sources.js';

/** Matches of a page, where nobody says, and at most. */
const [PAGE, MOST] = [100, 500];

/** A page of the matches that are asked for, the newest first. @param before where the page before ended */
export function matchesOf(
  books: Books,
  { book, filter }: Asked,
  { count, before }: Readonly<Record<'count' | 'before', string | undefined>>,
): WatchMatches {
  const most = /^\d{1,6}$/.test(count ?? '') ? Math.max(1, Math.min(MOST, Number(count))) : PAGE;
  const from = before === undefined ? new Map<string, number>() : cursorOf(before);
  const { value, problems } = books.read(book, (archives) => {
    const selection = new Selection(archives, filter);
    const folders = archives.map((archive) => books.folders.indexOf(archive.folder ?? ''));
    const page = selection.page(
      most,
      folders.map((folder) => from.get(String(folder)) ?? null),
    );
    const rows = page.matches.map(({ archive, place, match }) =>
      rowOf(keyOf(book, folders[archive] ?? 0, place), match),
    );
    const ends = page.ends?.map((end, i) => `${folders[i]}.${end ?? Number.MAX_SAFE_INTEGER}`);
    return { count: selection.count(), matches: rows, before: ends?.join('-') ?? null };
  });
  return { ...value, problems };
}

function cursorOf(text: string): Map<string, number> {
  if (!/^\d{1,3}\.\d{1,16}(?:-\d{1,3}\.\d{1,16})*$/.test(text)) throw unknown('page');
  return new Map(
    text.split('-').map((part) => {
      const [folder = '', end] = part.split('.');
      return [folder, Number(end)];
    }),
  );
}

function unknown(what: string): BotpitError {
  return new BotpitError('usage', `there is no such ${what}`, { hint: 'Load the page again.' });
}

function keyOf(book: BookName, folder: number, place: number): string {
  return `${book}.${folder}.${place}`;
}

function rowOf(key: string, match: MatchSummary): WatchMatchRow {
  const { matchId, game, bot, opponentId, opponentName, strategy, strategyVersion, arena, state } = match;
  const { outcome, settled, score, wagerLamports, netLamports, sandbox, fair, fallbacks, timeouts } = match;
  const { startedAt, endedAt } = match;
  return {
    ...{ key, matchId, game, bot, opponentId, opponentName, strategy, strategyVersion, arena, state },
    ...{ outcome, settled, score, wagerLamports, netLamports, sandbox, fair, fallbacks, timeouts },
    playMoney: arena === LOCAL_ARENA,
    startedAt,
    // The system's clock may have been set back during the match.
    durationMs: Math.max(0, endedAt - startedAt),
  };
}

/** One match, as it can be stepped through. @throws BotpitError `usage` where there is none */
export function matchOf(books: Books, key: string): WatchMatch {
  const [, name = '', folder = '', place] = /^(real|practice)\.(\d{1,3})\.(\d{1,15})$/.exec(key) ?? [];
  const book = BOOK_NAMES.find((each) => each === name);
  if (book === undefined) throw unknown('match');
  const { value, problems } = books.read(book, (archives) => {
    const archive = archives.find((each) => each.folder === books.folders[Number(folder)]);
    const evidence = archive?.at(Number(place)) ?? null;
    return archive && evidence ? { evidence, agentName: archive.agentOf(evidence.match.sessionId) } : null;
  });
  const [problem] = problems;
  if (value === null && problem)
    throw new BotpitError('history/unavailable', problem.message, { hint: problem.hint ?? undefined });
  if (value === null) throw unknown('match');
  const { bot, arena, disputed } = value.evidence.match;
  return { key, book, bot, arena, replay: replayOf(value.evidence, value.agentName), disputed };
}
