import { BookFile } from './database.js';
import { openIntentsOf } from './intents.js';
import type { OpenIntent } from './ledger.js';
import {
  evidenceOf,
  hashUsedBefore,
  IS_MATCH,
  IS_OVER,
  roundsIn,
  SUMMARY_COLUMNS,
  summaryOf,
} from './match-table.js';
import { type BookName, bookPath, type Evidence, type MatchSummary, type StoredMatch } from './record.js';
import {
  type AccountNames,
  accountNames,
  agentNameOf,
  botNames,
  lastSessions,
  type SessionRow,
  unendedSessions,
} from './sessions.js';
import { FOLDER, type Latch, type Standing, standingOf } from './standing.js';
import {
  type CourseDetails,
  courseIn,
  type Grouping,
  groupsIn,
  type MatchCourse,
  type MatchFilter,
  type MatchGroup,
  type Where,
  whereOf,
} from './sums.js';

/** A latch and whose it is. */
export interface AccountLatch extends Omit<Latch, 'over'> {
  readonly id: number;
  /** Null where it holds all accounts of the folder. */
  readonly account: string | null;
}

/** Where an account stands, as its last session counts. */
export interface AccountStanding extends Omit<Standing, 'meetings' | 'latches'> {
  readonly account: string;
}

/** A match, and where it stands in its book: the later, the higher. */
export interface PlacedMatch {
  readonly place: number;
  readonly match: MatchSummary;
}

/** An earlier match against the same opponent. */
export type PastEncounter = Pick<StoredMatch, 'matchId' | 'game' | 'side' | 'outcome' | 'rounds'>;

/** One of several matches with the same id. */
export interface Namesake {
  /** Its place in the book. */
  readonly row: number;
  readonly serverSeedHash: string;
  readonly serverSeed: string;
  /** The arena has told its end. */
  readonly isOver: boolean;
}

/** How a person names a match. */
export interface MatchName {
  /** Or the beginning of it. */
  readonly id: string;
  /** The beginning of its commitment or a part of its arena's address, where the id alone does not do; empty otherwise. */
  readonly at: string;
}

type Row = Record<string, unknown>;

/** A book for reading. */
export class Archive {
  readonly book: BookName;
  /** Where it was opened; null for the book of a session. */
  readonly folder: string | null;
  readonly #open: () => BookFile;

  /** @param open gives the file, whenever it is wanted */
  constructor(book: BookName, open: () => BookFile, folder: string | null = null) {
    this.book = book;
    this.folder = folder;
    this.#open = open;
  }

  /**
   * Changes nothing: see `BookFile.openForReading`.
   * @param busyMs how long another process may hold the book before that is an error
   * @returns null where nothing has been recorded in this book yet
   * @throws BotpitError `history/unavailable`
   */
  static open(folder: string, book: BookName, busyMs?: number): Archive | null {
    const file = BookFile.openForReading(bookPath(folder, book), busyMs);
    return file && new Archive(book, () => file, folder);
  }

  protected get file(): BookFile {
    return this.#open();
  }

  /** Oldest first; each is read when it is taken. */
  *matches(filter: MatchFilter): Generator<MatchSummary, void> {
    const { sql, values } = this.#where(filter);
    const rows = this.file.each(
      `SELECT ${SUMMARY_COLUMNS} FROM summaries s CROSS JOIN matches m ON m.id = s.match WHERE ${sql} ORDER BY s.match`,
      ...values,
    );
    for (const row of rows) yield summaryOf(row);
  }

  /** How many there are; `limit` counts as well. */
  count(filter: MatchFilter): number {
    const { sql, values } = this.#where(filter);
    return this.file.value(`SELECT count(*) FROM summaries s WHERE ${sql}`, ...values) as number;
  }

