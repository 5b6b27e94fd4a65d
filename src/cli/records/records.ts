import { Archive, type BookName, Control } from '../../history/index.js';

/** The records in a folder: a book is opened when it is first asked for, and all are closed together. */
export class Records {
  readonly folder: string;
  readonly #archives = new Map<BookName, Archive | null>();
  #control: Control | null = null;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** What a book holds, for reading. Null where there is none yet. */
  archive(book: BookName): Archive | null {
    const archive = this.#archives.get(book) ?? Archive.open(this.folder, book);
    this.#archives.set(book, archive);
    return archive;
  }

  /** One book, to change it. */
  change(book: BookName): Control | null {
    this.#control = Control.open(this.folder, book);
    return this.#control;
  }

  close(): void {
    this.#control?.close();
    for (const archive of this.#archives.values()) archive?.close();
  }
}
