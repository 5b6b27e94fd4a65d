import { anyOf } from './wording.js';

/*
 * What plain data from elsewhere looks like: checks of values that come from a wire, a file or a strategy.
 */

/** A kind of value, and how an error message names it: `an integer of 0 or more`. */
export interface Kind<Value> {
  readonly name: string;
  readonly fits: (value: unknown) => value is Value;
}

/** An object whose fields are of these kinds. */
export type ValuesOf<Kinds> = {
  readonly [K in keyof Kinds]: Kinds[K] extends Kind<infer Value> ? Value : never;
};

/** @param fits must be true of nothing else than a `Value` */
export function kind<Value>(name: string, fits: (value: unknown) => boolean): Kind<Value> {
  return { name, fits: fits as Kind<Value>['fits'] };
}

export function orNull<Value>({ name, fits }: Kind<Value>): Kind<Value | null> {
  return kind(`${name} or null`, (value) => value === null || fits(value));
}

export function oneOf<const Value>(...values: readonly Value[]): Kind<Value> {
  return kind(anyOf(values.map((value) => JSON.stringify(value))), (value) =>
    values.includes(value as Value),
  );
}

/** An object as JSON has it: not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws where reading `then` does. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** JSON can say -0, which databases and texts turn into another value. */
export function isNotNegative(value: number): boolean {
  return value >= 0 && !Object.is(value, -0);
}

/** A whole number from 0. */
export function isNatural(value: unknown): value is number {
  return isWhole(value) && isNotNegative(value);
}

/** A whole number from 1. */
export function isPositive(value: unknown): value is number {
  return isWhole(value) && value >= 1;
}

export function isWithin(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}

export function isDurationMs(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

export function isListOf<Item>(
  value: unknown,
  isItem: (item: unknown) => item is Item,
  most = Number.POSITIVE_INFINITY,
): value is Item[] {
  return Array.isArray(value) && value.length <= most && value.every(isItem);
}

export function isRecordOf(
  value: unknown,
  isEntry: (key: string, value: unknown) => boolean,
  most: number,
): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length <= most && keys.every((key) => isEntry(key, value[key]));
}

/** Absent, or of the kind. */
export function optional<Value>({ name, fits }: Kind<Value>): Kind<Value | undefined> {
  return kind(name, (value) => value === undefined || fits(value));
}

/** The fields that an object must have, and of which kind; it may have others. */
export type Fields = Readonly<Record<string, Kind<unknown>>>;

/** The first field that is not of its kind: `score is not two numbers`. Null where all are. */
export function misfitIn(fields: Fields, object: Readonly<Record<string, unknown>>): string | null {
  for (const [field, { name, fits }] of Object.entries(fields)) {
    if (!fits(Object.hasOwn(object, field) ? object[field] : undefined)) return `${field} is not ${name}`;
  }
  return null;
}

/** Whether values nest no deeper than so many objects and lists. For parsed JSON, which has own keys only. */
export function isShallow(value: object, depth: number): boolean {
  if (depth === 0) return false;
  if (Array.isArray(value)) {
    for (const inner of value as unknown[]) {
      if (typeof inner === 'object' && inner !== null && !isShallow(inner, depth - 1)) return false;
    }
    return true;
  }
  // A list of the values, as `Object.values` makes, would be made for every frame.
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null && !isShallow(inner, depth - 1)) return false;
  }
  return true;
}

/** Whether two values of JSON are the same. The order of keys means nothing; 0 and -0 differ, as they do when printed. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return Object.is(one, other);
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        isSameJson((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  );
}

const snakeCased = new Map<string, string>();

/** `match_id` for `matchId`. For the names of fields, of which there are few: each is worked out once. */
export function snakeCase(key: string): string {
  let snake = snakeCased.get(key);
  if (snake === undefined) {
    snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    snakeCased.set(key, snake);
  }
  return snake;
}
