import { existsSync } from 'node:fs';
import { BotpitError } from '../errors.js';
import type { Side } from '../games/index.js';
import { attempt, type Database, oneValue, openDatabase } from './database.js';
import { type BookName, bookPath } from './folder.js';
import { evidenceOf, longPartsOf, SUMMARY_COLUMNS, summaryOf } from './match-rows.js';
import { type Evidence, LOCAL_ARENA, type MatchSummary, type RoundRecord } from './record.js';

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

/** A book for reading. */
export class Archive {
  readonly book: BookName;
  readonly path: string;
  readonly #open: () => Database;

  /** @param open gives the database, whenever one is wanted */
  constructor(book: BookName, path: string, open: () => Database) {
    this.book = book;
    this.path = path;
    this.#open = open;
  }

  /**
   * @returns null where nothing has been recorded in this book yet
   * @throws BotpitError `history/unavailable`
   */
  static async open(folder: string, book: BookName): Promise<Archive | null> {
    const path = bookPath(folder, book);
    if (!existsSync(path)) return null;
    const database = openDatabase(path);
    return new Archive(book, path, () => database);
  }

  /** Oldest first. */
  matches(filter: MatchFilter): MatchSummary[] {
    const { where, values } = conditions(filter);
    const limit = filter.limit ?? -1;
    const sql = `SELECT ${SUMMARY_COLUMNS} FROM matches ${where} ORDER BY started_at DESC, id DESC LIMIT ?`;
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
    const sql = `SELECT game, opponent_id, strategy, strategy_version, rounds FROM matches ${where} ORDER BY started_at DESC, id DESC LIMIT ?`;
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
   * @param id a match id or the beginning of one
   * @returns null where there is none
   * @throws BotpitError `usage` where several matches begin so
   */
  evidence(id: string): Evidence | null {
    const sql = `SELECT * FROM matches WHERE substr(match_id, 1, length(?1)) = ?1
      ORDER BY match_id <> ?1, id DESC LIMIT 2`;
    const rows = attempt(this.path, () => this.#open().prepare(sql).all(id) as Record<string, unknown>[]);
    const [first, second] = rows;
    if (!first) return null;
    if (second && first.match_id !== id && second.match_id !== first.match_id) {
      throw new BotpitError('usage', `several matches begin with ${id}`, {
        hint: 'Give more of the id; `botpit history` shows them.',
      });
    }
    return this.#evidence(first);
  }

  /** An account's view of exactly this match, where it is not settled; null where there is none. */
  unsettled(matchId: string, account: string): Evidence | null {
    const sql = 'SELECT * FROM matches WHERE account = ? AND match_id = ? AND settled = 0';
    const [row] = attempt(
      this.path,
      () => this.#open().prepare(sql).all(account, matchId) as Record<string, unknown>[],
    );
    return row ? this.#evidence(row) : null;
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

  /** The newest matches against an opponent in a game of an arena, oldest first. @param before epoch milliseconds */
  encounters(
    { arena, game, opponentId }: { arena: string; game: string; opponentId: string },
    most: number,
    before = Number.MAX_SAFE_INTEGER,
  ): PastEncounter[] {
    const sql = `SELECT match_id, game, side, outcome, rounds FROM matches WHERE arena = ? AND game = ?
      AND opponent_id = ? AND state = 'ended' AND started_at < ? ORDER BY id DESC LIMIT ?`;
    const rows = attempt(
      this.path,
      () => this.#open().prepare(sql).all(arena, game, opponentId, before, most) as Record<string, unknown>[],
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

  close(): void {
    this.#open().close();
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
