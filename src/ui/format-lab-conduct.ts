import type { EntrantResult, FaultKind } from '../lab/index.js';
import { formatEntrant, labelled } from './format-lab-units.js';
import { formatMs } from './format-time.js';
import { formatCount, formatMatches } from './format-units.js';
import type { Style } from './style.js';
import { clean } from './text.js';

/** What it did, as often as it says behind it. */
const FAULTS: Readonly<Record<FaultKind, string>> = {
  threw: 'threw',
  illegal: 'made an illegal move',
  late: 'gave no answer in time',
  hung: 'hung',
  crashed: 'crashed',
  hook: 'failed in a hook, at no cost',
};

/** Who did what wrong, how often and how it began; nothing of those who did nothing. */
export function formatFaults(entrants: readonly EntrantResult[], style: Style): string[] {
  return entrants.flatMap(({ name, faults, firstFault }) => {
    const kinds = (Object.keys(FAULTS) as FaultKind[]).filter((kind) => (faults[kind] ?? 0) > 0);
    if (kinds.length === 0) return [];
    const what = kinds.map((kind) => `${FAULTS[kind]} ${times(faults[kind] ?? 0)}`).join('; ');
    const costly = kinds.filter((kind) => kind !== 'hook');
    const lost = costly.reduce((sum, kind) => sum + (faults[kind] ?? 0), 0);
    const who = formatEntrant(name);
    const head =
      lost > 0
        ? style.bold(style.bad(`✗ ${who} forfeited ${formatMatches(lost)}: it ${what}.`))
        : style.notice(`! ${who} ${what}.`);
    return firstFault === null ? [head] : [head, `  First in ${clean(firstFault, 300)}`];
  });
}

function times(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${formatCount(n)} times`;
}

/** How long they took to decide, where that was measured. */
export function formatDecideTimes(entrants: readonly EntrantResult[], style: Style): string[] {
  const measured = entrants.flatMap(({ name, decideMs }) => (decideMs ? [{ name, decideMs }] : []));
  return measured.map(({ name, decideMs: { p50, p99 } }, i) => {
    const parts = [formatEntrant(name), `half within ${formatTime(p50)}`, `99 % within ${formatTime(p99)}`];
    return labelled(i === 0 ? 'decided' : '', parts, style);
  });
}

/** Most strategies take microseconds. */
function formatTime(ms: number): string {
  return ms < 0.1 ? `${(1000 * ms).toFixed(1)} µs` : formatMs(ms);
}
