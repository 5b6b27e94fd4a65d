import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BotpitError } from '../../errors.js';
import type { GameId } from '../../games/index.js';
import { safeEnv } from '../../lib/api-key.js';
import { PACKAGE_ROOT } from '../../lib/package-root.js';
import { quoteSh } from '../../lib/quote.js';
import { makeFolder } from '../../lib/user-folders.js';
import { projectFiles, strategyOf } from '../../recipes/index.js';
import { tarballName } from '../../version.js';
import { type Given, type Io, showWarnings } from '../command.js';
import type { INIT } from '../options.js';
import { writeJson } from '../output.js';

/**
 * Writes a config, a strategy to start from, and what runs them (botpit itself included), into a folder, and installs it; never
 * overwrites. The settings of the folder are not loaded: they may be what is missing.
 * @throws BotpitError `usage` where the folder cannot be written to
 */
export async function init({ flags, args: [dir], options, io }: Given<never, typeof INIT>): Promise<void> {
  const folder = resolve(io.cwd(), dir ?? '.');
  const { game, language, install } = {
    ...options,
    game: options.game ?? 'rps',
    language: options.language ?? 'ts',
  };
  const files = await writeNew(folder, projectFiles(folder, game, language));
  const written = [...files, { name: tarballName(), verdict: await packInto(folder, io.env) }];
  const json = flags.json === true;
  if (json) for (const { name, verdict } of written) writeJson(io, { event: 'file', name, verdict });
  else {
    const rows = written.map(({ name, verdict }) => `${verdict.padEnd(7)}  ${name}`);
    io.stdout.write(`${folder}\n${indented(rows)}\n`);
    if (written.some(({ verdict }) => verdict === 'kept'))
      io.stdout.write('\nWhat was kept was there before, and is as it was.\n');
  }
  // A package.json that was there is somebody's own: it knows nothing of the scripts, and may have a lot to install.
  const isOurs = written.some(({ name, verdict }) => name === 'package.json' && verdict === 'written');
  const installed = isOurs && install && (await installIn(folder, io));
  const strategy = [strategyOf(language), game] as const;
  const path = relative(io.cwd(), folder);
  // Far away, the whole path is the shorter one.
  const next = nextCommands(path.startsWith('../../') ? folder : path, { isOurs, installed, strategy });
  if (json) writeJson(io, { event: 'init_result', folder, installed, next });
  else io.stdout.write(`\nNext:\n${indented(next)}\n`);
}

function nextCommands(
  path: string,
  {
    isOurs,
    installed,
    strategy: [spec, game],
  }: Readonly<Record<'isOurs' | 'installed', boolean>> & {
    readonly strategy: readonly [spec: string, game: GameId];
  },
): readonly string[] {
  const install = isOurs ? 'npm install' : `npm install ./${tarballName()}`;
  return [
    ...(path === '' ? [] : [`cd ${/^[\w./-]+$/.test(path) ? path : quoteSh(path)}`]),
    ...(installed ? [] : [install]),
    ...(isOurs
      ? ['npm start', 'npm run check', 'npm run watch']
      : [`npx --no botpit strategies ${quoteSh(spec)} ${game}`, 'npx --no botpit play --local']),
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
async function packInto(folder: string, env: Io['env']): Promise<'written' | 'kept'> {
  if (existsSync(join(folder, tarballName()))) return 'kept';
  // No scripts: what runs now is built already, and an installed package cannot be built.
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const failure = await npm([...words, fileURLToPath(PACKAGE_ROOT)], folder, env);
  if (failure === null) return 'written';
  throw new BotpitError('usage', `npm could not pack botpit into ${folder}: ${failure}`, {
    hint: 'npm comes with Node. Run `npm --version` to see whether it is installed and on the PATH.',
  });
}

/** Says where it fails: what was written stands, and can be installed later. @returns whether it has worked */
async function installIn(folder: string, io: Io): Promise<boolean> {
  io.stderr.write('Installing …\n');
  const words = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  const failure = await npm(words, folder, io.env);
  if (failure !== null) showWarnings([`npm could not install the project: ${failure}`], io);
  return failure === null;
}

/** @returns how it has failed, for a person; null where it has not */
async function npm(words: readonly string[], cwd: string, env: Io['env']): Promise<string | null> {
  const shell = process.platform === 'win32';
  try {
    await promisify(execFile)('npm', words, { cwd, env: safeEnv(env, env.BOTPIT_API_KEY?.trim()), shell });
    return null;
  } catch (error) {
    const { code, signal, message, stderr = '' } = error as ExecFileException;
    // In words: the message of an error has the whole command line.
    const end = typeof code === 'number' || signal ? `npm ended with ${signal ?? code}` : message;
    return stderr.trim() || end;
  }
}
