import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BotpitError } from '../../src/errors.js';
import { BookFile } from '../../src/history/database.js';
import { Archive, backUp, restore } from '../../src/history/index.js';
import { RESTORE_LOCK, unfinishedIn } from '../../src/history/whole.js';
import { lockProcess } from '../../src/lib/process-lock.js';
import { loadDriver } from '../../src/lib/sqlite.js';
import { dataFolder, endOf, intend, ledgerAt, NOON, openAt, playOne, WAGER } from './support.js';

/** A folder with a match and an open intent in the real book, and a practice match. */
function recorded() {
  const folder = dataFolder();
  const ledger = ledgerAt(folder);
  playOne(ledger, 'win');
  intend(ledger);
  const practice = ledgerAt(folder, { book: 'practice', arena: 'local' });
  practice.settle(endOf('practised', 'loss'), 'agent-1', [], null);
  practice.close();
  return { folder, ledger };
}

/** The driver closes a file for good when its statements are collected: what is copied is held open by nobody here. */
function copyOf(folder: string): string {
  const copy = dataFolder();
  for (const name of readdirSync(folder)) cpSync(join(folder, name), join(copy, name));
  return copy;
}

function contentOf(original: string) {
  const folder = copyOf(original);
  const archives = [Archive.open(folder, 'real'), Archive.open(folder, 'practice')];
  const content = archives.map((archive) => ({
    matches: [...(archive?.matches({}) ?? [])],
    intents: archive?.openIntents(),
    sums: archive?.groups({}, 'strategy'),
  }));
  for (const archive of archives) archive?.close();
  return content;
}

