import { isGameId } from '../games/index.js';
import { MAX_TIMER_MS } from '../lib/clock.js';
import { isListOf, isNatural, isObject, isPositive, isRecordOf, isText, isWithin } from '../lib/shape.js';
import { sum, tallyOf } from '../stats/index.js';
import { type RunPlan, slotsOf, taskCount, taskOf } from './plan.js';
import { FAULT_KINDS } from './players/player.js';
import type { MatchTally } from './tally.js';
import type { TuneDesign, TunedParam } from './tune/space.js';

/** As many bins as a curve has, and three counts in each. */
const MOST_CURVE = 3 * 99;
/** Buckets of a histogram of times. */
const MOST_BUCKETS = 1_161;
/** States of a table of moves, and moves of a state. */
const MOST_NAMES = 200;
const MOST_NAME_LENGTH = 1_000;
/** A series keeps the course of at most so many points. */
const MOST_COURSE = 64;
const MOST_FAULT_LENGTH = 10_000;
/** Of anything in a series: what is added up over all of them is exact then. */
const MOST_TIMES = 2 ** 29;

/**
 * What is wrong with a line of a run's file, for a person; null where it is what came of a task of the plan. Files come from
 * other machines and can be edited: nothing is added up that has not been through here.
 */
export function problemOfResult(plan: RunPlan, value: unknown): string | null {
  if (!isObject(value)) return 'it is not a result';
  const { task: number, tallies, gains, drewNone, setting, worker } = value;
  if (!isNatural(number) || number >= taskCount(plan)) return 'it is of no series of this run';
  const task = taskOf(plan, number);
  const pairings = plan.slots[task.slot] ?? [];
  if (!Array.isArray(tallies) || tallies.length !== pairings.length)
    return `it has not one result for each of ${pairings.length} pairings`;
  for (const tally of tallies) {
    const problem = problemOfTally(tally, task.matches);
    if (problem !== null) return problem;
  }
  if (drewNone !== undefined && drewNone !== plan.test?.sameCode)
    return 'it says of random numbers what nobody asked';
  if (isObject(setting) !== (plan.tune !== undefined)) return 'its parameters are missing, or not wanted';
  if (worker !== undefined && !(isText(worker) && worker.length <= MOST_NAME_LENGTH))
    return 'its worker has no name';
  const hasGains = pairings.length === 2;
  if (hasGains !== (gains !== undefined)) return 'its differences are missing, or not wanted';
  return hasGains && !areGains(gains, tallies as readonly MatchTally[], task.matches)
    ? 'its differences are not those of its matches'
    : null;
}

function problemOfTally(value: unknown, matches: number): string | null {
  if (!isObject(value)) return 'a result of a pairing is missing';
  const { pairs, course = [], curve, conduct } = value;
  if (!arePairs(pairs, matches / 2)) return `its pairs are not counts that add up to ${matches / 2}`;
  if (!isCurve(curve, pairs, matches)) return 'its curve is not that of its matches';
  if (!Array.isArray(course) || course.length > MOST_COURSE) return 'its course is too long';
  for (const counts of course) if (!arePairs(counts)) return 'its course is not a list of counts';
  if (!Array.isArray(conduct) || conduct.length !== 2) return 'it does not say what the two did';
  for (const one of conduct) {
    const problem = problemOfConduct(one);
    if (problem !== null) return problem;
  }
  return null;
}

type Pairs = [number, number, number, number, number, number];

/** @param total what they add up to, where that is known */
function arePairs(value: unknown, total?: number): value is Pairs {
  if (!areCounts(value) || value.length !== 6) return false;
  return total === undefined || sum(value) === total;
}

/** Three counts a bin: losses, draws, wins. */
function isCurve(value: unknown, pairs: Pairs, matches: number): boolean {
  if (!areCounts(value) || value.length > MOST_CURVE) return false;
  const sums = [0, 0, 0] as [number, number, number];
  for (const [place, count] of value.entries()) sums[place % 3] = (sums[place % 3] ?? 0) + count;
  const { losses, draws, wins } = tallyOf(pairs);
  return sums[0] === losses && sums[1] === draws && sums[2] === wins && losses + draws + wins === matches;
}

