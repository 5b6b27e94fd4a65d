import { BotpitError } from '../errors.js';
import type { Time } from '../lib/clock.js';
import { BookFile, IN_MEMORY } from './database.js';
import type { AskedWhen, Intended, Judge, Known, Ledger, MatchKey, NewIntent, OpenIntent } from './ledger.js';
import { isHashUsed, rowOf, saveMatch } from './match-table.js';
import { DailyFigures } from './played.js';
import { PracticeCounts } from './practice-counts.js';
import { type FoundMatch, type Frame, LOCAL_ARENA, type MatchRecord, type RecordContext } from './record.js';
import { type Agent, beginSession, endSession, nameAgent, noteRest } from './sessions.js';
import type { Standing } from './standing.js';
import { WriteBehind } from './write-behind.js';

/** Matches that the book keeps: rapid local play would fill any disk, and sooner any memory. */
const KEPT = { onDisk: 10_000, inMemory: 200 };
const PRUNE_EVERY = 100;

interface EndedMatch {
  readonly record: MatchRecord;
  readonly agentId: string;
  readonly frames: readonly Frame[];
}

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
 * Nothing waits for the disk: a match is written a moment after its end, before anything is read, and when the session
 * ends. Nothing is latched beyond the end.
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
  readonly #unwritten = new WriteBehind<EndedMatch>((matches) => this.#save(matches));
  #agent: Agent | null = null;
  readonly #counts: PracticeCounts;

  constructor(options: PracticeOptions) {
    const { context, time } = options;
    this.#options = options;
    this.context = context;
    this.#time = time;
    this.#counts = new PracticeCounts(time);
    this.daily = new DailyFigures(
      () => this.file,
      context.account,
      (act) => act(),
    );
    // Local play starts at once, and has nothing to look up; its book is opened when there is a match to keep.
    if (context.arena !== LOCAL_ARENA) this.#file = this.#open();
  }

  /** With all matches in it that have ended. */
  get file(): BookFile {
    this.#unwritten.flush();
    return this.#opened();
  }

  #opened(): BookFile {
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
    return this.#counts.standing();
  }

  intend<Refusal>(_intent: NewIntent, judge: Judge<Refusal>): Intended<Refusal> {
    const refusal = judge(this.standing(), this.#time.epochMs());
    return refusal === null ? { intent: 0 } : { refusal };
  }

  void(): void {
    // Nothing was at stake.
  }

  known(match: MatchKey): Known {
    return this.#counts.known(match);
  }

  isHashUsed(match: MatchKey): boolean {
    const { matchId, serverSeedHash } = match;
    const isOther = ({ record }: EndedMatch) =>
      record.serverSeedHash === serverSeedHash && record.matchId !== matchId;
    return this.#unwritten.waiting.some(isOther) || isHashUsed(this.#opened(), this.context.arena, match);
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
    this.#counts.count(record);
    if (isForMoney(record) && this.context.arena !== LOCAL_ARENA) {
      this.#options.forMoney((ledger) => keepUnasked(ledger, record, agentId, frames));
      return null;
    }
    this.#unwritten.put({ record, agentId, frames });
    return null;
  }

  #save(matches: readonly EndedMatch[]): void {
    const file = this.#opened();
    const kept = file.path === IN_MEMORY ? KEPT.inMemory : KEPT.onDisk;
    file.transact(() => {
      for (const { record, agentId, frames } of matches) {
        const id = saveMatch(file, rowOf(record, 'ended', agentId, this.context, frames));
        if (id % PRUNE_EVERY === 0) file.run('DELETE FROM matches WHERE id <= ?', id - kept);
      }
    });
  }

  trip(limit: string, message: string, coolDownMs: number | null): void {
    this.#counts.trip(limit, message, coolDownMs);
  }

  connected(agent: Agent): void {
    if (this.context.bot === null) return;
    this.#agent = agent;
    if (this.#file) nameAgent(this.#file, this.context.sessionId, agent);
  }

  noteRest(until: number | null): void {
    noteRest(this.file, this.context.sessionId, until);
  }

  flush(): void {
    this.#unwritten.flush();
  }

  end(reason: string, exitCode: number): void {
    if (this.#file) endSession(this.#file, this.context.sessionId, this.#time.epochMs(), reason, exitCode);
  }

  close(): void {
    this.#unwritten.finish();
    this.#file?.closeTidily();
  }
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
