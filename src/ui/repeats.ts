const WINDOW_MS = 1000;

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
    let window = this.#windows.get(key);
    if (!window) {
      window = { label, sinceMs: timeMs, shown: 0, hidden: 0 };
      this.#windows.set(key, window);
    }
    if (window.shown < atMostPerSecond) {
      window.shown += 1;
      return true;
    }
    window.hidden += 1;
    return false;
  }

  /** What was not shown in the seconds that are over, or at all with `everything`; each is told once. */
  takeHidden(nowMs: number, everything = false): { label: string; hidden: number }[] {
    const told: { label: string; hidden: number }[] = [];
    for (const [key, { label, sinceMs, hidden }] of this.#windows) {
      if (!everything && nowMs - sinceMs < WINDOW_MS) continue;
      this.#windows.delete(key);
      if (hidden > 0) told.push({ label, hidden });
    }
    return told;
  }
}
