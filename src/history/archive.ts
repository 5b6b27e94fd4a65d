import type { Side } from '../games/index.js';
import { attempt, type Database, oneValue } from './database.js';
import { type BookName, bookPath } from './folder.js';
import { evidenceOf, longPartsOf, SUMMARY_COLUMNS, summaryOf } from './match-rows.js';
import { openForReading } from './reading.js';
import {
  type Evidence,
  LOCAL_ARENA,
  type MatchSummary,
  type RoundRecord,
  type StoredMatch,
} from './record.js';

/** Which matches of a book are wanted; what is absent or null does not matter. */
export interface MatchFilter {
  readonly game?: string | null;
  /** An agent id, or any part of the name, in any case. */
  readonly opponent?: string | null;
  readonly outcome?: 'win' | 'loss' | 'draw' | null;
  /** A name, or `name@` and the beginning of a version's digits. */
  readonly strategy?: string | null;
  /** Epoch milliseconds: begun at or after, begun before. */
  readonly since?: number | null;
  readonly until?: number | null;
  /** The newest so many. */
  readonly limit?: number | null;
}

/** One turn's time, for statistics. */
export interface DecisionTime {
  readonly game: string;
  readonly opponentId: string;
  readonly strategy: string;
  readonly strategyVersion: string | null;
  readonly source: 'strategy' | 'fallback';
  readonly decideMs: number;
}

