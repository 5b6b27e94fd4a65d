import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Libsql from 'libsql';
import { onTestFinished } from 'vitest';
import { Control } from '../../src/history/control.js';
import { BookFile } from '../../src/history/database.js';
import {
  accountOf,
  type Book,
  type BookOptions,
  type FoundMatch,
  type Ledger,
  type MatchRecord,
  openBook,
  type RecordContext,
} from '../../src/history/index.js';
import { MoneyLedger } from '../../src/history/money-ledger.js';
import type { Time } from '../../src/lib/clock.js';
import { loadDriver } from '../../src/lib/sqlite.js';

export const WAGER = 10_000_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Noon of some day, UTC. */
export const NOON = Date.UTC(2026, 4, 5, 12);

export const KEY = 'bp_sk_canary_0123456789abcdef';
export const ACCOUNT = accountOf(KEY);

/** A fresh folder; gone after the test. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-history-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Time that goes where a test wants it. */
export class Now implements Time {
  /** By the system's clock. */
  ms: number;
  #passedMs = 0;

  constructor(ms = NOON) {
    this.ms = ms;
  }

  now(): number {
    return this.#passedMs;
  }

  epochMs(): number {
    return this.ms;
  }

  /** So much time passes. @returns what the system's clock shows then */
  pass(ms: number): number {
    this.#passedMs += ms;
    return this.set(ms);
  }

  /** The system's clock is set, ahead or back. @returns what it shows then */
  set(ms: number): number {
    this.ms += ms;
    return this.ms;
  }
}

let sessions = 0;

export function contextOf(more: Partial<RecordContext> = {}): RecordContext {
  sessions += 1;
  return {
    account: ACCOUNT,
    bot: null,
    arena: 'wss://arena.test/ws',
    sessionId: `session-${sessions}`,
    botpitVersion: '0',
    strategy: 'test',
    strategyVersion: null,
    ...more,
  };
}

export interface Opening extends Partial<RecordContext> {
  readonly now?: Now;
  readonly book?: BookOptions['book'];
}

/** What a start of botpit opens; a test that does not close it is one that crashes. */
export function openAt(folder: string, { now = new Now(), book = 'real', ...context }: Opening = {}): Book {
  const options = { folder, book, inMemory: false, context: contextOf(context), time: now };
  return openBook(options);
}

export function ledgerAt(folder: string, opening: Opening = {}): Ledger {
  return openAt(folder, opening).ledger;
}

/** One that does not wait for whoever else holds the database. */
export function hastyLedgerAt(folder: string, { now = new Now(), ...context }: Opening = {}): MoneyLedger {
  const file = BookFile.open(join(folder, 'real.db'));
  file.exec('PRAGMA busy_timeout = 0');
  return new MoneyLedger(file, contextOf(context), now);
}

/** The file as any other program sees it. */
export function rawAt(folder: string): Libsql.Database {
  const database = new (loadDriver())(join(folder, 'real.db'), { timeout: 0 });
  onTestFinished(() => {
    database.close();
  });
  return database;
}

export async function controlAt(folder: string) {
  const control = Control.open(folder, 'real');
  if (!control) throw new Error('nothing is recorded');
  onTestFinished(() => control.close());
  return control;
}

/** Everything in the files of a folder, as text. */
export function contentOf(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('\n');
}

/** @returns the number of the intent. @throws where it is refused */
export function intend(ledger: Ledger, wagerLamports = WAGER): number {
  const intended = ledger.intend({ entry: 'queue', game: 'rps', wagerLamports }, () => null);
  if (!('intent' in intended)) throw new Error('refused');
  return intended.intent;
}

export function foundMatch(matchId: string, more: Partial<FoundMatch> = {}): FoundMatch {
  return {
    matchId,
    game: 'rps',
    agentId: 'agent-1',
    opponentId: 'agent-2',
    opponentName: 'brisk-otter',
    wagerLamports: WAGER,
    serverSeedHash: '',
    draws: null,
    sandbox: false,
    startedAt: NOON,
    ...more,
  };
}

const NET = { win: 9_500_000, loss: -WAGER, draw: 0 };

export function endOf(
  matchId: string,
  outcome: MatchRecord['outcome'],
  more: Partial<MatchRecord> = {},
): MatchRecord {
  const { agentId: _agentId, ...match } = foundMatch(matchId);
  const netLamports = more.netLamports ?? NET[outcome];
  return {
    ...match,
    side: 'a',
    rounds: [],
    taunts: [],
    settled: true,
    outcome,
    score: [0, 0],
    payoutLamports: netLamports + WAGER,
    feeLamports: 0,
    netLamports,
    disputed: null,
    unconfirmed: false,
    roundsLeftOut: 0,
    serverSeed: '',
    fair: null,
    commitmentOver: null,
    endedAt: NOON,
    fallbacks: 0,
    timeouts: 0,
    ...more,
  };
}

let matches = 0;

/** A whole match. @returns its id */
export function playOne(
  ledger: Ledger,
  outcome: MatchRecord['outcome'],
  more: Partial<Pick<MatchRecord, 'opponentId' | 'opponentName' | 'netLamports'>> = {},
): string {
  matches += 1;
  const id = `match-${matches}`;
  const { netLamports, ...opponent } = more;
  ledger.found(foundMatch(id, opponent), intend(ledger));
  ledger.settle(endOf(id, outcome, more), 'agent-1', [], null);
  return id;
}
