import { isGameId } from '../games/index.js';
import { type RunPlan, slotsOf, taskCount } from './plan.js';

/** Series of a run: each is counted, and one bit or line of it is kept. */
const MOST_SERIES = 2 ** 24;
/** Beyond it nobody has a chance, and the arithmetic has no digits left. */
const MOST_ELO = 10_000;
/** The longest time that a timer can wait. */
const MOST_MS = 2 ** 31 - 1;

/** What is wrong with a plan, for a person; null where nothing is. Plans come from files that anybody can edit. */
export function problemOfPlan(value: unknown): string | null {
  if (!isObject(value) || value.format !== 2) return 'it is not of this version of botpit';
  const { kind, botpit, game, seed, entrants, slots, matches, series, test } = value;
  if (!isGameId(game)) return 'it names no game';
  if (typeof botpit !== 'string' || typeof seed !== 'string') return 'it names no version or seed';
  if (!Array.isArray(entrants) || !entrants.every(isEntrant)) return 'its strategies are not described';
  if (new Set(entrants.map(({ name }) => name)).size < entrants.length)
    return 'two strategies have the same name';
  const problem = problemOfField(kind, entrants.length, slots);
  if (problem !== null) return problem;
  if (!isCount(matches) || matches % 2 !== 0 || !isCount(series) || 2 * series > matches)
    return 'its number of matches is not possible';
  for (const ms of [value.moveTimeoutMs, value.startTimeoutMs]) {
    if (!isCount(ms) || ms > MOST_MS) return `a time limit is not between 1 ms and ${MOST_MS} ms`;
  }
  const plan = value as unknown as RunPlan;
  if (taskCount(plan) > MOST_SERIES || !Number.isSafeInteger(plan.slots.flat().length * matches))
    return `it has more than ${MOST_SERIES.toLocaleString('en')} series; play fewer matches, or longer series`;
  return (kind === 'compare') === (test !== null) && (test === null || isTest(test, plan))
    ? null
    : 'its test is not possible';
}

function problemOfField(kind: unknown, entrants: number, slots: unknown): string | null {
  if (kind !== 'match' && kind !== 'tournament' && kind !== 'compare') return 'it is of no known kind';
  if (entrants < 2 || (kind === 'match' && entrants > 2)) return `a ${kind} cannot be of ${entrants}`;
  const fields: Parameters<typeof slotsOf>[0][] = kind === 'tournament' ? ['tournament', 'gauntlet'] : [kind];
  return fields.some((field) => isField(field, entrants, slots))
    ? null
    : `its pairings are not those of a ${kind}`;
}

function isField(field: Parameters<typeof slotsOf>[0], entrants: number, slots: unknown): boolean {
  // Counted first, as a field that is claimed to be large is large to be made.
  const most = field === 'tournament' ? (entrants * (entrants - 1)) / 2 : entrants - 1;
  if (!Array.isArray(slots) || slots.length > most || (field === 'tournament' && slots.length < most))
    return false;
  return JSON.stringify(slotsOf(field, entrants)) === JSON.stringify(slots);
}

function isEntrant(value: unknown): value is { name: string } {
  if (!isObject(value)) return false;
  const { name, spec, version, forgetful } = value;
  return [name, spec, version].every((text) => typeof text === 'string') && typeof forgetful === 'boolean';
}

function isTest(value: unknown, { entrants }: RunPlan): boolean {
  if (!isObject(value)) return false;
  const { elo0, elo1, confidence, units, sameCode } = value;
  return (
    typeof sameCode === 'boolean' &&
    isWithin(elo0, -MOST_ELO, MOST_ELO) &&
    isWithin(elo1, -MOST_ELO, MOST_ELO) &&
    elo0 < elo1 &&
    isWithin(confidence, 0.5, 1) &&
    confidence > 0.5 &&
    confidence < 1 &&
    units === (entrants.every(({ forgetful }) => forgetful) ? 'pairs' : 'series')
  );
}

function isWithin(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
