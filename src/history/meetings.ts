import type { Time } from '../lib/clock.js';

/** An opponent that was met within the last hour. */
export interface Meeting {
  readonly opponentId: string;
  readonly opponentName: string;
  /** How long ago each time is, the longest first. */
  readonly agoMs: readonly number[];
}

export const HOUR_MS = 3_600_000;

/** Opponents that are remembered, and meetings with each; more within an hour only rapid local play has. */
export const MOST_MEETINGS = 10_000;

/**
 * Whom an account has met within the last hour. Kept by a time that never jumps: an hour is one, whatever the system's
 * clock is set to. Numbers only, as rapid local play brings thousands.
 */
export class Meetings {
  readonly #time: Time;
  /** By opponent: its name, and when by `now` of the time. */
  readonly #met = new Map<string, { name: string; at: number[] }>();

  constructor(time: Time) {
    this.#time = time;
  }

  add(id: string, name: string, agoMs = 0): void {
    const met = this.#met.get(id) ?? { name, at: [] };
    met.name = name;
    met.at.push(this.#time.now() - agoMs);
    if (met.at.length > 2 * MOST_MEETINGS) met.at.splice(0, MOST_MEETINGS);
    // Whom it met last is the last of the map, so the first is the one to be forgotten.
    this.#met.delete(id);
    this.#met.set(id, met);
    const [longestAgo] = this.#met.keys();
    if (this.#met.size > MOST_MEETINGS && longestAgo !== undefined) this.#met.delete(longestAgo);
  }

  forget(): void {
    this.#met.clear();
  }

  withinAnHour(): Meeting[] {
    const now = this.#time.now();
    return [...this.#met]
      .map(([opponentId, { name, at }]) => ({
        opponentId,
        opponentName: name,
        agoMs: at.map((time) => now - time).filter((agoMs) => agoMs < HOUR_MS),
      }))
      .filter(({ agoMs }) => agoMs.length > 0);
  }
}
