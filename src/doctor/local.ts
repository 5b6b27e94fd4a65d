import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SLOW_SHARE, tryOut } from '../check/index.js';
import {
  type Config,
  ConfigError,
  type Flags,
  findApiKey,
  formatProblem,
  isolationOf,
  type Loaded,
  load,
  maskKey,
  placed,
  playsForMoney,
  redact,
  type Secret,
  strategySpec,
} from '../config/index.js';
import { BotpitError, ParamsError } from '../errors.js';
import { EXIT, EXIT_OF_ERROR } from '../exit-codes.js';
import { gameOf } from '../games/index.js';
import { BOOK_NAMES, Control } from '../history/index.js';
import { keyPrefixOf } from '../lib/api-key.js';
import { closing } from '../lib/closing.js';
import { resumeCommand } from '../lib/wording.js';
import { isFault, openStrategy, requireGame, type StrategyHost } from '../strategy/index.js';
import { type Diagnosis, ok, problem, problemOf, skipped, warning } from './diagnosis.js';

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
    // Any other error means that something is there.
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return path;
    return dirname(path) === path ? path : nearestExisting(dirname(path));
  }
}

const NOTIFY_TIMEOUT_MS = 5_000;

/** Under `Type=notify`, botpit reports to systemd through the program systemd-notify. */
export async function checkNotify(env: NodeJS.ProcessEnv): Promise<Diagnosis> {
  if (!env.NOTIFY_SOCKET) return skipped('systemd did not start this (NOTIFY_SOCKET is not set)');
  try {
    await promisify(execFile)('systemd-notify', ['--version'], { timeout: NOTIFY_TIMEOUT_MS, env });
    return ok(`systemd-notify runs; NOTIFY_SOCKET is ${env.NOTIFY_SOCKET}`);
  } catch (error) {
    const { code = 'failed' } = error as NodeJS.ErrnoException;
    return warning(
      `NOTIFY_SOCKET is set, but systemd-notify does not run (${code})`,
      'Put systemd-notify into PATH, or use Type=exec: a unit of Type=notify is stopped when it does not report in time.',
    );
  }
}

/**
 * Whether the books can be read and written, and what they say against play.
 * @param account that of the key; null where there is none, and any account may be meant
 * @param flag of `folderFlag`
 */
export async function checkBooks(folder: string, account: string | null, flag: string): Promise<Diagnosis> {
  const found: string[] = [];
  let standing: Diagnosis | null = null;
  try {
    for (const book of BOOK_NAMES) {
      const control = Control.open(folder, book);
      if (!control) continue;
      found.push(`${book}: ${control.check()}`);
      if (book === 'real') standing = standingOf(control, account, flag);
      control.close();
    }
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return problem(EXIT.records, error.message, error.hint ?? '');
  }
  if (standing) return standing;
  return ok(found.length === 0 ? 'nothing recorded yet' : found.join(', '));
}

/** What the book for money says against play; null if nothing does. */
function standingOf(control: Control, account: string | null, flag: string): Diagnosis | null {
  // Several bots may keep their books in one folder.
  const isMeant = (whose: string | null) => account === null || whose === null || whose === account;
  const latch = control.latches(Date.now()).find((one) => one.until === null && isMeant(one.account));
  if (latch) {
    const bot = control.accounts().find((each) => each.account === latch.account)?.bot ?? null;
    const exitCode = latch.limit === 'fairness' ? EXIT.unfair : EXIT.limit;
    return problem(
      exitCode,
      `${latch.limit} is latched: ${latch.message}`,
      `${resumeCommand(latch.limit, bot, flag)} lets play go on.`,
    );
  }
  const open = control.openIntents().filter((one) => isMeant(one.account)).length;
  if (open === 0) return null;
  const what = open === 1 ? 'one commitment is' : `${open} commitments are`;
  return warning(`${what} not settled and counts as lost`, `\`botpit status${flag}\` lists what is open.`);
}

/** The diagnosis of the settings, and the settings if they are valid. */
export type CheckedConfig = readonly [Diagnosis, Loaded | null];

