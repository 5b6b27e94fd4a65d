import { type Context, type Encounter, encounter, nameOf } from './context.js';
import {
  AT_95,
  count,
  eloRange,
  eloText,
  matchCount,
  percent,
  percentRange,
  signed,
  signedPercent,
} from './format.js';
import { type Html, html } from './html.js';

/** Up to so many columns have room for a decimal. */
const FEW = 12;

/** Who scored how much against whom; null where one pairing is all there is. */
export function crossTableSection(context: Context): Html | null {
  const { result, subjects } = context;
  if (result.entrants.length <= 2) return null;
  return html`<section aria-labelledby="cross-title">
<h2 id="cross-title">Cross table</h2>
${subjects === null ? everybody(context) : against(context, subjects)}
<details>
<summary>All pairings in numbers</summary>
${pairingTable(context)}
</details>
</section>`;
}

const LEGEND =
  'Points won, in percent: a win is 1, a draw 1/2. Bold where 50 lies outside of the 95 % interval, which is shown when pointed at.';

/** All against all; columns are numbered like rows. */
function everybody(context: Context): Html {
  const { order } = context;
  const places = order.length > FEW ? 0 : 1;
  return html`<p class="note">${LEGEND} Of the strategy in the row, against the one in the column.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Cross table">
<table class="heat${order.length > FEW ? ' dense' : ' cross'}">
<caption class="unseen">Cross table</caption>
<thead><tr><th scope="col">Strategy</th>${order.map(
    (place, i) =>
      html`<th scope="col"><abbr title="${context.names[place] ?? ''}">${i + 1}</abbr><span class="unseen"> ${nameOf(context, place)}</span></th>`,
  )}<th scope="col">All</th></tr></thead>
<tbody>${order.map(
    (place, i) => html`
<tr><th scope="row"><span class="rank">${i + 1}</span> ${nameOf(context, place)}</th>${order.map((opponent) =>
      cell(context, place, opponent, places),
    )}<td class="sum">${(100 * overall(context, place)).toFixed(1)}</td></tr>`,
  )}
</tbody></table></div>`;
}

function overall(context: Context, place: number): number {
  return context.result.entrants[place]?.score ?? 0;
}

/** The opponents of the few who met them. */
function against(context: Context, subjects: readonly number[]): Html {
  const [one = 0, other] = subjects;
  const opponents = context.order.filter(
    (place) =>
      !subjects.includes(place) && subjects.some((subject) => encounter(context, subject, place) !== null),
  );
  return html`<p class="note">${LEGEND} Of the strategy in the column, against the one in the row.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Cross table">
<table class="heat wide">
<caption class="unseen">Cross table</caption>
<thead><tr><th scope="col">Against</th>${subjects.map(
    (subject) => html`<th scope="col">${nameOf(context, subject)}</th>`,
  )}${other !== undefined && html`<th scope="col">Gain</th>`}</tr></thead>
<tbody>${opponents.map((opponent) => {
    const gain =
      (encounter(context, one, opponent)?.score ?? Number.NaN) -
      (encounter(context, other ?? one, opponent)?.score ?? Number.NaN);
    return html`
<tr><th scope="row">${nameOf(context, opponent)}</th>${subjects.map((subject) =>
      cell(context, subject, opponent, 1),
    )}${other !== undefined && html`<td class="sum">${Number.isNaN(gain) ? '' : signed(100 * gain)}</td>`}</tr>`;
  })}
</tbody></table></div>`;
}

function cell(context: Context, place: number, opponent: number, places: number): Html {
  if (place === opponent) return html`<td class="self"></td>`;
  const met = encounter(context, place, opponent);
  if (met === null) return html`<td></td>`;
  const tone = met.score > 0.5 ? 'up' : 'down';
  const sure = met.low > 0.5 || met.high < 0.5;
  const number = (100 * met.score).toFixed(places);
  return html`<td class="${tone}${sure && ' sure'}" style="--v:${depth(met.score)}%" title="${inWords(
    context,
    place,
    opponent,
    met,
  )}">${number}</td>`;
}

/** How much of its colour a score has. Most scores are near the middle, so that differences there show more. */
function depth(score: number): number {
  return Math.round(100 * Math.abs(2 * score - 1) ** 0.6);
}

function inWords({ names }: Context, place: number, opponent: number, met: Encounter): string {
  return `${names[place]} against ${names[opponent]}: ${percent(met.score)}, ${AT_95} ${percentRange(met)}; ${matchCount(met.matches)}`;
}

function pairingTable(context: Context): Html {
  return html`<p class="note">Every pairing from the side of the first, with 95 % intervals. Net is per wager, after the fee.</p>
<div class="scroll" tabindex="0" role="group" aria-label="All pairings">
<table>
<caption class="unseen">All pairings</caption>
<thead><tr><th scope="col">Strategy</th><th scope="col">Against</th><th scope="col">Matches</th><th scope="col">Won – drawn – lost</th><th scope="col">Score</th><th scope="col">95 %</th><th scope="col">Elo</th><th scope="col">95 %</th><th scope="col">Net</th></tr></thead>
<tbody>${context.result.pairings.map(({ first, second, summary }) => {
    const { matches, wins, draws, losses, score, score95, netPerWager } = summary;
    return html`
<tr><th scope="row">${nameOf(context, first)}</th><td class="name">${nameOf(context, second)}</td><td>${count(matches)}</td><td>${count(wins)} – ${count(draws)} – ${count(losses)}</td><td>${percent(score)}</td><td>${percentRange(score95)}</td><td>${eloText(score)}</td><td>${eloRange(score95)}</td><td>${signedPercent(netPerWager, 2)}</td></tr>`;
  })}
</tbody></table></div>`;
}
