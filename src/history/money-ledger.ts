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
import { type EarlierIntent, Intents } from './intents.js';
import type {
  Asked,
  FoundMatch,
  Intended,
  Judge,
  Known,
  Ledger,
  MatchKey,
  MatchTerms,
  NewIntent,
  OpenIntent,
} from './ledger.js';
import { prepareSave, rowOf } from './match-rows.js';
import { HOUR_MS, Meetings, MOST_MEETINGS } from './meetings.js';
import type { Frame, LimitsOver, MatchRecord, RecordContext } from './record.js';
import { beginSession, endSession } from './sessions.js';
import {
  type CountedAfter,
  encountersSince,
  FOLDER,
  type Latch,
  latchesOf,
  releaseLatches,
  type Standing,
  standingOf,
} from './standing.js';

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
  readonly #intents: Intents;
  readonly #countedAfter: CountedAfter;
  readonly #meetings: Meetings;
  /** Matches that count as met already, and whose end may still be told. */
  readonly #met: Set<string>;
  /** The latches that end by themselves, and when by `now`: it may take no longer because the system's clock is set. */
  readonly #coolDowns = new Map<number, number>();
  readonly #busyTimeoutMs: number;
  readonly #file: string | null;

  constructor(database: Database, path: string, context: RecordContext, time: Time) {
    this.#database = database;
    this.#path = path;
    this.context = context;
    this.#time = time;
    this.#statements = attempt(path, () => prepare(database));
    this.#intents = attempt(path, () => new Intents(database, context, time));
    this.#file = fileAt(path);
    this.#busyTimeoutMs = Number(oneValue(database.prepare('PRAGMA busy_timeout')));
    const begun = this.#write(() => beginSession(database, context, time.epochMs()));
    this.#countedAfter = begun.countedAfter;
    this.crashed = begun.crashed;
    this.leftOpen = this.openIntents();
    this.#met = new Set(this.leftOpen.flatMap(({ matchId }) => matchId ?? []));
    this.#meetings = new Meetings(time);
    attempt(path, () => this.#recall());
  }

  /** What went by before this run is as long ago as the system's clock tells, but for what it cannot be. */
  #recall(): void {
    const { account } = this.context;
    const [now, nowMs] = [this.#time.epochMs(), this.#time.now()];
    for (const { opponentId, opponentName, at } of encountersSince(
      this.#database,
      account,
      now - HOUR_MS,
      MOST_MEETINGS,
    ))
      this.#meetings.add(opponentId, opponentName, Math.max(0, now - at));
    for (const { id, trippedAt, until } of latchesOf(this.#database, account)) {
      if (until === null) continue;
      this.#coolDowns.set(id, nowMs + Math.min(Math.max(0, until - now), until - trippedAt));
    }
  }

  openIntents(): readonly OpenIntent[] {
    return attempt(this.#path, () => this.#intents.open());
  }

  get mayBeOn(): boolean {
    return this.leftOpen.length > 0 || attempt(this.#path, () => this.#intents.areOnOwnersWord);
  }

  standing(): Standing {
    this.#endCoolDowns();
    return attempt(this.#path, () => this.#standing());
  }

  #standing(): Standing {
    const { account } = this.context;
    const meetings = this.#meetings;
    return {
      ...standingOf(this.#database, account, this.#countedAfter, this.#time.epochMs()),
      get meetings() {
        return meetings.withinAnHour();
      },
      latches: latchesOf(this.#database, account).map((latch) => this.#asItEnds(latch)),
    };
  }

  /** When a cool-down ends, by what the system's clock shows now. */
  #asItEnds({ id, ...latch }: Latch & { readonly id: number }): Latch {
    const endMs = this.#coolDowns.get(id);
    if (endMs === undefined) return latch;
    return { ...latch, until: this.#time.epochMs() + Math.ceil(endMs - this.#time.now()) };
  }

  /** A cool-down that is over counts as a release. */
  #endCoolDowns(): void {
    const over = [...this.#coolDowns].filter(([, endMs]) => endMs <= this.#time.now()).map(([id]) => id);
    if (over.length === 0) return;
    this.#write(() => releaseLatches(this.#database, over, this.#time.epochMs()));
    for (const id of over) this.#coolDowns.delete(id);
  }

  intend<Refusal>(intent: NewIntent, judge: Judge<Refusal>): Intended<Refusal> {
    requireSpace(this.#path);
    this.#endCoolDowns();
    return this.#write(() => {
      const refusal = judge(this.#standing(), this.#time.epochMs());
      return refusal === null ? { intent: this.#intents.write(intent.entry, intent) } : { refusal };
    });
  }

  void(intent: number): void {
    this.#write(() => this.#intents.void(intent));
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

  termsOf(match: MatchKey, game: string | null, intent: number | null, isPutOff: boolean): MatchTerms | null {
    return this.#row(match) ?? attempt(this.#path, () => this.#earlier(game, null, intent, isPutOff)) ?? null;
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
      if (isPutOff && intent !== null && own !== intent) this.#intents.void(intent);
      const row = known?.id ?? this.#save(rowOf(begun(match), 'playing', match.agentId, this.context, []));
      this.#intents.bind(own, match, row);
      return asked;
    });
  }

  /** @returns the number of the row */
  #save(row: unknown[]): number {
    return (this.#statements.saveMatch.get(...row) as { id: number }).id;
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
    const earlier = this.#earlier(match.game, match.wagerLamports, intent, isPutOff);
    if (earlier) return [earlier.id, 'before'];
    return intent === null ? [this.#intents.write('unasked', match), 'never'] : [intent, 'now'];
  }

  /** The intent of an earlier time that a match belongs to. @param game as `wagerLamports`: null where nobody says */
  #earlier(
    game: string | null,
    wagerLamports: Lamports | null,
    intent: number | null,
    isPutOff: boolean,
  ): EarlierIntent | undefined {
    if (intent !== null && !isPutOff) return undefined;
    return this.#intents.fitting(game, wagerLamports, intent ?? 0);
  }

  settle(
    record: MatchRecord,
    agentId: string,
    frames: readonly Frame[],
    intent: number | null,
  ): Lamports | null {
    const row = rowOf(record, 'ended', agentId, this.context, frames);
    const said = this.#write(() => {
      const [own] = this.#intentOf(record, this.#row(record), intent);
      const before = this.#intents.ownersWordOn(own);
      const saved = this.#save(row);
      this.#intents.bind(own, record, saved);
      if (before !== null) this.#statements.keepWord.run(before, saved);
      if (record.settled) this.#intents.settle(own, record.netLamports);
      return before;
    });
    this.#meet(record);
    return said;
  }

  #meet({ matchId, opponentId, opponentName, settled }: MatchRecord): void {
    if (!this.#met.has(matchId)) this.#meetings.add(opponentId, opponentName);
    if (settled) this.#met.delete(matchId);
    else this.#met.add(matchId);
  }

  trip(limit: string, message: string, coolDownMs: number | null, over: LimitsOver = 'account'): void {
    const at = this.#time.epochMs();
    const account = over === 'folder' ? FOLDER : this.context.account;
    const until = coolDownMs === null ? null : at + coolDownMs;
    const { lastInsertRowid } = this.#write(() =>
      this.#statements.trip.run(account, limit, message, at, until),
    );
    if (coolDownMs !== null) this.#coolDowns.set(Number(lastInsertRowid), this.#time.now() + coolDownMs);
  }

  end(reason: string, exitCode: number): void {
    const end = { at: this.#time.epochMs(), reason, exitCode };
    this.#write(() => endSession(this.#database, this.context.sessionId, end));
  }

  close(): void {
    closeDatabase(this.#database);
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

type Terms = MatchTerms & Pick<FoundMatch, 'matchId'>;

/** A match that the books have: its row, whether the arena has told its end, and its intent. */
interface KnownRow extends MatchTerms {
  readonly id: number;
  readonly isOver: number;
  readonly intent: number | null;
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
    // The match may not have been known when its owner spoke.
    keepWord: database.prepare('UPDATE matches SET operator_net_lamports = ? WHERE id = ?'),
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
