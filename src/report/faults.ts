import type { FaultKind } from '../lab/index.js';
import { type Context, faulty, nameOf } from './context.js';
import { count, listed, oneLine } from './format.js';
import { type Html, html } from './html.js';

const DEEDS: Readonly<Record<FaultKind, string>> = {
  threw: 'threw',
  illegal: 'moved illegally',
  late: 'answered too late',
  hung: 'hung',
  crashed: 'crashed',
  unplayed: 'was out of the series',
  hook: 'failed in a hook',
};

/** What strategies did wrong, by name; null where nobody did. */
export function faultsSection(context: Context): Html | null {
  const all = faulty(context);
  if (all.length === 0) return null;
  return html`<section class="alert" aria-labelledby="faults-title">
<h2 id="faults-title">Faults</h2>
<p>A strategy loses the match in which it fails; where both do, it is a draw.</p>
<ul>${all.map(
    ({ place, entrant }) => html`
<li><strong>${nameOf(context, place)}</strong> ${faultList(entrant.faults)}.${
      entrant.firstFault !== null &&
      html`
<span class="first-fault">First: <bdi>${oneLine(entrant.firstFault, 300)}</bdi></span>`
    }</li>`,
  )}
</ul>
</section>`;
}

/** `threw twice and hung once`, as it may stand after a name. */
function faultList(faults: Readonly<Partial<Record<FaultKind, number>>>): string {
  return listed(
    Object.entries(faults).flatMap(([kind, times]) =>
      times > 0 ? [`${DEEDS[kind as FaultKind]} ${often(times)}`] : [],
    ),
  );
}

function often(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${count(times)} times`;
}
