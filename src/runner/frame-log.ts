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
  /** Epoch milliseconds of the last one that came in. */
  heardAt = 0;
  readonly #clock: Clock;
  #frames: Frame[] = [];
  #characters = 0;
  #inMatch = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly take = (direction: 'in' | 'out', text: string): void => {
    const at = this.#clock.now();
    if (direction === 'in') this.heardAt = at;
    this.#characters += text.length;
    this.#frames.push({ at, direction, text });
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
    return frames
      .filter(({ text }) => text.length > 1024 || !ASIDE.test(text))
      .map((frame) => ({ ...frame, at: Math.round(frame.at * 1000) / 1000 }));
  }
}
