import type { Value } from './kinds.js';
import type { Loaded } from './load.js';
import { redact } from './secret.js';
import { FILE_KEYS, flagOf, KEYS, type Key, settingOf, variableOf } from './settings.js';

export interface ConfigRow {
  readonly key: Key;
  /** As a config file would hold it; null where it is not set. Holds no secret: of a secret URL, where it leads to. */
  readonly value: Value | null;
  /** The same for a person; in brackets what goes where nothing is set. */
  readonly shown: string;
  readonly origin: string;
}

/** The effective settings for `botpit config`, in the order of the table. */
export function describeConfig({
  config,
  origins,
}: Pick<Loaded, 'config' | 'origins'>): readonly ConfigRow[] {
  const values: Readonly<Record<string, Value | null>> = config;
  return KEYS.map((key) => {
    const { kind, unset, secret } = settingOf(key);
    const effective = values[key + kind.suffix] ?? null;
    const value =
      effective === null ? null : secret ? masked(String(effective)) : redacted(kind.write(effective));
    const shown =
      value === null ? `(${unset})` : typeof value === 'object' ? value.join(', ') : String(value);
    return { key, value, shown, origin: redact(origins[key]) };
  });
}

/** Of a secret URL, where it leads to. */
function masked(url: string): string {
  return `${new URL(url).origin}/…`;
}

function redacted(value: Value): Value {
  if (typeof value === 'string') return redact(value);
  return typeof value === 'object' ? value.map(redact) : value;
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
