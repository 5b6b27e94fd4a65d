import { BotpitError } from '../errors.js';
import type { Time } from '../lib/clock.js';
import type { Lamports } from '../wager.js';
import { BookFile, IN_MEMORY } from './database.js';
import type { AskedWhen, Intended, Judge, Known, Ledger, MatchKey, NewIntent, OpenIntent } from './ledger.js';
import { rowOf, saveMatch } from './match-table.js';
import { DailyFigures } from './played.js';
import { type FoundMatch, type Frame, LOCAL_ARENA, type MatchRecord, type RecordContext } from './record.js';
import {
  type Agent,
  beginSession,
  CoolDowns,
  endSession,
  Meetings,
  nameAgent,
  noteRest,
} from './sessions.js';
import type { Balance, Latch, Standing } from './standing.js';

/** Matches that the book keeps: rapid local play would fill any disk, and sooner any memory. */
const KEPT = { onDisk: 10_000, inMemory: 200 };
const PRUNE_EVERY = 100;
/** Ended matches that are remembered, as a late frame may name them again. */
const REMEMBERED = 100;

export interface PracticeOptions {
  readonly path: string;
  readonly context: RecordContext;
  readonly time: Time;
  /** Opens the other book, for a match in which an arena puts money that nobody put in. */
  readonly forMoney: (keep: (ledger: Ledger) => void) => void;
  /** See `BookOptions`. */
  readonly onUnavailable: ((error: BotpitError) => void) | undefined;
}

/**
 * The books of a session without money: records are kept, and limits hold within the session, for trying them out.
 * Nothing waits for the disk, nothing is latched beyond the end.
 */
export class PracticeLedger implements Ledger {
  readonly context: RecordContext;
  readonly leftOpen: readonly OpenIntent[] = [];
  readonly mayBeOn = false;
  readonly crashed = false;
  readonly daily: DailyFigures;
  readonly #options: PracticeOptions;
  readonly #time: Time;
  #file: BookFile | null = null;
  #agent: Agent | null = null;
  /** By id: the commitments of the matches that ended. */
  readonly #ended = new Map<string, readonly string[]>();
  /** What was counted of matches that were given up, by id and commitment: the arena may tell their end after all. */
  readonly #givenUp = new Map<string, Lamports>();
  #netLamports: Lamports = 0;
  #peakLamports: Lamports = 0;
  #lossesInARow = 0;
  #latches: readonly Latch[] = [];
  readonly #coolDowns: CoolDowns<Latch>;
  readonly #meetings: Meetings;
  #lastMet: { readonly id: string; readonly name: string } | null = null;

  constructor(options: PracticeOptions) {
    const { context, time } = options;
    this.#options = options;
    this.context = context;
    this.#time = time;
    this.#meetings = new Meetings(time);
    this.#coolDowns = new CoolDowns(time);
    this.daily = new DailyFigures(
      () => this.file,
      context.account,
      (act) => act(),
    );
    // Local play starts at once, and has nothing to look up; its book is opened when there is a match to keep.
    if (context.arena !== LOCAL_ARENA) this.#file = this.#open();
  }

  get file(): BookFile {
    this.#file ??= this.#open();
    return this.#file;
  }

