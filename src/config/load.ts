import { ownTimeZone } from '../lib/time-of-day.js';
import { anyOf, nearest } from '../lib/wording.js';
import { type ConfigFile, findConfigFile, readConfigFile } from './files.js';
import type { Value } from './kinds.js';
import { settleParams } from './params.js';
import { ConfigError, formatProblem, type Problem, problemAt } from './problems.js';
import { type FileLayers, type Layer, readFile, readFlags, readVariables } from './read.js';
import { type Config, KEYS, type Key, settingOf, webhookFormatOf } from './settings.js';

/** Flags by config key: text, or true and false for switches. Those that do not stand on the command line are undefined. */
export type Flags = Readonly<Partial<Record<Key, string | boolean | undefined>>>;

export interface Loaded {
  readonly config: Config;
  /**
   * Where each value comes from, for a person: `flag --wager`, `BOTPIT_WAGER`, `profile live in <file>`, `<file>`,
   * `default`, and for `config` itself `found`.
   */
  readonly origins: Readonly<Record<Key, string>>;
  /** The names of the profiles of the config file, in its order. */
  readonly profiles: readonly string[];
  /** The same of each parameter of the strategy that is set, by its name. */
  readonly paramOrigins: Readonly<Record<string, string>>;
  /** One line each, for a person. */
  readonly warnings: readonly string[];
}

