import type { RunResult } from '../lab/index.js';
import type { Style } from './style.js';

/** Where results come from a run that was kept: a result that was not played now must not pass for one that was. */
export function formatKeptRun({ kept }: RunResult, style: Style, now = new Date()): string[] {
  if (!kept) return [];
  const run = `kept run of ${timeOf(kept.at, now)}`;
  const text = kept.isWhole
    ? `${run}, nothing was played (--fresh plays it again)`
    : `goes on with the ${run}`;
  return [style.dim(text)];
}

/** In local time, as a person remembers it. */
function timeOf(at: Date, now: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === now.toDateString()) return time;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}
