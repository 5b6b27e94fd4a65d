import { expect, test } from 'vitest';
import type { Finding } from '../../src/check/index.js';
import { formatCheck, formatCheckSummary, formatCheckTitle } from '../../src/ui/records/format-check.js';
import { createStyle } from '../../src/ui/text/output.js';

const plain = createStyle(false);

function line(fields: Partial<Finding> = {}): Finding {
  return {
    ...{ part: 'strategy', name: 'moves', game: 'rps', verdict: 'ok', seen: '200 matches', advice: null },
    ...fields,
  } as Finding;
}

test('verdict, name, game and what was seen stand in columns; the advice below', () => {
  expect(formatCheck(line(), plain)).toEqual(['✓ moves        rps            200 matches']);
  expect(formatCheck(line({ verdict: 'warning', game: null, advice: 'Mend it.' }), plain)).toEqual([
    '! moves                       200 matches',
    '                              → Mend it.',
  ]);
  expect(formatCheck(line({ verdict: 'failed' }), plain)[0]).toMatch(/^✗ /);
});

test('long lines are broken below their column, but on a narrow terminal left as they are', () => {
  const seen = 'word '.repeat(30).trim();
  const rows = formatCheck(line({ seen }), plain, 60);
  expect(rows.length).toBeGreaterThan(3);
  for (const row of rows) expect(row.length).toBeLessThanOrEqual(60);
  for (const row of rows.slice(1)) expect(row).toMatch(/^ {30}word/);
  expect(formatCheck(line({ seen }), plain, 40)).toHaveLength(1);
});

test('nothing that a strategy says reaches the terminal as more than text', () => {
  const [row] = formatCheck(line({ seen: '\u001b[2Jgone\nsecond \u202eline' }), plain);
  expect(row).toMatch(/gone second line$/);
  expect(row).not.toContain('\u001b');
});

test('the summary counts', () => {
  expect(formatCheckSummary({ ok: 3, warning: 1, failed: 0 }, plain)).toBe('3 passed, 1 warning, 0 failed.');
  expect(formatCheckSummary({ ok: 0, warning: 2, failed: 4 }, plain)).toBe('0 passed, 2 warnings, 4 failed.');
  expect(formatCheckTitle('arena', plain)).toMatch(/misbehaves/);
});
