import { resolve } from 'node:path';
import { BotpitError } from '../errors.js';
import { GAME_IDS, type GameId } from '../games/index.js';
import { KEY_START, KEY_START_IN_URL } from '../lib/api-key.js';
import { formatDuration, MAX_TIMER_MS, parseDuration, parseWhen } from '../lib/clock.js';
import { isLoopbackHost, LOOPBACK } from '../lib/http.js';
import type { ParamValue } from '../lib/strategy-spec.js';
import { anyOf } from '../lib/wording.js';
import { formatSol, type Lamports, MAX_WAGER_SOL, parseSol } from '../wager.js';

/**
 * A kind of setting: how its values are read, written, told to a person and told to an editor. `Input` is what users
 * write, `Value` what the program works with, `Suffix` the unit that the name of the value carries.
 */
export interface Kind<Input, Value, Suffix extends string = ''> {
  readonly suffix: Suffix;
  /** What to write, after the word "expected". */
  readonly expected: string;
  /** What `--help` calls a value; absent where there is a choice of words, and for a switch. */
  readonly label?: string;
  /** All values, if there is a choice of words. */
  readonly words?: readonly string[];
  /** The same, where there are too many of them to be listed. */
  known?(): readonly string[];
  /** JSON schema of what a file may hold. It may be laxer than `read`, never stricter. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** From a JSON value, relative paths against the folder `base`; undefined where it is not a value of this kind. */
  read(raw: unknown, base: string): Value | undefined;
  /** The JSON value that a flag's or a variable's text stands for; the text itself where there is no such method. */
  fromText?(text: string): unknown;
  /** For a value with parts: which part is wrong, and what is expected there; undefined where that is not a single part. */
  wrongPart?(
    raw: unknown,
  ): { readonly name: string; readonly value: unknown; readonly expected: string } | undefined;
  /** The value as a user would write it. */
  write(value: Value): Input;
  /** Where the flag may be given several times: the values, one for each flag. */
  flags?(value: Value): readonly string[];
}

export type Value = string | number | boolean | readonly string[] | ParamSetting;

/** What parameters of a strategy are set to, by name. */
export type ParamSetting = Readonly<Record<string, ParamValue>>;

/** Any kind, for code that treats all of them alike. Method parameters are bivariant, so every `Kind` fits. */
export type AnyKind = Kind<Value, Value, string>;

/** A kind whose values have no unit and are written as they are. */
export function plain<V extends Value>(kind: Omit<Kind<V, V>, 'suffix' | 'write'>): Kind<V, V> {
  return { suffix: '', write: (value) => value, ...kind };
}

/** No setting holds an arena key: one that stands where it does not belong is refused. */
export const TEXT = { type: 'string', pattern: `^(?!${KEY_START}).` } as const;
const TEXT_PATTERN = new RegExp(TEXT.pattern);

export function readText(raw: unknown): string | undefined {
  return typeof raw === 'string' && TEXT_PATTERN.test(raw) ? raw : undefined;
}

/** @param resolved turns what the user wrote into what the program works with */
export function textKind(
  label: string,
  expected: string,
  resolved = (given: string, _base: string): string => given,
): Kind<string, string> {
  const read = (raw: unknown, base: string) => {
    const given = readText(raw);
    return given === undefined ? undefined : resolved(given, base);
  };
  return plain({ label, expected, schema: TEXT, read });
}

export const text = textKind('text', 'a string that is not empty');

const TRUTH: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['0', false],
  ['false', false],
  ['no', false],
]);

