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
 * What a Retry-After header asks for, a number of seconds or a date, in milliseconds; 0 for none and for anything else.
 * @param nowMs epoch milliseconds
 */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number {
  if (header === null || header === undefined) return 0;
  const ms = /^\d{1,15}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
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
