/** A pending timer, to be given back to `clearTimeout` of the clock that it came from. */
export type Timer = object;

/** The two times that a computer keeps. A difference of one is never added to, or compared with, the other. */
export interface Time {
  /**
   * Milliseconds with fractions since some moment, for durations. Never jumps, whatever the system's clock is set to; on
   * most systems it stands still while the machine sleeps.
   */
  now(): number;
  /** Epoch milliseconds by the system's clock, for what is stored and told. It can be set at any time, back too. */
  epochMs(): number;
}

/** Time and timers, so that tests can bring their own. Timers go by `now`. */
export interface Clock extends Time {
  setTimeout(callback: () => void, ms: number): Timer;
  /** Does nothing for a timer that has fired or for `undefined`. */
  clearTimeout(timer: Timer | undefined): void;
}

/** The longest time that a timer keeps; a longer one would fire at once. About 24.8 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, MAX_TIMER_MS)),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
};

/** Whether `now` is less than so long after `since`, both by the system's clock. Not where that was set back in between. */
export function isWithin(ms: number, since: number, now: number): boolean {
  return now >= since && now - since < ms;
}

/** The two times drift apart by less than this unless the machine sleeps or its clock is set. */
const STEADY_MS = 1_000;

/** A moment on both times. */
export interface Moment {
  readonly now: number;
  readonly epochMs: number;
}

/** Whether the time between two moments is not known: the machine slept in between, or its clock was set. */
export function isUncertain(from: Moment, to: Moment): boolean {
  const passedMs = to.now - from.now;
  const toldMs = to.epochMs - from.epochMs;
  return Math.abs(toldMs - passedMs) > STEADY_MS;
}

/**
 * How long to wait before trying again, with full jitter: uniform in [0, min(capMs, baseMs * 2^attempt)), so that many
 * clients that lost the same server do not come back together.
 * @param attempt how many waits there have been already, from 0
 * @param random gives a number in [0, 1)
 */
export function backoffDelayMs(attempt: number, baseMs: number, capMs: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** attempt);
}

/**
 * Waits for what may never come. Rejects where it does.
 * @returns what it came to; `undefined` where it did not come in time
 */
export async function within<Value>(
  ms: number,
  awaited: Value | PromiseLike<Value>,
): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** At most `max` events in any window of `windowMs`: a sliding window over the last `max` times. */
export class RateLimit {
  readonly #max: number;
  readonly #windowMs: number;
  /** Grows to `max` entries and is then a ring; empty until the first event. */
  readonly #times: number[] = [];
  #oldest = 0;

  constructor(max: number, windowMs: number) {
    this.#max = max;
    this.#windowMs = windowMs;
  }

  /** Milliseconds until so many events (at most `max`) may happen at once; 0 means now. Counts nothing. */
  waitMs(now: number, count = 1): number {
    const used = this.#times.length;
    const toExpire = used + count - this.#max;
    if (toExpire <= 0) return 0;
    const first = used < this.#max ? 0 : this.#oldest;
    const last = this.#times[(first + toExpire - 1) % this.#max] ?? 0;
    return Math.max(0, last + this.#windowMs - now);
  }

  /** Counts an event, allowed or not. */
  take(now: number): void {
    this.#times[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#max;
  }
}

const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const DURATION = /^(0|[1-9]\d*)(ms|s|m|h)$/;

/** Milliseconds of `500ms`, `30s`, `5m` or `2h`; null for anything else and for more than `MAX_TIMER_MS`. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const durationMs = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return durationMs <= MAX_TIMER_MS ? durationMs : null;
}

/** The shortest exact text that `parseDuration` takes back: `10m`, `1500ms`. For whole milliseconds from 0. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  const [unit, unitMs] = Object.entries(UNITS).find(([, ms]) => durationMs % ms === 0) ?? ['ms', 1];
  return `${durationMs / unitMs}${unit}`;
}

const DAYS = { ...UNITS, d: 86_400_000, w: 604_800_000 } as const;
const AGO = /^(\d{1,9})(ms|s|m|h|d|w)$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?))?$/;

/**
 * Epoch milliseconds of a date or a time in ISO 8601, on the computer's own clock where it names no zone, or of so long
 * ago: `90m`, `2h`, `7d`, `4w`. Null for anything else.
 * @param now epoch milliseconds
 */
export function parseWhen(text: string, now: number): number | null {
  const ago = AGO.exec(text);
  if (ago) return now - Number(ago[1]) * DAYS[ago[2] as keyof typeof DAYS];
  const date = DATE.exec(text);
  if (!date) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
  // A 31st of February would be taken for a day in March.
  const asked = new Date(Date.UTC(year, month - 1, day));
  if (asked.getUTCMonth() + 1 !== month || asked.getUTCDate() !== day) return null;
  // A date alone would be read in UTC.
  const time = Date.parse(`${text.slice(0, 10)}T${date[4] ?? '00:00'}`);
  return Number.isNaN(time) ? null : time;
}