/** As a pattern for JSON schemas, which cannot say that capitals do not matter. */
export const TRUTH_WORDS = [...TRUTH.keys()]
  .map((word) => word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`))
  .join('|');

/** Any other word stays text. */
export function truthOf(word: string): boolean | string {
  return TRUTH.get(word.toLowerCase()) ?? word;
}

export const boolean = plain<boolean>({
  expected: 'true or false',
  schema: { type: 'boolean' },
  read: (raw) => (typeof raw === 'boolean' ? raw : undefined),
  fromText: truthOf,
});

export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Kind<number, number> {
  const upTo = max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : '';
  return plain({
    label: 'n',
    expected: `a whole number from ${min}${upTo}`,
    schema: { type: 'integer', minimum: min, maximum: max },
    read: (raw) =>
      Number.isSafeInteger(raw) && (raw as number) >= min && (raw as number) <= max
        ? (raw as number)
        : undefined,
    fromText: (digits) => (/^\d[\d_]*$/.test(digits) ? Number(digits.replaceAll('_', '')) : digits),
  });
}

/** Any finite number. */
export const number = plain<number>({
  expected: 'a number',
  schema: { type: 'number' },
  read: (raw) => (Number.isFinite(raw) ? (raw as number) : undefined),
  fromText: (digits) => (digits.trim() === '' ? digits : Number(digits.replaceAll('_', ''))),
});

type DurationText = `${number}${'ms' | 's' | 'm' | 'h'}`;

/** A time in whole milliseconds, from `minMs` on. */
export function duration(minMs: 0 | 1): Kind<DurationText, number, 'Ms'> {
  return {
    suffix: 'Ms',
    label: 'duration',
    expected: `a duration such as 500ms, 30s, 5m or 2h${minMs ? ', above 0' : ''} and at most ${Math.floor(MAX_TIMER_MS / 3_600_000)}h`,
    schema: { type: 'string', pattern: minMs ? '^[1-9]\\d*(ms|s|m|h)$' : '^(0|[1-9]\\d*)(ms|s|m|h)$' },
    read: (raw) => {
      const durationMs = typeof raw === 'string' ? parseDuration(raw) : null;
      return durationMs !== null && durationMs >= minMs ? durationMs : undefined;
    },
    write: (value) => formatDuration(value) as DurationText,
  };
}

/** A moment in the past, in epoch milliseconds. */
export const when: Kind<string, number> = {
  suffix: '',
  label: 'time',
  expected: 'a time (2026-03-01, 2026-03-01T18:00, 2026-03-01T18:00Z) or how long ago (90m, 2h, 7d, 4w)',
  schema: TEXT,
  read: (raw) => (typeof raw === 'string' ? (parseWhen(raw, Date.now()) ?? undefined) : undefined),
  write: (value) => new Date(value).toISOString(),
};

export const sol: Kind<string | number, Lamports, 'Lamports'> = {
  suffix: 'Lamports',
  label: 'sol',
  expected: `a SOL amount from 0 to ${MAX_WAGER_SOL} with at most nine decimals, such as 0.01`,
  schema: {
    anyOf: [
      { type: 'string', pattern: '^\\d+(\\.\\d{1,9})?$' },
      { type: 'number', minimum: 0, maximum: MAX_WAGER_SOL },
    ],
  },
  read: (raw) => {
    if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
    try {
      return parseSol(raw);
    } catch (error) {
      if (error instanceof BotpitError) return undefined;
      throw error;
    }
  },
  write: formatSol,
};

export function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word, Word> {
  return plain({
    expected: anyOf(words),
    words,
    schema: { enum: words },
    read: (raw) => words.find((word) => word === raw),
  });
}

export const game: Kind<GameId, GameId> = oneOf(GAME_IDS);

// A URL is shown and recorded, so a key has no place in it.
const NO_KEY = `(?!.*${KEY_START_IN_URL})`;
const WS_URL = `^${NO_KEY}(?:wss|ws(?=://(?:${LOOPBACK})(?:[:/?]|$)))://[^\\s/?#@]+(?:[/?][^\\s#]*)?$`;
const WS_URL_PATTERN = new RegExp(WS_URL);

/** Encrypted, or to this machine; and without user name and password. */
function isSafeUrl(url: string, scheme: 'ws' | 'http'): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  const isSafe = protocol === `${scheme}s:` || (protocol === `${scheme}:` && isLoopbackHost(hostname));
  return isSafe && username === '' && password === '';
}

/** `ws://` sends the key in the clear, so it is for this machine only. */
export const wsUrl = plain<string>({
  label: 'ws-url',
  expected:
    'a wss:// URL without user name, password, fragment or API key (ws:// only to localhost, 127.x.x.x and [::1])',
  schema: { type: 'string', pattern: WS_URL },
  read: (raw) => {
    if (typeof raw !== 'string' || !WS_URL_PATTERN.test(raw)) return undefined;
    // The pattern is for editors. What counts is how the socket will read the URL, since that is where the key goes.
    return isSafeUrl(raw, 'ws') ? raw : undefined;
  },
});

/** A file, as an absolute path. */
export const path = textKind('file', 'the path of a file', (given, base) => resolve(base, given));

/** The name of a preset, or a file as an absolute path. */
export const chaosName = textKind('preset|file', 'a preset or a file', (given, base) =>
  /^[a-z-]+$/.test(given) ? given : resolve(base, given),
);

/** Names, separated by commas where there is only text to write them in. */
export const list = plain<readonly string[]>({
  expected: 'a list of names',
  schema: { type: 'array', items: TEXT },
  read: (raw) => {
    if (!Array.isArray(raw)) return undefined;
    const names = raw.map(readText);
    return names.every((name) => name !== undefined) ? names : undefined;
  },
  fromText: (names) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
});

const SIZE_UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
const SIZE_PATTERN = /^([1-9]\d{0,5})([KMG])$/;

/** A size of files. */
export const size: Kind<string, number, 'Bytes'> = {
  suffix: 'Bytes',
  label: 'size',
  expected: 'a size such as 512K, 10M or 1G',
  schema: { type: 'string', pattern: SIZE_PATTERN.source },
  read: (raw) => {
    const [, count, unit] = SIZE_PATTERN.exec(typeof raw === 'string' ? raw : '') ?? [];
    return count && unit ? Number(count) * (SIZE_UNITS[unit] ?? 0) : undefined;
  },
  write: (value) => {
    const unit = ['G', 'M'].find((each) => value % (SIZE_UNITS[each] ?? 1) === 0) ?? 'K';
    return `${value / (SIZE_UNITS[unit] ?? 1)}${unit}`;
  },
};

/** An address to post to; `http:` on this machine only, as others must not read what is posted. */
export const httpUrl = plain<string>({
  label: 'url',
  expected: 'a URL that begins with https:// (or http:// on this machine), without user name and password',
  schema: { type: 'string', pattern: '^https?://' },
  read: (raw) => (typeof raw === 'string' && isSafeUrl(raw, 'http') ? raw : undefined),
});

/** The address of a server as others know it. */
export const originUrl = plain<string>({
  label: 'url',
  expected:
    'an address such as https://arena.example (http:// on this machine only), without user name, password and path',
  schema: { type: 'string', pattern: '^https?://[^/?#@]+/?$' },
  read: (raw) => {
    if (typeof raw !== 'string' || !isSafeUrl(raw, 'http')) return undefined;
    const { pathname, search, hash, origin } = new URL(raw);
    return pathname === '/' && search === '' && hash === '' ? origin : undefined;
  },
});
