import {
  isBoolean,
  isDurationMs,
  isNatural,
  isNotNegative,
  isObject,
  isPositive,
  isText,
  type Kind,
  kind,
} from '../lib/shape.js';

/** How deep the values in a message may nest: those of `game_state`, `result`, `move_data`, and of unknown fields. */
export const MAX_DEPTH = 32;

/** Whoever keeps ids must not be made to keep novels. */
const MAX_ID_LENGTH = 256;

/** What others are known by, and may be empty. */
function isLabel(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ID_LENGTH;
}

/**
 * What a match, a challenge or oneself is known by. The database would keep half a character (a lone surrogate) as another
 * one, and would not find what follows a NUL.
 */
function isId(value: unknown): boolean {
  return isLabel(value) && value !== '' && value.isWellFormed() && !value.includes('\0');
}

export const kinds = {
  string: kind('a string', isText),
  id: kind(`a string of 1 to ${MAX_ID_LENGTH} whole characters`, isId),
  label: kind(`a string of at most ${MAX_ID_LENGTH} characters`, isLabel),
  boolean: kind('true or false', isBoolean),
  number: kind('a number', (value) => typeof value === 'number'),
  /** Paid-out pots may be larger than any safe integer, so they are whole but not always exact. */
  amount: kind(
    'an integer of 0 or more',
    (value) => Number.isInteger(value) && isNotNegative(value as number),
  ),
  natural: kind('an integer of 0 or more', isNatural),
  positive: kind('an integer of 1 or more', isPositive),
  durationMs: kind('milliseconds', isDurationMs),
  side: kind('"a" or "b"', (value) => value === 'a' || value === 'b'),
  score: kind(
    'two integers of 0 or more',
    (value) => Array.isArray(value) && value.length === 2 && isNatural(value[0]) && isNatural(value[1]),
  ),
  object: kind('an object', isObject),
  anything: kind('a value', () => true),
} satisfies Record<string, Kind<unknown>>;
