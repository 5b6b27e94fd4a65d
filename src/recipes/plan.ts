import { userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Config,
  FILE_KEYS,
  type Flags,
  flagOf,
  isKey,
  type Key,
  type Loaded,
  playsForMoney,
  settingOf,
} from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { GAME_IDS, type GameId, gameOf } from '../games/index.js';
import { PACKAGE_ROOT } from '../lib/package-root.js';
import { quoteSh } from '../lib/quote.js';
import { mostRounds } from '../match/index.js';
import { version } from '../version.js';

/** What every recipe is made from. All paths are absolute. */
export interface Plan {
  /** Fit for a unit, a container, a Kubernetes object: lower case, digits and hyphens. */
  readonly name: string;
  /** Where the config lies, or where the command was given: the working folder of the bot. */
  readonly folder: string;
  readonly node: string;
  /** botpit's own script, as installed. */
  readonly bin: string;
  /** The container image that it runs in. */
  readonly image: string;
  readonly user: string;
  /** User and group for a container: not root. */
  readonly ids: { readonly uid: number; readonly gid: number };
  readonly config: Config;
  readonly strategy: string;
  /** Where the key is, or is to be put; null where `--local` needs none. */
  readonly keyFile: string | null;
  /** Seconds that a stop may have to wait for the match in progress. */
  readonly stopS: number;
  readonly metricsPort: number;
  /** The folder of the records where no recipe gives the bot another. */
  readonly dataDir: string;
  /** How a person runs botpit in the folder: `botpit`, or what finds the one that the project carries. */
  readonly here: string;
  /** What was typed after `botpit recipe <kind>`, to be typed again. */
  readonly typed: string;
  /** The bots of a fleet; null where it is one bot. */
  readonly bots: readonly Plan[] | null;
  /** Whether what is played is for real money. */
  readonly isReal: boolean;
  /** The words after `botpit`, with every path as `move` has it. `keeps`: what the recipe does not set by itself after all. */
  words(move?: (path: string) => string, keeps?: readonly Key[]): readonly string[];
}

/** Settings that recipes set by themselves. Secret ones are carried by none. */
const OWN: readonly Key[] = ['profile', 'apiKeyFile', 'dataDir', 'metrics', 'metricsHost', 'logFile'];

const METRICS_PORT = 9464;

/** A user without a name in the password file goes by number, which systemd and docker take as well. */
function whoami(): { uid: number; gid: number; username: string } {
  try {
    return userInfo();
  } catch {
    const [uid = -1, gid = -1] = [process.getuid?.(), process.getgid?.()];
    return { uid, gid, username: String(uid) };
  }
}

type Settings = Pick<Loaded, 'config' | 'origins' | 'paramOrigins' | 'profiles'>;

/** @throws BotpitError `usage` where a path has characters that no file of the kind could carry */
export function planOf(
  loaded: Settings,
  flags: Flags,
  { cwd, dataDir, strategy }: Pick<Plan, 'dataDir' | 'strategy'> & { readonly cwd: string },
): Plan {
  const { config, origins, profiles } = loaded;
  // Where a config file was found upwards from where the command was given, its folder.
  const above = config.config === null ? null : dirname(config.config);
  const folder = above !== null && below(above, cwd) !== null ? above : cwd;
  const bin = fileURLToPath(new URL('bin/botpit.js', PACKAGE_ROOT));
  const { uid, gid, username } = whoami();
  const isLocal = config.local !== false;
  const name = nameOf(folder, config.profile);
  const plan: Plan = {
    name,
    folder,
    node: process.execPath,
    bin,
    image: imageOf(name),
    user: username,
    ids: uid > 0 ? { uid, gid } : { uid: 1000, gid: 1000 },
    config,
    strategy,
    keyFile: isLocal ? null : (config.apiKeyFile ?? join(folder, 'botpit.key')),
    stopS: longestMatchS(config.game),
    metricsPort: metricsPortOf(config, origins, profiles),
    dataDir,
    here: commandIn(folder, bin),
    typed: typedWords(flags),
    isReal: playsForMoney(config),
    bots: null,
    words: (move = (path) => path, keeps = []) => [
      'play',
      ...(config.game === null ? [] : [String(config.game)]),
      ...configWords(config, move),
      ...carried(loaded, move, keeps),
    ],
  };
  for (const word of [folder, bin, plan.node, plan.keyFile ?? '', dataDir, ...plan.words()])
    refuseControls(word);
  return plan;
}

/** The path below the folder of the plan, or null where it lies outside. */
export function below(folder: string, path: string): string | null {
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith('../') || isAbsolute(inside) ? null : inside;
}

/**
 * The path below the folder of the plan.
 * @param why why it has to lie there, for a person
 * @throws BotpitError `usage` for what lies outside of it
 */
export function relativeTo(folder: string, path: string, why: string): string {
  const inside = below(folder, path);
  if (inside !== null) return inside;
  throw new BotpitError('usage', `${path} lies outside ${folder}, and ${why}`, {
    hint: `Put ${basename(path)} there, beside the config.`,
  });
}

export function imageOf(name: string): string {
  return `${name}:${version()}`;
}

export function nameOf(folder: string, profile: string | null): string {
  const name = wordsOf(['botpit', basename(folder), profile ?? ''].join('-').toLowerCase());
  // The cut may be just behind a hyphen.
  return wordsOf(name.slice(0, 50));
}

