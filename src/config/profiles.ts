import { anyOf, nearest } from '../lib/wording.js';
import { effective, type From, type Loaded, layerOf, readSources, type Sources } from './load.js';
import { ConfigError, formatProblem, type Problem, problemAt, type ValueSource } from './problems.js';
import type { Layer } from './read.js';
import { type Config, settings } from './settings.js';

/** A profile of the config file with a strategy: what a bot is made from. */
export interface LoadedProfile extends Loaded {
  readonly name: string;
  /** The key file that the profile itself names, as an absolute path; null where it names none. */
  readonly ownKeyFile: string | null;
  /** Whether the profile itself sets the metrics port. */
  readonly hasOwnPort: boolean;
  /** Its place among the profiles of the file, from 0. */
  readonly place: number;
}

/** How things are shown to a person or a program. */
type Shown = Pick<Config, 'json' | 'quiet' | 'verbose' | 'color'>;

export interface LoadedProfiles {
  /** The config file. */
  readonly file: string;
  /** How what is about all of them is shown. */
  readonly shown: Shown;
  /** One line each, for a person: about the file as a whole. */
  readonly warnings: readonly string[];
  readonly profiles: readonly LoadedProfile[];
}

/**
 * The effective settings of several profiles of one config file, each as `load` would give them.
 * @param names of the profiles; where there are none, all that have a strategy
 * @param isAgain whether they have been there before: those that are not there any more are left out
 * @throws ConfigError with all problems at once: `usage` where the first is in what was typed, else `config/invalid`
 */
export async function loadProfiles(
  names: readonly string[],
  from: From,
  isAgain = false,
): Promise<LoadedProfiles> {
  const problems: Problem[] = [];
  const sources = await readSources(from, problems);
  const { file, inFile } = sources;
  if (file === null && problems.length === 0) {
    const expected = 'a botpit.config.json with `profiles`, each of which is a bot';
    throw new ConfigError([problemAt({ source: 'variable', path: 'config', file: null }, expected)]);
  }
  if (file === null || inFile === null) throw new ConfigError(problems);
  const { path } = file;
  const layers = inFile.profiles;
  const all = [...layers.keys()];
  const able = all.filter((name) => hasStrategy(layers.get(name), sources));
  for (const name of names.filter((each) => !isAgain || all.includes(each)))
    refuseUnable(name, { path, all, able }, problems);
  if (names.length === 0 && able.length === 0) {
    const at: ValueSource = { source: 'file', path: 'profiles', file: path };
    problems.push(problemAt(at, 'at least one profile that names a strategy'));
  }
  if (problems.some(({ severity }) => severity === 'error')) throw new ConfigError(problems);
  const wanted = names.length > 0 ? names : able;
  const profiles = [...layers].flatMap(([name, layer], place) =>
    wanted.includes(name) ? [loaded(name, layer, place, sources)] : [],
  );
  return { file: path, shown: shownBy(sources), warnings: problems.map(formatProblem), profiles };
}

/** Whatever profiles say: there is one screen for all of them. */
function shownBy({ outer, inFile }: Sources): Shown {
  const layers = [...outer, ...(inFile ? [inFile.base] : [])];
  const is = (key: keyof Shown) => layerOf(key, layers)?.values[key] ?? settings[key].default;
  return {
    json: is('json') === true,
    quiet: is('quiet') === true,
    verbose: is('verbose') === true,
    color: is('color') === true,
  };
}

function hasStrategy(profile: Layer | undefined, { outer, inFile }: Sources): boolean {
  const layers = [...outer, ...(profile ? [profile] : []), ...(inFile ? [inFile.base] : [])];
  return layerOf('strategy', layers) !== undefined;
}

function loaded(name: string, profile: Layer, place: number, sources: Sources): LoadedProfile {
  const named: Layer = {
    values: { profile: name },
    place: () => ({ source: 'flag', path: '[profile]', file: null }),
    origin: () => 'named as a bot',
  };
  // What is wrong with the file has been told once.
  const settings = effective({ ...sources, outer: [named, ...sources.outer] }, profile, []);
  const { apiKeyFile } = profile.values;
  const hasOwnPort = settings.origins.metrics === profile.origin('metrics');
  return {
    ...settings,
    ...{ name, place, hasOwnPort },
    ownKeyFile: typeof apiKeyFile === 'string' ? apiKeyFile : null,
  };
}

/** Adds what keeps a profile that was asked for from being a bot. */
function refuseUnable(
  name: string,
  { path, all, able }: { path: string; all: readonly string[]; able: readonly string[] },
  problems: Problem[],
): void {
  if (able.includes(name)) return;
  if (all.includes(name)) {
    const expected = `a strategy, as every bot of a fleet has one (${anyOf(able) || 'no profile has'})`;
    const at: ValueSource = { source: 'file', path: `profiles.${name}.strategy`, file: path };
    problems.push(problemAt(at, expected, { nearest: nearest(name, able) }));
    return;
  }
  const expected = `a profile of ${path} (${anyOf(all) || 'it has none'})`;
  const at: ValueSource = { source: 'flag', path: '[profile]', file: null };
  problems.push(problemAt(at, expected, { value: name, nearest: nearest(name, all) }));
}
