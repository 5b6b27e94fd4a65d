import { describe, expect, test } from 'vitest';
import { formatTable } from '../../src/ui/text/format-table.js';
import { createStyle } from '../../src/ui/text/output.js';
import { width } from '../../src/ui/text/text.js';

const ROWS = [
  ['rps', 'first to 2 of 3', 'rock beats scissors, scissors beat paper, paper beats rock'],
  ['日本', 'fixed 5', ''],
];

test('columns are aligned by width', () => {
  expect(formatTable(ROWS)).toBe(
    [
      'rps   first to 2 of 3  rock beats scissors, scissors beat paper, paper beats rock',
      '日本  fixed 5',
    ].join('\n'),
  );
});

test('the last cell is broken between words', () => {
  expect(formatTable(ROWS, { columns: 50 })).toBe(
    [
      'rps   first to 2 of 3  rock beats scissors,',
      '                       scissors beat paper, paper',
      '                       beats rock',
      '日本  fixed 5',
    ].join('\n'),
  );
});

test('a terminal too narrow for that breaks lines by itself', () => {
  expect(formatTable(ROWS, { columns: 30 })).toBe(formatTable(ROWS));
});

test('styles take no room, a long word has a line of its own, and nothing is a table too', () => {
  const { bold } = createStyle(true);
  expect(
    formatTable([
      [bold('a'), 'b'],
      ['cc', 'd'],
    ]),
  ).toBe(`${bold('a')}   b\ncc  d`);
  const path = '/a/very/long/path/of/some/config/file.json';
  const lines = formatTable([['config', `found ${path}`]], { columns: 30 }).split('\n');
  expect(lines).toEqual(['config  found', `        ${path}`]);
  expect(width(lines[0] ?? '')).toBeLessThanOrEqual(30);
  expect(formatTable([])).toBe('');
});

describe('columns that may be left out', () => {
  const rows = [
    ['NAME', 'WON', 'NET'],
    ['ann', '12', '+0.5 SOL'],
    ['bartholomew', '3', '-0.25 SOL'],
  ];
  const layout = { right: [1, 2], drop: [1, 2] };

  test.each([
    {
      columns: 27,
      lines: ['NAME         WON        NET', 'ann           12   +0.5 SOL', 'bartholomew    3  -0.25 SOL'],
    },
    { columns: 26, lines: ['NAME               NET', 'ann           +0.5 SOL', 'bartholomew  -0.25 SOL'] },
    { columns: 21, lines: ['NAME', 'ann', 'bartholomew'] },
    { columns: 5, lines: ['NAME', 'ann', 'bartholomew'] },
  ])('as few as it takes for $columns columns', ({ columns, lines }) => {
    expect(formatTable(rows, { ...layout, columns }).split('\n')).toEqual(lines);
  });

  test('none where all fit, or where the width is not known', () => {
    expect(formatTable(rows, { ...layout, columns: 200 })).toBe(formatTable(rows, { right: [1, 2] }));
    expect(formatTable(rows, layout)).toBe(formatTable(rows, { right: [1, 2] }));
  });

  test('a row without the last columns stays as it is', () => {
    expect(
      formatTable([...rows, ['none']], { ...layout, columns: 26 })
        .split('\n')
        .at(-1),
    ).toBe('none');
  });
});
