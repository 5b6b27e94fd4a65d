import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BotpitError } from '../../errors.js';
import { safeEnv } from '../../lib/api-key.js';
import { PACKAGE_ROOT } from '../../lib/package-root.js';
import { quoteSh } from '../../lib/quote.js';
import { makeFolder } from '../../lib/user-folders.js';
import { projectFiles } from '../../recipes/index.js';
import { tarballName } from '../../version.js';
import type { Given } from '../command.js';
import { writeJson } from '../output.js';

/**
 * Writes a config, a strategy to start from, and what runs them (botpit itself included), into a folder; never overwrites. The settings of the
 * folder are not loaded: they may be what is missing.
 * @throws BotpitError `usage` where the folder cannot be written to
 */
export async function init({ flags, args: [dir], io }: Given): Promise<void> {
  const folder = resolve(io.cwd(), dir ?? '.');
  const files = await writeNew(folder, projectFiles(folder));
  const written = [...files, { name: tarballName(), verdict: await packInto(folder, io.env) }];
  const next = nextCommands(relative(io.cwd(), folder), written);
  if (flags.json === true) {
    for (const { name, verdict } of written) writeJson(io, { event: 'file', name, verdict });
    writeJson(io, { event: 'init_result', folder, next });
    return;
  }
  const rows = written.map(({ name, verdict }) => `${verdict.padEnd(7)}  ${name}`);
  io.stdout.write(`${folder}\n${indented(rows)}\n`);
  if (written.some(({ verdict }) => verdict === 'kept'))
    io.stdout.write('\nWhat was kept was there before, and is as it was.\n');
  io.stdout.write(`\nNext:\n${indented(next)}\n`);
}

/** A package.json that was there knows nothing of the scripts. */
function nextCommands(path: string, written: readonly WrittenFile[]): readonly string[] {
  const isOurs = written.some(({ name, verdict }) => name === 'package.json' && verdict === 'written');
  const enter = path === '' ? '' : `cd ${/^[\w./-]+$/.test(path) ? path : quoteSh(path)} && `;
  return isOurs
    ? [`${enter}npm install`, 'npm run check', 'npm start']
    : [
        `${enter}npm install ./${tarballName()}`,
        'npx --no botpit strategies ./my.ts',
        'npx --no botpit play --local',
      ];
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}

interface WrittenFile {
  readonly name: string;
  /** `kept`: something of that name was there already, and is as it was. */
  readonly verdict: 'written' | 'kept';
}

/**
 * Writes files into a folder, which is made where it is missing. Never touches what is there.
 * @throws BotpitError `usage` where the folder cannot be made or written to
 */
async function writeNew(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<readonly WrittenFile[]> {
  try {
    makeFolder(folder);
    const written: WrittenFile[] = [];
    for (const [name, content] of Object.entries(files)) {
      written.push({ name, verdict: await writeOne(join(folder, name), content) });
    }
    return written;
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function writeOne(path: string, content: string): Promise<WrittenFile['verdict']> {
  try {
    // The file system checks and creates in one step, so a file that appears at the same time is not overwritten.
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
async function packInto(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<'written' | 'kept'> {
  if (existsSync(join(folder, tarballName()))) return 'kept';
  // No scripts: what runs now is built already, and an installed package cannot be built.
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const options = { env: safeEnv(env, env.BOTPIT_API_KEY?.trim()), shell: process.platform === 'win32' };
  try {
    await promisify(execFile)('npm', [...words, fileURLToPath(PACKAGE_ROOT)], options);
    return 'written';
  } catch (error) {
    const { code, signal, message, stderr = '' } = error as ExecFileException;
    // In words: the message of an error has the whole command line.
    const end = typeof code === 'number' || signal ? `npm ended with ${signal ?? code}` : message;
    throw new BotpitError('usage', `npm could not pack botpit into ${folder}: ${stderr.trim() || end}`, {
      hint: 'npm comes with Node. Run `npm --version` to see whether it is installed and on the PATH.',
    });
  }
}
