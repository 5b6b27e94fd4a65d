import { BotpitError } from '../errors.js';

/** How long an entry waits to be written, at most. Shorter than viewers of a session wait to be told of it. */
const DELAY_MS = 15;
/** Entries that have waited so long are written with the next one: between matches, where a timer may fire within one. */
const DUE_MS = DELAY_MS / 2;
/** How many wait, at most: each may be as large as a match with all its frames. */
const MOST = 16;

/**
 * A write-behind queue: what is put into it is written a little later, many entries at a time, so that a match that follows at
 * once does not wait for it. A process that is killed loses what it has not written.
 */
export class WriteBehind<Entry> {
  readonly #write: (entries: readonly Entry[]) => void;
  #entries: Entry[] = [];
  /** When the oldest of them was put in, by `performance.now()`. */
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #isFailing = false;

  /** @param write throws BotpitError where it cannot write; all entries are then given to it again */
  constructor(write: (entries: readonly Entry[]) => void) {
    this.#write = write;
  }

  /** What is not written yet, the oldest first. */
  get waiting(): readonly Entry[] {
    return this.#entries;
  }

  /**
   * @throws BotpitError where something has to be written now and cannot be. The entry is kept all the same, and is tried again
   * with the next one: it must not be put in again.
   */
  put(entry: Entry): void {
    const now = performance.now();
    if (this.#entries.length === 0) this.#since = now;
    this.#entries.push(entry);
    if (this.#isFailing || this.#entries.length >= MOST || now - this.#since >= DUE_MS) this.flush();
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
      this.#isFailing = false;
    } catch (error) {
      this.#entries = [...entries, ...this.#entries];
      this.#isFailing = true;
      throw error;
    }
  }

  /** Tries a last time to write, then drops what is left. Tells nobody of an error: call `flush` first to hear of it. */
  finish(): void {
    this.#flushLater();
    this.#entries = [];
  }

  /** Nobody waits for this: whoever puts in the next entry, or flushes, is told. */
  #flushLater(): void {
    try {
      this.flush();
    } catch (error) {
      if (!(error instanceof BotpitError)) throw error;
    }
  }
}
