import { BotpitError } from '../errors.js';
import { type FoundMatch, isLocked, type Ledger } from '../history/index.js';
import type { Clock } from '../lib/clock.js';
import { Alarm } from './alarm.js';

/** How long after a match was found its intent is bound to it in the books, where no move leaves sooner. */
const TELL_MS = 100;
/** Where another process held the books. */
const AGAIN_MS = 1_000;

/**
 * Tells the books which match an intent has led to, a moment after it was found: the first turn comes with it and is not
 * to wait for the books, which have the intent. Where they cannot be told, the settlement says it.
 */
export class Telling {
  readonly #ledger: Ledger;
  readonly #alarm: Alarm;
  readonly #onTrouble: (error: BotpitError) => void;
  #untold: { readonly match: FoundMatch; readonly intent: number } | null = null;
  #isHastened = false;

  /** @param onTrouble the books cannot be told, and not because another process holds them for now */
  constructor(ledger: Ledger, clock: Clock, onTrouble: (error: BotpitError) => void) {
    this.#ledger = ledger;
    this.#alarm = new Alarm(clock);
    this.#onTrouble = onTrouble;
  }

  begin(match: FoundMatch, intent: number): void {
    this.#untold = { match, intent };
    this.#isHastened = false;
    this.#alarm.set(TELL_MS, () => this.#tell());
  }

  /** The books could not be told already: the settlement will. */
  failed(match: FoundMatch, intent: number): void {
    this.#untold = { match, intent };
  }

  /** A move has left: the books need not wait any longer. */
  moved(): void {
    if (this.#untold === null || this.#isHastened) return;
    this.#isHastened = true;
    this.#alarm.set(1, () => this.#tell());
  }

  /** Nothing is to be told any more. @returns the intent of which the books have not been told; null where there is none */
  end(): number | null {
    const intent = this.#untold?.intent ?? null;
    this.#alarm.clear();
    this.#untold = null;
    return intent;
  }

  #tell(): void {
    const untold = this.#untold;
    if (!untold) return;
    try {
      this.#ledger.found(untold.match, untold.intent);
      this.#untold = null;
    } catch (error) {
      if (!(error instanceof BotpitError)) throw error;
      // A turn may be waiting: whoever holds them now lets go of them by and by, or the settlement finds that it does not.
      if (isLocked(error)) this.#alarm.set(AGAIN_MS, () => this.#tell());
      else this.#onTrouble(error);
    }
  }
}
