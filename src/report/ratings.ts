import { type Context, nameOf } from './context.js';
import { signed } from './format.js';
import { type Html, html } from './html.js';

/** The field on one scale; null where there is none. */
export function ratingsSection(context: Context): Html | null {
  const { order, result } = context;
  const { ratings } = result;
  if (ratings === null) return null;
  const groups = new Set(ratings.map(({ group }) => group)).size;
  return html`<section aria-labelledby="ratings-title">
<h2 id="ratings-title">Ratings</h2>
<figure>
<div class="chart" id="ratings-chart"></div>
<figcaption>Elo by the model of Bradley and Terry, with 95 % error bars; the mean of the field is 0.${
    groups > 1 &&
    html` The field falls into ${groups} groups that no match connects: only ratings of one group can be compared.`
  }</figcaption>
</figure>
<details>
<summary>Ratings in numbers</summary>
<div class="scroll" tabindex="0" role="group" aria-labelledby="ratings-title">
<table>
<caption class="unseen">Ratings in Elo</caption>
<thead><tr><th scope="col">Strategy</th><th scope="col">Elo</th><th scope="col">95 %</th>${groups > 1 && html`<th scope="col">Group</th>`}</tr></thead>
<tbody>${order.map((place) => {
    const rating = ratings[place];
    if (rating === undefined) return null;
    return html`
<tr><th scope="row">${nameOf(context, place)}</th><td>${signed(rating.elo)}</td><td>${signed(rating.eloLow)} to ${signed(rating.eloHigh)}</td>${groups > 1 && html`<td>${rating.group + 1}</td>`}</tr>`;
  })}
</tbody></table></div>
</details>
</section>`;
}
