import { existsSync, statSync } from 'node:fs';
import { BotpitError } from '../../errors.js';
import { Archive, type BookName, Control } from '../../history/index.js';
import { clean } from '../../ui/index.js';

/** The records in one data folder, or in several for reading: a book is opened when it is first asked for. */
export class Records {
  /** What is changed is in the first. */
  readonly folders: readonly [string, ...string[]];
  readonly #archives = new Map<BookName, readonly Archive[]>();
  #control: Control | null = null;

  /** @throws BotpitError `usage` where one of several is not there: it would be missing without a word */
  constructor(folders: readonly [string, ...string[]]) {
    const [first, ...more] = folders;
    const missing = more.length > 0 ? folders.find((folder) => !existsSync(folder)) : undefined;
    if (missing !== undefined) {
      throw new BotpitError('usage', `there is no folder ${clean(missing)}`, {
        hint: 'Each --data-dir has to be there where several are read together.',
      });
    }
    // Read twice, its matches would count twice.
    const places = more.length > 0 ? folders.map(placeOf) : [];
    this.folders = [first, ...more.filter((_, i) => !places.slice(0, i + 1).includes(places[i + 1] ?? ''))];
  }

  get folder(): string {
    return this.folders[0];
  }

  /** What a book holds, for reading: one for each folder that has it. */
  archives(book: BookName): readonly Archive[] {
    const archives =
      this.#archives.get(book) ?? this.folders.flatMap((folder) => Archive.open(folder, book) ?? []);
    this.#archives.set(book, archives);
    return archives;
  }

  /** The book of the first folder, for commands that take one. Null where there is none yet. */
  archive(book: BookName): Archive | null {
    return this.archives(book)[0] ?? null;
  }

  /** One book, to change it. */
  change(book: BookName): Control | null {
    this.#control = Control.open(this.folder, book);
    return this.#control;
  }

  close(): void {
    this.#control?.close();
    for (const archives of this.#archives.values()) for (const archive of archives) archive.close();
  }
}

/** What tells a folder from any other, by whatever path it is named. */
function placeOf(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  return `${dev}:${ino}`;
}
