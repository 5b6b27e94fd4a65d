import type { RunPlan, RunResult } from '../lab/index.js';
import { errorsOf, isNormalized } from '../stats/index.js';
import { count, duration, type Html, html, oneLine, percent, signed, utcTime } from './html.js';

export interface ReportOptions {
  /** What gives the same result again, as typed in a shell. */
  readonly command: string;
  /** What goes on with a run that is not over. */
  readonly resumeCommand?: string;
  readonly createdAt: Date;
  /** The tune that has found what the run compares. */
  readonly tuned?: RunResult | undefined;
}

/** What all sections of a page are made from. */
export interface Context {
  readonly result: RunResult;
  /** Of the entrants, fit to be shown. */
  readonly names: readonly string[];
  /** Places of all entrants, the best first. */
  readonly order: readonly number[];
  /**
   * Those who met the others, where not everybody met everybody: the new and the old strategy of a comparison over a field,
   * the one of a gauntlet. Null for a round robin.
   */
  readonly subjects: readonly number[] | null;
}

export function contextOf(result: RunResult): Context {
  const { entrants, ratings } = result;
  const rank = (place: number) => ratings?.[place]?.elo ?? entrants[place]?.score ?? 0;
  return {
    result,
    names: entrants.map(({ name }) => oneLine(name)),
    order: entrants.map((_, place) => place).sort((a, b) => rank(b) - rank(a)),
    subjects: subjectsOf(result),
  };
}

export function nameOf({ names }: Context, place: number): Html {
  return html`<bdi>${names[place] ?? ''}</bdi>`;
}

/** What one did against another, from its own side. */
export interface Encounter {
  readonly opponent: number;
  readonly matches: number;
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

/** Null where they have not met. */
export function encounter({ result }: Context, place: number, opponent: number): Encounter | null {
  const met = result.pairings.find(
    ({ first, second }) =>
      (first === place && second === opponent) || (first === opponent && second === place),
  );
  if (!met) return null;
  const { matches, score, score95 } = met.summary;
  if (met.first === place) return { opponent, matches, score, ...score95 };
  return { opponent, matches, score: 1 - score, low: 1 - score95.high, high: 1 - score95.low };
}

function subjectsOf({ comparison, entrants, pairings }: RunResult): readonly number[] | null {
  if (entrants.length <= 2) return [0];
  if (comparison !== null) return [0, 1];
  const common = entrants.flatMap((_, place) =>
    pairings.every(({ first, second }) => first === place || second === place) ? [place] : [],
  );
  return common.length === 1 ? common : null;
}

/** What the bounds of a test are in. */
export function eloKind(test: NonNullable<RunPlan['test']>): string {
  return isNormalized(test) ? 'normalized Elo' : 'Elo';
}

/** How often either answer of a test may be wrong. */
function chances(test: NonNullable<RunPlan['test']>): string {
  const { alpha, beta } = errorsOf(test);
  return alpha === beta ? chance(alpha) : `${chance(alpha)} (better) and ${chance(beta)} (not better)`;
}

/** A probability as it was given. */
export function chance(probability: number): string {
  return `${Number((100 * probability).toPrecision(6))}\u00a0%`;
}

/** What it takes to get the same numbers again. */
export function originSection(context: Context, { command, resumeCommand, createdAt }: ReportOptions): Html {
  const { plan, runId, complete, kept } = context.result;
  const { test } = plan;
  const rows: [string, Html | string][] = [
    ['Seed', html`<code>${plan.seed}</code>`],
    ['Run', html`<code>${runId}</code>`],
    ['botpit', plan.botpit],
    ['Game', plan.game],
    ['Matches of a pairing', `${test === null ? '' : 'at most '}${count(plan.matches)}`],
    ['Matches of a lane', count(plan.series)],
    ['Time for a move', `${count(plan.moveTimeoutMs)} ms`],
    ['Time to start', `${count(plan.startTimeoutMs)} ms`],
  ];
  if (test !== null) {
    rows.push([
      'Test',
      `between ${signed(test.elo0, 0)} and ${signed(test.elo1, 0)} ${eloKind(test)}, wrong ${chances(test)} of the time at most, by ${test.units}`,
    ]);
  }
  if (kept)
    rows.push([
      kept.isWhole ? 'Taken from the kept run of' : 'Goes on with the kept run of',
      utcTime(kept.at),
    ]);
  rows.push(['Written', utcTime(createdAt)]);
  return html`<section aria-labelledby="origin-title">
<h2 id="origin-title">Play it again</h2>
<p>The same seed and the same versions give the same results, but for the times.</p>
<pre data-copy><code>${command}</code></pre>${
    !complete &&
    resumeCommand !== undefined &&
    html`
<p>The run is not over. This goes on with it:</p>
<pre data-copy><code>${resumeCommand}</code></pre>`
  }
<dl class="origin">${rows.map(
    ([name, value]) => html`
<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}
</dl>
<div class="scroll" tabindex="0" role="group" aria-labelledby="versions-caption">
<table>
<caption id="versions-caption">Versions of the strategies</caption>
<thead><tr><th scope="col">Strategy</th><th scope="col" class="name">Given as</th><th scope="col" class="name">Version</th></tr></thead>
<tbody>${plan.entrants.map(
    ({ spec, version }, place) => html`
<tr><th scope="row">${nameOf(context, place)}</th><td class="name"><code>${oneLine(spec, 200)}</code></td><td class="name"><code>${oneLine(version, 100)}</code></td></tr>`,
  )}
</tbody></table></div>
</section>`;
}

/** Of a run by a queue: who has played it, and whose results cannot be those of the others. */
export function workersSection({ result: { workers = [] } }: Context): Html | null {
  if (workers.length === 0) return null;
  const odd = workers.filter(({ isOdd }) => isOdd).length;
  const said =
    odd > 0
      ? 'Those marked have played something else than the others: chance makes no such difference in one run of 1,000.'
      : 'None of them is odd, as far as can be told.';
  return html`<section aria-labelledby="workers-title"${odd > 0 && html` class="alert"`}>
<h2 id="workers-title">Workers</h2>
<p>${said}</p>
<div class="scroll" tabindex="0" role="group" aria-labelledby="workers-title">
<table>
<caption class="unseen">Workers</caption>
<thead><tr><th scope="col">Worker</th><th scope="col">Series</th><th scope="col">Score</th><th scope="col">Of all</th><th scope="col">χ²</th></tr></thead>
<tbody>${workers.map(
    ({ name, series, score, scoreOfAll, chiSquared, isOdd }) => html`
<tr><th scope="row"><bdi>${oneLine(name)}</bdi></th><td>${count(series)}</td><td>${percent(score)}</td><td>${percent(scoreOfAll)}</td><td${isOdd && html` class="bad"`}>${chiSquared.toFixed(1)}${isOdd && ' ✗'}</td></tr>`,
  )}
</tbody></table></div>
</section>`;
}

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
