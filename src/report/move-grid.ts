import type { MoveCounts } from '../stats/index.js';

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
