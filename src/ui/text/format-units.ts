import { formatSol, type Lamports } from '../../wager.js';

export { formatCount, formatCounted, formatMatches } from '../../lib/wording.js';

/** `0.4 s`, `12.3 s`, `2 m 05 s`, `3 h 20 m`, `2 d 04 h`. */
export function formatDuration(ms: number): string {
  const tenths = Math.max(0, Math.round(ms / 100));
  return tenths < 600 ? `${(tenths / 10).toFixed(1)} s` : formatWait(1000 * Math.round(ms / 1000));
}

/** As `formatDuration`, without the tenths: for a number that a person watches growing. */
export function formatWait(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return `${seconds} s`;
  if (hours < 1) return `${minutes} m ${twoDigits(seconds % 60)} s`;
  if (hours < 24) return `${hours} h ${twoDigits(minutes % 60)} m`;
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}

/** An amount in SOL; `play` marks the play money of the embedded arena. */
export function formatAmount(lamports: Lamports, play = false): string {
  return `${formatSol(lamports)} ${play ? 'play SOL' : 'SOL'}`;
}

/** A change in SOL, with its sign: `+0.0095 SOL`, `-0.01 SOL`, `0 SOL`. */
export function formatNet(lamports: Lamports, play = false): string {
  return `${lamports > 0 ? '+' : ''}${formatAmount(lamports, play)}`;
}

/** `0.6667` as `66.7 %`. */
export function formatPercent(ratio: number, places = 1): string {
  return `${(100 * ratio).toFixed(places)} %`;
}

/** `2026-03-01 18:05:09`, by the computer's own clock. @param ms epoch milliseconds */
export function formatTime(ms: number): string {
  const time = new Date(ms);
  const date = [time.getMonth() + 1, time.getDate()].map(twoDigits).join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
  return `${String(time.getFullYear()).padStart(4, '0')}-${date} ${clock}`;
}

/** `0.4 µs`, `0.4 ms`, `12 ms`, `1.3 s`: for what mostly takes less than a second. */
export function formatMs(ms: number): string {
  if (ms < 0.1) return `${(1000 * ms).toFixed(1)} µs`;
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
