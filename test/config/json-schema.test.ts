import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FILE_KEYS, jsonSchema, type Problem, settingOf } from '../../src/config/index.js';
import { readFile } from '../../src/config/read.js';
import { loadWith } from './support.js';

type Schema = Record<string, unknown>;

const root = jsonSchema();
const KEYWORDS = [
  'type',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'anyOf',
  'properties',
  'additionalProperties',
  'items',
  '$ref',
  'minItems',
  'uniqueItems',
];
const ANNOTATIONS = ['description', 'default', '$schema', 'title', 'definitions'];

/** The keywords that the schema uses, as JSON Schema draft 7 has them; any other is an error. */
function accepts(schema: Schema, value: unknown): boolean {
  const { type, pattern, minimum, maximum, anyOf, properties, additionalProperties: rest } = schema;
  const unknown = Object.keys(schema).find(
    (keyword) => !KEYWORDS.includes(keyword) && !ANNOTATIONS.includes(keyword),
  );
  if (unknown !== undefined) throw new Error(`the checker does not know ${unknown}`);
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.replace('#/definitions/', '');
    return accepts((root.definitions as Record<string, Schema>)[name] as Schema, value);
  }
  if (type !== undefined && !hasType(String(type), value)) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  if (typeof value === 'string' && pattern !== undefined && !new RegExp(String(pattern), 'u').test(value))
    return false;
  if (
    typeof value === 'number' &&
    !(value >= Number(minimum ?? -Infinity) && value <= Number(maximum ?? Infinity))
  ) {
    return false;
  }
  if (Array.isArray(anyOf) && !anyOf.some((each: Schema) => accepts(each, value))) return false;
  if (type === 'array') {
    const items = value as unknown[];
    if (items.length < Number(schema.minItems ?? 0)) return false;
    if (schema.uniqueItems === true && new Set(items).size < items.length) return false;
    return items.every((item) => accepts((schema.items ?? {}) as Schema, item));
  }
  if (type !== 'object') return true;
  return Object.entries(value as object).every(([key, member]) => {
    const known = (properties as Record<string, Schema> | undefined) ?? {};
    if (Object.hasOwn(known, key)) return accepts(known[key] as Schema, member);
    return rest !== false && accepts((rest ?? {}) as Schema, member);
  });
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'array') return Array.isArray(value);
  return typeof value === type;
}

function isValid(content: unknown): boolean {
  const problems: Problem[] = [];
  readFile({ path: '/botpit.config.json', content: content as Record<string, unknown> }, problems);
  return problems.length === 0;
}

/** Values of every sort, tried on every key. */
const VALUES = [
  [],
  ['a'],
  [1],
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  7777,
  65_535,
  65_536,
  0.01,
  9_000_000,
  9_000_001,
  1e300,
  '',
  ' ',
  'x',
  'true',
  'rps',
  'hi_lo',
  ['rps', 'crash'],
  ['rps', 'rps'],
  ['rps', 'chess'],
  ['stop', 'limit'],
  'match',
  'hour',
  '18:00',
  '8:05',
  '24:00',
  '18:60',
  '22:00-06:00',
  '18:00 - 24:00',
  '22:00',
  'Europe/Berlin',
  'UTC',
  '+02:00',
  'RPS',
  'worker',
  'process',
  'polite',
  'off',
  'random',
  './bot.ts',
  'cmd: python3 bot.py',
  '0',
  '0.01',
  '00.5',
  '1.',
  '.5',
  '-1',
  '1e-3',
  '0.1234567891',
  '0s',
  '1ms',
  '30s',
  '5m',
  '2h',
  '01s',
  '1.5s',
  '5 m',
  '1d',
  's',
  'wss://arena.test/ws',
  'wss://arena.test:1?a=b@c',
  'ws://localhost:80/ws',
  'ws://127.0.0.1',
  'ws://[::1]:1/',
  'WSS://arena.test',
  'ws://arena.test',
  'ws://localhost.test',
  'ws://127.0.0.1.test/',
  'wss://u:p@arena.test',
  'wss://arena.test/#x',
  'wss://',
  'http://localhost',
  'bp_sk_0123456789',
  'bp_live_0123456789',
  [],
  ['rps'],
  {},
  { a: 1 },
];

describe('the JSON schema', () => {
  it.each(FILE_KEYS.filter((key) => key !== 'profile'))(
    'agrees with the validation about %s',
    async (key) => {
      for (const value of VALUES) {
        const file = { [key]: value };
        expect({ file, valid: accepts(root, file) }).toEqual({ file, valid: isValid(file) });
        const { kind } = settingOf(key);
        expect(accepts(kind.schema as Schema, value)).toBe(kind.read(value, '/') !== undefined);
      }
    },
  );

  it.each([
    {},
    { $schema: './x.json' },
    { profiles: {} },
    { profile: 'a', profiles: { a: { wager: 0.01 } } },
    { profiles: { a: { wagr: 1 } } },
    { profiles: { a: { profile: 'b' } } },
    { profiles: { a: { profiles: {} } } },
    { profiles: { a: 1 } },
    { profiles: [] },
    { wagr: 1 },
    { config: 'x' },
    { apiKey: 'x' },
    { $schema: 1 },
  ])('agrees with the validation about %j', (file) => {
    expect(accepts(root, file)).toBe(isValid(file));
  });

  it('is only laxer, where a schema cannot say it', () => {
    const laxer = [{ for: '597h' }, { wager: '9000001' }, { wager: 0.1234567891 }];
    for (const file of laxer) {
      expect(accepts(root, file)).toBe(true);
      expect(isValid(file)).toBe(false);
    }
  });

  it('has a description for every key, and the defaults', () => {
    const definitions = root.definitions as Record<string, Schema>;
    expect(Object.keys(definitions)).toEqual(FILE_KEYS);
    for (const key of FILE_KEYS) {
      expect(definitions[key]?.description).toBe(settingOf(key).description);
      expect(definitions[key]?.default).toBe(settingOf(key).default);
    }
    expect(JSON.parse(JSON.stringify(root))).toEqual(root);
  });
});

describe('botpit.config.example.json', () => {
  const example = JSON.parse(
    readFileSync(new URL('../../botpit.config.example.json', import.meta.url), 'utf8'),
  );

  it('is valid as shipped, by the schema and by the validation', async () => {
    expect(accepts(root, example)).toBe(true);
    const { config, warnings } = await loadWith({ file: example });
    expect(config).toMatchObject({ sandbox: true, wagerLamports: null, game: ['rps'] });
    expect(warnings).toEqual([]);
  });

  it('has every key, with the defaults where there are any', () => {
    const { $schema, profiles, ...keys } = example;
    expect($schema).toBe('./node_modules/botpit/dist/config.schema.json');
    expect(Object.keys(profiles)).toEqual(['sandbox', 'live']);
    const expected = FILE_KEYS.map((key) => [key, settingOf(key).example ?? settingOf(key).default]);
    expect(keys).toEqual(Object.fromEntries(expected));
  });
});
