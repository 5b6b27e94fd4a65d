import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { dataFolder } from '../../history/index.js';
import { finishedAt, removeFinished } from '../../lab/index.js';
import { makeFolder } from '../../lib/user-folders.js';
import type { Io } from '../command.js';
import type { Shard } from './options.js';

/** Files of finished runs that are kept in the data folder; older ones are removed. */
const KEPT_RUNS = 50;

/**
 * The file in the data folder that belongs to a run: named by the run's id, so that the same command finds it again.
 * @throws BotpitError `lab/run-file` where the folder cannot be used
 */
export function keptRunFile(id: string, shard: Shard | undefined, config: Config, io: Io): string {
  const folder = keptRuns(config, io);
  try {
    makeFolder(folder);
  } catch (error) {
    throw new BotpitError('lab/run-file', `cannot use ${folder}: ${(error as Error).message}`, {
      hint: 'Name a file for the run: --run <file>.',
      cause: error,
    });
  }
  return join(folder, shard ? `${id}.${shard.index + 1}-of-${shard.of}.jsonl` : `${id}.jsonl`);
}

/**
 * Makes room in the data folder. Only finished runs that nobody has open are removed: one that was stopped, or that is a
 * part of another, holds matches that would have to be played again.
 */
export async function forgetOldRuns(config: Config, io: Io): Promise<void> {
  const folder = keptRuns(config, io);
  const names = await readdir(folder).catch(() => []);
  const paths = names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));
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

function keptRuns(config: Config, io: Io): string {
  return join(dataFolder(config.dataDir, io.env), 'lab');
}
