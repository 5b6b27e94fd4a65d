import { FILE_KEYS, type Key, PROFILE_KEYS, settingOf } from './settings.js';

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
