import { isWithin } from '../../lib/clock.js';

const WINDOW_MS = 1000;

/** A stranger may name ever new kinds: what is past these in a second is one kind more. */
const MOST_KINDS = 10;
const OTHERS = 'others';

interface Window {
  readonly label: string;
  readonly sinceMs: number;
  shown: number;
  hidden: number;
}

/** Lets a few lines of a kind through in a second and counts the rest, so that no kind can flood the others out. */
export class Repeats {
  readonly #windows = new Map<string, Window>();

  /** Whether a line of this kind is to be shown; `label` names what is not. */
  allow(key: string, label: string, atMostPerSecond: number, timeMs: number): boolean {
    const window = this.#windows.get(key) ?? this.#open(key, label, timeMs);
    if (window.shown < atMostPerSecond) {
      window.shown += 1;
      return true;
    }
    window.hidden += 1;
    return false;
  }

  #open(key: string, label: string, timeMs: number): Window {
    if (this.#windows.size >= MOST_KINDS) {
      const others = this.#windows.get(OTHERS);
      if (others) return others;
      return this.#add(OTHERS, 'lines of other kinds', timeMs);
    }
    return this.#add(key, label, timeMs);
  }

  #add(key: string, label: string, timeMs: number): Window {
    const window = { label, sinceMs: timeMs, shown: 0, hidden: 0 };
    this.#windows.set(key, window);
    return window;
  }

  /** What was not shown in the seconds that are over, or at all with `everything`; each is told once. */
  takeHidden(nowMs: number, everything = false): { label: string; hidden: number }[] {
    const told: { label: string; hidden: number }[] = [];
    for (const [key, { label, sinceMs, hidden }] of this.#windows) {
      if (!everything && isWithin(WINDOW_MS, sinceMs, nowMs)) continue;
      this.#windows.delete(key);
      if (hidden > 0) told.push({ label, hidden });
    }
    return told;
  }
}
