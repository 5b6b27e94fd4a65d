import type { ParamValue } from '../../lib/strategy-spec.js';
import type { Dimension } from '../../stats/index.js';
import type { DeclaredParam } from '../../strategy/index.js';

/** A parameter that is tuned, as its strategy declares it. */
export type TunedParam = Pick<
  DeclaredParam,
  'name' | 'type' | 'min' | 'max' | 'step' | 'options' | 'default'
>;

/** A value for each parameter, by name. */
export type Setting = Readonly<Record<string, ParamValue>>;

/**
 * How a tune is played: settings, each in so many series of every opponent, in rounds. What a round has shown says which settings
 * are in the next. Plain data, a part of the plan.
 */
export interface TuneDesign {
  readonly params: readonly TunedParam[];
  /** How many settings are played. */
  readonly settings: number;
  /** Of a round; the last one may have fewer. */
  readonly perRound: number;
  /** Series of each setting against each opponent. */
  readonly repeats: number;
  /**
   * What the design follows from. The command names this, not what was chosen: the comparison after the search chooses for
   * itself, and asks the same only where the same is left open.
   */
  readonly asked: TuneSize;
}

/** How much is to be played, as it was asked for. */
export interface TuneSize {
  /** In all. */
  readonly matches: number;
  /** Matches of a lane; absent where that was left open. */
  readonly series?: number | 'all';
}

/** A place in the space: from 0 to 1 for a number, the place of the value for anything else. */
export type Place = readonly number[];

/** Numbers without a step are told to about so many parts of their range. */
const PARTS = 1_000;
/** A range of positive numbers whose ends are so far apart is one of orders of magnitude. */
const ORDERS = 100;

export function dimensionOf({ type }: TunedParam): Dimension {
  return type === 'number' || type === 'integer' ? 'number' : 'category';
}

/** How many values there are; Infinity of a number. */
export function valuesOf(param: TunedParam): number {
  const { type, min, max, options } = param;
  if (type === 'boolean') return 2;
  if (type === 'choice') return options.length;
  if (min === max) return 1;
  const each = apart(param);
  return each === null ? Number.POSITIVE_INFINITY : 1 + Math.floor(((max ?? 0) - (min ?? 0)) / each + 1e-9);
}

/** How far the values of a number lie from each other; null where nothing says so. Of a whole number it is whole. */
function apart({ type, step }: TunedParam): number | null {
  return type === 'integer' ? Math.max(1, Math.round(step ?? 1)) : step;
}

export function settingAt(params: readonly TunedParam[], place: Place): Setting {
  return Object.fromEntries(params.map((param, i) => [param.name, valueAt(param, place[i] ?? 0)]));
}

export function placeOfSetting(params: readonly TunedParam[], setting: Setting): Place {
  return params.map((param) => {
    const value = setting[param.name];
    if (param.type === 'boolean') return value === true ? 1 : 0;
    if (param.type === 'choice') return Math.max(0, param.options.indexOf(String(value)));
    const [low, high] = ends(param);
    return high === low ? 0 : (scaled(param, Number(value)) - low) / (high - low);
  });
}

/** The place of the value that stands for this one: what is played is rounded. */
export function rounded(params: readonly TunedParam[], place: Place): Place {
  return placeOfSetting(params, settingAt(params, place));
}

function valueAt(param: TunedParam, at: number): ParamValue {
  if (param.type === 'boolean') return at >= 0.5;
  if (param.type === 'choice') return param.options[Math.round(at)] ?? String(param.default);
  const [low, high] = ends(param);
  const exact = low + Math.min(1, Math.max(0, at)) * (high - low);
  const [min, max] = [param.min ?? 0, param.max ?? 0];
  const value = isOfOrders(param) ? Math.exp(exact) : exact;
  const each = apart(param);
  if (each !== null) {
    const steps = Math.min(valuesOf(param) - 1, Math.round((value - min) / each));
    // One more, as a step may be of two digits: 0.25.
    return withDigits(min + steps * each, each / 10);
  }
  const fine = isOfOrders(param) ? value / PARTS : (max - min) / PARTS;
  return Math.min(max, Math.max(min, withDigits(value, fine)));
}

/** `toFixed` takes no more. */
const MOST_DIGITS = 100;

/** With as many decimals as tell values apart that lie so far from each other. Never -0, which no text keeps. */
function withDigits(value: number, apart: number): number {
  const digits = Math.max(0, Math.ceil(-Math.log10(apart) - 1e-9));
  return (digits > MOST_DIGITS ? value : Number(value.toFixed(digits))) + 0;
}

function isOfOrders({ type, min, max, step }: TunedParam): boolean {
  return type === 'number' && step === null && (min ?? 0) > 0 && (max ?? 0) >= ORDERS * (min ?? 0);
}

function scaled(param: TunedParam, value: number): number {
  return isOfOrders(param) ? Math.log(value) : value;
}

function ends(param: TunedParam): [number, number] {
  return [scaled(param, param.min ?? 0), scaled(param, param.max ?? 0)];
}
