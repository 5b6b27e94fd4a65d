import type { ReportOptions } from './context.js';
import { type Context, nameOf } from './context.js';
import { count, oneLine, percent, signed, utcTime } from './format.js';
import { type Html, html } from './html.js';

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
      `between ${signed(test.elo0, 0)} and ${signed(test.elo1, 0)} Elo at ${percent(test.confidence, 0)}, by ${test.units}`,
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
