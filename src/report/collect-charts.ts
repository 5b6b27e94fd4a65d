import type { PairingResult } from '../lab/index.js';
import { type CurvePoint, wilson } from '../stats/index.js';
import type { ChartData, Line, PairingLines, RatingBar } from './chart-data.js';
import type { Context } from './context.js';
import { type Html, html } from './html.js';

/** About so many points of all courses together, so that the page of a large field stays small. */
const MOST_POINTS = 30_000;
/** In a point of a learner's curve. */
const FEWEST_MATCHES = 30;

export function chartData(context: Context): ChartData {
  const { result, names, order, subjects } = context;
  const most = Math.max(20, Math.floor(MOST_POINTS / Math.max(1, result.pairings.length)));
  return {
    names,
    order,
    subjects,
    pairings: result.pairings.map((pairing) => linesOf(pairing, most, result.plan.series)),
    ratings: ratingBars(context),
  };
}

function linesOf(
  { first, second, course, curve }: PairingResult,
  most: number,
  series: number,
): PairingLines {
  const looks = thinned(course, most);
  return {
    first,
    second,
    course: lineOf(
      looks.map(({ matches }) => matches),
      [],
      looks.map(({ score, interval }) => ({ score, ...interval })),
    ),
    curve: curveLine(curve, series),
  };
}

/** @param series matches of one, at most */
function curveLine(curve: readonly CurvePoint[], series: number): Line {
  const points = gathered(curve);
  return lineOf(
    points.map(({ from }) => from),
    points.map(({ to }) => Math.min(to ?? series, series)),
    points.map(({ score, score95 }) => ({ score, ...score95 })),
  );
}

/** Neighbours together until they hold matches enough to show something: a few series say little of a single place. */
function gathered(curve: readonly CurvePoint[]): CurvePoint[] {
  const points: CurvePoint[] = [];
  for (const point of curve) {
    const last = points.at(-1);
    if (last !== undefined && last.matches < FEWEST_MATCHES)
      points[points.length - 1] = together(last, point);
    else points.push(point);
  }
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined || last.matches >= FEWEST_MATCHES) return points;
  return [...points.slice(0, -2), together(before, last)];
}

function together(a: CurvePoint, b: CurvePoint): CurvePoint {
  const matches = a.matches + b.matches;
  const points = a.score * a.matches + b.score * b.matches;
  const score95 = wilson(points, matches) ?? a.score95;
  return { from: a.from, to: b.to, matches, score: points / matches, score95 };
}

function lineOf(
  x: number[],
  to: number[],
  points: readonly { score: number; low: number; high: number }[],
): Line {
  const parts = (value: number) => Math.round(value * 100_000);
  return {
    x,
    to,
    score: points.map(({ score }) => parts(score)),
    low: points.map(({ low }) => parts(low)),
    high: points.map(({ high }) => parts(high)),
  };
}

/** At most `most` of them, evenly, the last among them. */
function thinned<T>(points: readonly T[], most: number): readonly T[] {
  const step = Math.ceil(points.length / most);
  return points.filter((_, i) => (points.length - 1 - i) % step === 0);
}

function ratingBars({ result: { ratings }, names, order }: Context): RatingBar[] {
  if (ratings === null) return [];
  return order.flatMap((place) => {
    const rating = ratings[place];
    if (rating === undefined) return [];
    const { elo, eloLow: low, eloHigh: high } = rating;
    return [{ name: names[place] ?? '', elo: tenths(elo), low: tenths(low), high: tenths(high) }];
  });
}

const tenths = (value: number) => Math.round(value * 10) / 10;

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
