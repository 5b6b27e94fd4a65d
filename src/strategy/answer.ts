import type { AnyGame } from '../games/index.js';
import { isObject, isThenable } from '../lib/shape.js';
import { shown } from './thrown.js';

/** A legal move: the canonical one, or with `raw` the move data as they are to be sent. */
interface JudgedMove {
  readonly move: object;
  readonly raw: boolean;
}

/** What an answer means here; `null` for nothing. */
export function judge(game: AnyGame, state: object, answer: unknown): JudgedMove | null {
  try {
    const raw = rawMove(answer);
    if (raw !== undefined) return { move: raw, raw: true };
    const isWire = isObject(answer);
    const move = game.parseMove(isWire ? answer : { [game.moveKey]: answer }, state);
    return move && { move, raw: false };
  } catch {
    // An object of the strategy's own making, in its own thread, may throw from a getter.
    return null;
  }
}

/** Far more than a move of any dialect needs. */
const RAW_BYTES = 32 * 1024;
const RAW_DEPTH = 32;

/** A copy of the raw data, which no getter changes any more. */
function rawMove(answer: unknown): object | undefined {
  if (typeof answer !== 'object' || answer === null || !('raw' in answer)) return undefined;
  const { raw } = answer;
  if (typeof raw !== 'object' || raw === null || !isJson(raw)) return undefined;
  const text = JSON.stringify(raw);
  if (Buffer.byteLength(text) > RAW_BYTES) return undefined;
  const copy: unknown = JSON.parse(text);
  return typeof copy === 'object' && copy !== null && !Array.isArray(copy) ? copy : undefined;
}

/**
 * JSON would turn other values into `null` or into nothing, and the arena would take that for the move.
 * @param room counts down: each value takes a byte at least
 */
function isJson(value: unknown, depth = 1, room = { left: RAW_BYTES }): boolean {
  if (depth > RAW_DEPTH || room.left-- <= 0) return false;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return ['string', 'boolean', 'object'].includes(typeof value);
  if (isThenable(value)) return false;
  return Object.values(value).every((inner) => isJson(inner, depth + 1, room));
}

/** Why an answer is not a move, for a person. */
export function refusedMove(answer: unknown, { moves }: Pick<AnyGame, 'moves'>): string {
  const what =
    answer === undefined || answer === null
      ? `it answered nothing (${answer}): a \`return\` may be missing`
      : describe(carried(answer));
  return `${what}; legal: ${moves}`;
}

/** Oddities are told in words: in quotes they would read as what the strategy has written. */
function describe(answer: unknown): string {
  if (isOddity(answer)) return `it answered ${answer}`;
  const odd = isObject(answer) ? Object.entries(answer).find(([, value]) => isOddity(value)) : undefined;
  return odd === undefined
    ? `${shown(answer)} is not a legal move here`
    : `\`${odd[0]}\` in its answer is ${odd[1]}`;
}

/**
 * An answer as it can be sent between threads and processes: a value that JSON does not have becomes a text that describes it,
 * and that no game takes for a move. Any other answer is returned as it is. Never throws.
 */
export function carried(answer: unknown): unknown {
  try {
    const odd = oddityOf(answer);
    if (odd !== undefined) return odd;
    if (typeof answer !== 'object' || answer === null) return answer;
    if ('raw' in answer) return isJson(answer.raw) ? answer : shown(answer);
    let copy: Record<string, unknown> | undefined;
    for (const key in answer) {
      const value = (answer as Record<string, unknown>)[key];
      const description = value === undefined ? UNDEFINED : oddityOf(value);
      if (description === undefined) continue;
      copy ??= { ...answer };
      copy[key] = description;
    }
    return copy ?? answer;
  } catch {
    // A getter of the strategy's own making.
    return shown(answer);
  }
}

const UNDEFINED = 'undefined';
const FUNCTION = 'a function: its () may be missing';
const PROMISE = 'a promise: an `await` may be missing';
const NO_NUMBER = ', which is not a number to play';
const ODDITIES: ReadonlySet<unknown> = new Set([
  ...[UNDEFINED, FUNCTION, PROMISE, 'a bigint', 'a symbol'],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => value + NO_NUMBER),
]);

/** Whether it is what `carried` has put in the place of a value. */
function isOddity(value: unknown): value is string {
  return ODDITIES.has(value);
}

function oddityOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : value + NO_NUMBER;
    case 'bigint':
    case 'symbol':
      return `a ${typeof value}`;
    case 'function':
      return FUNCTION;
    case 'object':
      return isThenable(value) ? PROMISE : undefined;
    default:
      return undefined;
  }
}
