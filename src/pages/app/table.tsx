import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

export interface Column<Row> {
  readonly name: string;
  /** What rows are sorted by; those without stand last. */
  value(row: Row): number | string | null;
  /** What is shown; the value where nothing is said. */
  show?(row: Row): ComponentChildren;
  /** At the right edge, and the largest first when it is sorted by. */
  readonly isNumber?: boolean;
}

interface Order {
  readonly by: string;
  readonly isUp: boolean;
}

interface Props<Row> {
  /** What a screen reader calls it. */
  readonly label: string;
  /** The first names the row. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
  /** The column that rows are sorted by at first; as they come where nothing is said. */
  readonly sortedBy?: string;
}

/** A table that can be sorted by each of its columns, and that becomes a list where there is no room. */
export function Table<Row>({ label, columns, rows, keyOf, sortedBy }: Props<Row>) {
  const [order, setOrder] = useState<Order | null>(
    sortedBy === undefined
      ? null
      : { by: sortedBy, isUp: !columns.find(({ name }) => name === sortedBy)?.isNumber },
  );
  const sorted = order ? sortRows(rows, columns, order) : rows;
  const sortBy = ({ name, isNumber }: Column<Row>) =>
    setOrder((before) => ({ by: name, isUp: before?.by === name ? !before.isUp : !isNumber }));
  // The roles are said, as a table that is laid out as a list is none to a screen reader otherwise.
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: they are lost with the layout of a table
    <table role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => {
            const isSorted = order?.by === column.name;
            return (
              <th
                key={column.name}
                scope="col"
                role="columnheader"
                class={column.isNumber ? 'num' : ''}
                aria-sort={isSorted ? (order.isUp ? 'ascending' : 'descending') : 'none'}
              >
                <button type="button" onClick={() => sortBy(column)}>
                  {column.name}
                  <span aria-hidden="true">{isSorted ? (order.isUp ? ' ↑' : ' ↓') : ''}</span>
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {sorted.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column, i) => {
              const shown = column.show ? column.show(row) : column.value(row);
              return i === 0 ? (
                <th key={column.name} role="rowheader" scope="row">
                  {shown}
                </th>
              ) : (
                <td
                  key={column.name}
                  role="cell"
                  class={column.isNumber ? 'num' : ''}
                  data-label={column.name}
                >
                  {shown}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: they are lost with the layout of a table
  );
}

export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { by, isUp }: Order,
): readonly Row[] {
  const column = columns.find(({ name }) => name === by);
  if (!column) return rows;
  return [...rows].sort((left, right) => {
    const [a, b] = [column.value(left), column.value(right)];
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
    const order = typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a - b;
    return isUp ? order : -order;
  });
}
