import { isBoolean, isObject, isShallow, isText, kind } from '../lib/shape.js';

/* Kinds of values in what a page reads and others may have written: a file of a match, the lines of a bot. */

/** As deep as what an arena told is kept, and a little. */
const MOST_DEPTH = 60;

export const text = kind<string>('a text', isText);
export const flag = kind<boolean>('true or false', isBoolean);
export const anything = kind<unknown>('a value of sound depth', isSound);
export const object = kind<object>('an object of sound depth', (value) => isObject(value) && isSound(value));
export const score = kind<readonly number[]>(
  'two numbers',
  (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite),
);

function isSound(value: unknown): boolean {
  return typeof value !== 'object' || value === null || isShallow(value, MOST_DEPTH);
}