function problemOfConduct(value: unknown): string | null {
  if (!isObject(value)) return 'it does not say what one of them did';
  const { faults, firstFault = '', moves, times } = value;
  const isFault = (kind: string, count: unknown) => FAULT_KINDS.has(kind) && isTimes(count);
  if (!isRecordOf(faults, isFault, FAULT_KINDS.size)) return 'its faults are not counts';
  if (typeof firstFault !== 'string' || firstFault.length > MOST_FAULT_LENGTH)
    return 'its first fault is not a text';
  const isState = (name: string, made: unknown) =>
    isName(name) && isRecordOf(made, (move, count) => isName(move) && isTimes(count), MOST_NAMES);
  if (!isRecordOf(moves, isState, MOST_NAMES)) return 'its moves are not counts';
  if (!isRecordOf(times, isBucket, MOST_BUCKETS)) return 'its times are not counts';
  return null;
}

/** A name that an object has of itself is nobody's move. */
function isName(name: string): boolean {
  return name.length <= MOST_NAME_LENGTH && name !== '__proto__';
}

function isBucket(bucket: string, count: unknown): boolean {
  return /^\d{1,4}$/.test(bucket) && Number(bucket) < MOST_BUCKETS && isTimes(count);
}

/** How much more the first got than the second: 4 for no difference in a pair, twice its matches for none in a series. */
function areGains(value: unknown, [first, second]: readonly MatchTally[], matches: number): boolean {
  if (!isObject(value) || !first || !second) return false;
  const { pairs, series } = value;
  const difference = pointsOf(first) - pointsOf(second);
  if (!isObject(pairs) || !isObject(series)) return false;
  const ofSeries = series[2 * matches];
  if (
    !isOnly(series, 2 * matches) ||
    !isRecordOf(ofSeries, (points, times) => Number(points) === 2 * matches + difference && times === 1, 1)
  )
    return false;
  let count = 0;
  let sum = 0;
  const isPair = (points: string, times: unknown) => {
    if (!/^[0-8]$/.test(points) || !isNatural(times)) return false;
    count += times;
    sum += times * (Number(points) - 4);
    return true;
  };
  return isOnly(pairs, 4) && isRecordOf(pairs[4], isPair, 9) && count === matches / 2 && sum === difference;
}

function isOnly(value: object, key: number): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === String(key);
}

function pointsOf({ pairs }: MatchTally): number {
  const { wins, draws } = tallyOf(pairs);
  return 2 * wins + draws;
}

function areCounts(value: unknown): value is number[] {
  return isListOf(value, isNatural, MOST_CURVE);
}

function isTimes(value: unknown): boolean {
  return isNatural(value) && value <= MOST_TIMES;
}

/** Series of a run: each is counted, and one bit or line of it is kept. */
const MOST_SERIES = 2 ** 24;
/** A model is made of all of them, which takes the cube of their number. */
const MOST_SETTINGS = 1_000;
const MOST_TUNED = 100;
/** Beyond it nobody has a chance, and the arithmetic has no digits left; nor has it for bounds that are any closer. */
export const ELO = { most: 5_000, leastDifference: 1e-6 } as const;
/** Of an error. It takes ever more matches. */
export const LEAST_CHANCE = 1e-9;

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
  if (!isPositive(matches) || matches % 2 !== 0 || !isPositive(series) || 2 * series > matches)
    return 'its number of matches is not possible';
  for (const ms of [value.moveTimeoutMs, value.startTimeoutMs]) {
    if (!isPositive(ms) || ms > MAX_TIMER_MS)
      return `a time limit is not between 1 ms and ${MAX_TIMER_MS} ms`;
  }
  if (!isKeep(value.keep)) return 'it does not say which matches it keeps';
  const plan = value as unknown as RunPlan;
  if (taskCount(plan) > MOST_SERIES || !Number.isSafeInteger(plan.slots.flat().length * matches))
    return `it has more than ${MOST_SERIES.toLocaleString('en')} series; play fewer matches, or longer series`;
  if ((kind === 'tune') !== (value.tune !== undefined) || (kind === 'tune' && !isTune(value.tune, plan)))
    return 'what is tuned is not possible';
  if (
    value.verdict !== undefined &&
    !(kind === 'tune' && isObject(value.verdict) && isQuestion(value.verdict))
  )
    return 'the question of its comparison is not possible';
  return (kind === 'compare') === (test !== null) && (test === null || isTest(test, plan))
    ? null
    : 'its test is not possible';
}

