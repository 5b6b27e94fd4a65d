import { padEnd, width, wrap } from './text.js';

const GAP = '  ';
/** A last column narrower than this would read worse broken by us than by the terminal. */
const NARROWEST = 20;

/**
 * Rows as lines with aligned columns, without a line end after the last. Cells may carry style codes, and the head is a
 * row like any other.
 * @param options.columns width to keep within, by breaking the last cell between words; as wide as needed when absent
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  options: { readonly columns?: number | undefined } = {},
): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.slice(0, -1).entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell));
  }
  return rows.map((row) => formatRow(row, widths, options.columns ?? Infinity)).join('\n');
}

function formatRow(row: readonly string[], widths: readonly number[], columns: number): string {
  const start = row
    .slice(0, -1)
    .map((cell, i) => padEnd(cell, widths[i] ?? 0) + GAP)
    .join('');
  const indent = width(start);
  const room = columns - indent;
  const lines = room < NARROWEST ? [row.at(-1) ?? ''] : wrap(row.at(-1) ?? '', room);
  return `${start}${lines.join(`\n${' '.repeat(indent)}`)}`.trimEnd();
}
