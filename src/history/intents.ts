import type { Time } from '../lib/clock.js';
import type { Lamports } from '../wager.js';
import type { BookFile } from './database.js';
import type { MatchTerms, NewIntent, OpenIntent } from './ledger.js';
import type { FoundMatch, RecordContext } from './record.js';

/** An intent of an earlier time. */
export type EarlierIntent = MatchTerms & { readonly id: number };

/**
 * The intents of an account at an arena: one for each commitment, open until it is known what came of it. What is written
 * here is for the caller to put into a transaction.
 */
export class Intents {
  readonly #file: BookFile;
  readonly #context: RecordContext;
  readonly #time: Time;

  constructor(file: BookFile, context: RecordContext, time: Time) {
    this.#file = file;
    this.#context = context;
    this.#time = time;
  }

  /** Those that are open, at any arena. */
  open(): OpenIntent[] {
    return openIntentsOf(this.#file, this.#context.account);
  }

  /** Whether the latest ones were settled by their owner, and no match of theirs is known. */
  get areOnOwnersWord(): boolean {
    const { account, arena } = this.#context;
    const sql = `SELECT 1 FROM intents WHERE account = ?1 AND arena = ?2 AND ${ON_OWNERS_WORD} LIMIT 1`;
    return this.#file.value(sql, account, arena) !== undefined;
  }

  /** @param entry how, or `unasked` @returns its number */
  write(entry: NewIntent['entry'] | 'unasked', { game, wagerLamports }: MatchTerms): number {
    const { account, arena, sessionId } = this.#context;
    const at = this.#time.epochMs();
    const sql = `INSERT INTO intents (session_id, account, arena, entry, game, wager_lamports, created_at, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'open')`;
    return this.#file.run(sql, sessionId, account, arena, entry, game, wagerLamports, at);
  }

  /** No match came of it. Does nothing where one did. */
  void(id: number): void {
    const sql = `UPDATE intents SET state = 'void', closed_at = ? WHERE id = ? AND state = 'open' AND match IS NULL`;
    this.#file.run(sql, this.#time.epochMs(), id);
  }

  /**
   * The one that a match belongs to which was asked for at an earlier time.
   * @param game null where nobody says, as `wagerLamports`
   * @param besides the number of one that is not meant; 0 for none
   */
  fitting(game: string | null, wagerLamports: Lamports | null, besides: number): EarlierIntent | undefined {
    const { account, arena } = this.#context;
    // What a challenge is about, its taker learns with the match only.
    const sql = `SELECT id, game, wager_lamports AS wagerLamports FROM intents
      WHERE account = ?1 AND arena = ?2 AND match IS NULL AND id <> ?5
      AND (state = 'open' OR (${ON_OWNERS_WORD}))
      AND iif(entry = 'accept', wager_lamports >= coalesce(?4, 0),
        game = coalesce(?3, game) AND wager_lamports = coalesce(?4, wager_lamports))
      ORDER BY state = 'open' DESC, id DESC LIMIT 1`;
    return this.#file.first<EarlierIntent>(sql, account, arena, game, wagerLamports, besides);
  }

  /**
   * It has led to a match. Its wager is what is told of the match where that is more.
   * @param row the number of the match
   */
  bind(
    id: number,
    { matchId, wagerLamports }: Pick<FoundMatch, 'matchId' | 'wagerLamports'>,
    row: number,
  ): void {
    // What its owner closed, its match opens again.
    const sql = `UPDATE intents SET match = ?, match_id = ?, wager_lamports = max(wager_lamports, ?), state = 'open',
      net_lamports = 0, closed_at = NULL, settled_by = NULL
      WHERE id = ? AND (state = 'open' OR settled_by = 'operator')`;
    this.#file.run(sql, row, matchId, wagerLamports, id);
  }

  /** The arena has told what came of its match. */
  settle(id: number, netLamports: Lamports): void {
    const sql = `UPDATE intents SET state = 'settled', net_lamports = ?, closed_at = ?, settled_by = 'arena'
      WHERE id = ? AND state = 'open'`;
    this.#file.run(sql, netLamports, this.#time.epochMs(), id);
  }

  /** What its owner said came of it; null where nothing was said. */
  ownersWordOn(id: number): Lamports | null {
    return this.#file.value('SELECT operator_net_lamports FROM intents WHERE id = ?', id) as Lamports | null;
  }
}

/** @param account null for all of them */
export function openIntentsOf(file: BookFile, account: string | null): OpenIntent[] {
  // With the sign, the few are sorted: without it, all are gone through in their order.
  return file.all<OpenIntent>(
    `SELECT id, account, arena, game, wager_lamports AS wagerLamports, created_at AS createdAt, match_id AS matchId
      FROM intents WHERE state = 'open' AND (?1 = '' OR account = ?1) ORDER BY +id`,
    account ?? '',
  );
}

/**
 * Settled by its owner, and no match of it is known: the arena may yet announce one. Once a later match has come, it is
 * too late for that. An account has one match at a time.
 */
const ON_OWNERS_WORD = `settled_by = 'operator' AND match IS NULL AND id > coalesce((
  SELECT max(id) FROM intents
  WHERE account = ?1 AND arena = ?2 AND match IS NOT NULL AND operator_net_lamports IS NULL), 0)`;
