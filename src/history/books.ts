import { EXIT } from '../exit-codes.js';
import { Archive } from './archive.js';
import { type Driver, IN_MEMORY, openDatabase } from './database.js';
import { type BookName, bookPath } from './folder.js';
import type { Ledger } from './ledger.js';
import { MoneyLedger } from './money-ledger.js';
import { PracticeLedger } from './practice-ledger.js';
import type { RecordContext } from './record.js';

/** The book of one session: what it writes to, and what it reads of earlier ones. */
export interface Book {
  readonly ledger: Ledger;
  readonly archive: Archive;
}

export interface BookOptions {
  /** Null where there is none: then everything is kept in memory. */
  readonly folder: string | null;
  readonly book: BookName;
  /** Nothing is written to the folder; what is recorded is forgotten at the end. */
  readonly inMemory: boolean;
  readonly context: RecordContext;
  /** Epoch milliseconds. Default `Date.now`. */
  readonly now?: () => number;
}

/** @throws BotpitError `history/unavailable` */
export function openBook(driver: Driver, options: BookOptions): Book {
  const { folder, book, inMemory, context, now = Date.now } = options;
  const path = inMemory || folder === null ? IN_MEMORY : bookPath(folder, book);
  const database = openDatabase(driver, path);
  const archive = new Archive(book, path, database);
  if (book === 'real') return { ledger: new MoneyLedger(database, path, context, now), archive };
  const forMoney = (keep: (ledger: Ledger) => void) => {
    const { ledger } = openBook(driver, { ...options, book: 'real', inMemory: false });
    keep(ledger);
    ledger.end('unasked', EXIT.unfair);
    ledger.close();
  };
  return { ledger: new PracticeLedger({ database, path, context, now, forMoney }), archive };
}
