/** The value below which a share `q` of the samples lies. Sorts in place. */
export function quantile(samples, q) {
  samples.sort((a, b) => a - b);
  return samples[Math.min(samples.length - 1, Math.floor(q * samples.length))];
}

export function median(samples) {
  return quantile([...samples], 0.5);
}

/** Whether a row shows less than was promised, or nothing, as the machine was too busy. */
export function isMissed({ ratio, bound, atLeast, isBusy }) {
  return isBusy === true || (atLeast ? ratio < bound : ratio > bound);
}

/** Prints rows of one measurement: what, its figure, the reference figure, their ratio, how far it varies, and the bound, where it has one. */
export function printTable(rows) {
  const cells = [
    ['what', 'figure', 'reference', 'ratio', 'middle half', 'bound', ''],
    ...rows.map((row) => [
      row.what,
      `${row.figure.toFixed(1)} ${row.unit}`,
      `${row.reference.toFixed(1)} ${row.unit}`,
      row.ratio.toFixed(2),
      row.spread ? row.spread.map((ratio) => ratio.toFixed(2)).join(' to ') : '',
      row.bound === undefined ? '' : `${row.atLeast ? '>=' : '<='} ${Number(row.bound.toFixed(3))}`,
      row.isBusy ? 'TOO BUSY' : isMissed(row) ? 'MISSED' : row.bound === undefined ? '' : 'ok',
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i]))
        .join('  ')
        .trimEnd(),
    );
}

/** A row of `printTable` from interleaved samples: medians of both, the median of the pairwise ratios, and their quartiles. */
export function pairedRow(what, unit, bound, figures, references, atLeast = false) {
  const ratios = figures.map((figure, i) => figure / references[i]);
  const spread = [0.25, 0.75].map((q) => quantile(ratios, q));
  const [figure, reference] = [figures, references].map(median);
  return { what, unit, bound, atLeast, figure, reference, ratio: median(ratios), spread };
}