function isKeep(value: unknown): boolean {
  return (
    value === undefined || value === 'all' || value === 'lost' || value === 'forfeited' || isPositive(value)
  );
}

function problemOfField(kind: unknown, entrants: number, slots: unknown): string | null {
  if (kind !== 'match' && kind !== 'tournament' && kind !== 'compare' && kind !== 'tune')
    return 'it is of no known kind';
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
  const { name, spec, version, forgetful, isNamed = true, moveTimeoutMs = 1, dir = '' } = value;
  return (
    [name, spec, version, dir].every((text) => typeof text === 'string') &&
    typeof forgetful === 'boolean' &&
    isNamed === true &&
    isPositive(moveTimeoutMs) &&
    moveTimeoutMs <= MAX_TIMER_MS
  );
}

function isTune(value: unknown, { matches, series }: RunPlan): value is TuneDesign {
  if (!isObject(value)) return false;
  const { params, settings, perRound, repeats, asked } = value;
  if (!isObject(asked) || !isPositive(asked.matches)) return false;
  if (asked.series !== undefined && asked.series !== 'all' && !isPositive(asked.series)) return false;
  if (!isPositive(settings) || !isPositive(perRound) || !isPositive(repeats)) return false;
  if (settings > MOST_SETTINGS || matches !== 2 * series * repeats * settings) return false;
  return isListOf(params, isTuned, MOST_TUNED) && params.length > 0;
}

function isTuned(value: unknown): value is TunedParam {
  if (!isObject(value)) return false;
  const { name, type, min, max, step, options, default: start } = value;
  if (typeof name !== 'string' || !isListOf(options, isText, MOST_NAMES)) return false;
  if (type === 'boolean') return typeof start === 'boolean';
  if (type === 'choice') return isText(start) && options.includes(start);
  const isKnown = type === 'number' || type === 'integer';
  return (
    isKnown &&
    isWithin(start, Number(min), Number(max)) &&
    Number.isFinite(Number(max) - Number(min)) &&
    (step === null || (isWithin(step, 0, Infinity) && step > 0))
  );
}

function isTest(value: unknown, { entrants }: RunPlan): boolean {
  if (!isObject(value)) return false;
  const { units, sameCode } = value;
  return (
    typeof sameCode === 'boolean' &&
    isQuestion(value) &&
    units === (entrants.every(({ forgetful }) => forgetful) ? 'pairs' : 'series')
  );
}

function isQuestion(value: Record<string, unknown>): boolean {
  const { elo0, elo1 } = value;
  return (
    isWithin(elo0, -ELO.most, ELO.most) &&
    isWithin(elo1, -ELO.most, ELO.most) &&
    elo1 - elo0 >= ELO.leastDifference &&
    areErrors(value)
  );
}

/** Earlier versions kept runs with a confidence. */
function areErrors({ alpha, beta, normalized, confidence }: Record<string, unknown>): boolean {
  if (confidence !== undefined) return isWithin(confidence, 0.5, 1) && confidence > 0.5 && confidence < 1;
  const isChance = (value: unknown) => isWithin(value, LEAST_CHANCE, 0.5) && value < 0.5;
  return isChance(alpha) && isChance(beta) && typeof normalized === 'boolean';
}
