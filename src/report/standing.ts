import { gauntletOf } from '../stats/index.js';
import { type Context, encounter, nameOf } from './context.js';
import {
  AT_95,
  count,
  eloRange,
  eloText,
  type Html,
  html,
  matchCount,
  percent,
  percentRange,
  signed,
  signedPercent,
} from './html.js';

/** Who leads a field, and how surely; in a gauntlet, how the one did against the others. */
export function standing(context: Context): Html {
  const { subjects } = context;
  const [subject] = subjects ?? [];
  return subject === undefined ? leader(context) : gauntlet(context, subject);
}

function leader(context: Context): Html {
  const { order, result } = context;
  const [first = 0, ...others] = order;
  const best = result.ratings?.[first];
  const name = nameOf(context, first);
  if (best === undefined) return html`${name} has the highest score.`;
  const peers = others.filter((place) => result.ratings?.[place]?.group === best.group);
  const close = peers.filter((place) => (result.ratings?.[place]?.eloHigh ?? 0) >= best.eloLow);
  const [rival] = close;
  if (peers.length < others.length) {
    return html`${name} leads those whom it can be compared with: not all are connected by matches.`;
  }
  if (result.circle) {
    const isSame = new Set(result.ratings?.map((rating) => signed(rating.elo))).size === 1;
    const said = isSame ? html`All ${order.length} have the same Elo.` : html`${name} has the highest Elo.`;
    return html`${said} Some beat each other in a circle, which Elo cannot show: see below.`;
  }
  if (rival === undefined) return html`${name} is the strongest of the field.`;
  const who = close.length === 1 ? html`${nameOf(context, rival)} is` : html`${close.length} others are`;
  return html`${name} leads, but ${who} too close to be sure.`;
}

function gauntlet(context: Context, subject: number): Html {
  const others = context.order.filter((place) => place !== subject);
  const run = gauntletOf(others.flatMap((place) => encounter(context, subject, place) ?? []));
  if (run === null) return html`Nothing has been played yet.`;
  const { beaten, lost, open, hardest } = run;
  const told = open > 0 ? html`, loses to ${lost}, and ${open} cannot be told` : html` and loses to ${lost}`;
  return html`${nameOf(context, subject)} beats ${beaten} of ${beaten + lost + open}${told}.
Hardest for it is ${nameOf(context, hardest.opponent)}: ${percent(hardest.score)} (${percentRange(hardest)}).`;
}

/** The field on one scale; null where there is none. */
export function ratingsSection(context: Context): Html | null {
  const { order, result } = context;
  const { ratings } = result;
  if (ratings === null) return null;
  const groups = new Set(ratings.map(({ group }) => group)).size;
  const { circle = null } = result;
  return html`<section aria-labelledby="ratings-title">
<h2 id="ratings-title">Ratings</h2>
<figure>
<div class="chart" id="ratings-chart"></div>
<figcaption>Elo by the model of Bradley and Terry, with 95 % error bars; the mean of the field is 0.${
    groups > 1 &&
    html` The field falls into ${groups} groups that no match connects: only ratings of one group can be compared.`
  }</figcaption>
</figure>
${circleNote(context)}<details>
<summary>Ratings in numbers</summary>
<div class="scroll" tabindex="0" role="group" aria-labelledby="ratings-title">
<table>
<caption class="unseen">Ratings in Elo</caption>
<thead><tr><th scope="col">Strategy</th><th scope="col">Elo</th><th scope="col">95 %</th>${circle && html`<th scope="col">α-rank</th>`}${groups > 1 && html`<th scope="col">Group</th>`}</tr></thead>
<tbody>${order.map((place) => {
    const rating = ratings[place];
    if (rating === undefined) return null;
    return html`
<tr><th scope="row">${nameOf(context, place)}</th><td>${signed(rating.elo)}</td><td>${signed(rating.eloLow)} to ${signed(rating.eloHigh)}</td>${circle && html`<td>${percent(circle.shares[place] ?? 0)}</td>`}${groups > 1 && html`<td>${rating.group + 1}</td>`}</tr>`;
  })}
</tbody></table></div>
</details>
</section>`;
}

/** Where some beat each other in a circle, which no order by one number can show. */
function circleNote(context: Context): Html | null {
  const { circle } = context.result;
  if (!circle) return null;
  const [first = 0] = circle.entrants;
  return html`<p>A circle: ${circle.entrants.map((place) => html`${nameOf(context, place)} beats `)}${nameOf(context, first)}. Elo cannot show that.
α-rank is the share of time that each is played if you keep switching to one that beats the current one:
${context.order
  .filter((place) => (circle.shares[place] ?? 0) >= 0.005)
  .map(
    (place, i) => html`${i > 0 && ', '}${nameOf(context, place)} ${percent(circle.shares[place] ?? 0)}`,
  )}.</p>
`;
}

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
    )}<td class="sum">${(100 * (context.result.entrants[place]?.score ?? 0)).toFixed(1)}</td></tr>`,
  )}
</tbody></table></div>`;
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
  const { names } = context;
  const inWords = `${names[place]} against ${names[opponent]}: ${percent(met.score)}, ${AT_95} ${percentRange(met)}; ${matchCount(met.matches)}`;
  // How much of its colour a score has. Most scores are near the middle, so that differences there show more.
  const depth = Math.round(100 * Math.abs(2 * met.score - 1) ** 0.6);
  return html`<td class="${tone}${sure && ' sure'}" style="--v:${depth}%" title="${inWords}">${number}</td>`;
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
