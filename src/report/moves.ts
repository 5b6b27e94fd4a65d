import type { MoveCounts } from '../stats/index.js';
import { type Context, nameOf } from './context.js';
import { count, type Html, html, oneLine } from './html.js';

/** Tables of all strategies are open at once up to so many lines. */
const MOST_OPEN = 60;

/** What each strategy played in which situation; null where there is but one move, or none. */
export function movesSection(context: Context): Html | null {
  const { order, result } = context;
  const all = result.entrants.map(({ moves }) => moves);
  const columns = columnsOf(all);
  if (columns.length < 2) return null;
  const lines = all.reduce((sum, counts) => sum + situationsOf(counts).length, 0);
  const reach = areStretches(columns) || STRETCHED.includes(result.game);
  return html`<section aria-labelledby="moves-title">
<h2 id="moves-title">Moves</h2>
<p>How often which move was made in a situation, in percent, in a sample of the matches.${
    reach && ' A column reaches from its number up to the next one.'
  }</p>
<div class="grid${columns.length > 4 && ' wide'}">${order.map((place) => {
    const counts = result.entrants[place]?.moves ?? {};
    return html`
<details${(lines <= MOST_OPEN || result.entrants.length <= 2) && html` open`}>
<summary>${nameOf(context, place)}</summary>
${moveTable(context, place, counts, columns)}
</details>`;
  })}
</div>
</section>`;
}

/** Games whose moves the lab counts by stretches. */
const STRETCHED: readonly string[] = ['crash', 'reaction_ring', 'blotto'];

function moveTable(context: Context, place: number, counts: Readonly<MoveCounts>, columns: Column[]): Html {
  const situations = situationsOf(counts);
  if (situations.length === 0) return html`<p>No move was looked at.</p>`;
  const left = Object.keys(counts).length - situations.length;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Moves of ${context.names[place] ?? ''}">
<table class="heat moves">
<caption class="unseen">Moves of ${nameOf(context, place)} by situation, in percent</caption>
<thead><tr><th scope="col">Situation</th>${columns.map(
    ({ label }) => html`<th scope="col">${oneLine(label, 20)}</th>`,
  )}<th scope="col">Moves</th></tr></thead>
<tbody>${situations.map(
    ({ name, seen }) => html`
<tr><th scope="row">${oneLine(name, 40)}</th>${columns.map((column) =>
      share(timesOf(counts[name] ?? {}, column), seen),
    )}<td class="sum">${count(seen)}</td></tr>`,
  )}
</tbody></table></div>${left > 0 && html`<p>${count(left)} rarer situations are left out.</p>`}`;
}

function share(times: number, seen: number): Html {
  if (times === 0) return html`<td></td>`;
  const part = (100 * times) / seen;
  return html`<td class="part" style="--v:${Math.round(part)}%">${part < 0.5 ? '<1' : Math.round(part)}</td>`;
}

/** Moves that are shown in one column. */
export interface Column {
  readonly label: string;
  readonly moves: ReadonlySet<string>;
}

/** More columns are not read, more situations neither. */
const MOST_COLUMNS = 24;
const MOST_SITUATIONS = 40;

/** The same columns for all, so that they can be compared: moves, or stretches of numbers that begin at the label. */
export function columnsOf(all: readonly Readonly<MoveCounts>[]): Column[] {
  const totals = new Map<string, number>();
  for (const moves of all.flatMap((counts) => Object.values(counts))) {
    for (const [move, times] of Object.entries(moves)) totals.set(move, (totals.get(move) ?? 0) + times);
  }
  const names = [...totals.keys()];
  return names.every(isNumber) ? stretches(names) : mostFrequent(totals);
}

/** Whether columns stand for more than the one number of their label. */
export function areStretches(columns: readonly Column[]): boolean {
  return columns.some(({ label, moves }) => isNumber(label) && moves.size > 1);
}

/** The situations seen most often, in the order of their names. */
export function situationsOf(counts: Readonly<MoveCounts>): { name: string; seen: number }[] {
  return Object.entries(counts)
    .map(([name, moves]) => ({ name, seen: Object.values(moves).reduce((sum, times) => sum + times, 0) }))
    .sort((a, b) => b.seen - a.seen)
    .slice(0, MOST_SITUATIONS)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** How often a move of the column was made. */
export function timesOf(moves: Readonly<Record<string, number>>, column: Column): number {
  let sum = 0;
  for (const move of column.moves) if (Object.hasOwn(moves, move)) sum += moves[move] ?? 0;
  return sum;
}

function isNumber(name: string): boolean {
  return /^\d+(\.\d+)?$/.test(name);
}

function stretches(names: readonly string[]): Column[] {
  const sorted = names.toSorted((a, b) => Number(a) - Number(b));
  const length = Math.ceil(sorted.length / MOST_COLUMNS);
  const columns: Column[] = [];
  for (let from = 0; from < sorted.length; from += length) {
    const label = (sorted[from] ?? '').replace(/^0+(?=\d)/, '');
    columns.push({ label, moves: new Set(sorted.slice(from, from + length)) });
  }
  return columns;
}

function mostFrequent(totals: ReadonlyMap<string, number>): Column[] {
  const byTimes = [...totals.keys()].sort((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0));
  const whole = byTimes.length <= MOST_COLUMNS;
  const kept = whole ? byTimes : byTimes.slice(0, MOST_COLUMNS - 1);
  const columns = kept.sort().map((move) => ({ label: move, moves: new Set([move]) }));
  return whole ? columns : [...columns, { label: 'other', moves: new Set(byTimes.slice(kept.length)) }];
}
