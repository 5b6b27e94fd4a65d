import { type Stats, statSync } from 'node:fs';
import { BotpitError } from '../../errors.js';
import { Archive, type BookName, bookPath } from '../../history/index.js';
import type { WatchProblem } from './answers.js';

/** What was read, and what could not be. */
export interface Read<Value> {
  readonly value: Value;
  readonly problems: readonly WatchProblem[];
}

/**
 * The books of the data folders, for as long as a page is open. Each is opened for one question and closed after it: a bot may
 * write to it, and it may be moved away, restored or damaged meanwhile.
 */
export class Books {
  readonly folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.folders = folders;
  }

  /**
   * Asks the books of a name, of all folders that have one. Those that cannot be read are left out, and that is told.
   * @param use is asked again where one of several cannot be read
   */
  read<Value>(book: BookName, use: (archives: readonly Archive[]) => Value): Read<Value> {
    const problems: WatchProblem[] = [];
    const opened: Archive[] = [];
    try {
      for (const folder of this.folders) {
        const archive = attempt(problems, () => Archive.open(folder, book, BUSY_MS));
        if (archive) opened.push(archive);
      }
      const whole = attempt([], () => ({ value: use(opened) }));
      if (whole) return { ...whole, problems };
      const sound = opened.filter((archive) => attempt(problems, () => ({ value: use([archive]) })));
      return { value: use(sound), problems };
    } finally {
      for (const archive of opened) archive.close();
    }
  }

  /** Changes whenever one of them does: when each was last written to. */
  stamp(): string {
    return this.folders
      .flatMap((folder) => ['real', 'practice'].map((book) => bookPath(folder, book as BookName)))
      .flatMap((path) => [path, `${path}-wal`])
      .map((path) => {
        const stat = statOf(path);
        return stat === undefined ? '-' : `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
      })
      .join(' ');
  }
}

/** Undefined where there is none, and where its folder may not be entered: reading the book says so. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** How long another program may hold a book before it cannot be read: a page is not to hang on it. */
const BUSY_MS = 500;

function attempt<Value>(problems: WatchProblem[], act: () => Value): Value | null {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    problems.push({ message: error.message, hint: error.hint ?? null });
    return null;
  }
}
