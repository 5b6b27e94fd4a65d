import type { MoveCounts } from '../stats/index.js';
import { type Context, nameOf } from './context.js';
import { count, oneLine } from './format.js';
import { type Html, html } from './html.js';
import { areStretches, type Column, columnsOf, situationsOf, timesOf } from './move-grid.js';

/** Tables of all strategies are open at once up to so many lines. */
const MOST_OPEN = 60;

/** What each strategy played in which situation; null where there is but one move, or none. */
export function movesSection(context: Context): Html | null {
  const { order, result } = context;
  const all = result.entrants.map(({ moves }) => moves);
  const columns = columnsOf(all);
  if (columns.length < 2) return null;
  const lines = all.reduce((sum, counts) => sum + situationsOf(counts).length, 0);
  const reach = areStretches(columns) || STRETCHED.includes(result.game);
  return html`<section aria-labelledby="moves-title">
<h2 id="moves-title">Moves</h2>
<p>How often which move was made in a situation, in percent, in a sample of the matches.${
    reach && ' A column reaches from its number up to the next one.'
  }</p>
<div class="grid${columns.length > 4 && ' wide'}">${order.map((place) => {
    const counts = result.entrants[place]?.moves ?? {};
    return html`
<details${(lines <= MOST_OPEN || result.entrants.length <= 2) && html` open`}>
<summary>${nameOf(context, place)}</summary>
${moveTable(context, place, counts, columns)}
</details>`;
  })}
</div>
</section>`;
}

/** Games whose moves the lab counts by stretches. */
const STRETCHED: readonly string[] = ['crash', 'reaction_ring', 'blotto'];

function moveTable(context: Context, place: number, counts: Readonly<MoveCounts>, columns: Column[]): Html {
  const situations = situationsOf(counts);
  if (situations.length === 0) return html`<p>No move was looked at.</p>`;
  const left = Object.keys(counts).length - situations.length;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Moves of ${context.names[place] ?? ''}">
<table class="heat moves">
<caption class="unseen">Moves of ${nameOf(context, place)} by situation, in percent</caption>
<thead><tr><th scope="col">Situation</th>${columns.map(
    ({ label }) => html`<th scope="col">${oneLine(label, 20)}</th>`,
  )}<th scope="col">Moves</th></tr></thead>
<tbody>${situations.map(
    ({ name, seen }) => html`
<tr><th scope="row">${oneLine(name, 40)}</th>${columns.map((column) =>
      share(timesOf(counts[name] ?? {}, column), seen),
    )}<td class="sum">${count(seen)}</td></tr>`,
  )}
</tbody></table></div>${left > 0 && html`<p>${count(left)} rarer situations are left out.</p>`}`;
}

function share(times: number, seen: number): Html {
  if (times === 0) return html`<td></td>`;
  const part = (100 * times) / seen;
  return html`<td class="part" style="--v:${Math.round(part)}%">${part < 0.5 ? '<1' : Math.round(part)}</td>`;
}
