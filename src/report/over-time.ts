import type { Context } from './context.js';
import { type Html, html } from './html.js';

/** The score as the run went on, and as a series goes on; drawn in the browser for the pairing that is chosen there. */
export function overTimeSection({ result }: Context): Html | null {
  if (result.pairings.length === 0) return null;
  return html`<section aria-labelledby="time-title">
<h2 id="time-title">Score over time</h2>
<p class="choice" id="choice" hidden></p>
<div class="pair">
${figure(
  'course',
  'Score after so many matches',
  `With its 95 % interval, as for a number of matches fixed beforehand${result.comparison === null ? '' : '; that of the verdict is wider, the price of looking all the time'}.`,
)}
${figure(
  'curve',
  'Score by match of the series',
  'What a strategy remembers lasts through a series: a line that rises is one that learns. 95 % intervals as if matches were independent.',
)}
</div>
</section>`;
}

function figure(id: string, title: string, caption: string): Html {
  return html`<figure>
<h3>${title}</h3>
<div class="chart" id="${id}-chart"></div>
<div class="words" id="${id}-words"></div>
<figcaption>${caption}</figcaption>
<details>
<summary>In numbers</summary>
<div class="scroll" tabindex="0" role="group" aria-label="${title}"><table id="${id}-table"></table></div>
</details>
</figure>`;
}
