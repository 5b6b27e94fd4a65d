import { Archive, type BookName, type Control, openControl, readControl } from '../../history/index.js';

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
