import type { Time } from '../lib/clock.js';
import type { Lamports } from '../wager.js';
import type { BookFile } from './database.js';
import { type EarlierIntent, Intents } from './intents.js';
import type {
  AskedWhen,
  Intended,
  Judge,
  Known,
  Ledger,
  MatchKey,
  MatchTerms,
  NewIntent,
  OpenIntent,
} from './ledger.js';
import { begun, IS_MATCH, IS_OVER, isHashUsed, rowOf, saveMatch } from './match-table.js';
import { DailyFigures } from './played.js';
import type { FoundMatch, Frame, LimitsOver, MatchRecord, RecordContext } from './record.js';
import {
  type Agent,
  beginSession,
  CoolDowns,
  endSession,
  HOUR_MS,
  Meetings,
  MOST_MEETINGS,
  nameAgent,
  noteRest,
} from './sessions.js';
import {
  type CountedAfter,
  encountersSince,
  FOLDER,
  latchesOf,
  releaseLatches,
  type Standing,
  standingOf,
} from './standing.js';

/** How long to wait for another process that holds the database while a turn may be waiting. */
const TURN_CAN_SPARE_MS = 100;

/** The books of a session that plays for money. */
export class MoneyLedger implements Ledger {
  readonly context: RecordContext;
  readonly leftOpen: readonly OpenIntent[];
  readonly crashed: boolean;
  readonly daily: DailyFigures;
  readonly #file: BookFile;
  readonly #time: Time;
  readonly #intents: Intents;
  readonly #countedAfter: CountedAfter;
  readonly #meetings: Meetings;
  /** Matches that count as met already, and whose end may still be told. */
  readonly #met: Set<string>;
  /** By the numbers of their latches. */
  readonly #coolDowns: CoolDowns<number>;
  readonly #busyTimeoutMs: number;

  constructor(file: BookFile, context: RecordContext, time: Time) {
    this.#file = file;
    this.context = context;
    this.#time = time;
    this.#intents = new Intents(file, context, time);
    this.daily = new DailyFigures(
      () => file,
      context.account,
      (act) => this.#write(act),
    );
    this.#busyTimeoutMs = Number(file.value('PRAGMA busy_timeout'));
    const begun = this.#write(() => beginSession(file, context, time.epochMs()));
    this.#countedAfter = begun.countedAfter;
    this.crashed = begun.crashed;
    this.leftOpen = this.openIntents();
    this.#met = new Set(this.leftOpen.flatMap(({ matchId }) => matchId ?? []));
    this.#meetings = new Meetings(time);
    this.#coolDowns = new CoolDowns(time);
    this.#recall();
  }

  /** Takes the times of earlier runs from the system's clock, within what is possible: it may have been set since. */
  #recall(): void {
    const { account } = this.context;
    const now = this.#time.epochMs();
    const met = encountersSince(this.#file, account, now - HOUR_MS, MOST_MEETINGS);
    for (const { opponentId, opponentName, at } of met) {
      this.#meetings.add(opponentId, opponentName, Math.max(0, now - at));
    }
    for (const { id, trippedAt, until } of latchesOf(this.#file, account)) {
      if (until === null) continue;
      this.#coolDowns.start(id, Math.min(Math.max(0, until - now), until - trippedAt));
    }
  }

  openIntents(): readonly OpenIntent[] {
    return this.#intents.open();
  }

  get mayBeOn(): boolean {
    return this.leftOpen.length > 0 || this.#intents.areOnOwnersWord;
  }

  standing(): Standing {
    this.#endCoolDowns();
    return this.#standing();
  }

  #standing(): Standing {
    const { account } = this.context;
    const meetings = this.#meetings;
    return {
      ...standingOf(this.#file, account, this.#countedAfter, this.#time.epochMs()),
      get meetings() {
        return meetings.withinAnHour();
      },
      latches: latchesOf(this.#file, account).map(({ id, ...latch }) => this.#coolDowns.asItEnds(id, latch)),
    };
  }

  /** A cool-down that is over counts as a release. */
  #endCoolDowns(): void {
    const over = this.#coolDowns.over();
    if (over.length === 0) return;
    this.#write(() => releaseLatches(this.#file, over, this.#time.epochMs()));
    this.#coolDowns.forget(over);
  }

  intend<Refusal>(intent: NewIntent, judge: Judge<Refusal>): Intended<Refusal> {
    this.#file.requireSpace();
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
    const sameId = 'SELECT 1 FROM matches WHERE account = ? AND arena = ? AND match_id = ? LIMIT 1';
    return this.#file.value(sameId, account, arena, match.matchId) === undefined ? 'new' : 'reused';
  }

  termsOf(match: MatchKey, game: string | null, intent: number | null, isPutOff: boolean): MatchTerms | null {
    return this.#row(match) ?? this.#earlier(game, null, intent, isPutOff) ?? null;
  }

  #row({ matchId, serverSeedHash }: MatchKey): KnownRow | undefined {
    const { account, arena } = this.context;
    const sql = `SELECT m.id, ${IS_OVER} AS isOver, i.id AS intent, m.game, m.wager_lamports AS wagerLamports
      FROM matches m LEFT JOIN intents i ON i.match = m.id WHERE ${IS_MATCH} LIMIT 1`;
    return this.#file.first<KnownRow>(sql, account, arena, matchId, serverSeedHash);
  }

