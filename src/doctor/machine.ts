import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { BOOK_NAMES, type Control, openControl } from '../history/index.js';
import { type Diagnosis, ok, problem, skipped, warning } from './diagnosis.js';

const OLDEST_NODE = [20, 11] as const;

export function checkNode(): Diagnosis {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return ok(`Node ${node}`);
  return problem(EXIT.config, `Node ${node}`, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

/** A day of play takes a few megabytes. */
const LITTLE_SPACE = 100 * 2 ** 20;

/** Whether records can be kept in the folder, which is made when it is first needed and not by this. */
export async function checkDataFolder(folder: string): Promise<Diagnosis> {
  const nearest = await nearestExisting(folder);
  const mend = 'Name a folder that you may write to: --data-dir, BOTPIT_DATA_DIR or dataDir in the config.';
  try {
    if (!(await stat(nearest)).isDirectory()) {
      return problem(EXIT.records, `${folder} cannot be made: ${nearest} is not a folder`, mend);
    }
    if (nearest === folder) await rmdir(await mkdtemp(join(folder, '.botpit-doctor-')));
    else await access(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what =
      nearest === folder ? `${folder} cannot be written to` : `${folder} cannot be made in ${nearest}`;
    return problem(EXIT.records, `${what} (${code})`, mend);
  }
  const { bavail, bsize } = await statfs(nearest);
  const free = bavail * bsize;
  const found = `${folder}, ${nearest === folder ? 'writable' : 'made when needed'}, ${Math.floor(free / 2 ** 20)} MB free`;
  return free < LITTLE_SPACE
    ? warning(found, 'Make room: a match that cannot be recorded stops play.')
    : ok(found);
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What cannot be looked at is there.
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return path;
    return dirname(path) === path ? path : nearestExisting(dirname(path));
  }
}

const NOTIFY_TIMEOUT_MS = 5_000;

/** Under `Type=notify`, botpit reports to systemd through the program systemd-notify. */
export async function checkNotify(env: NodeJS.ProcessEnv): Promise<Diagnosis> {
  if (!env.NOTIFY_SOCKET) return skipped('systemd did not start this (NOTIFY_SOCKET is not set)');
  const failure = await new Promise<Error | null>((resolve) => {
    execFile('systemd-notify', ['--version'], { timeout: NOTIFY_TIMEOUT_MS, env }, resolve);
  });
  if (failure === null) return ok(`systemd-notify runs; NOTIFY_SOCKET is ${env.NOTIFY_SOCKET}`);
  return warning(
    `NOTIFY_SOCKET is set, but systemd-notify does not run (${(failure as NodeJS.ErrnoException).code ?? 'failed'})`,
    'Put systemd-notify into PATH, or use Type=exec: a unit of Type=notify is stopped when it does not report in time.',
  );
}

/** Whether the books can be read and written. */
export async function checkBooks(folder: string): Promise<Diagnosis> {
  const found: string[] = [];
  let standing: Diagnosis | null = null;
  try {
    for (const book of BOOK_NAMES) {
      const control = await openControl(folder, book);
      if (!control) continue;
      found.push(`${book}: ${control.check()}`);
      if (book === 'real') standing = standingOf(control);
      control.close();
    }
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return problem(EXIT.records, error.message, error.hint ?? '');
  }
  if (standing) return standing;
  return ok(found.length === 0 ? 'nothing recorded yet' : found.join(', '));
}

/** What of the book for money keeps play up; null where nothing does. */
function standingOf(control: Control): Diagnosis | null {
  const latch = control.latches(Date.now()).find(({ until }) => until === null);
  if (latch) {
    const exitCode = latch.limit === 'fairness' ? EXIT.unfair : EXIT.limit;
    return problem(
      exitCode,
      `${latch.limit} is latched: ${latch.message}`,
      `\`botpit resume ${latch.limit}\` lets play go on.`,
    );
  }
  const open = control.openIntents().length;
  if (open === 0) return null;
  const what = open === 1 ? 'one commitment is' : `${open} commitments are`;
  return warning(`${what} not settled and counts as lost`, '`botpit status` lists what is open.');
}
