import { twoDigits } from './format-units.js';

/** `2026-03-01 18:05:09`, by the computer's own clock. @param ms epoch milliseconds */
export function formatTime(ms: number): string {
  const time = new Date(ms);
  const date = [time.getMonth() + 1, time.getDate()].map(twoDigits).join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
  return `${String(time.getFullYear()).padStart(4, '0')}-${date} ${clock}`;
}

/** `0.4 ms`, `12 ms`, `1.3 s`: for what mostly takes less than a second. */
export function formatMs(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