export async function checkConfig(flags: Flags, env: NodeJS.ProcessEnv, cwd: string): Promise<CheckedConfig> {
  try {
    const loaded = await load({ flags, env, cwd });
    const { config, warnings } = loaded;
    const profile = config.profile === null ? '' : `, profile ${config.profile}`;
    const found =
      config.config === null ? 'no config file; defaults, flags and variables' : `${config.config}${profile}`;
    const said = [found, ...warnings].join('\n');
    return [warnings.length > 0 ? warning(said, 'Mend what is named, or remove it.') : ok(said), loaded];
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    const said = error instanceof ConfigError ? error.problems.map(formatProblem).join('\n') : error.message;
    const mend = 'All keys: docs/configuration.md, or botpit play --help.';
    return [problem(EXIT_OF_ERROR[error.code], said, mend), null];
  }
}

/** The key, if one is needed and can be read. */
export async function checkKey(config: Config, env: NodeJS.ProcessEnv): Promise<[Diagnosis, Secret | null]> {
  if (config.local !== false) return [skipped('--local needs no key'), null];
  try {
    const found = await findApiKey({ env, apiKeyFile: config.apiKeyFile });
    return [await judgeKey(found), found];
  } catch (error) {
    return [problemOf(error), null];
  }
}

async function judgeKey({ value: key, origin, warnings }: Secret): Promise<Diagnosis> {
  const found = `${maskKey(key)} from ${redact(origin)}${await modeOf(origin)}`;
  if (warnings.length > 0) return warning(found, 'Others can read it: chmod 600 the file.');
  if (keyPrefixOf(key) === '') {
    return warning(
      `${found}, which does not look like a key`,
      'Keys begin with bp_sk_. Copy it again from where you got it.',
    );
  }
  return ok(found);
}

async function modeOf(origin: string): Promise<string> {
  if (origin === 'BOTPIT_API_KEY' || process.platform === 'win32') return '';
  const { mode } = await stat(origin);
  return `, mode ${(mode & 0o777).toString(8).padStart(4, '0')}`;
}

const LOAD_TIMEOUT_MS = 15_000;
/** After this long no further game is tried. */
const ENOUGH_MS = 5_000;

const MEND = 'Try it by itself: botpit strategies <file>.';

/** Loads the strategy and gives it test turns of the games that are set, or of every game that it plays. */
export async function checkStrategy(loaded: Loaded, apiKey: string | null): Promise<Diagnosis> {
  const { config } = loaded;
  const { game } = config;
  if (config.strategy === null && playsForMoney(config)) {
    return problem(
      EXIT.usage,
      'none is named, and a wager is not put on a random one',
      'Name one: --strategy ./my.ts.',
    );
  }
  const troubles: string[] = [];
  let host: StrategyHost;
  try {
    host = await openStrategy(strategySpec(config), {
      isolation: isolationOf(config),
      seed: 'doctor',
      apiKey: apiKey ?? undefined,
      loadTimeoutMs: LOAD_TIMEOUT_MS,
      report: (report) => {
        if (report.kind === 'trouble' && isFault(report.code)) troubles.push(report.message);
      },
    });
  } catch (error) {
    return problemOf(error instanceof ParamsError ? placed(error, loaded) : error, MEND);
  }
  await using _host = closing(() => host.close());
  try {
    for (const each of game ?? []) requireGame(host, each);
  } catch (error) {
    return problemOf(error, MEND);
  }
  const startMs = performance.now();
  const said: string[] = [];
  let isSlow = false;
  for (const id of game ?? host.games) {
    if (performance.now() - startMs > ENOUGH_MS) break;
    const { turns, slowestMs, faults } = await tryOut(host, id);
    if (faults.length > 0) return problem(EXIT.strategy, `${host.name}, ${id}: ${faults.join('; ')}`, MEND);
    isSlow ||= slowestMs > SLOW_SHARE * gameOf(id).turnTimeoutMs;
    said.push(`${id} ${turns} turns, slowest ${slowestMs.toFixed(1)} ms`);
  }
  const found = `${host.name} (${host.isolation}): ${said.join('; ')}`;
  if (troubles.length > 0) return problem(EXIT.strategy, [found, ...troubles].join('\n'), MEND);
  if (isSlow) return warning(found, 'It needs more than half of a turn. Let it look at turn.deadline.');
  return ok(found);
}
