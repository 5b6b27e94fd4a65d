import type { Predicted, RunResult, TunedParam, TuningResult } from '../lab/index.js';
import { isSameJson } from '../lib/shape.js';
import { predictedInterval } from '../stats/index.js';
import { AT_95, count, type Html, html, matchCount, oneLine, percent, percentRange } from './html.js';

/** What a tune has found: how it went, and how the score depends on each parameter. */
export function tuningSection({ tuning, plan }: RunResult): Html {
  if (!tuning) {
    return html`<section aria-labelledby="tuning-title">
<h2 id="tuning-title">Parameters</h2>
<p>The first round is not over: nothing is known yet.</p>
</section>`;
  }
  const { best, start, course, rounds, trials, params } = tuning;
  const found = !isSameJson(best.setting, start.setting);
  const said = found
    ? html`Predicted to score ${percent(best.score)} (${percentRange(predictedInterval(best))} ${AT_95}) with what was found, and ${percent(start.score)} as it was.`
    : html`No parameters are predicted to be better than those that were there: ${percent(start.score)}.`;
  return html`<section aria-labelledby="tuning-title">
<h2 id="tuning-title">Parameters</h2>
<p>${said} A prediction, made by looking for the highest value, is too high as a rule: what counts is the verdict of the comparison.</p>
<div class="scroll" tabindex="0" role="group" aria-labelledby="tuning-title">
<table>
<caption class="unseen">What was found</caption>
<thead><tr><th scope="col">Parameter</th><th scope="col">Was</th><th scope="col">Found</th><th scope="col" class="name">Looked at</th></tr></thead>
<tbody>${params.map(
    (param) => html`
<tr><th scope="row"><bdi>${oneLine(param.name)}</bdi></th><td>${String(param.default)}</td><td>${String(best.setting[param.name])}</td><td class="name">${spaceOf(param)}</td></tr>`,
  )}
</tbody></table></div>
<p>For the config:</p>
<pre data-copy><code>"params": ${oneLine(JSON.stringify(best.setting), 2_000)}</code></pre>
</section>
<section aria-labelledby="search-title">
<h2 id="search-title">The search</h2>
<p class="note">${count(trials.length)} settings in ${course.length} of ${rounds} rounds, each setting in ${matchCount(matchesOfSetting(plan))}.</p>
<div class="pair">
${figure(
  'Score of the best setting, as predicted after each round',
  'With its 95 % interval. Points: the mean of the settings that were played in the round.',
  chart({
    line: course.map(({ matches, score, deviation }) => ({ x: matches, score, deviation })),
    dots: course.map(({ matches, tried }) => ({ x: matches, y: tried })),
    ticks: ends(course.map(({ matches }) => matches)).map((x) => ({ x, text: count(x) })),
    label: 'matches',
  }),
)}
${params.map((param, i) => slice(tuning, param, tuning.slices[i] ?? []))}
</div>
</section>`;
}

/** What is predicted where one parameter alone changes. */
function slice(
  { best, params, trials }: TuningResult,
  param: TunedParam,
  places: readonly Predicted[],
): Html {
  const isNumber = param.type === 'number' || param.type === 'integer';
  const place = (value: unknown): number =>
    isNumber ? Number(value) : places.findIndex(({ setting }) => setting[param.name] === value);
  const line = places.map(({ setting, score, deviation }) => ({
    x: place(setting[param.name]),
    score,
    deviation,
  }));
  const texts = isNumber
    ? ends(line.map(({ x }) => x)).map((x) => ({ x, text: String(x) }))
    : places.map(({ setting }, x) => ({ x, text: oneLine(String(setting[param.name]), 12) }));
  const others = params.length > 1 ? ', the others as found' : '';
  return figure(
    html`<bdi>${oneLine(param.name)}</bdi>: ${String(best.setting[param.name])}`,
    `Predicted score${others}, with its 95 % interval. Points: the settings that were played.`,
    chart({
      line,
      dots: trials.map(({ setting, score }) => ({ x: place(setting[param.name]), y: score })),
      ticks: texts,
      label: oneLine(param.name),
      mark: place(best.setting[param.name]),
    }),
  );
}

function figure(title: string | Html, caption: string, drawing: Html): Html {
  return html`<figure>
<h3>${title}</h3>
${drawing}
<figcaption>${caption}</figcaption>
</figure>`;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [440, 250, 52, 12, 10, 40];

interface Drawn {
  readonly line: readonly { readonly x: number; readonly score: number; readonly deviation: number }[];
  readonly dots: readonly { readonly x: number; readonly y: number }[];
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
  readonly label: string;
  /** A place that is marked by an upright line. */
  readonly mark?: number;
}

/** A line with its band, as a drawing that needs no script. */
function chart({ line, dots, ticks, label, mark }: Drawn): Html {
  const bounds = line.map((one) => ({ x: one.x, ...predictedInterval(one) }));
  const xs = line.map(({ x }) => x);
  const [fromX, toX] = [Math.min(...xs), Math.max(...xs)];
  const values = [...bounds.flatMap(({ low, high }) => [low, high]), ...dots.map(({ y }) => y)];
  const lowest = Math.min(...values);
  const spread = Math.max(0.02, Math.max(...values) - lowest);
  // A narrow range near the top is widened downwards: no score is above 100 %.
  const fromY = Math.min(lowest, 1 - spread);
  const x = (value: number) =>
    (LEFT + ((value - fromX) / (toX - fromX || 1)) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (value: number) =>
    (HEIGHT - BOTTOM - ((value - fromY) / spread) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const points = (of: readonly { readonly x: number; readonly y: number }[]) =>
    of.map((one) => `${x(one.x)},${y(one.y)}`).join(' ');
  const band = [
    ...bounds.map(({ x: place, high }) => ({ x: place, y: high })),
    ...bounds.map(({ x: place, low }) => ({ x: place, y: low })).reverse(),
  ];
  const scores = [0, 0.25, 0.5, 0.75, 1].map((share) => fromY + share * spread);
  const [last] = line.slice(-1);
  const said = `${label}: from ${percent(line[0]?.score ?? 0)} to ${percent(last?.score ?? 0)}`;
  return html`<svg class="drawing" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${said}">
${scores.map(
  (score) => html`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(score)}" y2="${y(score)}"/>
<text x="${LEFT - 6}" y="${y(score)}" dy="4" text-anchor="end">${percent(score, spread < 0.1 ? 1 : 0)}</text>
`,
)}<polygon class="band" points="${points(band)}"/>
${dots.map((dot) => html`<circle cx="${x(dot.x)}" cy="${y(dot.y)}" r="2.5"/>`)}
${mark !== undefined && html`<line class="mark" x1="${x(mark)}" x2="${x(mark)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`}
<polyline points="${points(line.map(({ x: place, score }) => ({ x: place, y: score })))}"/>
${ticks.map(({ x: place, text }, i) => html`<text x="${x(place)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="${i === 0 ? 'start' : i === ticks.length - 1 ? 'end' : 'middle'}">${text}</text>`)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 4}" text-anchor="middle">${label}</text>
</svg>`;
}

function ends(values: readonly number[]): number[] {
  return [...new Set([Math.min(...values), Math.max(...values)])];
}

function spaceOf({ type, min, max, options }: TunedParam): string {
  if (type === 'boolean') return 'true, false';
  return type === 'choice' ? oneLine(options.join(', '), 100) : `${min} to ${max}`;
}

function matchesOfSetting({ matches, slots, tune }: RunResult['plan']): number {
  return (matches * slots.length) / (tune?.settings ?? 1);
}
