import { type Context, nameOf } from './context.js';
import { count, duration, percent } from './format.js';
import { type Html, html } from './html.js';

/** Each strategy in a line: what it played, how fast it decided, what it did wrong. */
export function strategiesSection(context: Context): Html {
  const { order, result } = context;
  return html`<section aria-labelledby="strategies-title">
<h2 id="strategies-title">Strategies</h2>
<p class="note">Times to decide, of a sample: half of the moves within p50, 99 % within p99.</p>
<div class="scroll" tabindex="0" role="group" aria-labelledby="strategies-title">
<table>
<caption class="unseen">Strategies</caption>
<thead><tr><th scope="col">Strategy</th><th scope="col">Matches</th><th scope="col">Score</th><th scope="col">p50</th><th scope="col">p99</th><th scope="col">Faults</th></tr></thead>
<tbody>${order.map((place) => {
    const entrant = result.entrants[place];
    if (entrant === undefined) return null;
    const { decideMs, faults, matches, score } = entrant;
    const failed = Object.values(faults).reduce((sum, times) => sum + times, 0);
    return html`
<tr><th scope="row">${nameOf(context, place)}</th><td>${count(matches)}</td><td>${matches > 0 && percent(score)}</td><td>${decideMs !== null && duration(decideMs.p50)}</td><td>${decideMs !== null && duration(decideMs.p99)}</td><td${failed > 0 && html` class="bad"`}>${count(failed)}</td></tr>`;
  })}
</tbody></table></div>
</section>`;
}
