import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Archive } from '../../src/history/archive.js';
import { BookFile } from '../../src/history/database.js';
import type { Ledger } from '../../src/history/index.js';
import { loadDriver } from '../../src/lib/sqlite.js';
import { dataFolder, endOf, openAt } from './support.js';

/** Without money. */
function settle(ledger: Ledger, ...matchIds: string[]): void {
  for (const matchId of matchIds)
    ledger.settle(endOf(matchId, 'win', { wagerLamports: 0, netLamports: 0 }), 'agent-1', [], null);
}

/** What another process finds in the book. */
function foundIn(folder: string): string[] {
  const file = BookFile.openForReading(join(folder, 'practice.db'));
  if (file === null) return [];
  const found = [...new Archive('practice', () => file).matches({})].map(({ matchId }) => matchId);
  file.close();
  return found.toSorted();
}

test('a match is written a moment after it was settled, without a further one', async () => {
  const folder = dataFolder();
  const { ledger } = openAt(folder, { book: 'practice' });
  settle(ledger, 'm-1');
  expect(foundIn(folder)).toEqual([]);
  await expect.poll(() => foundIn(folder)).toEqual(['m-1']);
  ledger.close();
});

test('many matches in a row do not wait for that moment', () => {
  const folder = dataFolder();
  const { ledger } = openAt(folder, { book: 'practice' });
  const ids = Array.from({ length: 100 }, (_, index) => `m-${index}`);
  settle(ledger, ...ids);
  expect(foundIn(folder).length).toBeGreaterThan(50);
  ledger.close();
  expect(foundIn(folder)).toEqual(ids.toSorted());
});

test.each(['flush', 'close'] as const)('the %s at the end of a session writes what is left', (last) => {
  const folder = dataFolder();
  const { ledger } = openAt(folder, { book: 'practice', arena: 'local' });
  settle(ledger, 'm-1');
  ledger[last]();
  expect(foundIn(folder)).toEqual(['m-1']);
});

test.each([
  ['ended', true],
  ['was given up', false],
])(
  'the hash of a match that %s counts before it is written, and is looked up without writing it',
  (_, settled) => {
    const folder = dataFolder();
    const { ledger } = openAt(folder, { book: 'practice' });
    const match = { matchId: 'm-1', serverSeedHash: 'hash' };
    const free = { wagerLamports: 0, netLamports: 0, settled };
    ledger.settle(endOf('m-1', 'loss', { ...match, ...free }), 'agent-1', [], null);
    expect(ledger.isHashUsed(match)).toBe(false);
    expect(ledger.isHashUsed({ ...match, matchId: 'm-2' })).toBe(true);
    expect(foundIn(folder)).toEqual([]);
    ledger.flush();
    const { ledger: later } = openAt(folder, { book: 'practice' });
    expect(later.isHashUsed(match)).toBe(false);
    expect(later.isHashUsed({ ...match, matchId: 'm-2' })).toBe(true);
    expect(later.isHashUsed({ matchId: 'm-2', serverSeedHash: 'other' })).toBe(false);
  },
);

test('the session itself reads all that it has settled', () => {
  const { ledger, archive } = openAt(dataFolder(), { book: 'practice' });
  settle(ledger, 'm-1');
  expect([...archive.matches({})]).toMatchObject([{ matchId: 'm-1' }]);
  settle(ledger, 'm-2');
  expect(archive.count({})).toBe(2);
  ledger.close();
});

test('the latest word on a match counts, where both are written at once', () => {
  const { ledger, archive } = openAt(dataFolder(), { book: 'practice' });
  const free = { wagerLamports: 0, netLamports: 0 };
  ledger.settle(endOf('m', 'loss', { ...free, settled: false }), 'agent-1', [], null);
  ledger.settle(endOf('m', 'win', free), 'agent-1', [], null);
  expect([...archive.matches({})]).toMatchObject([{ matchId: 'm', outcome: 'win', settled: true }]);
  ledger.close();
});

test('where matches cannot be written, the next one is told, then the end of the session', () => {
  const folder = dataFolder();
  const { ledger, archive } = openAt(folder, { book: 'practice' });
  const other = new (loadDriver())(join(folder, 'practice.db'));
  other.exec('ALTER TABLE matches RENAME TO elsewhere');
  const failure = expect.objectContaining({ code: 'history/unavailable' });
  settle(ledger, 'm-1');
  // Whoever reads what is written may do without it.
  expect(() => archive.count({})).toThrow(failure);
  expect(() => settle(ledger, 'm-2')).toThrow(failure);
  expect(() => settle(ledger, 'm-3')).toThrow(failure);
  other.exec('ALTER TABLE elsewhere RENAME TO matches');
  // All of them were kept, to be tried again.
  settle(ledger, 'm-4');
  expect(foundIn(folder)).toEqual(expect.arrayContaining(['m-1', 'm-2', 'm-3', 'm-4']));
  other.exec('ALTER TABLE matches RENAME TO elsewhere');
  settle(ledger, 'm-5');
  expect(() => ledger.flush()).toThrow(failure);
  ledger.end('records', 74);
  ledger.close();
  other.close();
});
