import { snakeCase } from '../lib/shape.js';
import type { Kind } from './kinds.js';
import { type Group, nameOf, type Setting, type ValuesOf } from './option.js';
import { limitsSettings, playSettings, recordsSettings } from './settings/play.js';
import { arenaSettings, connectionSettings, monitoringSettings, outputSettings } from './settings/process.js';

/**
 * Every setting, once: config files, `BOTPIT_*` variables, flags, defaults, the JSON schema, `botpit config` and the
 * documentation are all made from this table.
 */
export const settings = {
  ...playSettings,
  ...limitsSettings,
  ...connectionSettings,
  ...recordsSettings,
  ...monitoringSettings,
  ...arenaSettings,
  ...outputSettings,
} as const satisfies Record<string, Setting>;

type Settings = typeof settings;

/** A config key: `maxLoss`. */
export type Key = keyof Settings;

export const KEYS = Object.keys(settings) as readonly Key[];

export function isKey(word: string): word is Key {
  return Object.hasOwn(settings, word);
}

/** A setting, for code that treats all of them alike. */
export function settingOf(key: Key): Setting {
  return settings[key];
}

/** The keys that a config file may have; `profile` at its top level only. */
export const FILE_KEYS: readonly Key[] = KEYS.filter((key) => settingOf(key).inFile !== false);
export const PROFILE_KEYS: readonly Key[] = FILE_KEYS.filter((key) => key !== 'profile');

/** The settings whose flags a command of these groups takes. */
export function keysTakenBy(groups: readonly Group[]): readonly Key[] {
  return KEYS.filter((key) =>
    settingOf(key).takenBy.some((group) => group === 'all' || groups.includes(group)),
  );
}

/** `BOTPIT_MAX_LOSS` for `maxLoss`. */
export function variableOf(key: Key): string {
  return `BOTPIT_${snakeCase(key).toUpperCase()}`;
}

/** `--max-loss` for `maxLoss`, `--no-color` for `color`; `[game]` for what is not a flag but an argument. */
export function flagOf(key: Key): string {
  return nameOf(settingOf(key), key);
}

type InputOf<K extends Key> =
  Settings[K]['kind'] extends Kind<infer Input, infer _Value, infer _Unit> ? Input : never;
/**
 * The effective settings, with units in the names: `forMs`, `wagerLamports`. Null where a setting without a default is
 * not set. Paths are absolute. `wagerLamports` is null exactly where `sandbox` is true.
 */
export type Config = ValuesOf<Settings>;

/** Whether real money is at stake. */
export function playsForMoney({ local, wagerLamports }: Config): boolean {
  return local === false && (wagerLamports ?? 0) > 0;
}

/** Where money is at stake, a strategy that goes wrong must not take botpit's own process with it. */
export function isolationOf(config: Config): NonNullable<Config['isolation']> {
  return config.isolation ?? (playsForMoney(config) ? 'process' : 'worker');
}

/** By the hosts that take them. */
const WEBHOOK_FORMATS: Readonly<Record<string, Config['webhookFormat']>> = {
  'discord.com': 'discord',
  'discordapp.com': 'discord',
  'hooks.slack.com': 'slack',
  'api.telegram.org': 'telegram',
};

/** What is posted to the webhook; null where there is none. */
export function webhookFormatOf({
  webhook,
  webhookFormat,
}: Readonly<Record<'webhook' | 'webhookFormat', unknown>>): Config['webhookFormat'] {
  if (typeof webhook !== 'string') return null;
  if (typeof webhookFormat === 'string') return webhookFormat as Config['webhookFormat'];
  const { hostname } = new URL(webhook);
  const host = Object.keys(WEBHOOK_FORMATS).find(
    (each) => hostname === each || hostname.endsWith(`.${each}`),
  );
  return host === undefined ? 'json' : (WEBHOOK_FORMATS[host] ?? 'json');
}

/** What a profile may set. */
export type ProfileInput = { readonly [K in Exclude<Key, 'config' | 'profile'>]?: InputOf<K> };

/** What a config file may hold. Amounts of SOL are decimals, durations `500ms`, `30s`, `5m` or `2h`. */
export interface ConfigInput extends ProfileInput {
  readonly $schema?: string;
  readonly profile?: string;
  readonly profiles?: Readonly<Record<string, ProfileInput>>;
}

/** Gives a config file its types; returns it unchanged. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
