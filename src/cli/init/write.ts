import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BotpitError } from '../../errors.js';
import { safeEnv } from '../../lib/api-key.js';
import { PACKAGE_ROOT } from '../../lib/package-root.js';
import { makeFolder } from '../../lib/user-folders.js';
import { tarballName } from '../../version.js';

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

/**
 * Packs this very botpit into a folder, so that a project carries what it runs. Leaves a file that is there as it is.
 * @throws BotpitError `usage` where npm cannot be run or fails
 */
export async function packInto(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<'written' | 'kept'> {
  if (existsSync(join(folder, tarballName()))) return 'kept';
  // No scripts: what runs now is built already, and an installed package cannot be built.
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const child = spawn('npm', [...words, fileURLToPath(PACKAGE_ROOT)], {
    env: safeEnv(env, env.BOTPIT_API_KEY?.trim()),
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const failure = await new Promise<string | null>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : said.trim() || `npm ended with ${signal ?? code}`),
    );
  });
  if (failure === null) return 'written';
  throw new BotpitError('usage', `npm could not pack botpit into ${folder}: ${failure}`, {
    hint: 'npm comes with Node. Run `npm --version` to see whether it is installed and on the PATH.',
  });
}
