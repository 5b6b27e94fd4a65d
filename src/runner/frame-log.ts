import type { Frame } from '../history/index.js';
import { keptRounds } from '../match/index.js';

/** Frames that are kept from before a match: those that asked for it. */
const BEFORE = 50;
/** No match needs more frames than these; the first and the last of them are kept. */
const MOST_A_ROUND = 25;
/** And not more than this in all. */
const MOST_CHARACTERS = 2 ** 20;

/** Frames that do not belong to a match: `ping`, `pong`, `queue_update`. */
const ASIDE = /"type"\s*:\s*"(?:ping|pong|queue_update)"/;

/** Keeps the frames of the match at hand, or of the wait for it. What is done for each frame is done on its way. */
export class FrameLog {
  /** When the last one came in, by `now` of the clock; during a match it is not kept up. */
  heardAt: number;
  #frames: Frame[] = [];
  #characters = 0;
  /** How many are kept of the match at hand; null while there is none. */
  #most: number | null = null;
  #leftOut = 0;
  /** The frame that announces the next match while one is at hand. */
  #next: Frame | null = null;

  constructor(now: number) {
    this.heardAt = now;
  }

  take(frame: Frame, now: number): void {
    if (frame.direction === 'in' && this.#most === null) this.heardAt = now;
    this.#characters += frame.text.length;
    this.#frames.push(frame);
    const most = this.#most ?? BEFORE;
    // The end of a match says more than its middle.
    while (this.#frames.length > 1 && (this.#frames.length > most || this.#characters > MOST_CHARACTERS)) {
      const place = this.#most === null ? 0 : Math.floor(this.#frames.length / 2) - 1;
      if (this.#most !== null) this.#leftOut += 1;
      this.#characters -= this.#frames.splice(place, 1)[0]?.text.length ?? 0;
    }
  }

  /** From now on the frames are those of a match. */
  begin(gameType: string): void {
    this.#most = BEFORE + MOST_A_ROUND * keptRounds(gameType);
  }

  /** The latest frame announces another match than the one at hand, which is about to end: it is kept for that one. */
  announcedNext(): void {
    this.#next = this.#frames.pop() ?? null;
  }

  /** The match is over. @returns what is to be kept of it, and how many of its frames are not */
  end(now: number): { readonly frames: readonly Frame[]; readonly leftOut: number } {
    const frames = this.#frames.filter(({ text }) => text.length > 1024 || !ASIDE.test(text));
    const leftOut = this.#leftOut;
    this.#frames = this.#next === null ? [] : [this.#next];
    this.#characters = this.#next?.text.length ?? 0;
    this.#next = null;
    this.#most = null;
    this.#leftOut = 0;
    this.heardAt = now;
    return { frames, leftOut };
  }
}