/** What settings are read from, beside the config file that is found by it. */
export interface From {
  readonly flags?: Flags;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/**
 * The effective settings: flags before `BOTPIT_*` variables before the profile before the config file before defaults.
 * Sandbox from any of them wins over a wager from any of them.
 * @throws ConfigError with all problems at once: `usage` where the first is in a flag, else `config/invalid`
 */
export async function load(from: From = {}): Promise<Loaded> {
  const problems: Problem[] = [];
  const sources = await readSources(from, problems);
  const profile = profileOf(sources, problems);
  return effective(sources, profile, problems);
}

/** All that settings may come from, checked. */
export interface Sources {
  /** Flags and variables, the stronger first. */
  readonly outer: readonly Layer[];
  readonly file: ConfigFile | null;
  readonly inFile: FileLayers | null;
  readonly cwd: string;
}

/** Adds to `problems` what it finds wrong. */
export async function readSources(
  { flags = {}, env = process.env, cwd = process.cwd() }: From,
  problems: Problem[],
): Promise<Sources> {
  const outer = [readFlags(flags, cwd, problems), readVariables(env, cwd, problems)];
  const file = await fileOf(outer, { cwd, env }, problems);
  return { outer, file, inFile: file && readFile(file, problems), cwd };
}

/**
 * What the sources come to with a profile.
 * @throws ConfigError where there is an error among the problems
 */
export function effective(
  { outer, file, inFile, cwd }: Sources,
  profile: Layer | undefined,
  problems: Problem[],
): Loaded {
  const layers = [...outer, ...(profile ? [profile] : []), ...(inFile ? [inFile.base] : [])];
  if (problems.some(({ severity }) => severity === 'error')) throw new ConfigError(problems);

  const values = new Map<Key, Value | null>();
  const origins = {} as Record<Key, string>;
  for (const key of KEYS) {
    const layer = layerOf(key, layers);
    values.set(key, layer?.values[key] ?? defaultOf(key, cwd));
    origins[key] = layer?.origin(key) ?? 'default';
  }
  if (file && values.get('config') === null) {
    values.set('config', file.path);
    origins.config = 'found';
  }
  const { params, origins: paramOrigins, warnings: paramWarnings } = settleParams(layers);
  values.set('params', params);
  origins.params = [...new Set(Object.values(paramOrigins))].join(', ') || 'default';
  requireCompany(values, layers, problems);
  if (problems.some(({ severity }) => severity === 'error')) throw new ConfigError(problems);
  const warnings = [
    ...problems.map(formatProblem),
    ...paramWarnings,
    ...settleSandbox(values, origins, layers),
  ];
  const named = KEYS.map((key) => [key + settingOf(key).kind.suffix, values.get(key)]);
  const profiles = [...(inFile?.profiles.keys() ?? [])];
  return { config: Object.fromEntries(named) as Config, origins, paramOrigins, profiles, warnings };
}

/** The first layer that sets a key; layers go from the strongest to the weakest. */
export function layerOf(key: Key, layers: readonly Layer[]): Layer | undefined {
  return layers.find(({ values }) => values[key] !== undefined);
}

function defaultOf(key: Key, cwd: string): Value | null {
  const setting = settingOf(key);
  return setting.default === undefined ? null : (setting.kind.read(setting.default, cwd) ?? null);
}

async function fileOf(
  layers: readonly Layer[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
  problems: Problem[],
): Promise<ConfigFile | null> {
  const layer = layerOf('config', layers);
  const named = layer?.values.config;
  const found =
    layer && named
      ? await readConfigFile(String(named), layer.place('config'))
      : await findConfigFile(cwd, env);
  if (found === null || 'content' in found) return found;
  problems.push(found);
  return null;
}

/** The profile that the strongest source names. */
function profileOf({ outer, inFile, file }: Sources, problems: Problem[]): Layer | undefined {
  const layer = layerOf('profile', inFile ? [...outer, inFile.base] : outer);
  const name = layer?.values.profile;
  if (!layer || typeof name !== 'string') return undefined;
  const profile = inFile?.profiles.get(name);
  // A profile that is there but broken has been reported, and so has a file that cannot be read.
  const reported = problems.some(
    ({ source, path }) => source === 'file' && [`profiles.${name}`, 'profiles', ''].includes(path),
  );
  if (!profile && !reported) {
    const names = [...(inFile?.profiles.keys() ?? [])];
    const expected = file
      ? `a profile of ${file.path} (${anyOf(names) || 'it has none'})`
      : 'a config file with profiles';
    problems.push(
      problemAt(layer.place('profile'), expected, { value: name, nearest: nearest(name, names) }),
    );
  }
  return profile;
}

/** Adds to `problems` the settings that need another one beside them, and do not have it. */
function requireCompany(
  values: ReadonlyMap<Key, Value | null>,
  layers: readonly Layer[],
  problems: Problem[],
): void {
  const require = (key: Key, needed: Key, expected: () => string) => {
    const layer = layerOf(key, layers);
    if (!layer || values.get(needed) !== null) return;
    const shown = settingOf(key).secret ? {} : { value: values.get(key) };
    problems.push(problemAt(layer.place(key), expected(), shown));
  };
  // A server is often set to UTC, and a laptop travels: a machine's own zone is nobody's intention.
  // To ask for it takes ten milliseconds, which no other start is to pay.
  const zone = () =>
    `a time zone beside it: timeZone (--time-zone), such as Europe/Berlin; this machine is set to ${ownTimeZone()}, which may not be yours`;
  for (const key of ['until', 'hours', 'summaryAt'] as const) require(key, 'timeZone', zone);
  if (
    webhookFormatOf({ webhook: values.get('webhook'), webhookFormat: values.get('webhookFormat') }) ===
    'telegram'
  )
    require('webhook', 'webhookChat', () =>
      'a chat beside it: webhookChat (--webhook-chat), the id of the Telegram chat to write to');
}

/** Without a wager, or with sandbox, there is no money in play: `sandbox` true, `wager` null. */
function settleSandbox(
  values: Map<Key, Value | null>,
  origins: Record<Key, string>,
  layers: readonly Layer[],
): readonly string[] {
  if (values.get('wager') === null) {
    values.set('sandbox', true);
    if (layerOf('sandbox', layers)?.values.sandbox !== true) origins.sandbox = 'default';
    return [];
  }
  if (values.get('sandbox') !== true) return [];
  const wagerLayer = layerOf('wager', layers);
  const sandboxLayer = layerOf('sandbox', layers);
  const warned =
    wagerLayer && sandboxLayer && layers.indexOf(wagerLayer) < layers.indexOf(sandboxLayer)
      ? [`the wager of ${origins.wager} is overruled: ${origins.sandbox} says sandbox`]
      : [];
  values.set('wager', null);
  origins.wager = `overruled by sandbox (${origins.sandbox})`;
  return warned;
}
