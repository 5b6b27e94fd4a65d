import { stat } from 'node:fs/promises';
import {
  type ApiKey,
  type Config,
  ConfigError,
  type Flags,
  findApiKey,
  formatProblem,
  type Loaded,
  load,
  maskKey,
  redact,
} from '../config/index.js';
import { BotpitError } from '../errors.js';
import { EXIT_OF_ERROR } from '../exit-codes.js';
import { keyPrefixOf } from '../lib/api-key.js';
import { type Diagnosis, ok, problem, skipped, warning } from './diagnosis.js';

/** Where doctor looks. */
export interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** What is said of the settings, and the settings where they are sound. */
export type CheckedConfig = readonly [Diagnosis, Loaded | null];

export async function checkConfig(flags: Flags, { env, cwd }: Place): Promise<CheckedConfig> {
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
    return [
      problem(EXIT_OF_ERROR[error.code], said, 'All keys: docs/configuration.md, or botpit play --help.'),
      null,
    ];
  }
}

/** The key, where there is one to be had and one is needed. */
export async function checkKey(config: Config, env: NodeJS.ProcessEnv): Promise<[Diagnosis, ApiKey | null]> {
  if (config.local !== false) return [skipped('--local needs no key'), null];
  try {
    const found = await findApiKey({ env, apiKeyFile: config.apiKeyFile });
    return [await judge(found), found];
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    return [problem(EXIT_OF_ERROR[error.code], error.message, error.hint ?? null), null];
  }
}

async function judge({ key, origin, warnings }: ApiKey): Promise<Diagnosis> {
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