  found(match: FoundMatch, intent: number | null, isPutOff = false): AskedWhen {
    // Without an intent, whether the match was asked for must be known now. With one, the arena can tell the rest again.
    const patienceMs = intent === null || isPutOff ? this.#busyTimeoutMs : TURN_CAN_SPARE_MS;
    return this.#writeSoon(patienceMs, () => {
      const known = this.#row(match);
      const [own, asked] = this.#intentOf(match, known, intent, isPutOff);
      if (isPutOff && intent !== null && own !== intent) this.#intents.void(intent);
      const row =
        known?.id ?? saveMatch(this.#file, rowOf(begun(match), 'playing', match.agentId, this.context, []));
      this.#intents.bind(own, match, row);
      return asked;
    });
  }

  #intentOf(
    match: NamedTerms,
    known: KnownRow | undefined,
    intent: number | null,
    isPutOff = false,
  ): [number, AskedWhen] {
    const before = known?.intent ?? null;
    if (!known || before === null) return this.#intentFor(match, intent, isPutOff);
    const hasChanged = known.game !== match.game || known.wagerLamports < match.wagerLamports;
    return [before, hasChanged ? 'changed' : 'before'];
  }

  #intentFor(match: NamedTerms, intent: number | null, isPutOff: boolean): [number, AskedWhen] {
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
      const saved = saveMatch(this.#file, row);
      this.#intents.bind(own, record, saved);
      // The match may not have been known when its owner spoke.
      if (before !== null)
        this.#file.run('UPDATE matches SET operator_net_lamports = ? WHERE id = ?', before, saved);
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
    const sql =
      'INSERT INTO latches (account, limit_name, message, tripped_at, until) VALUES (?, ?, ?, ?, ?)';
    const latch = this.#write(() => this.#file.run(sql, account, limit, message, at, until));
    if (coolDownMs !== null) this.#coolDowns.start(latch, coolDownMs);
  }

  connected(agent: Agent): void {
    if (this.context.bot === null) return;
    this.#writeSoon(TURN_CAN_SPARE_MS, () => nameAgent(this.#file, this.context.sessionId, agent));
  }

  noteRest(until: number | null): void {
    this.#write(() => noteRest(this.#file, this.context.sessionId, until));
  }

  isHashUsed(match: MatchKey): boolean {
    return isHashUsed(this.#file, this.context.arena, match);
  }

  flush(): void {
    // Whatever is settled is written at once.
  }

  end(reason: string, exitCode: number): void {
    this.#write(() => endSession(this.#file, this.context.sessionId, this.#time.epochMs(), reason, exitCode));
  }

  close(): void {
    this.#file.closeTidily();
  }

  /** On disk when it returns: nothing that a power cut may take back. */
  #write<T>(act: () => T): T {
    this.#file.requireSameFile();
    this.#file.exec('PRAGMA synchronous = FULL');
    return this.#file.transact(act);
  }

  /** Outlives the process, and with the next `#write` a power cut: for what a turn waits behind. */
  #writeSoon<T>(patienceMs: number, act: () => T): T {
    this.#file.exec('PRAGMA synchronous = NORMAL');
    this.#file.exec(`PRAGMA busy_timeout = ${Math.min(patienceMs, this.#busyTimeoutMs)}`);
    try {
      return this.#file.transact(act);
    } finally {
      this.#file.exec(`PRAGMA busy_timeout = ${this.#busyTimeoutMs}`);
    }
  }
}

type NamedTerms = MatchTerms & Pick<FoundMatch, 'matchId'>;

/** A match that the books have: its row, whether the arena has told its end, and its intent. */
interface KnownRow extends MatchTerms {
  readonly id: number;
  readonly isOver: number;
  readonly intent: number | null;
}
