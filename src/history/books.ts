import type { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { realClock, type Time } from '../lib/clock.js';
import { Archive } from './archive.js';
import { BookFile, IN_MEMORY } from './database.js';
import type { Ledger } from './ledger.js';
import { MoneyLedger } from './money-ledger.js';
import { PracticeLedger } from './practice-ledger.js';
import { type BookName, bookPath, type RecordContext } from './record.js';
import { requireWhole } from './whole.js';

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
  /** Default: the system's. */
  readonly time?: Time;
  /** For practice: told that the book cannot be used, and that this session is kept in memory instead. */
  readonly onUnavailable?: (error: BotpitError) => void;
}

/**
 * @throws BotpitError `usage` while the folder is being restored; `history/unavailable`, for practice only without
 * `onUnavailable`
 */
export function openBook(options: BookOptions): Book {
  const { folder, book, inMemory, context, time = realClock, onUnavailable } = options;
  const path = inMemory || folder === null ? IN_MEMORY : bookPath(folder, book);
  if (folder !== null && path !== IN_MEMORY) requireWhole(folder);
  if (book === 'real') {
    const file = BookFile.open(path);
    return { ledger: new MoneyLedger(file, context, time), archive: new Archive(book, () => file) };
  }
  const forMoney = (keep: (ledger: Ledger) => void) => {
    const { ledger } = openBook({ ...options, book: 'real', inMemory: false });
    keep(ledger);
    ledger.end('unasked', EXIT.unfair);
    ledger.close();
  };
  const ledger = new PracticeLedger({ path, context, time, forMoney, onUnavailable });
  return { ledger, archive: new Archive(book, () => ledger.file) };
}
