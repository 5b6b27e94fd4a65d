import type { Frame } from '../history/index.js';
import type { Clock } from '../lib/clock.js';

/** Frames that are kept from before a match: those that asked for it. */
const BEFORE = 50;
/** More frames than this a match does not need; the first of them and the last are kept. */
const MOST = 10_000;
const MOST_CHARACTERS = 8 * 2 ** 20;

/** Frames that belong to no match: `ping`, `pong`, `queue_update`. */
const ASIDE = /"type"\s*:\s*"(?:ping|pong|queue_update)"/;

/** Keeps the frames of the match at hand, or of the wait for it. What is done for each frame is done on its way. */
export class FrameLog {
  /** When the last one came in, by `now` of the clock; during a match it is not kept up. */
  heardAt: number;
  readonly #clock: Clock;
  #frames: Frame[] = [];
  #characters = 0;
  #inMatch = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.heardAt = clock.now();
  }

  readonly take = (direction: 'in' | 'out', text: string): void => {
    if (direction === 'in' && !this.#inMatch) this.heardAt = this.#clock.now();
    this.#characters += text.length;
    this.#frames.push({ at: this.#clock.epochMs(), direction, text });
    if (this.#frames.length > (this.#inMatch ? MOST : BEFORE) || this.#characters > MOST_CHARACTERS)
      this.#drop();
  };

  /** The end of a match says more than its middle. */
  #drop(): void {
    const most = this.#inMatch ? MOST : BEFORE;
    while (this.#frames.length > 1 && (this.#frames.length > most || this.#characters > MOST_CHARACTERS)) {
      const place = this.#inMatch ? Math.floor(this.#frames.length / 2) - 1 : 0;
      this.#characters -= this.#frames.splice(place, 1)[0]?.text.length ?? 0;
    }
  }

  /** From now on the frames are those of a match. */
  begin(): void {
    this.#inMatch = true;
  }

  /** The match is over. @returns what is to be kept of it */
  end(): readonly Frame[] {
    const frames = this.#frames;
    this.#frames = [];
    this.#characters = 0;
    this.#inMatch = false;
    this.heardAt = this.#clock.now();
    return frames.filter(({ text }) => text.length > 1024 || !ASIDE.test(text));
  }
}
