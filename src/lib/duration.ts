import { MAX_TIMER_MS } from './clock.js';

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
