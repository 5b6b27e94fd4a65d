import {
  type Config,
  type From,
  findApiKey,
  type Loaded,
  type LoadedProfile,
  loadProfiles,
  playsForMoney,
  type Secret,
} from '../config/index.js';
import { BotpitError } from '../errors.js';
import { accountOf } from '../lib/api-key.js';

/**
 * What a fleet hands over to the process of a bot, in place of flags, variables and a config file: the file may have been
 * edited meanwhile, and others can see command lines and environments.
 */
export interface Settings extends Omit<Loaded, 'warnings'> {
  readonly warnings: readonly { readonly code: 'config' | 'api_key'; readonly message: string }[];
  /** Null with `local`. */
  readonly key: string | null;
}

/** A bot of a fleet: a profile, with all that its process is given. */
export interface Bot extends Settings {
  readonly name: string;
}

/** The bots of a config file. */
export interface Roster {
  readonly file: string;
  /** How the fleet itself shows things. */
  readonly shown: Pick<Config, 'json' | 'quiet' | 'verbose' | 'color'>;
  readonly bots: readonly Bot[];
  /** For a person, and about no bot in particular. */
  readonly warnings: readonly string[];
}

/**
 * The bots that these profiles are; without names, all profiles that have a strategy. What would go wrong between bots is
 * refused here, before anything starts: two with one key, one port or one log file.
 * @param isAgain whether these profiles have been read before: those that are gone are left out
 * @throws BotpitError with all that is wrong at once
 */
export async function readRoster(names: readonly string[], from: From, isAgain = false): Promise<Roster> {
  const { file, shown, warnings, profiles } = await loadProfiles(names, from, isAgain);
  const problems: string[] = [];
  const bots: Bot[] = [];
  for (const profile of profiles) {
    try {
      bots.push(await botOf(profile, from.env ?? {}));
    } catch (error) {
      if (!(error instanceof BotpitError)) throw error;
      problems.push(`profile ${profile.name}: ${error.message}`);
    }
  }
  problems.push(...clashesOf(bots));
  if (problems.length > 0) throw refusal(problems);
  return { file, shown, bots, warnings: [...warnings, ...meetings(bots)] };
}

function refusal(problems: readonly string[]): BotpitError {
  const [only] = problems;
  const message =
    problems.length === 1
      ? String(only)
      : `${problems.length} problems with the bots of the fleet:${problems.map((text) => `\n  ${text}`).join('')}`;
  return new BotpitError('config/invalid', message, {
    hint: 'Each profile needs an apiKeyFile of its own, and its own `metrics` port and `logFile` where it sets them. Nothing was started.',
  });
}

async function botOf(profile: LoadedProfile, env: NodeJS.ProcessEnv): Promise<Bot> {
  const { name, origins, profiles, paramOrigins, ownKeyFile, hasOwnPort, place } = profile;
  const { metrics } = profile.config;
  const config: Config = {
    ...profile.config,
    ...(ownKeyFile === null ? {} : { apiKeyFile: ownKeyFile }),
    // A port that is given to all of them is the first of several.
    ...(metrics && !hasOwnPort ? { metrics: metrics + place } : {}),
  };
  const secret = config.local === false ? await keyOf(config, ownKeyFile, env) : null;
  const warnings = [
    ...profile.warnings.map((message) => ({ code: 'config' as const, message })),
    ...(secret?.warnings ?? []).map((message) => ({ code: 'api_key' as const, message })),
  ];
  return { name, config, origins, profiles, paramOrigins, warnings, key: secret?.value ?? null };
}

/**
 * A key that the whole shell has is that of one bot: what a profile says of its own comes first.
 */
function keyOf({ apiKeyFile }: Config, ownKeyFile: string | null, env: NodeJS.ProcessEnv): Promise<Secret> {
  const { BOTPIT_API_KEY: _ofTheShell, ...others } = env;
  return findApiKey({ env: ownKeyFile === null ? env : others, apiKeyFile });
}

/** What only one process at a time can have. */
interface Claim {
  readonly what: string;
  /** For a person: what is wrong with two that have it. */
  readonly shared: string;
}

export function claimsOf({ key, config: { metrics, logFile } }: Bot): readonly Claim[] {
  return [
    ...(key === null ? [] : [{ what: `key ${accountOf(key)}`, shared: 'have the same API key' }]),
    // 0 is any port that is free.
    ...(metrics ? [{ what: `port ${metrics}`, shared: `would serve metrics on port ${metrics}` }] : []),
    ...(logFile === null ? [] : [{ what: `log ${logFile}`, shared: `would write to ${logFile}` }]),
  ];
}

function clashesOf(bots: readonly Bot[]): string[] {
  const owners = new Map<string, { shared: string; names: string[] }>();
  for (const bot of bots) {
    for (const { what, shared } of claimsOf(bot)) {
      const owner = owners.get(what) ?? { shared, names: [] };
      owner.names.push(bot.name);
      owners.set(what, owner);
    }
  }
  const clashes = [...owners.values()].filter(({ names }) => names.length > 1);
  return clashes.map(({ shared, names }) => `profiles ${names.join(', ')} ${shared}`);
}

/** Bots that the arena may pair with each other, for money. */
function meetings(bots: readonly Bot[]): string[] {
  const queues = new Map<string, string[]>();
  for (const { name, config } of bots) {
    if (!playsForMoney(config)) continue;
    const queue = JSON.stringify([config.url, config.game, config.wagerLamports]);
    queues.set(queue, [...(queues.get(queue) ?? []), name]);
  }
  const shared = [...queues.values()].filter((names) => names.length > 1);
  return shared.map(
    (names) =>
      `${names.join(', ')} queue for the same game with the same wager: paired with each other, they only pay the arena's fee`,
  );
}

/** Whether two bots play alike, so that a process of the one is one of the other. */
export function isSame(a: Bot, b: Bot): boolean {
  return JSON.stringify([a.config, a.key]) === JSON.stringify([b.config, b.key]);
}
