/** Checks one field of a message; true when the value is of the kind. */
export type FieldCheck = (value: unknown) => boolean;

/** How deep the values in a message may nest: those of `game_state`, `result`, `move_data`, and of unknown fields. */
export const MAX_DEPTH = 32;

export const isString: FieldCheck = (value) => typeof value === 'string';
/** Whoever keeps ids must not be made to keep novels. */
const MAX_ID_LENGTH = 256;
/**
 * What a match, a challenge or oneself is known by. The database would keep half a character (a lone surrogate) as another
 * one, and would not find what follows a NUL.
 */
export const isId: FieldCheck = (value) =>
  isLabel(value) && value !== '' && (value as string).isWellFormed() && !(value as string).includes('\0');
/** What others are known by, and may be empty. */
export const isLabel: FieldCheck = (value) => typeof value === 'string' && value.length <= MAX_ID_LENGTH;
export const isBoolean: FieldCheck = (value) => typeof value === 'boolean';
export const isNumber: FieldCheck = (value) => typeof value === 'number';
/** Paid-out pots may be larger than any safe integer, so they are whole but not always exact. */
export const isAmount: FieldCheck = (value) => Number.isInteger(value) && isNotNegative(value);
export const isNatural: FieldCheck = (value) => Number.isSafeInteger(value) && isNotNegative(value);
export const isPositive: FieldCheck = (value) => Number.isSafeInteger(value) && (value as number) >= 1;
export const isDurationMs: FieldCheck = (value) => Number.isFinite(value) && (value as number) >= 0;
export const isSide: FieldCheck = (value) => value === 'a' || value === 'b';
export const isScore: FieldCheck = (value) =>
  Array.isArray(value) && value.length === 2 && isNatural(value[0]) && isNatural(value[1]);
export const isObject: FieldCheck = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isValue: FieldCheck = () => true;

/** Whether a message is nested no deeper than it may be. */
export function isShallow(message: object): boolean {
  return fits(message, MAX_DEPTH + 1);
}

/** JSON can say -0, which databases and texts turn into another value. */
function isNotNegative(value: unknown): boolean {
  return (value as number) >= 0 && !Object.is(value, -0);
}

function fits(value: object, depth: number): boolean {
  if (depth === 0) return false;
  if (Array.isArray(value)) {
    for (const inner of value as unknown[]) {
      if (typeof inner === 'object' && inner !== null && !fits(inner, depth - 1)) return false;
    }
    return true;
  }
  // Parsed JSON has own keys only; an array of them, as `Object.values` makes, would be made for every frame.
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null && !fits(inner, depth - 1)) return false;
  }
  return true;
}

/** The kind as an error message names it. */
export const KIND_NAMES = new Map<FieldCheck, string>([
  [isString, 'a string'],
  [isId, `a string of 1 to ${MAX_ID_LENGTH} whole characters`],
  [isLabel, `a string of at most ${MAX_ID_LENGTH} characters`],
  [isBoolean, 'true or false'],
  [isNumber, 'a number'],
  [isAmount, 'an integer of 0 or more'],
  [isNatural, 'an integer of 0 or more'],
  [isPositive, 'an integer of 1 or more'],
  [isDurationMs, 'milliseconds'],
  [isSide, '"a" or "b"'],
  [isScore, 'two integers of 0 or more'],
  [isObject, 'an object'],
]);
