import type { Value } from './kinds.js';
import type { Loaded } from './load.js';
import { redact } from './secret.js';
import { FILE_KEYS, KEYS, type Key, PROFILE_KEYS, settingOf } from './settings.js';

export interface ConfigRow {
  readonly key: Key;
  /** As in a config file; null where it is not set. Holds no secret: a secret URL is cut down to its origin. */
  readonly value: Value | null;
  /** The same for a person. What applies when nothing is set is in brackets. */
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
      effective === null
        ? null
        : secret
          ? `${new URL(String(effective)).origin}/…`
          : redacted(kind.write(effective));
    const shown =
      value === null
        ? `(${unset})`
        : isList(value)
          ? value.join(', ')
          : (kind.flags?.(value).join(' ') ?? String(value));
    return { key, value, shown, origin: redact(origins[key]) };
  });
}

function redacted(value: Value): Value {
  if (typeof value === 'string') return redact(value);
  return isList(value) ? value.map(redact) : value;
}

function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

/**
 * The JSON schema (draft 7) of config files, from the same table as the validation. It is for editors: a few things
 * that a schema cannot say (bounds of durations and of amounts in quotes, known profile names) are left to the
 * validation.
 */
export function jsonSchema(): Record<string, unknown> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'botpit configuration',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'This schema, for editors.' },
      ...references(FILE_KEYS),
      profiles: {
        description: 'Named overlays, of which `profile` applies one.',
        type: 'object',
        additionalProperties: {
          type: 'object',
          additionalProperties: false,
          properties: references(PROFILE_KEYS),
        },
      },
    },
    definitions: Object.fromEntries(FILE_KEYS.map((key) => [key, definition(key)])),
  };
}

function references(keys: readonly Key[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, { $ref: `#/definitions/${key}` }]));
}

function definition(key: Key): Record<string, unknown> {
  const { kind, description, default: preset } = settingOf(key);
  return { description, ...kind.schema, ...(preset !== undefined && { default: preset }) };
}