async function refusalOf(
  act: () => unknown,
): Promise<{ code: string; message: string; hint: string | undefined }> {
  try {
    await act();
  } catch (error) {
    if (error instanceof BotpitError) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('not refused');
}

describe('a backup', () => {
  test('holds both books as they are while a session plays, and changes nothing', () => {
    const { folder, ledger } = recorded();
    const before = contentOf(folder);
    const path = join(dataFolder(), 'botpit.backup');
    expect(backUp(folder, path, NOON)).toMatchObject({
      madeAt: NOON,
      books: [
        { book: 'real', matches: 1 },
        { book: 'practice', matches: 1 },
      ],
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(contentOf(folder)).toEqual(before);
    // What is written afterwards is not in it, and nothing is in the way of that.
    playOne(ledger, 'loss');
    expect(contentOf(folder)[0]?.matches).toHaveLength(2);
  });

  test('leaves nothing behind where there is nothing to copy', async () => {
    const target = dataFolder();
    const refused = await refusalOf(() => backUp(dataFolder(), join(target, 'x'), NOON));
    expect(refused).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('nothing has been recorded'),
    });
    expect(readdirSync(target)).toEqual([]);
    expect(await refusalOf(() => backUp(recorded().folder, join(target, 'no/x'), NOON))).toMatchObject({
      code: 'usage',
      message: `there is no folder ${join(target, 'no')}`,
    });
  });

  test('replaces an earlier backup, and nothing else: above all not a book', async () => {
    const { folder } = recorded();
    const earlier = join(dataFolder(), 'botpit.backup');
    backUp(folder, earlier, NOON - 1);
    expect(backUp(folder, earlier, NOON).books).toHaveLength(2);
    const content = contentOf(folder);
    const strategy = join(dataFolder(), 'my.ts');
    writeFileSync(strategy, 'mine');
    for (const path of [join(folder, 'real.db'), strategy, dataFolder()]) {
      expect(await refusalOf(() => backUp(folder, path, NOON))).toMatchObject({
        code: 'usage',
        message: `${path} is not a backup`,
      });
    }
    expect(contentOf(folder)).toEqual(content);
    expect(readFileSync(strategy, 'utf8')).toBe('mine');
  });
});

describe('restoring', () => {
  function backedUp() {
    const { folder } = recorded();
    const path = join(dataFolder(), 'botpit.backup');
    backUp(folder, path, NOON);
    return { folder, path, content: contentOf(folder) };
  }

  test('into a new folder gives what was backed up, and a session goes on with it', async () => {
    const { path, content } = backedUp();
    const folder = join(dataFolder(), 'new');
    expect((await restore(path, folder, false)).books).toHaveLength(2);
    expect(contentOf(folder)).toEqual(content);
    expect(readdirSync(folder).sort()).toEqual(['practice.db', 'real.db']);
    expect(statSync(join(folder, 'real.db')).mode & 0o777).toBe(0o600);
    const { ledger } = openAt(folder);
    expect(ledger.openIntents()).toMatchObject([{ wagerLamports: WAGER }]);
    ledger.close();
  });

  test('replaces records only where that is asked for, and then all of them', async () => {
    const { path, content } = backedUp();
    const elsewhere = dataFolder();
    const ledger = ledgerAt(elsewhere);
    playOne(ledger, 'loss');
    playOne(ledger, 'loss');
    const other = copyOf(elsewhere);
    const before = contentOf(other);
    expect(await refusalOf(() => restore(path, other, false))).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('holds records already (real.db)'),
      hint: expect.stringContaining('--force'),
    });
    expect(contentOf(other)).toEqual(before);
    await restore(path, other, true);
    expect(contentOf(other)).toEqual(content);
  });

  test('what SQLite left beside a book that was moved away does not become part of the restored one', async () => {
    const { path, content } = backedUp();
    const other = dataFolder();
    playOne(ledgerAt(other), 'loss');
    const folder = copyOf(other);
    expect(readdirSync(folder)).toContain('real.db-wal');
    renameSync(join(folder, 'real.db'), join(folder, 'damaged.db'));
    await restore(path, folder, true);
    expect(contentOf(folder)).toEqual(content);
  });

  test.each([
    ['has no books', 'DELETE FROM books'],
    ['names another book', "UPDATE books SET book = '../evil' WHERE book = 'real'"],
    ['lacks a table', 'DROP TABLE books'],
    ['was made at no time', 'UPDATE backup SET made_at = 9e18'],
  ])('a backup that %s is refused, and the records stay', async (_what, sql) => {
    const { path } = backedUp();
    const file = new (loadDriver())(path);
    file.exec(sql);
    file.close();
    const folder = copyOf(recorded().folder);
    const before = contentOf(folder);
    expect(await refusalOf(() => restore(path, folder, true))).toMatchObject({
      code: 'usage',
      message: `${path} is not a backup`,
    });
    expect(contentOf(folder)).toEqual(before);
  });

  test('a book that is not in the backup is gone afterwards', async () => {
    const onlyReal = dataFolder();
    ledgerAt(onlyReal);
    const path = join(dataFolder(), 'x');
    backUp(onlyReal, path, NOON);
    const folder = copyOf(recorded().folder);
    await restore(path, folder, true);
    expect(readdirSync(folder)).toEqual(['real.db']);
  });

  test.each(['real', 'practice'] as const)(
    'is refused while a session has the %s book open',
    async (book) => {
      const { path, folder: original } = backedUp();
      const folder = copyOf(original);
      const before = contentOf(folder);
      const file = BookFile.open(join(folder, `${book}.db`));
      onTestFinished(() => file.close());
      expect(await refusalOf(() => restore(path, folder, true))).toMatchObject({
        code: 'usage',
        message: `the records in ${folder} are in use`,
        hint: expect.stringContaining('botpit stop'),
      });
      expect(contentOf(folder)).toEqual(before);
      expect(readdirSync(folder).filter((name) => name.includes('restore'))).toEqual([]);
    },
  );

  test.each([
    ['the file does not exist', () => join(dataFolder(), 'nothing')],
    ['is not a backup', () => written('some text')],
    ['is not a backup', () => written('')],
    ['is not a backup', () => join(recorded().folder, 'real.db')],
    ['is not a backup', () => dataFolder()],
    [
      'is damaged',
      () => {
        const { path } = backedUp();
        const file = new (loadDriver())(path);
        file.exec(`DELETE FROM pieces WHERE book = 'real'`);
        file.close();
        return path;
      },
    ],
    [
      'was made by a newer botpit',
      () => {
        const { path } = backedUp();
        const file = new (loadDriver())(path);
        file.exec(`UPDATE backup SET format = 'botpit-backup/2'`);
        file.close();
        return path;
      },
    ],
  ])('of what %s is refused, and leaves nothing behind', async (words, make) => {
    const path = make();
    const folder = join(dataFolder(), 'new');
    const refused = await refusalOf(() => restore(path, folder, true));
    expect(refused).toMatchObject({ code: 'usage', message: expect.stringContaining(words) });
    expect(existsSync(folder)).toBe(false);
  });

  test('of a file that was cut off is refused, and what was there stays', async () => {
    const { path, folder: original } = backedUp();
    const folder = copyOf(original);
    const before = contentOf(folder);
    truncateSync(path, statSync(path).size - 8192);
    await refusalOf(() => restore(path, folder, true));
    expect(contentOf(folder)).toEqual(before);
  });

  function written(text: string): string {
    const path = join(dataFolder(), 'file');
    writeFileSync(path, text);
    return path;
  }
});

describe('a folder that is being restored', () => {
  test('is opened by nobody, and by nobody after that was cut short until it is done again', async () => {
    const folder = copyOf(recorded().folder);
    const path = join(dataFolder(), 'x');
    backUp(copyOf(folder), path, NOON);
    const lock = await lockProcess(RESTORE_LOCK, [folder]);
    onTestFinished(() => lock?.release());
    const opening = [
      () => openAt(folder),
      () => openAt(folder, { book: 'practice', arena: 'local' }),
      () => Archive.open(folder, 'real'),
      () => restore(path, folder, true),
    ];
    for (const open of opening) {
      expect(await refusalOf(open)).toMatchObject({
        code: 'usage',
        message: `the records in ${folder} are being restored by process ${process.pid}`,
      });
    }
    lock?.release();
    writeFileSync(unfinishedIn(folder), '');
    for (const open of opening.slice(0, 3)) {
      expect(await refusalOf(open)).toMatchObject({ message: expect.stringContaining('cut short') });
    }
    await restore(path, folder, true);
    ledgerAt(folder).close();
  });
});
