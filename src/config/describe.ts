import type { Value } from './kinds.js';
import type { Loaded } from './load.js';
import { redact } from './secret.js';
import { FILE_KEYS, flagOf, KEYS, type Key, settingOf, variableOf } from './settings.js';

export interface ConfigRow {
  readonly key: Key;
  /** As a user would write it; in brackets what goes where nothing is set. Holds no secret. */
  readonly value: string;
  readonly origin: string;
}

/** The effective settings for `botpit config`, in the order of the table. */
export function describeConfig({ config, origins }: Loaded): readonly ConfigRow[] {
  const values: Readonly<Record<string, Value | null>> = config;
  return KEYS.map((key) => {
    const { kind, unset, secret } = settingOf(key);
    const value = values[key + kind.suffix] ?? null;
    const shown = value === null ? `(${unset})` : secret ? masked(String(value)) : written(kind.write(value));
    return { key, value: redact(shown), origin: redact(origins[key]) };
  });
}

/** Of a secret URL, where it leads to. */
function masked(url: string): string {
  return `${new URL(url).origin}/…`;
}

function written(value: Value): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** The table of all keys in `docs/configuration.md`. */
export function settingsTable(): string {
  const rows = FILE_KEYS.map((key) => {
    const { flag, description, default: preset, unset } = settingOf(key);
    const cells = [
      code(key),
      flag ? code(flag) : `argument ${code(flagOf(key))}`,
      code(variableOf(key)),
      preset === undefined ? (unset ?? '') : code(JSON.stringify(preset)),
      description,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| key | flag | variable | default | what it does |', '|---|---|---|---|---|', ...rows].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
