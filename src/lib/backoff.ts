/**
 * How long to wait before trying again, with full jitter: uniform in [0, min(capMs, baseMs * 2^attempt)), so that many
 * clients that lost the same server do not come back together.
 * @param attempt how many waits there have been already, from 0
 * @param random gives a number in [0, 1)
 */
export function backoffDelayMs(attempt: number, baseMs: number, capMs: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** attempt);
}
