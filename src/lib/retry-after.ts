/**
 * What a Retry-After header asks for, a number of seconds or a date, in milliseconds; 0 for none and for anything else.
 * @param nowMs epoch milliseconds
 */
export function retryAfterMs(header: string | null | undefined, nowMs: number): number {
  if (header === null || header === undefined) return 0;
  const ms = /^\d{1,15}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
