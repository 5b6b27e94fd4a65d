import type { EntrantResult, FaultKind } from '../../lab/index.js';
import { formatCount, formatMatches } from '../text/format-units.js';
import type { Style } from '../text/style.js';
import { clean, padEnd, width } from '../text/text.js';
import { formatDecideMs, formatEntrant, labelled } from './format-lab-units.js';

/** What it did to lose a match by it. */
const FAULTS: Readonly<Record<Exclude<FaultKind, 'hook'>, string>> = {
  threw: 'threw',
  illegal: 'made an illegal move',
  late: 'gave no answer in time',
  hung: 'hung',
  crashed: 'crashed',
  unplayed: 'was out of the series',
};

/** Who did what wrong, how often and how it began; nothing of those who did nothing. */
export function formatFaults(
  entrants: readonly Pick<EntrantResult, 'name' | 'faults' | 'firstFault'>[],
  style: Style,
): string[] {
  return entrants.flatMap(({ name, faults, firstFault }) => {
    const kinds = (Object.keys(FAULTS) as (keyof typeof FAULTS)[]).filter((kind) => (faults[kind] ?? 0) > 0);
    const did = kinds.map((kind) => `${FAULTS[kind]} ${times(faults[kind] ?? 0)}`);
    if (faults.hook) did.push(`failed in a hook ${times(faults.hook)}, at no cost`);
    if (did.length === 0) return [];
    const what = did.join('; ');
    const lost = kinds.reduce((sum, kind) => sum + (faults[kind] ?? 0), 0);
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
  const columns = Math.max(0, ...measured.map(({ name }) => width(formatEntrant(name))));
  return measured.map(({ name, decideMs: { p50, p99 } }, i) => {
    const times = [`half within ${formatDecideMs(p50)}`, `99 % within ${formatDecideMs(p99)}`];
    const parts = [padEnd(formatEntrant(name), columns), ...times];
    return labelled(i === 0 ? 'decided' : '', parts, style);
  });
}
