/** The longest time that `setTimeout` keeps; a longer one would fire at once. About 24.8 days. */
export const MAX_DURATION_MS = 2 ** 31 - 1;

const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const DURATION = /^(0|[1-9]\d*)(ms|s|m|h)$/;

/** Milliseconds of `500ms`, `30s`, `5m` or `2h`; null for anything else and for more than `MAX_DURATION_MS`. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const durationMs = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  return durationMs <= MAX_DURATION_MS ? durationMs : null;
}

/** The shortest exact text that `parseDuration` takes back: `10m`, `1500ms`. For whole milliseconds from 0. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  const [unit, unitMs] = Object.entries(UNITS).find(([, ms]) => durationMs % ms === 0) ?? ['ms', 1];
  return `${durationMs / unitMs}${unit}`;
}
