import { access, constants, readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { dataFolder } from '../../history/index.js';
import { finishedAt, type RunResult, removeFinished } from '../../lab/index.js';
import { makeFolder } from '../../lib/user-folders.js';
import { anyOf } from '../../lib/wording.js';
import { clean } from '../../ui/index.js';
import type { Io } from '../command.js';
import type { Shard } from './options.js';

/** In the data folder. */
export const RUNS = 'lab';
/** Files of finished runs that are kept in the data folder; older ones are removed. */
const KEPT_RUNS = 50;

/**
 * The file in the data folder that belongs to a run: named by the run's id, so that the same command finds it again.
 * @throws BotpitError `lab/run-file` where the folder cannot be used
 */
export function keptRunFile(id: string, shard: Shard | undefined, config: Config, io: Io): string {
  const folder = join(dataFolder(config.dataDir, io.env), RUNS);
  try {
    makeFolder(folder);
  } catch (error) {
    throw cannot('use', folder, error, 'Name a file for the run: --run <file>.');
  }
  return join(folder, shard ? `${id}.${shard.index + 1}-of-${shard.of}.jsonl` : `${id}.jsonl`);
}

/** The files of all runs in a data folder. Empty if the folder does not exist yet. */
export async function runFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, RUNS)).catch(() => []);
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, RUNS, name));
}

/**
 * Makes room in the data folder. Only finished runs that nobody has open are removed: one that was stopped, or that is a
 * part of another, holds matches that would have to be played again.
 */
export async function forgetOldRuns(config: Config, io: Io): Promise<void> {
  const paths = await runFilesIn(dataFolder(config.dataDir, io.env));
  if (paths.length <= KEPT_RUNS) return;
  const finished: { path: string; usedAt: number }[] = [];
  for (const path of paths) {
    // Another process may make room at the same time.
    const file = await stat(path).catch(() => null);
    if (file && (await finishedAt(path)) !== null) finished.push({ path, usedAt: file.mtimeMs });
  }
  finished.sort((a, b) => b.usedAt - a.usedAt);
  // The run that was just played is worth more than room: what cannot be removed stays.
  for (const { path } of finished.slice(KEPT_RUNS)) await removeFinished(path).catch(() => false);
}

/**
 * The file of a run: one that is named, or the one in a data folder whose id begins as is said.
 * @returns null where there is none
 * @throws BotpitError `usage` where several begin so
 */
export async function findRun(
  named: string,
  folders: readonly string[],
  io: Pick<Io, 'cwd'>,
): Promise<string | null> {
  const path = resolve(io.cwd(), named);
  if ((await stat(path).catch(() => null))?.isFile()) return path;
  if (named.endsWith('.jsonl')) throw new BotpitError('usage', `there is no file ${clean(path)}`);
  // A part is told from the others by what stands behind the id.
  if (!/^[\da-f]+(?:\.\d+(?:-of-\d+)?)?$/.test(named)) return null;
  const files = (await Promise.all(folders.map(runFilesIn))).flat();
  const whole = files.filter((file) => basename(file, '.jsonl') === named);
  const found = whole.length > 0 ? whole : files.filter((file) => basename(file).startsWith(named));
  if (found.length > 1) {
    const ids = found.slice(0, 3).map((path) => basename(path, '.jsonl'));
    const some = found.length > ids.length ? [...ids, 'another'] : ids;
    throw new BotpitError('usage', `several runs begin with ${named}`, {
      hint: `Give more of the id: ${anyOf(some)}.`,
    });
  }
  return found[0] ?? null;
}

/**
 * Sees to it that the page can be written: before a run of hours, and not after it.
 * @param others paths of what the command reads or writes, which the page must not take the place of
 * @param option that names it
 * @throws BotpitError `usage`, `lab/run-file`
 */
export async function requireReport(
  given: string | null,
  others: readonly string[],
  io: Pick<Io, 'cwd'>,
  option = '--report',
): Promise<void> {
  if (given === null) return;
  const path = resolve(io.cwd(), given);
  for (const other of others) {
    if (await isSameFile(path, resolve(io.cwd(), other)))
      throw new BotpitError('usage', `${option} ${given} would overwrite ${other}`, {
        hint: 'Name another file for the page.',
      });
  }
  const there = await stat(path).catch(() => null);
  try {
    if (there?.isDirectory()) throw new Error('it is a folder');
    await access(there ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw cannot('write', path, error);
  }
}

/** Also where they are called differently, or are not there yet. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  if ((await realPlace(one)) === (await realPlace(other))) return true;
  const [here, there] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return !!here && !!there && here.ino === there.ino && here.dev === there.dev;
}

async function realPlace(path: string): Promise<string> {
  return join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path));
}

/**
 * The folder for the dialogues with programs, made where it is missing.
 * @returns undefined where they are not wanted
 * @throws BotpitError `lab/run-file` where nothing can be written there
 */
export async function programsFolder(given: string | null, io: Pick<Io, 'cwd'>): Promise<string | undefined> {
  if (given === null) return undefined;
  const folder = resolve(io.cwd(), given);
  try {
    makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw cannot('use', folder, error, 'Name another folder with --log-programs.');
  }
  return folder;
}

/** Writes the page of a run. @throws BotpitError `lab/run-file` */
export async function writeReport(
  result: RunResult,
  command: string,
  path: string,
  tuned?: RunResult,
): Promise<void> {
  const { reportPage } = await import('../../report/index.js');
  try {
    await writeFile(
      path,
      reportPage(result, { command, resumeCommand: command, createdAt: new Date(), tuned }),
    );
  } catch (error) {
    throw cannot('write', path, error);
  }
}

function cannot(what: string, path: string, cause: unknown, hint?: string): BotpitError {
  return new BotpitError('lab/run-file', `cannot ${what} ${path}: ${(cause as Error).message}`, {
    hint,
    cause,
  });
}
