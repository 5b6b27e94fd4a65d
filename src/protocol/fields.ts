/** Checks one field of a message; true when the value is of the kind. */
export type FieldCheck = (value: unknown) => boolean;

/** How deep the free-form values of a message (`game_state`, `result`, `move_data`) may nest. */
const MAX_DEPTH = 32;

export const isString: FieldCheck = (value) => typeof value === 'string';
export const isBoolean: FieldCheck = (value) => typeof value === 'boolean';
export const isNumber: FieldCheck = (value) => typeof value === 'number';
/** Paid-out pots may be larger than any safe integer, so they are whole but not always exact. */
export const isAmount: FieldCheck = (value) => Number.isInteger(value) && (value as number) >= 0;
export const isNatural: FieldCheck = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isPositive: FieldCheck = (value) => Number.isSafeInteger(value) && (value as number) >= 1;
export const isDurationMs: FieldCheck = (value) => Number.isFinite(value) && (value as number) >= 0;
export const isSide: FieldCheck = (value) => value === 'a' || value === 'b';
export const isStringOrNull: FieldCheck = (value) => value === null || typeof value === 'string';
export const isScore: FieldCheck = (value) =>
  Array.isArray(value) && value.length === 2 && isNatural(value[0]) && isNatural(value[1]);
export const isShallow: FieldCheck = (value) => fits(value, MAX_DEPTH);
export const isShallowObject: FieldCheck = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && fits(value, MAX_DEPTH);

function fits(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  // Parsed JSON has own keys only; an array of them, as `Object.values` makes, would be made for every frame.
  for (const key in value) if (!fits((value as Record<string, unknown>)[key], depth - 1)) return false;
  return true;
}

/** The kind as an error message names it. */
export const KIND_NAMES = new Map<FieldCheck, string>([
  [isString, 'a string'],
  [isBoolean, 'true or false'],
  [isNumber, 'a number'],
  [isAmount, 'an integer of 0 or more'],
  [isNatural, 'an integer of 0 or more'],
  [isPositive, 'an integer of 1 or more'],
  [isDurationMs, 'milliseconds'],
  [isSide, '"a" or "b"'],
  [isStringOrNull, 'a string or null'],
  [isScore, 'two integers of 0 or more'],
  [isShallow, `a value nested at most ${MAX_DEPTH} deep`],
  [isShallowObject, `an object nested at most ${MAX_DEPTH} deep`],
]);
