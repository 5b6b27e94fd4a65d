import type { RunResult } from '../lab/index.js';
import { formatTime } from './format-time.js';
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

/** As a person remembers it: without the day if that is today. */
function timeOf(at: Date, now: Date): string {
  const isToday = at.toDateString() === now.toDateString();
  return formatTime(at.getTime()).slice(isToday ? 11 : 0, 16);
}
