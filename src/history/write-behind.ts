import { BotpitError } from '../errors.js';

/** How long an entry waits to be written, at most. Shorter than viewers of a session wait to be told of it. */
const DELAY_MS = 15;
/** How many wait, at most: each may be as large as a match with all its frames. */
const MOST = 16;

/**
 * A write-behind queue: what is put into it is written a little later, many entries at a time, so that a match that follows at
 * once does not wait for it. A process that is killed loses what it has not written.
 */
export class WriteBehind<Entry> {
  readonly #write: (entries: readonly Entry[]) => void;
  #entries: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failure: BotpitError | null = null;

  /** @param write throws BotpitError where it cannot write; all entries are then given to it again */
  constructor(write: (entries: readonly Entry[]) => void) {
    this.#write = write;
  }

  /** @throws BotpitError where what was put in before could not be written */
  put(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#failure !== null || this.#entries.length >= MOST) this.flush();
    else this.#timer ??= setTimeout(() => this.#flushLater(), DELAY_MS).unref();
  }

  /** Writes all of them now. @throws BotpitError where they cannot be written; they are kept, to be tried again */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#entries.length === 0) return;
    const entries = this.#entries;
    // Writing may look at what has been written, and so come here again.
    this.#entries = [];
    try {
      this.#write(entries);
      this.#failure = null;
    } catch (error) {
      this.#entries = [...entries, ...this.#entries];
      throw error;
    }
  }

  /** Writes all of them now, for good. @throws BotpitError where they cannot be written; they are forgotten then */
  finish(): void {
    try {
      this.flush();
    } finally {
      this.#entries = [];
      this.#failure = null;
    }
  }

  /** Nobody waits for this: whoever puts in the next entry is told. */
  #flushLater(): void {
    try {
      this.flush();
    } catch (error) {
      if (!(error instanceof BotpitError)) throw error;
      this.#failure = error;
    }
  }
}
