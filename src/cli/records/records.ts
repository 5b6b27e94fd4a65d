import { type Config, kinds, readOptions, type ValuesOf } from '../../config/index.js';
import {
  Archive,
  type BookName,
  type Control,
  type MatchFilter,
  openControl,
  readControl,
} from '../../history/index.js';
import type { STATS } from '../options.js';

/** The records in a folder: a book is opened when it is first asked for, and all are closed together. */
export class Records {
  readonly folder: string;
  readonly #archives = new Map<BookName, Promise<Archive | null>>();
  readonly #controls: Control[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  /** What a book holds, for reading. Null where there is none yet. */
  archive(book: BookName): Promise<Archive | null> {
    let archive = this.#archives.get(book);
    if (!archive) {
      archive = Archive.open(this.folder, book);
      this.#archives.set(book, archive);
    }
    return archive;
  }

  /** The limits and commitments of a book, to look at. Null where there is no such book yet. */
  look(book: BookName): Control | null {
    return this.#kept(readControl(this.folder, book));
  }

  /** The same, to change them. */
  async change(book: BookName): Promise<Control | null> {
    return this.#kept(await openControl(this.folder, book));
  }

  async close(): Promise<void> {
    for (const control of this.#controls) control.close();
    for (const archive of this.#archives.values()) (await archive.catch(() => null))?.close();
  }

  #kept(control: Control | null): Control | null {
    if (control) this.#controls.push(control);
    return control;
  }
}

/** What to say where a book has nothing of what was asked for: also whether the other one has. */
export async function nothingIn(records: Records, book: BookName, filter: MatchFilter): Promise<string> {
  const other = book === 'real' ? 'practice' : 'real';
  const all = (await records.archive(book))?.count({}) ?? 0;
  const there = (await records.archive(other))?.count(filter) ?? 0;
  const none =
    all === 0 ? `The ${book} book is empty.` : `No such match among the ${all} in the ${book} book.`;
  if (there === 0) return none;
  return `${none} The ${other} book has ${there}: --book ${other} shows ${there === 1 ? 'it' : 'them'}.`;
}

type Filters = Omit<ValuesOf<typeof STATS>, 'by'>;

/** The book that a command lists: the one asked for, else the one that play would write to now. */
export function bookOf({ book }: Pick<Filters, 'book'>, { sandbox }: Config): BookName {
  return book ?? (sandbox ? 'practice' : 'real');
}

/** What `--game`, `--opponent`, `--since`, `--until`, `--outcome`, `--strategy` and `--last` ask for. */
export function filterOf({ game, opponent, outcome, strategy, since, until, last }: Filters): MatchFilter {
  return { game, opponent, outcome, strategy, since, until, limit: last };
}

/**
 * For a filter that found nothing: other arenas may have other games, so a name is not a mistake until then.
 * @throws BotpitError `usage`
 */
export function requireGame({ game }: MatchFilter): void {
  if (game) readOptions({ game: { kind: kinds.game, flag: '--game', description: '' } }, { game }, '');
}
