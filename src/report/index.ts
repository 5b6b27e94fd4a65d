import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RunResult } from '../lab/index.js';
import { FROM_SOURCE, PACKAGE_ROOT } from '../lib/package-root.js';
import { chartData, overTimeSection } from './collect-charts.js';
import {
  type Context,
  contextOf,
  nameOf,
  originSection,
  type ReportOptions,
  strategiesSection,
  workersSection,
} from './context.js';
import { Html, html, inlineJson, matchCount, utcTime } from './html.js';
import { movesSection } from './moves.js';
import { crossTableSection, ratingsSection } from './standing.js';
import { tuningSection } from './tuning.js';
import { faultsSection, verdictSection } from './verdict.js';

/**
 * A run as one page of HTML, to be written to a file as it is. It holds all that it shows, asks the network for nothing, and
 * follows the light or dark scheme of whoever reads it. What strategies say of themselves is text in it, never markup.
 */
export function reportPage(result: RunResult, options: ReportOptions): string {
  const context = contextOf(result);
  const tuned = result.plan.tune ? result : options.tuned;
  const { style, script, scriptHash } = readAssets();
  // Styles may stand at elements, as charts and heat maps need them; a script is run by its hash alone.
  const policy = `default-src 'none'; script-src '${scriptHash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleText(context)}</title>
<style>${new Html(style)}</style>
</head>
<body>
${header(context, options)}
<main>
${tuned !== result && verdictSection(context)}
${tuned ? tuningSection(tuned) : null}
${faultsSection(context)}
${crossTableSection(context)}
${ratingsSection(context)}
${overTimeSection(context)}
${strategiesSection(context)}${workersSection(context)}
${movesSection(context)}
${originSection(context, options)}
</main>
<script type="application/json" id="chart-data">${inlineJson(chartData(context))}</script>
<script>${new Html(script)}</script>
</body>
</html>
`;
  return page.text;
}

function header(context: Context, { createdAt, tuned }: ReportOptions): Html {
  const { result } = context;
  const { game, matches, complete } = result;
  const parts = [game, matchCount(matches), ...(complete ? [] : ['not over yet']), utcTime(createdAt)];
  return html`<header>
<p class="kind">botpit lab ${(tuned ?? result).plan.kind}</p>
<h1>${heading(context)}</h1>
<p class="meta">${parts.map((part) => html`<span>${part}</span>`)}</p>
<noscript><p>The charts need JavaScript; the tables hold their numbers.</p></noscript>
</header>`;
}

function heading(context: Context): Html {
  const { entrants, comparison, pairings } = context.result;
  const pair = html`${nameOf(context, 0)} <span class="against">against</span> ${nameOf(context, 1)}`;
  if (entrants.length === 2) return pair;
  if (comparison === null) return html`${entrants.length} strategies`;
  const met = new Set(pairings.flatMap(({ first, second }) => [first, second].filter((place) => place > 1)));
  return html`${pair} <span class="against">over a field of ${met.size}</span>`;
}

function titleText({ names, result }: Context): string {
  const who =
    result.plan.kind === 'tournament' ? `${names.length} strategies` : names.slice(0, 2).join(' against ');
  return `${who}, ${result.game} – botpit lab`;
}

/** The modules of the page's script, each after those that it imports. */
const MODULES = ['data.js', 'chart.js', 'lines.js', 'ratings.js', 'choice.js', 'page.js'] as const;

/** Where the sources have the files; the build puts them side by side. */
const UPLOT = FROM_SOURCE ? 'node_modules/uplot/' : 'dist/report/uplot/';
const BROWSER = FROM_SOURCE ? 'src/report/browser/' : 'dist/report/browser/';

/** The parts of a page that are the same in all. */
export function readAssets() {
  const licence = `/*!\nuPlot\n${read(`${UPLOT}LICENSE`)}*/`;
  const charts = read(`${UPLOT}dist/uPlot.iife.min.js`);
  // Parts of one script, as a file opened from a disk may not import others: no two define the same name.
  const modules = MODULES.map((name) =>
    read(`${BROWSER}${name}`)
      .replace(/^import [^;]*;\n/gm, '')
      .replace(/^export /gm, ''),
  );
  const script = `${licence}\n${charts}\n(() => {\n'use strict';\n${modules.join('\n')}})();\n`;
  return {
    style: `${read(`${UPLOT}dist/uPlot.min.css`)}\n${read(`${BROWSER}page.css`)}`,
    script,
    // As a content security policy names it.
    scriptHash: `sha256-${createHash('sha256').update(script).digest('base64')}`,
  };
}

function read(path: string): string {
  // A browser reads line ends as \n before it takes the hash.
  return readFileSync(new URL(path, PACKAGE_ROOT), 'utf8').replaceAll('\r\n', '\n');
}
