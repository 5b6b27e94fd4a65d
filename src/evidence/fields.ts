import {
  isBoolean,
  isDurationMs,
  isObject,
  isPositive,
  isText,
  isWhole,
  type Kind,
  kind,
  oneOf,
  orNull,
  snakeCase,
} from '../lib/shape.js';

/** The kind of a field of a document. */
export interface FieldKind<Value> extends Kind<Value> {
  /** What it was in documents of earlier versions, which have no such field. */
  readonly before?: Value;
}

/** The kind of each field of a record. */
export type Fields<Item extends object> = { readonly [K in keyof Item]-?: FieldKind<Item[K]> };

/** As deep as the wire's own values may be, and a little. */
const MAX_DEPTH = 40;

const text = kind<string>('a text', isText);
const boolean = kind<boolean>('true or false', isBoolean);
const natural = kind<number>('an integer of 0 or more', (value) => isWhole(value) && value >= 0);
const integer = kind<number>('an integer', isWhole);
const duration = kind<number>('milliseconds', isDurationMs);
// The last millisecond that a `Date` can tell.
const time = kind<number>(
  'a time in milliseconds',
  (value) => Number.isFinite(value) && Math.abs(value as number) <= 8.64e15,
);
const object = kind<Record<string, unknown>>(
  'a JSON object of sound depth',
  (value) => isObject(value) && isSound(value, MAX_DEPTH),
);

export const kinds = {
  id: kind<string>('a text that is not empty', (value) => typeof value === 'string' && value !== ''),
  text,
  textOrNull: orNull(text),
  boolean,
  booleanOrNull: orNull(boolean),
  natural,
  positive: kind<number>('an integer of 1 or more', isPositive),
  integer,
  integerOrNull: orNull(integer),
  durationOrNull: orNull(duration),
  time,
  timeOrNull: orNull(time),
  score: kind<readonly [number, number]>(
    'two numbers',
    (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite),
  ),
  object,
  objectOrNull: orNull(object),
  anything: kind<unknown>('a value of sound depth', (value) => isSound(value, MAX_DEPTH)),
  side: oneOf('a', 'b'),
  matchOutcome: oneOf('win', 'loss', 'draw'),
  roundOutcome: oneOf('win', 'loss', 'tie'),
  reading: oneOf('text', 'bytes', null),
  source: oneOf('strategy', 'fallback', null),
  reason: oneOf('threw', 'crashed', 'illegal', 'late', 'not-its-game', 'refused', null),
  speaker: oneOf('me', 'opponent'),
  direction: oneOf('in', 'out'),
} as const;

/** The kind of a field that documents of earlier versions do not have. */
export function since<Value>(kind: FieldKind<Value>, before: Value): FieldKind<Value> {
  return { ...kind, before };
}

/** @param refuse told of the first field that is missing or of another kind */
export function readFields<Item extends object>(
  fields: Fields<Item>,
  value: unknown,
  place: string,
  refuse: (problem: string) => never,
): Item {
  if (!isObject(value)) return refuse(`\`${place}\` is not an object`);
  const entries = Object.entries<FieldKind<unknown>>(fields).map(([key, { name, fits, before }]) => {
    const written = snakeCase(key);
    if (!Object.hasOwn(value, written) && before !== undefined) return [key, before];
    if (!Object.hasOwn(value, written)) return refuse(`\`${place}.${written}\` is missing`);
    const field = value[written];
    return fits(field) ? [key, field] : refuse(`\`${place}.${written}\` is not ${name}`);
  });
  return Object.fromEntries(entries) as Item;
}

/** Not nested without end, and no key that reaches into prototypes when it is copied. */
function isSound(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isSound(inner, depth - 1));
}
