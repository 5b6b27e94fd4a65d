import { dirname } from 'node:path';
import { isObject } from '../lib/shape.js';
import { nearest } from '../lib/wording.js';
import type { ConfigFile } from './files.js';
import { type AnyKind, oneOf, type Value } from './kinds.js';
import { nameOf, type Option, type OptionTable, type Setting, type ValuesOf } from './option.js';
import { ConfigError, type Problem, problemAt, type ValueSource } from './problems.js';
import { looksLikeKey } from './secret.js';
import { FILE_KEYS, flagOf, isKey, KEYS, type Key, PROFILE_KEYS, settingOf, variableOf } from './settings.js';

type Values = Partial<Record<Key, Value | undefined>>;

/** What one source says, checked. */
export interface Layer {
  readonly values: Readonly<Values>;
  place(key: Key): ValueSource;
  /** For a person: `flag --wager`, `BOTPIT_WAGER`, `profile live in <file>`, `<file>`. */
  origin(key: Key): string;
}

/** What a config file says: the keys at its top, and its profiles by name. */
export interface FileLayers {
  readonly base: Layer;
  readonly profiles: ReadonlyMap<string, Layer>;
}

const NO_KEY_HERE = 'no API key here: set BOTPIT_API_KEY, or name a file that holds the key with apiKeyFile';

/** Adds to `problems` what it finds wrong, as the two below do. */
export function readFlags(
  flags: Readonly<Partial<Record<Key, unknown>>>,
  cwd: string,
  problems: Problem[],
): Layer {
  const place = (key: Key): ValueSource => ({ source: 'flag', path: flagOf(key), file: null });
  const values: Values = {};
  for (const key of KEYS) {
    const at = { base: cwd, isText: true, problems } as const;
    values[key] = readValue(settingOf(key), flags[key], { place: place(key), ...at });
  }
  const origin = (key: Key) => `${settingOf(key).flag ? 'flag' : 'argument'} ${flagOf(key)}`;
  return { values, place, origin };
}

const KEY_OF_VARIABLE: ReadonlyMap<string, Key> = new Map(KEYS.map((key) => [variableOf(key), key]));
/** Variables that are not settings: the code that needs them reads them. */
const OTHER_VARIABLES = new Set(['BOTPIT_API_KEY', 'BOTPIT_QUEUE', 'BOTPIT_QUEUE_FILE']);
const PREFIX = 'BOTPIT_';

export function readVariables(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  problems: Problem[],
): Layer {
  const place = (key: Key): ValueSource => ({ source: 'variable', path: variableOf(key), file: null });
  const values: Values = {};
  for (const [name, given] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || !given || OTHER_VARIABLES.has(name)) continue;
    const key = KEY_OF_VARIABLE.get(name);
    const at = { base: cwd, isText: true, problems } as const;
    if (key) values[key] = readValue(settingOf(key), given, { place: place(key), ...at });
    else problems.push(unknownVariable(name));
  }
  return { values, place, origin: variableOf };
}

function unknownVariable(name: string): Problem {
  const known = [...KEY_OF_VARIABLE.keys(), ...OTHER_VARIABLES].map((each) => each.slice(PREFIX.length));
  const near = nearest(name.slice(PREFIX.length), known);
  return problemAt({ source: 'variable', path: name, file: null }, 'a variable that botpit knows', {
    nearest: near && PREFIX + near,
    severity: 'warning',
  });
}

/** Checks every profile, not only the one in use. */
export function readFile({ path, content }: ConfigFile, problems: Problem[]): FileLayers {
  const { $schema, profiles, ...top } = content;
  if ($schema !== undefined && (typeof $schema !== 'string' || looksLikeKey($schema))) {
    problems.push(
      problemAt({ source: 'file', path: '$schema', file: path }, 'the path or URL of a JSON schema'),
    );
  }
  const base = readKeys(top, { file: path, prefix: '', origin: path, known: FILE_KEYS }, problems);
  const overlays = new Map<string, Layer>();
  if (profiles !== undefined && !isObject(profiles)) {
    const at: ValueSource = { source: 'file', path: 'profiles', file: path };
    problems.push(problemAt(at, 'an object with one object for each profile', { value: profiles }));
  }
  for (const [name, overlay] of Object.entries(isObject(profiles) ? profiles : {})) {
    const prefix = `profiles.${name}.`;
    if (isObject(overlay)) {
      const origin = `profile ${name} in ${path}`;
      overlays.set(name, readKeys(overlay, { file: path, prefix, origin, known: PROFILE_KEYS }, problems));
    } else {
      const at: ValueSource = { source: 'file', path: prefix.slice(0, -1), file: path };
      problems.push(problemAt(at, 'an object with settings', { value: overlay }));
    }
  }
  return { base, profiles: overlays };
}

