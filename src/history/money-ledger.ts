import type { Time } from '../lib/clock.js';
import type { Lamports } from '../wager.js';
import {
  attempt,
  closeDatabase,
  type Database,
  fileAt,
  oneValue,
  requireSameFile,
  requireSpace,
  transact,
} from './database.js';
import type {
  Asked,
  FoundMatch,
  Intended,
  Judge,
  Known,
  Ledger,
  MatchKey,
  NewIntent,
  OpenIntent,
} from './ledger.js';
import { prepareSave, rowOf } from './match-rows.js';
import type { Frame, MatchRecord, RecordContext } from './record.js';
import { beginSession, endSession } from './sessions.js';
import { type Standing, standingOf } from './standing.js';

/** Whoever holds the database is waited for no longer while a turn may be waiting. */
const TURN_CAN_SPARE_MS = 100;

/** The books of a session that plays for money. */
export class MoneyLedger implements Ledger {
  readonly context: RecordContext;
  readonly leftOpen: readonly OpenIntent[];
  readonly crashed: boolean;
  readonly #database: Database;
  readonly #path: string;
  readonly #time: Time;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #countedFrom: number;
  readonly #busyTimeoutMs: number;
  readonly #file: string | null;

  constructor(database: Database, path: string, context: RecordContext, time: Time) {
    this.#database = database;
    this.#path = path;
    this.context = context;
    this.#time = time;
    this.#statements = attempt(path, () => prepare(database));
    this.#file = fileAt(path);
    this.#busyTimeoutMs = Number(oneValue(database.prepare('PRAGMA busy_timeout')));
    const begun = this.#write(() => beginSession(database, context, time.epochMs()));
    this.#countedFrom = begun.countedFrom;
    this.crashed = begun.crashed;
    this.leftOpen = this.openIntents();
  }

  openIntents(): readonly OpenIntent[] {
    return attempt(this.#path, () => openIntentsOf(this.#database, this.context.account));
  }

  standing(): Standing {
    return attempt(this.#path, () =>
      standingOf(this.#database, this.context.account, this.#countedFrom, this.#time.epochMs()),
    );
  }

  intend<Refusal>(intent: NewIntent, judge: Judge<Refusal>): Intended<Refusal> {
    requireSpace(this.#path);
    return this.#write(() => {
      const refusal = judge(this.standing(), this.#time.epochMs());
      return refusal === null ? { intent: this.#open(intent.entry, intent) } : { refusal };
    });
  }

  void(intent: number): void {
    this.#write(() => this.#statements.voidIntent.run(this.#time.epochMs(), intent));
  }

  known(match: MatchKey): Known {
    const known = this.#row(match);
    if (known) return known.isOver === 1 ? 'over' : 'open';
    const { account, arena } = this.context;
    const isReused = attempt(this.#path, () =>
      oneValue(this.#statements.sameId, account, arena, match.matchId),
    );
    return isReused === undefined ? 'new' : 'reused';
  }

  #row({ matchId, serverSeedHash }: MatchKey): KnownRow | undefined {
    const { account, arena } = this.context;
    return attempt(
      this.#path,
      () => this.#statements.knownMatch.get(account, arena, matchId, serverSeedHash) as KnownRow | undefined,
    );
  }

  found(match: FoundMatch, intent: number | null, isPutOff = false): Asked {
    // Whether it was asked for has to be known at once; what came of a known intent may be told again.
    const patienceMs = intent === null || isPutOff ? this.#busyTimeoutMs : TURN_CAN_SPARE_MS;
    return this.#writeSoon(patienceMs, () => {
      const known = this.#row(match);
      const [own, asked] = this.#intentOf(match, known, intent, isPutOff);
      if (isPutOff && intent !== null && own !== intent)
        this.#statements.voidIntent.run(this.#time.epochMs(), intent);
      const row = known?.id ?? this.#save(rowOf(begun(match), 'playing', match.agentId, this.context, []));
      this.#bind(own, match, row);
      return asked;
    });
  }

  /** @returns the number of the row */
  #save(row: unknown[]): number {
    return (this.#statements.saveMatch.get(...row) as { id: number }).id;
  }

  /** The wager of an intent is what is told of its match where that is more. */
  #bind(own: number, { matchId, wagerLamports }: Terms, row: number): void {
    this.#statements.bindIntent.run(row, matchId, wagerLamports, own);
  }

