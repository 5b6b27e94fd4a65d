import { expect, test } from 'vitest';
import { CSV_HEAD, formatCsvRow } from '../../src/ui/records/format-history.js';
import { sample } from '../cli/records-sample.js';

function nameCell(opponentName: string): string {
  const { match } = sample(1, { opponentName, opponentId: 'ID' });
  const row = formatCsvRow({ ...match, state: 'ended' });
  return row.slice(row.indexOf('ID,') + 3, row.indexOf(',a,true,win'));
}

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1', "' =1"],
  ['\t=1', "' =1"],
  ['＝1', "'＝1"],
  ['\u200b=1', "'=1"],
  ['two\nlines', 'two lines'],
  ['a=1', 'a=1'],
  ['', ''],
])('%j is written as %j', (name, cell) => expect(nameCell(name)).toBe(cell));

test('a list has a head', () => expect(CSV_HEAD).toMatch(/^match_id,[a-z_,]+\r\n$/));