/** An earlier match against the same opponent. */
export interface PastEncounter {
  readonly matchId: string;
  readonly game: string;
  readonly side: Side;
  readonly outcome: 'win' | 'loss' | 'draw';
  readonly rounds: readonly RoundRecord[];
}

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
  readonly path: string;
  readonly #open: () => Database;
  readonly #close: () => void;

  /** @param open gives the database, whenever one is wanted @param close is done with it */
  constructor(book: BookName, path: string, open: () => Database, close: () => void = () => open().close()) {
    this.book = book;
    this.path = path;
    this.#open = open;
    this.#close = close;
  }

  /**
   * Changes nothing: see `openForReading`.
   * @returns null where nothing has been recorded in this book yet
   * @throws BotpitError `history/unavailable`
   */
  static async open(folder: string, book: BookName): Promise<Archive | null> {
    const path = bookPath(folder, book);
    const reading = openForReading(path);
    return reading && new Archive(book, path, () => reading.database, reading.close);
  }

  /** Oldest first. */
  matches(filter: MatchFilter): MatchSummary[] {
    const { where, values } = conditions(filter);
    const limit = filter.limit ?? -1;
    const sql = `SELECT ${SUMMARY_COLUMNS} FROM matches ${where} ORDER BY id DESC LIMIT ?`;
    return attempt(this.path, () =>
      (
        this.#open()
          .prepare(sql)
          .all(...values, limit) as Record<string, unknown>[]
      ).map(summaryOf),
    ).reverse();
  }

  /** How many there are; `limit` counts as well. */
  count(filter: MatchFilter): number {
    const { where, values } = conditions(filter);
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM matches ${where} LIMIT ?)`;
    return attempt(this.path, () => {
      const row = this.#open()
        .prepare(sql)
        .get(...values, filter.limit ?? -1) as { n: number };
      return row.n;
    });
  }

  /** The decision times of all turns of these matches that a move was decided for. */
  decisionTimes(filter: MatchFilter): DecisionTime[] {
    const { where, values } = conditions(filter);
    const sql = `SELECT game, opponent_id, strategy, strategy_version, rounds FROM matches ${where} ORDER BY id DESC LIMIT ?`;
    return attempt(this.path, () => {
      const rows = this.#open()
        .prepare(sql)
        .iterate(...values, filter.limit ?? -1);
      const times: DecisionTime[] = [];
      for (const row of rows as Iterable<Record<string, unknown>>) {
        const of = {
          game: row.game,
          opponentId: row.opponent_id,
          strategy: row.strategy,
          strategyVersion: row.strategy_version,
        } as Omit<DecisionTime, 'source' | 'decideMs'>;
        for (const { source, reason, decideMs } of longPartsOf({ ...row, taunts: '[]' }).rounds) {
          // After a refusal by the arena the fallback is there at once: nothing was decided.
          if (source === null || decideMs === null || reason === 'refused') continue;
          times.push({ ...of, source, decideMs });
        }
      }
      return times;
    });
  }

  /**
   * The matches that a name stands for: those with exactly this id, else those whose id begins so. Two accounts' views of
   * one match count as one; the newest is taken.
   * @returns at most two, the newest first: one is wanted
   */
  named({ id, at }: MatchName): Evidence[] {
    const same = 'match_id, arena, server_seed_hash';
    const sql = `SELECT * FROM matches WHERE id IN (
        SELECT max(id) FROM matches WHERE substr(match_id, 1, length(?1)) = ?1
          AND (substr(server_seed_hash, 1, length(?2)) = ?2 OR instr(arena, ?2) > 0)
          AND (match_id = ?1 OR NOT EXISTS (SELECT 1 FROM matches WHERE match_id = ?1))
        GROUP BY ${same}
      ) ORDER BY id DESC LIMIT 2`;
    const rows = attempt(this.path, () => this.#open().prepare(sql).all(id, at) as Row[]);
    return rows.map((row) => this.#evidence(row));
  }

  /** The matches of an account that an arena calls by this id: the newest first, and at most a hundred. */
  namesakes({ account, arena, matchId }: Pick<StoredMatch, 'account' | 'arena' | 'matchId'>): Namesake[] {
    const sql = `SELECT m.id AS "row", m.server_seed_hash AS serverSeedHash, m.server_seed AS serverSeed,
        m.settled = 1 AND coalesce(i.settled_by, 'arena') = 'arena' AS isOver
      FROM matches m LEFT JOIN intents i ON i.match = m.id
      WHERE m.account = ? AND m.arena = ? AND m.match_id = ? ORDER BY m.id DESC LIMIT 100`;
    const rows = attempt(
      this.path,
      () =>
        this.#open().prepare(sql).all(account, arena, matchId) as (Omit<Namesake, 'isOver'> & {
          isOver: 0 | 1;
        })[],
    );
    return rows.map((row) => ({ ...row, isOver: row.isOver === 1 }));
  }

  /** One of those. */
  evidenceOf({ row }: Namesake): Evidence {
    return this.#evidence(
      attempt(this.path, () => this.#open().prepare('SELECT * FROM matches WHERE id = ?').get(row)) as Row,
    );
  }

  #evidence(row: Record<string, unknown>): Evidence {
    return { ...evidenceOf(row), hashUsedIn: this.#hashUsedBefore(row) };
  }

  /** The first match of the arena that had the hash of this later one. The arena of `--local` may repeat its seeds. */
  #hashUsedBefore({ id, match_id, arena, server_seed_hash: hash }: Record<string, unknown>): string | null {
    if (hash === '' || arena === LOCAL_ARENA) return null;
    const sql = `SELECT match_id FROM matches WHERE server_seed_hash = ? AND arena = ? AND match_id <> ? AND id < ?
      ORDER BY id LIMIT 1`;
    const first = attempt(this.path, () => oneValue(this.#open().prepare(sql), hash, arena, match_id, id));
    return first === undefined ? null : String(first);
  }

  /** Whether another match of the arena had this hash. */
  hasHash(arena: string, serverSeedHash: string, matchId: string): boolean {
    const sql = 'SELECT 1 FROM matches WHERE server_seed_hash = ? AND arena = ? AND match_id <> ? LIMIT 1';
    return attempt(this.path, () => this.#open().prepare(sql).all(serverSeedHash, arena, matchId).length > 0);
  }

  /** Whether a match of the arena had draws that follow from the text of a seed whose bytes alone it had committed to. */
  hasWeakProof(arena: string): boolean {
    const sql = `SELECT 1 FROM matches WHERE arena = ? AND draws IS NOT NULL AND commitment_over = 'bytes' LIMIT 1`;
    return attempt(this.path, () => this.#open().prepare(sql).all(arena).length > 0);
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
    const sql = `SELECT match_id, game, side, outcome, rounds FROM matches WHERE arena = ? AND game = ?
      AND opponent_id = ? AND state = 'ended' AND ${earlier} ORDER BY id DESC LIMIT ?`;
    const rows = attempt(
      this.path,
      () => this.#open().prepare(sql).all(arena, game, opponentId, value, most) as Record<string, unknown>[],
    );
    return rows.reverse().map(
      (row) =>
        ({
          matchId: row.match_id,
          game: row.game,
          side: row.side,
          outcome: row.outcome,
          rounds: longPartsOf({ ...row, taunts: '[]' }).rounds,
        }) as PastEncounter,
    );
  }

  #placeOf({ account, arena, matchId, serverSeedHash }: StoredMatch): number | null {
    const sql =
      'SELECT id FROM matches WHERE account = ? AND arena = ? AND match_id = ? AND server_seed_hash = ?';
    return attempt(this.path, () => {
      const place = oneValue(this.#open().prepare(sql), account, arena, matchId, serverSeedHash);
      return place === undefined ? null : Number(place);
    });
  }

  close(): void {
    this.#close();
  }
}

const STRATEGY = `(strategy = ?1 OR (length(?1) > length(strategy) + 1 AND instr(strategy || '@'
  || replace(strategy_version, 'sha256:', ''), replace(?1, 'sha256:', '')) = 1))`;

function conditions(filter: MatchFilter): { where: string; values: unknown[] } {
  const all: readonly (readonly [string, unknown])[] = [
    ['game = ?', filter.game],
    ['(opponent_id = ?1 OR instr(lower(opponent_name), lower(?1)) > 0)', filter.opponent],
    ['outcome = ?', filter.outcome],
    [STRATEGY, filter.strategy],
    ['started_at >= ?', filter.since],
    ['started_at < ?', filter.until],
  ];
  const wanted = all.filter(([, value]) => value !== undefined && value !== null);
  // Numbered places keep the order of the values whatever is asked for.
  const sql = wanted.map(([condition], index) => condition.replaceAll(/\?1?/g, `?${index + 1}`));
  return {
    where: sql.length > 0 ? `WHERE ${sql.join(' AND ')}` : '',
    values: wanted.map(([, value]) => value),
  };
}