  #open(): BookFile {
    const { path, onUnavailable } = this.#options;
    try {
      return this.#openAt(path);
    } catch (error) {
      if (!(error instanceof BotpitError) || !onUnavailable) throw error;
      onUnavailable(error);
      return this.#openAt(IN_MEMORY);
    }
  }

  #openAt(path: string): BookFile {
    const file = BookFile.open(path);
    file.exec('PRAGMA synchronous = OFF');
    const { context } = this;
    beginSession(file, context, this.#time.epochMs());
    if (this.#agent) nameAgent(file, context.sessionId, this.#agent);
    return file;
  }

  openIntents(): readonly OpenIntent[] {
    return [];
  }

  standing(): Standing {
    const [net, latches] = [this.#netLamports, this.#latchesInForce()];
    return new PracticeStanding(
      net,
      this.#peakLamports - net,
      this.#lossesInARow,
      this.#lastMet,
      latches,
      this.#meetings,
    );
  }

  #latchesInForce(): Latch[] {
    if (this.#latches.length === 0) return [];
    const over = this.#coolDowns.over();
    this.#latches = this.#latches.filter((latch) => !over.includes(latch));
    this.#coolDowns.forget(over);
    return this.#latches.map((latch) => this.#coolDowns.asItEnds(latch, latch));
  }

  intend<Refusal>(_intent: NewIntent, judge: Judge<Refusal>): Intended<Refusal> {
    const refusal = judge(this.standing(), this.#time.epochMs());
    return refusal === null ? { intent: 0 } : { refusal };
  }

  void(): void {
    // Nothing was at stake.
  }

  known({ matchId, serverSeedHash }: MatchKey): Known {
    if (this.#givenUp.has(keyOf({ matchId, serverSeedHash }))) return 'open';
    const ended = this.#ended.get(matchId);
    if (ended === undefined) return 'new';
    return ended.includes(serverSeedHash) ? 'over' : 'reused';
  }

  termsOf(): null {
    // Nothing of an earlier run is in it, and all of this one has the terms of the session.
    return null;
  }

  found({ wagerLamports }: FoundMatch, intent: number | null, isPutOff = false): AskedWhen {
    if (intent !== null && !isPutOff) return 'now';
    // One that an earlier run was in is not in the books; without a wager nothing is lost by playing it.
    if (wagerLamports === 0) return 'before';
    return intent === null ? 'never' : 'now';
  }

  settle(record: MatchRecord, agentId: string, frames: readonly Frame[]): null {
    this.#count(record);
    if (isForMoney(record) && this.context.arena !== LOCAL_ARENA) {
      this.#options.forMoney((ledger) => keepUnasked(ledger, record, agentId, frames));
      return null;
    }
    const row = rowOf(record, 'ended', agentId, this.context, frames);
    const kept = this.file.path === IN_MEMORY ? KEPT.inMemory : KEPT.onDisk;
    const id = saveMatch(this.file, row);
    if (id % PRUNE_EVERY === 0) this.file.run('DELETE FROM matches WHERE id <= ?', id - kept);
    return null;
  }

  trip(limit: string, message: string, coolDownMs: number | null): void {
    const latch: Latch = { limit, message, trippedAt: this.#time.epochMs(), until: null, over: 'account' };
    this.#latches = [...this.#latches, latch];
    if (coolDownMs === null) return;
    this.#coolDowns.start(latch, coolDownMs);
    // What led to it does not count again once it has cooled down.
    if (limit === 'max-streak') this.#lossesInARow = 0;
    if (limit !== 'opponent') return;
    this.#meetings.forget();
    this.#lastMet = null;
  }

  connected(agent: Agent): void {
    if (this.context.bot === null) return;
    this.#agent = agent;
    if (this.#file) nameAgent(this.#file, this.context.sessionId, agent);
  }

  noteRest(until: number | null): void {
    noteRest(this.file, this.context.sessionId, until);
  }

  end(reason: string, exitCode: number): void {
    if (this.#file) endSession(this.#file, this.context.sessionId, this.#time.epochMs(), reason, exitCode);
  }

  close(): void {
    this.#file?.closeTidily();
  }

  #count(record: MatchRecord): void {
    const { matchId, serverSeedHash, settled, outcome, netLamports } = record;
    const { opponentId, opponentName } = record;
    const key = keyOf(record);
    const before = this.#givenUp.get(key);
    this.#givenUp.delete(key);
    this.#netLamports += netLamports - (before ?? 0);
    this.#peakLamports = Math.max(this.#peakLamports, this.#netLamports);
    if (before === undefined) {
      this.#lossesInARow = outcome === 'loss' ? this.#lossesInARow + 1 : 0;
      this.#lastMet = { id: opponentId, name: opponentName };
      this.#meetings.add(opponentId, opponentName);
    }
    if (!settled) {
      this.#givenUp.set(key, netLamports);
      return;
    }
    this.#ended.set(matchId, [...(this.#ended.get(matchId) ?? []), serverSeedHash].slice(-REMEMBERED));
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
  }
}

/** A class, as an object literal with a getter takes long to make, and every match has one. */
class PracticeStanding implements Standing {
  readonly netLamports: Lamports;
  readonly dayNetLamports: Lamports;
  readonly profitLamports: Lamports;
  readonly openLamports = 0;
  readonly openIntents = 0;
  readonly lossesInARow: number;
  readonly lastOpponent: Standing['lastOpponent'];
  readonly latches: readonly Latch[];
  readonly #below: Lamports;
  readonly #meetings: Meetings;

  /** @param below how far it is below its highest point */
  constructor(
    net: Lamports,
    below: Lamports,
    lossesInARow: number,
    lastOpponent: Standing['lastOpponent'],
    latches: readonly Latch[],
    meetings: Meetings,
  ) {
    this.netLamports = net;
    this.dayNetLamports = net;
    this.profitLamports = net;
    this.lossesInARow = lossesInARow;
    this.lastOpponent = lastOpponent;
    this.latches = latches;
    this.#below = below;
    this.#meetings = meetings;
  }

  drawdown(): Lamports {
    return this.#below;
  }

  /** No other account plays in this book. */
  get folder(): Balance {
    return this;
  }

  /** Asked for only where they are limited; rapid local play has thousands. */
  get meetings(): Standing['meetings'] {
    return this.#meetings.withinAnHour();
  }
}

function keyOf({ matchId, serverSeedHash }: MatchKey): string {
  return `${serverSeedHash} ${matchId}`;
}

/** What the arena did not call practice in so many words may have cost its wager. */
function isForMoney({ wagerLamports, sandbox, netLamports }: MatchRecord): boolean {
  return wagerLamports > 0 && !(sandbox && netLamports === 0);
}

/** A match for money that came to a session without: it is booked where money is, and holds play up until it is looked at. */
function keepUnasked(ledger: Ledger, record: MatchRecord, agentId: string, frames: readonly Frame[]): void {
  ledger.found({ ...record, agentId }, null);
  ledger.settle({ ...record, sandbox: false }, agentId, frames, null);
  const message = `The arena paired match ${record.matchId} for money that nobody put in.`;
  ledger.trip('fairness', message, null);
}
