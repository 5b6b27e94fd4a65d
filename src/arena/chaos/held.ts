import type { Clock, Timer } from '../../lib/clock.js';

/** A frame that waits for the next one waits no longer than this. */
const ASIDE_MS = 1_000;

/** Frames on their way out that are held back. All come in order, but for those set aside. */
export class Held {
  readonly #clock: Clock;
  readonly #write: (frame: string) => void;
  readonly #line: { readonly frames: readonly string[]; readonly dueAt: number }[] = [];
  #lineTimer: Timer | undefined;
  #aside: readonly string[] | null = null;
  #asideTimer: Timer | undefined;

  constructor(clock: Clock, write: (frame: string) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  get isSettingAside(): boolean {
    return this.#aside !== null;
  }

  add(frames: readonly string[], delayMs: number): void {
    const dueAt = this.#clock.now() + delayMs;
    this.#line.push({ frames, dueAt: Math.max(dueAt, this.#line.at(-1)?.dueAt ?? 0) });
    this.#takeBack();
    if (!this.#lineTimer) this.#advance();
  }

  /** Holds frames back behind those that are added next. */
  setAside(frames: readonly string[]): void {
    this.#aside = frames;
    this.#asideTimer = this.#clock.setTimeout(() => {
      this.#takeBack();
      if (!this.#lineTimer) this.#advance();
    }, ASIDE_MS);
  }

  /** Everything goes out now. */
  release(): void {
    this.#takeBack();
    for (const { frames } of this.#line) frames.forEach(this.#write);
    this.drop();
  }

  /** Nothing of it ever goes out. */
  drop(): void {
    this.#aside = null;
    this.#line.length = 0;
    this.#clock.clearTimeout(this.#asideTimer);
    this.#clock.clearTimeout(this.#lineTimer);
    this.#lineTimer = undefined;
  }

  #takeBack(): void {
    if (!this.#aside) return;
    this.#clock.clearTimeout(this.#asideTimer);
    this.#line.push({ frames: this.#aside, dueAt: this.#line.at(-1)?.dueAt ?? 0 });
    this.#aside = null;
  }

  #advance(): void {
    this.#lineTimer = undefined;
    const now = this.#clock.now();
    for (let next = this.#line[0]; next; next = this.#line[0]) {
      if (next.dueAt > now) {
        this.#lineTimer = this.#clock.setTimeout(() => this.#advance(), next.dueAt - now);
        return;
      }
      this.#line.shift();
      for (const frame of next.frames) this.#write(frame);
    }
  }
}
