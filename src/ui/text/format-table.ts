import type { Style } from './output.js';
import { padEnd, padStart, truncate, width, wrap } from './text.js';

const GAP = '  ';
/** A last column narrower than this would read worse broken by us than by the terminal. */
const NARROWEST = 20;
/** What is left of a cell that is cut short. */
const SHORTEST = 8;

/** How a table is laid out. Columns are counted from 0. */
export interface TableLayout {
  /** Width to keep within; as wide as needed when absent. */
  readonly columns?: number | undefined;
  /** The columns that are aligned to the right. */
  readonly right?: readonly number[];
  /** The columns that are left out where not all fit, the one that goes first at the beginning. */
  readonly drop?: readonly number[];
  /** The column that is cut short before one is left out: a name. */
  readonly shorten?: number | undefined;
}

/**
 * Rows as lines with aligned columns, without a line end after the last. Cells may carry style codes, and the head is a
 * row like any other. What is too wide loses the columns of `drop`, as few as it takes; only then is the last cell of a
 * line broken between words.
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  { columns = Infinity, right = [], drop = [], shorten }: TableLayout = {},
): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell));
  }
  const { shown, over } = columnsThatFit(widths, drop, columns, shorten);
  if (shorten !== undefined) widths[shorten] = (widths[shorten] ?? 0) - over;
  const padded = (cell: string, i: number) => (right.includes(i) ? padStart : padEnd)(cell, widths[i] ?? 0);
  const cut = (cell: string, i: number) =>
    i === shorten && over > 0 ? truncate(cell, widths[i] ?? 0) : cell;
  return rows
    .map((row) => {
      const cells = shown.flatMap((i) => (i < row.length ? [[cut(row[i] ?? '', i), i] as const] : []));
      const [end = '', last = 0] = cells.pop() ?? [];
      const start = cells.map(([cell, i]) => padded(cell, i) + GAP).join('');
      const indent = width(start);
      const room = columns - indent;
      const text = right.includes(last) ? padded(end, last) : end;
      const lines = room < NARROWEST ? [text] : wrap(text, room);
      return `${start}${lines.join(`\n${' '.repeat(indent)}`)}`.trimEnd();
    })
    .join('\n');
}

/** Which columns are shown, and by how much the one that can be cut short is too wide. */
function columnsThatFit(
  widths: readonly number[],
  drop: readonly number[],
  columns: number,
  shorten: number | undefined,
): { readonly shown: readonly number[]; readonly over: number } {
  let shown = [...widths.keys()];
  for (const next of [...drop, null]) {
    const taken = shown.reduce((sum, i) => sum + (widths[i] ?? 0), GAP.length * (shown.length - 1));
    const over = Math.max(0, taken - columns);
    const spare = shorten !== undefined && shown.includes(shorten) ? (widths[shorten] ?? 0) - SHORTEST : 0;
    if (over <= Math.max(0, spare)) return { shown, over };
    if (next !== null) shown = shown.filter((i) => i !== next);
  }
  return { shown, over: 0 };
}

/** What is said of one thing: a label, and the parts of what is said. */
export type Fact = readonly [label: string, ...parts: readonly string[]];

/** A line for each fact, with the labels in a column; what is false is left out. @param columns of the labels */
export function formatFacts(facts: readonly (Fact | false)[], columns: number, style: Style): string[] {
  return facts.flatMap((fact) => {
    if (!fact) return [];
    const [label, ...parts] = fact;
    return `${style.dim(padEnd(label, columns))}  ${parts.join('   ')}`;
  });
}

/** Dots of a braille character: two columns of four, from the top. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const BLANK = 0x2800;

export interface ChartOptions {
  /** Of the whole chart, labels included; 30 at least. */
  readonly columns: number;
  /** Of the curve. */
  readonly rows: number;
  /** A value for a person. */
  readonly label: (value: number) => string;
}

/**
 * A curve of values, oldest first, in braille dots: as many values as there are share a column, which then shows all the
 * range that they went through. The range always holds 0, which has a line of its own.
 */
export function formatChart(values: readonly number[], { columns, rows, label }: ChartOptions): string[] {
  if (values.length === 0) return [];
  // Spreading many values into one call would overflow the stack.
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const span = high - low || 1;
  const dotRows = 4 * rows;
  const heightOf = (value: number) => Math.round(((high - value) / span) * (dotRows - 1));

  const zeroRow = Math.floor(heightOf(0) / 4);
  const labels = Array.from({ length: rows }, (_, row) => {
    if (row === zeroRow) return label(0);
    return row === 0 && high > 0 ? label(high) : row === rows - 1 && low < 0 ? label(low) : '';
  });
  const gutter = Math.max(...labels.map(width));
  const cells = Math.max(10, columns - gutter - 2);
  const grid = Array.from({ length: rows }, () => new Array<number>(cells).fill(0));
  const dots = 2 * cells;
  let before = 0;
  for (let x = 0; x < dots; x++) {
    const from = Math.floor((x * values.length) / dots);
    const to = Math.max(from + 1, Math.floor(((x + 1) * values.length) / dots));
    const bucket = values.slice(from, to);
    const top = heightOf(Math.max(before, ...bucket));
    const bottom = heightOf(Math.min(before, ...bucket));
    for (let y = top; y <= bottom; y++) {
      const row = grid[Math.floor(y / 4)];
      const cell = Math.floor(x / 2);
      if (row) row[cell] = (row[cell] ?? 0) | (DOTS[x % 2 === 0 ? 0 : 1][y % 4] ?? 0);
    }
    before = bucket.at(-1) ?? before;
  }
  return grid.map((row, index) => {
    const empty = index === zeroRow ? '┄' : ' ';
    const curve = row.map((cell) => (cell === 0 ? empty : String.fromCharCode(BLANK + cell))).join('');
    return `${padStart(labels[index] ?? '', gutter)} ${index === zeroRow ? '┼' : '│'}${curve}`.trimEnd();
  });
}
