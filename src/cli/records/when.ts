const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const AGO = /^(\d{1,9})(ms|s|m|h|d|w)$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?))?$/;

/**
 * Epoch milliseconds of a date or a time in ISO 8601, on the computer's own clock where it names no zone, or of so long
 * ago: `90m`, `2h`, `7d`, `4w`. Null for anything else.
 * @param now epoch milliseconds
 */
export function parseWhen(text: string, now: number): number | null {
  const ago = AGO.exec(text);
  if (ago) return now - Number(ago[1]) * UNITS[ago[2] as keyof typeof UNITS];
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