function wordsOf(text: string): string {
  return text.match(/[a-z0-9]+/g)?.join('-') ?? '';
}

function configWords({ config, profile }: Config, move: (path: string) => string): string[] {
  return [
    ...(config === null ? [] : ['--config', move(config)]),
    ...(profile === null ? [] : ['--profile', profile]),
  ];
}

/** The playing flags for what the command line and the variables say: neither is there when the bot is started. */
function carried(
  { config, origins, paramOrigins }: Settings,
  move: (path: string) => string,
  keeps: readonly Key[],
): string[] {
  const given = FILE_KEYS.filter((key) => {
    const { flag, secret } = settingOf(key);
    const isGiven = GIVEN.test(origins[key]) && key !== 'params';
    return isGiven && flag !== undefined && !secret && (!OWN.includes(key) || keeps.includes(key));
  });
  // Those of the file are in force there, and those behind the strategy's name go with it.
  const params = Object.entries(config.params ?? {}).filter(([name]) => {
    const origin = paramOrigins[name] ?? '';
    return GIVEN.test(origin) && origin !== origins.strategy;
  });
  const words = given.flatMap((key) => {
    const { kind } = settingOf(key);
    const value = Object.entries(config).find(([name]) => name === key + kind.suffix)?.[1] ?? null;
    if (value === null) return [];
    const text = kind.write(value);
    // A variable may set a switch to what it is by default, which no flag does.
    if (typeof text === 'boolean') return text === flagOf(key).startsWith('--no-') ? [] : [flagOf(key)];
    return [flagOf(key), isAbsolute(String(text)) ? move(String(text)) : String(text)];
  });
  return [...words, ...params.flatMap(([name, value]) => [flagOf('params'), `${name}=${value}`])];
}

/** What is not in a config file. */
const GIVEN = /^(?:flag |BOTPIT_)/;

/** As it is installed in the project, where no shell finds it by its name; else as it is called everywhere. */
export function commandIn(folder: string, bin: string): string {
  return below(folder, bin)?.startsWith('node_modules/') ? 'npx --no botpit' : 'botpit';
}

/** What was typed, but for a secret, which no recipe holds either. */
function typedWords({ game, ...flags }: Flags): string {
  const words = Object.entries(flags).flatMap(([key, value]) => {
    if (!isKey(key) || value === undefined || settingOf(key).secret) return [];
    return typeof value === 'string' ? [flagOf(key), value] : [flagOf(key)];
  });
  return [...(game === undefined ? [] : [String(game)]), ...words]
    .map((word) => ` ${quoteSh(word)}`)
    .join('');
}

/** A port for each profile, from that of the config on, as bots of one machine cannot share one. */
function metricsPortOf(
  { metrics, config, profile }: Config,
  origins: Loaded['origins'],
  profiles: readonly string[],
): number {
  const port = metrics || METRICS_PORT;
  const isShared = origins.metrics === 'default' || origins.metrics === config;
  return isShared ? port + Math.max(0, profiles.indexOf(profile ?? '')) : port;
}

function refuseControls(word: string): void {
  if (!/\p{Cc}/u.test(word)) return;
  const message = `${JSON.stringify(word)} has a line break or another control character in it`;
  const hint = 'No such file can carry it. Rename the file or folder.';
  throw new BotpitError('usage', message, { hint });
}

/**
 * What an operator types after `botpit` where the records are in a folder of their own.
 * @param move paths of this machine to those of where the bot runs
 */
export function operatorWords(
  { config }: Plan,
  folder: string,
  move: (path: string) => string = (path) => path,
): Readonly<Record<'status' | 'history' | 'stats' | 'stop' | 'resume', string>> {
  const place = `--data-dir ${quoteSh(folder)}`;
  return {
    // The limits that it shows are those of the config.
    status: ['status', place, ...configWords(config, move).map(quoteSh)].join(' '),
    history: `history ${place}`,
    stats: `stats ${place}`,
    stop: `stop ${place}`,
    resume: `resume <limit> ${place}`,
  };
}

/** The exit codes after which a restart may help; see `EXIT`. */
export const RESTART: readonly number[] = [1, EXIT.unreachable, EXIT.unexpected];

const OF_THE_LAB: readonly number[] = [EXIT.notBetter, EXIT.undecided, EXIT.noVerdict];

/**
 * The exit codes after which a supervisor must not start botpit again: a refused key stays refused, and a new session
 * after a loss limit would have a new one to lose.
 */
export const NO_RESTART: readonly number[] = Object.values(EXIT).filter(
  (code) => code !== EXIT.ok && !RESTART.includes(code) && !OF_THE_LAB.includes(code),
);

/** The public arena may give more time for a turn than the embedded one does. */
const SLOWER_ARENA = 2;
const SETTLING_MS = 30_000;

/**
 * Seconds that a match may take at most, so that a stop lets it finish: every turn of every round to its end. Of all
 * games where none is named.
 */
export function longestMatchS(asked: readonly GameId[] | null): number {
  const games = (asked ?? GAME_IDS).map(gameOf);
  const longestMs = Math.max(...games.map((each) => mostRounds(each) * each.turnTimeoutMs));
  return Math.ceil((SLOWER_ARENA * longestMs + SETTLING_MS) / 1000);
}
