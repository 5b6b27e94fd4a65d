import { isWithin } from '../../lib/clock.js';
import type { SessionProgress } from '../../session-progress.js';

/** How much of a match is told: every round, one line, or nothing but running totals of many matches. */
export type Detail = 'rounds' | 'match' | 'totals';

const WINDOW_MS = 1000;
/** With so many matches begun in a second, a person can read no more than a line of each. */
const MATCH_LINES_FROM = 3;
/** And with so many, not even that. */
const TOTALS_FROM = 6;

/** Chooses the detail by how quickly matches follow each other. */
export class Pace {
  readonly #starts: number[] = [];

  /** The detail for a match that begins now. */
  started(timeMs: number): Detail {
    this.#starts.push(timeMs);
    if (this.#starts.length > TOTALS_FROM) this.#starts.shift();
    const recent = this.#starts.filter((start) => isWithin(WINDOW_MS, start, timeMs)).length;
    return recent >= TOTALS_FROM ? 'totals' : recent >= MATCH_LINES_FROM ? 'match' : 'rounds';
  }
}

const LENGTH_MS = 1000;

type Tally = Pick<SessionProgress, 'matches' | 'wins' | 'losses' | 'draws' | 'netLamports'>;

/** What happened in a stretch of matches. */
export interface StretchTotals extends Readonly<Tally> {
  /** The number of the first match. */
  readonly from: number;
  readonly perSecond: number;
}

/** Adds up matches that are told in one line together. */
export class Stretch {
  /** Matches a second in the latest stretch; null before the first and when matches are told singly again. */
  perSecond: number | null = null;
  #begin: { readonly timeMs: number; readonly at: Tally } | null = null;

  /** Begins where none is under way. */
  begin(progress: SessionProgress, timeMs: number): void {
    this.#begin ??= { timeMs, at: tallyOf(progress) };
  }

  /** The totals of a stretch that has lasted a second, or of any length with `now`; null while there is none to tell. */
  take(progress: SessionProgress, timeMs: number, atOnce = false): StretchTotals | null {
    if (!this.#begin || (!atOnce && isWithin(LENGTH_MS, this.#begin.timeMs, timeMs))) return null;
    const { at, timeMs: beginMs } = this.#begin;
    const totals = tallyOf(progress);
    const matches = totals.matches - at.matches;
    this.#begin = null;
    if (matches === 0) return null;
    this.perSecond = matches / (Math.max(1, timeMs - beginMs) / 1000);
    return {
      from: at.matches + 1,
      matches,
      wins: totals.wins - at.wins,
      losses: totals.losses - at.losses,
      draws: totals.draws - at.draws,
      netLamports: totals.netLamports - at.netLamports,
      perSecond: this.perSecond,
    };
  }
}

function tallyOf({ matches, wins, losses, draws, netLamports }: SessionProgress): Tally {
  return { matches, wins, losses, draws, netLamports };
}

/** A stranger may name ever new kinds: what is past these in a second is one kind more. */
const MOST_KINDS = 10;
const OTHERS = 'lines of other kinds';

interface Window {
  readonly sinceMs: number;
  shown: number;
  hidden: number;
}

/** Lets a few lines of a kind through in a second and counts the rest, so that no kind can flood the others out. */
export class Repeats {
  readonly #windows = new Map<string, Window>();

  /** Whether a line is to be shown of the kind that is called so. */
  allow(label: string, atMostPerSecond: number, timeMs: number): boolean {
    const window = this.#windowOf(label, timeMs);
    if (window.shown < atMostPerSecond) {
      window.shown += 1;
      return true;
    }
    window.hidden += 1;
    return false;
  }

  #windowOf(label: string, timeMs: number): Window {
    const known = this.#windows.get(label);
    if (known) return known;
    if (this.#windows.size >= MOST_KINDS && label !== OTHERS) return this.#windowOf(OTHERS, timeMs);
    const window = { sinceMs: timeMs, shown: 0, hidden: 0 };
    this.#windows.set(label, window);
    return window;
  }

  /** What was not shown in the seconds that are over, or at all with `everything`; each is told once. */
  takeHidden(nowMs: number, everything = false): { label: string; hidden: number }[] {
    const told: { label: string; hidden: number }[] = [];
    for (const [label, { sinceMs, hidden }] of this.#windows) {
      if (!everything && isWithin(WINDOW_MS, sinceMs, nowMs)) continue;
      this.#windows.delete(label);
      if (hidden > 0) told.push({ label, hidden });
    }
    return told;
  }
}