  /** @param withTimes whether it is wanted when each match began */
  groups(filter: MatchFilter, by: Grouping, withTimes = false): MatchGroup[] {
    return groupsIn(this.file, this.#where(filter), by, withTimes);
  }

  course(filter: MatchFilter, details: CourseDetails = {}): MatchCourse {
    return courseIn(this.file, this.#where(filter), details);
  }

  /** The newest first, of those before a place in the book. */
  newestBefore(filter: MatchFilter, before: number | null, most: number): PlacedMatch[] {
    const { sql, values } = this.#where(filter);
    const [earlier, last] = [`?${values.length + 1}`, `?${values.length + 2}`];
    const rows = this.file.all(
      `SELECT s.match AS place, ${SUMMARY_COLUMNS} FROM summaries s CROSS JOIN matches m ON m.id = s.match
        WHERE ${sql} AND s.match < ${earlier} ORDER BY s.match DESC LIMIT ${last}`,
      ...[...values, before ?? Number.MAX_SAFE_INTEGER, most],
    );
    return rows.map((row) => ({ place: Number(row.place), match: summaryOf(row) }));
  }

  /** The match at a place in the book; null where there is none. */
  at(place: number): Evidence | null {
    return this.#first('id = ?', place);
  }

  /**
   * The matches that a name stands for: those with exactly this id, else those whose id begins so. Two accounts' views of
   * one match count as one; the newest is taken.
   * @returns at most two, the newest first: one is wanted
   */
  named({ id, at }: MatchName): Evidence[] {
    const sql = `SELECT * FROM matches WHERE id IN (
        SELECT max(id) FROM matches WHERE substr(match_id, 1, length(?1)) = ?1
          AND (substr(server_seed_hash, 1, length(?2)) = ?2 OR instr(arena, ?2) > 0)
          AND (match_id = ?1 OR NOT EXISTS (SELECT 1 FROM matches WHERE match_id = ?1))
        GROUP BY match_id, arena, server_seed_hash
      ) ORDER BY id DESC LIMIT 2`;
    return this.file.all(sql, id, at).map((row) => this.#evidence(row));
  }

  /** The one that was begun last; null where there is none. */
  newest(): Evidence | null {
    return this.#first('true ORDER BY id DESC LIMIT 1');
  }

  /** The matches of an account that an arena calls by this id: the newest first, and at most a hundred. */
  namesakes({ account, arena, matchId }: Pick<StoredMatch, 'account' | 'arena' | 'matchId'>): Namesake[] {
    const sql = `SELECT m.id AS "row", m.server_seed_hash AS serverSeedHash, m.server_seed AS serverSeed, ${IS_OVER} AS isOver
      FROM matches m LEFT JOIN intents i ON i.match = m.id
      WHERE m.account = ? AND m.arena = ? AND m.match_id = ? ORDER BY m.id DESC LIMIT 100`;
    const rows = this.file.all<Omit<Namesake, 'isOver'> & { isOver: 0 | 1 }>(sql, account, arena, matchId);
    return rows.map((row) => ({ ...row, isOver: row.isOver === 1 }));
  }

  /** One of those. */
  evidenceOf({ row }: Namesake): Evidence {
    return this.#first('id = ?', row) as Evidence;
  }

  #where(filter: MatchFilter): Where {
    const where = whereOf(filter);
    const limit = filter.limit ?? null;
    if (limit === null) return where;
    const place = `?${where.values.length + 1}`;
    const newest = `SELECT s.match FROM summaries s WHERE ${where.sql} ORDER BY s.match DESC LIMIT ${place}`;
    const first = this.file.value(`SELECT min(match) FROM (${newest})`, ...where.values, limit);
    // Null where there are none, and then no row is at or above it.
    return { sql: `${where.sql} AND s.match >= ${place}`, values: [...where.values, first] };
  }

  #first(condition: string, ...values: readonly unknown[]): Evidence | null {
    const row = this.file.first<Row>(`SELECT * FROM matches WHERE ${condition}`, ...values);
    return row === undefined ? null : this.#evidence(row);
  }

  #evidence(row: Row): Evidence {
    return { ...evidenceOf(row), hashUsedIn: hashUsedBefore(this.file, row) };
  }

  /** Whether a match of the arena had draws that follow from the text of a seed whose bytes alone it had committed to. */
  hasWeakProof(arena: string): boolean {
    const sql = `SELECT 1 FROM matches WHERE arena = ? AND draws IS NOT NULL AND commitment_over = 'bytes' LIMIT 1`;
    return this.file.value(sql, arena) !== undefined;
  }

  /**
   * The newest matches against an opponent in a game of an arena, oldest first.
   * @param before those before this match only: by their order in the book where it is in it, else by their times
   */
  encounters(
    { arena, game, opponentId }: { arena: string; game: string; opponentId: string },
    most: number,
    before: StoredMatch | null = null,
  ): PastEncounter[] {
    const own = before && this.#placeOf(before);
    const [earlier, value] =
      before === null ? ['1 = ?', 1] : own === null ? ['started_at < ?', before.startedAt] : ['id < ?', own];
    const sql = `SELECT match_id AS matchId, game, side, outcome, rounds FROM matches WHERE arena = ? AND game = ?
      AND opponent_id = ? AND state = 'ended' AND ${earlier} ORDER BY id DESC LIMIT ?`;
    return this.file
      .all<Omit<PastEncounter, 'rounds'> & { rounds: string }>(sql, arena, game, opponentId, value, most)
      .reverse()
      .map(({ rounds, ...past }) => ({ ...past, rounds: roundsIn(rounds) }));
  }

  #placeOf({ account, arena, matchId, serverSeedHash }: StoredMatch): number | null {
    const sql = `SELECT m.id FROM matches m WHERE ${IS_MATCH}`;
    return (this.file.value(sql, account, arena, matchId, serverSeedHash) as number | undefined) ?? null;
  }

  /** Every account that has played. */
  standings(now: number): AccountStanding[] {
    const rows = this.file.all<{ account: string; own: number; folder: number }>(
      `SELECT account, counted_after AS own, folder_counted_after AS folder, max(rowid) FROM sessions
        GROUP BY account ORDER BY 4 DESC LIMIT 100`,
    );
    return rows.map(({ account, own, folder }) => ({
      account,
      ...standingOf(this.file, account, { account: own, folder }, now),
    }));
  }

  /** Every account that has played, and what it is called. */
  accounts(): AccountNames[] {
    return accountNames(this.file);
  }

  /** Every bot with a name that has played, the latest first. */
  bots(): string[] {
    return botNames(this.file);
  }

  /** Who the arena said that a session was; null where it has not said so, or the bot had no name. */
  agentOf(sessionId: string): string | null {
    return agentNameOf(this.file, sessionId);
  }

  /** Those in force, by what the system's clock shows. */
  latches(now: number): AccountLatch[] {
    return this.unreleased(null).filter(({ until }) => until === null || until > now);
  }

  /**
   * Those that nobody has released: a cool-down that seems over may be one that a process still waits for.
   * @param limit null for those of every limit
   */
  unreleased(limit: string | null): AccountLatch[] {
    return this.file.all(
      `SELECT id, nullif(account, '${FOLDER}') AS account, limit_name AS "limit", message, tripped_at AS trippedAt,
        until FROM latches WHERE released_at IS NULL AND limit_name = coalesce(?, limit_name) ORDER BY id`,
      limit,
    );
  }

  openIntents(): OpenIntent[] {
    return openIntentsOf(this.file, null);
  }

  unendedSessions(): SessionRow[] {
    return unendedSessions(this.file);
  }

  lastSessions(): SessionRow[] {
    return lastSessions(this.file);
  }

  close(): void {
    this.file.close();
  }
}