  #intentOf(
    match: Terms,
    known: KnownRow | undefined,
    intent: number | null,
    isPutOff = false,
  ): [number, Asked] {
    const before = known?.intent ?? null;
    if (!known || before === null) return this.#intentFor(match, intent, isPutOff);
    const hasChanged = known.game !== match.game || known.wagerLamports < match.wagerLamports;
    return [before, hasChanged ? 'changed' : 'before'];
  }

  #intentFor(match: Terms, intent: number | null, isPutOff: boolean): [number, Asked] {
    if (intent !== null && !isPutOff) return [intent, 'now'];
    const { account, arena } = this.context;
    const { fittingIntent } = this.#statements;
    const earlier = oneValue(fittingIntent, account, arena, match.game, match.wagerLamports, intent ?? 0);
    if (earlier !== undefined) return [Number(earlier), 'before'];
    return intent === null ? [this.#open('unasked', match), 'never'] : [intent, 'now'];
  }

  settle(
    record: MatchRecord,
    agentId: string,
    frames: readonly Frame[],
    intent: number | null,
  ): Lamports | null {
    const row = rowOf(record, 'ended', agentId, this.context, frames);
    return this.#write(() => {
      const [own] = this.#intentOf(record, this.#row(record), intent);
      const said = oneValue(this.#statements.operatorSaid, own) as Lamports | null;
      this.#bind(own, record, this.#save(row));
      if (record.settled) this.#statements.settleIntent.run(record.netLamports, this.#time.epochMs(), own);
      return said;
    });
  }

  trip(limit: string, message: string, until: number | null): void {
    this.#write(() =>
      this.#statements.trip.run(this.context.account, limit, message, this.#time.epochMs(), until),
    );
  }

  end(reason: string, exitCode: number): void {
    const end = { at: this.#time.epochMs(), reason, exitCode };
    this.#write(() => endSession(this.#database, this.context.sessionId, end));
  }

  close(): void {
    closeDatabase(this.#database);
  }

  #open(entry: string, { game, wagerLamports }: Pick<NewIntent, 'game' | 'wagerLamports'>): number {
    const { account, arena, sessionId } = this.context;
    const at = this.#time.epochMs();
    const row = this.#statements.intend.run(sessionId, account, arena, entry, game, wagerLamports, at);
    return Number(row.lastInsertRowid);
  }

  /** On disk when it returns: nothing that a power cut may take back. */
  #write<T>(act: () => T): T {
    requireSameFile(this.#path, this.#file);
    return attempt(this.#path, () => {
      this.#database.pragma('synchronous = FULL');
      return transact(this.#database, act);
    });
  }

  /** Outlives the process, and with the next `#write` a power cut: for what a turn waits behind. */
  #writeSoon<T>(patienceMs: number, act: () => T): T {
    return attempt(this.#path, () => {
      this.#database.pragma('synchronous = NORMAL');
      this.#database.pragma(`busy_timeout = ${Math.min(patienceMs, this.#busyTimeoutMs)}`);
      try {
        return transact(this.#database, act);
      } finally {
        this.#database.pragma(`busy_timeout = ${this.#busyTimeoutMs}`);
      }
    });
  }
}

type Terms = Pick<FoundMatch, 'matchId' | 'game' | 'wagerLamports'>;

/** A match that the books have: its row, whether the arena has told its end, and its intent. */
interface KnownRow {
  readonly id: number;
  readonly isOver: number;
  readonly intent: number | null;
  readonly game: string;
  readonly wagerLamports: Lamports;
}

const OPEN_INTENT = `id, account, arena, game, wager_lamports AS wagerLamports, created_at AS createdAt,
  match_id AS matchId`;

/** @param account null for all of them */
export function openIntentsOf(database: Database, account: string | null): OpenIntent[] {
  return (
    database
      .prepare(
        `SELECT ${OPEN_INTENT} FROM intents WHERE state = 'open' AND (?1 = '' OR account = ?1) ORDER BY id`,
      )
      // The driver takes a lone null for a missing value.
      .all(account ?? '') as OpenIntent[]
  );
}

/** What a match looks like of which only the beginning is known: lost, until its end is. */
function begun({ agentId: _agentId, ...match }: FoundMatch): MatchRecord {
  return {
    ...match,
    side: 'a',
    rounds: [],
    taunts: [],
    settled: false,
    outcome: 'loss',
    score: [0, 0],
    payoutLamports: 0,
    feeLamports: 0,
    netLamports: -match.wagerLamports,
    disputed: null,
    unconfirmed: false,
    roundsLeftOut: 0,
    serverSeed: '',
    fair: null,
    commitmentOver: null,
    endedAt: match.startedAt,
    fallbacks: 0,
    timeouts: 0,
  };
}

function prepare(database: Database) {
  return {
    intend: database.prepare(
      `INSERT INTO intents (session_id, account, arena, entry, game, wager_lamports, created_at, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'open')`,
    ),
    // The arena may have put more at stake than was asked for. What its owner closed, its match opens again.
    bindIntent: database.prepare(
      `UPDATE intents SET match = ?, match_id = ?, wager_lamports = max(wager_lamports, ?), state = 'open',
        net_lamports = 0, closed_at = NULL, settled_by = NULL
        WHERE id = ? AND (state = 'open' OR settled_by = 'operator')`,
    ),
    voidIntent: database.prepare(
      `UPDATE intents SET state = 'void', closed_at = ? WHERE id = ? AND state = 'open' AND match IS NULL`,
    ),
    settleIntent: database.prepare(
      `UPDATE intents SET state = 'settled', net_lamports = ?, closed_at = ?, settled_by = 'arena'
        WHERE id = ? AND state = 'open'`,
    ),
    // What a challenge is about, its taker learns with the match only.
    fittingIntent: database.prepare(
      `SELECT id FROM intents WHERE account = ?1 AND arena = ?2 AND match IS NULL AND id <> ?5
        AND (state = 'open' OR (settled_by = 'operator' AND operator_net_lamports = 0))
        AND CASE entry WHEN 'accept' THEN wager_lamports >= ?4 ELSE game = ?3 AND wager_lamports = ?4 END
        ORDER BY state = 'open' DESC, id DESC LIMIT 1`,
    ),
    operatorSaid: database.prepare('SELECT operator_net_lamports FROM intents WHERE id = ?'),
    knownMatch: database.prepare(
      `SELECT m.id, m.settled = 1 AND coalesce(i.settled_by, 'arena') = 'arena' AS isOver, i.id AS intent,
          m.game, m.wager_lamports AS wagerLamports
        FROM matches m LEFT JOIN intents i ON i.match = m.id
        WHERE m.account = ? AND m.arena = ? AND m.match_id = ? AND m.server_seed_hash = ? LIMIT 1`,
    ),
    sameId: database.prepare(
      'SELECT 1 FROM matches WHERE account = ? AND arena = ? AND match_id = ? LIMIT 1',
    ),
    saveMatch: prepareSave(database),
    trip: database.prepare(
      'INSERT INTO latches (account, limit_name, message, tripped_at, until) VALUES (?, ?, ?, ?, ?)',
    ),
  };
}
