import { eloOfScore, type Interval } from '../stats/index.js';

export { Html, html, inlineJson } from '../lib/html.js';
export { oneLine } from '../lib/visible.js';
export { formatCount as count, formatMatches as matchCount, formatTimes } from '../lib/wording.js';

/** At which confidence intervals are given; a line does not break in it. */
export const AT_95 = 'at\u00a095\u00a0%';

/** `0.5234` as `52.3 %`, which is not broken. */
export function percent(ratio: number, places = 1): string {
  return `${minus((100 * ratio).toFixed(places))}\u00a0%`;
}

/** `+1.6 %`, `−0.4 %`. */
export function signedPercent(ratio: number, places = 1): string {
  return `${signed(100 * ratio, places)}\u00a0%`;
}

/** `51.0 to 53.2 %`. */
export function percentRange({ low, high }: Interval, places = 1): string {
  return `${minus((100 * low).toFixed(places))} to ${percent(high, places)}`;
}

/** `+1.6`, `−0.4`, `0.0`. */
export function signed(value: number, places = 1): string {
  const text = value.toFixed(places);
  if (Number(text) === 0) return (0).toFixed(places);
  return value > 0 ? `+${text}` : minus(text);
}

/** An Elo difference by the score that it comes from, which is never unknown. */
export function eloText(score: number): string {
  const elo = eloOfScore(score);
  return elo === null ? (score <= 0 ? '−∞' : '+∞') : signed(elo);
}

/** `+8.4 to +24.0`. */
export function eloRange({ low, high }: Interval): string {
  return `${eloText(low)} to ${eloText(high)}`;
}

/** A probability near 1 is not rounded to certainty. */
export function likelihood(probability: number): string {
  if (probability > 0.9999) return 'over 99.99 %';
  if (probability < 0.0001) return 'below 0.01 %';
  return percent(probability, 2);
}

/** `0.4 µs`, `12 µs`, `0.31 ms`, `25 ms`, `1.2 s`. */
export function duration(ms: number): string {
  if (ms < 0.01) return `${(1000 * ms).toFixed(1)} µs`;
  if (ms < 0.1) return `${Math.round(1000 * ms)} µs`;
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `2026-03-01 18:05 UTC`. */
export function utcTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function minus(text: string): string {
  return text.replace('-', '−');
}
