import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BotpitError } from '../../errors.js';
import { makeFolder } from '../../lib/user-folders.js';

export interface Written {
  readonly name: string;
  /** `kept`: something of that name was there already, and is as it was. */
  readonly verdict: 'written' | 'kept';
}

/**
 * Writes files into a folder, which is made where it is missing. Never touches what is there.
 * @throws BotpitError `usage` where the folder cannot be made or written to
 */
export async function writeNew(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<readonly Written[]> {
  try {
    makeFolder(folder);
    const written: Written[] = [];
    for (const [name, content] of Object.entries(files)) {
      written.push({ name, verdict: await writeOne(join(folder, name), content) });
    }
    return written;
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function writeOne(path: string, content: string): Promise<Written['verdict']> {
  try {
    // Decided by the file system in one step, so that nothing which comes up meanwhile is overwritten.
    await writeFile(path, content, { flag: 'wx' });
    return 'written';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'kept';
    throw error;
  }
}

function unwritable(folder: string, error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const isNoFolder = code === 'ENOTDIR' || code === 'EEXIST';
  const what = isNoFolder
    ? `${folder} is not a folder, or a part of its path is not one`
    : `${path ?? folder} cannot be written (${code})`;
  return new BotpitError('usage', what, { hint: 'Name a folder that you may write to: botpit init my-bot.' });
}
