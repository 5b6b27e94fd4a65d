/** The value below which a share `q` of the samples lies. Sorts in place. */
export function quantile(samples, q) {
  samples.sort((a, b) => a - b);
  return samples[Math.min(samples.length - 1, Math.floor(q * samples.length))];
}

export function median(samples) {
  return quantile([...samples], 0.5);
}

/** Prints rows of one measurement: what, its figure, the reference figure, their ratio, and the bound. */
export function printTable(rows) {
  const cells = [
    ['what', 'figure', 'reference', 'ratio', 'bound', ''],
    ...rows.map(({ what, figure, reference, unit, ratio, bound, atLeast }) => [
      what,
      `${figure.toFixed(1)} ${unit}`,
      `${reference.toFixed(1)} ${unit}`,
      ratio.toFixed(2),
      `${atLeast ? '>=' : '<='} ${Number(bound.toFixed(3))}`,
      (atLeast ? ratio >= bound : ratio <= bound) ? 'ok' : 'MISSED',
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

/** A row of `printTable` from interleaved samples: medians of both, and the median of the pairwise ratios. */
export function pairedRow(what, unit, bound, figures, references, atLeast = false) {
  const ratio = median(figures.map((figure, i) => figure / references[i]));
  return { what, unit, bound, atLeast, figure: median(figures), reference: median(references), ratio };
}
