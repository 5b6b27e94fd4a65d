/** A kind of value, and how an error message names it. */
export interface FieldKind<Value> {
  readonly name: string;
  readonly fits: (value: unknown) => boolean;
  /** What it was in documents of earlier versions, which have no such field. */
  readonly before?: Value;
  /** Never there; carries the type. */
  readonly value?: Value;
}

/** The kind of each field of a record. */
export type Fields<Item extends object> = { readonly [K in keyof Item]-?: FieldKind<Item[K]> };

/** As deep as the wire's own values may be, and a little. */
const MAX_DEPTH = 40;

function kind<Value>(name: string, fits: (value: unknown) => boolean): FieldKind<Value> {
  return { name, fits };
}

function orNull<Value>({ name, fits }: FieldKind<Value>): FieldKind<Value | null> {
  return kind(`${name} or null`, (value) => value === null || fits(value));
}

function oneOf<const Value>(...values: readonly Value[]): FieldKind<Value> {
  return kind(`one of ${values.map((value) => JSON.stringify(value)).join(', ')}`, (value) =>
    values.includes(value as Value),
  );
}

const text = kind<string>('a text', (value) => typeof value === 'string');
const boolean = kind<boolean>('true or false', (value) => typeof value === 'boolean');
const natural = kind<number>('an integer of 0 or more', (value) => isWhole(value) && value >= 0);
const integer = kind<number>('an integer', isWhole);
const duration = kind<number>('milliseconds', (value) => Number.isFinite(value) && (value as number) >= 0);
// The last millisecond that a `Date` can tell.
const time = kind<number>(
  'a time in milliseconds',
  (value) => Number.isFinite(value) && Math.abs(value as number) <= 8.64e15,
);
const object = kind<Record<string, unknown>>(
  'a JSON object of sound depth',
  (value) => typeof value === 'object' && value !== null && !isList(value) && isSound(value, MAX_DEPTH),
);

export const kinds = {
  id: kind<string>('a text that is not empty', (value) => typeof value === 'string' && value !== ''),
  text,
  textOrNull: orNull(text),
  boolean,
  booleanOrNull: orNull(boolean),
  natural,
  positive: kind<number>('an integer of 1 or more', (value) => isWhole(value) && value >= 1),
  integer,
  integerOrNull: orNull(integer),
  durationOrNull: orNull(duration),
  time,
  timeOrNull: orNull(time),
  score: kind<readonly [number, number]>(
    'two numbers',
    (value) => isList(value) && value.length === 2 && value.every(Number.isFinite),
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
  if (typeof value !== 'object' || value === null || isList(value))
    return refuse(`\`${place}\` is not an object`);
  const entries = Object.entries<FieldKind<unknown>>(fields).map(([key, { name, fits, before }]) => {
    const written = snakeCase(key);
    if (!Object.hasOwn(value, written) && before !== undefined) return [key, before];
    if (!Object.hasOwn(value, written)) return refuse(`\`${place}.${written}\` is missing`);
    const field = (value as Record<string, unknown>)[written];
    return fits(field) ? [key, field] : refuse(`\`${place}.${written}\` is not ${name}`);
  });
  return Object.fromEntries(entries) as Item;
}

export function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Not nested without end, and no key that reaches into prototypes when it is copied. */
function isSound(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isSound(inner, depth - 1));
}