/** @param prefix before each key: `profiles.live.`, or nothing */
function readKeys(
  content: Record<string, unknown>,
  { file, prefix, origin, known }: Record<'file' | 'prefix' | 'origin', string> & { known: readonly Key[] },
  problems: Problem[],
): Layer {
  const place = (key: string): ValueSource => ({ source: 'file', path: prefix + key, file });
  const values: Values = {};
  for (const [key, raw] of Object.entries(content)) {
    if (isKey(key) && known.includes(key)) {
      values[key] = readValue(settingOf(key), raw, { place: place(key), base: dirname(file), problems });
    } else if (/^(?:bot[-_]?pit[-_]?)?(?:api[-_]?)?(?:key|token|secret)$/i.test(key) || isApiKey(raw)) {
      problems.push(problemAt(place(key), NO_KEY_HERE));
    } else {
      const candidates = prefix === '' ? [...known, 'profiles', '$schema'] : known;
      problems.push(problemAt(place(key), 'a known key', { value: raw, nearest: nearest(key, candidates) }));
    }
  }
  return { values, place, origin: () => origin };
}

function readValue(
  { kind, secret }: Option & Pick<Setting, 'secret'>,
  given: unknown,
  at: { place: ValueSource; base: string; isText?: true; problems: Problem[] },
): Value | undefined {
  if (given === undefined) return undefined;
  const raw = at.isText && typeof given === 'string' && kind.fromText ? kind.fromText(given) : given;
  const value = isApiKey(given) ? undefined : kind.read(raw, at.base);
  if (value !== undefined) return value;
  const part = kind.wrongPart?.(raw);
  if (isApiKey(given)) at.problems.push(problemAt(at.place, NO_KEY_HERE));
  else if (part !== undefined) {
    const place = { ...at.place, path: `${at.place.path}.${part.name}` };
    at.problems.push(problemAt(place, part.expected, { value: part.value }));
  } else {
    const near =
      (typeof given === 'string' ? unquoted(kind, given, at) : undefined) ?? nearestWord(kind, given);
    const shown = secret ? {} : { value: given };
    at.problems.push(problemAt(at.place, kind.expected, { ...shown, nearest: near ?? undefined }));
  }
  return undefined;
}

/** What a string in a file would mean as a flag: `"true"` stands for `true`, `"5"` for `5`. */
function unquoted(
  { fromText, read }: Option['kind'],
  given: string,
  { base, isText }: { base: string; isText?: true },
): string | undefined {
  const raw = isText ? given : fromText?.(given);
  if (raw === undefined || typeof raw === 'string' || read(raw, base) === undefined) return undefined;
  return Array.isArray(raw) ? JSON.stringify(raw) : `${JSON.stringify(raw)} without quotes`;
}

/** A word of the kind that is near to what was written, or to one of several that were. */
function nearestWord(kind: AnyKind, given: unknown): string | undefined {
  const words = kind.words ?? kind.known?.() ?? [];
  const written: readonly unknown[] = Array.isArray(given) ? given : String(given).split(',');
  const wrong = written.find((each) => typeof each === 'string' && !words.includes(each.trim()));
  return typeof wrong === 'string' && words.length > 0 ? nearest(wrong.trim(), words) : undefined;
}

/**
 * The values of a command's own options, which no config file knows.
 * @param given what was typed, by the name of the option
 * @param cwd what relative paths start from
 * @throws ConfigError `usage` with all that is wrong
 */
export function readOptions<T extends OptionTable>(
  table: T,
  given: Readonly<Record<string, unknown>>,
  cwd: string,
): ValuesOf<T> {
  const problems: Problem[] = [];
  const values = Object.entries(table).map(([key, option]) => {
    const place: ValueSource = { source: 'flag', path: nameOf(option, key), file: null };
    const value = readValue(option, given[key], { place, base: cwd, isText: true, problems });
    const preset = option.default === undefined ? null : option.kind.read(option.default, cwd);
    return [key + option.kind.suffix, value ?? preset ?? null];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(values) as ValuesOf<T>;
}

/**
 * One word of a choice, which is all that an argument of a command may be.
 * @param name what a refusal calls it: `[shell]`
 * @throws ConfigError `usage` for any other word, and for none
 */
export function readChoice<const Word extends string>(
  name: string,
  words: readonly Word[],
  typed: string | undefined,
): Word {
  const kind = oneOf(words);
  const place: ValueSource = { source: 'flag', path: name, file: null };
  const problems: Problem[] = typed === undefined ? [problemAt(place, kind.expected)] : [];
  readValue({ kind, description: '' }, typed, { place, base: '', isText: true, problems });
  if (problems.length > 0) throw new ConfigError(problems);
  return typed as Word;
}

function isApiKey(raw: unknown): boolean {
  return typeof raw === 'string' && looksLikeKey(raw);
}
