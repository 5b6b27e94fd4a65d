import { BotpitError } from '../../errors.js';
import { anyOf, expectedOneOf, formatCount } from '../../lib/wording.js';
import type { SetParam } from '../../strategy/index.js';
import { type TuneDesign, type TunedParam, type TuneSize, valuesOf } from './space.js';

/** Which parameters are tuned, and where that is said, between which values; all that can be, where none is named. */
export interface TuneSpace {
  readonly name: string;
  /** Of a number: within what the strategy declares. */
  readonly range?: readonly [low: number, high: number];
}

/** More dimensions than a model of so few settings can tell anything of. */
const MOST_PARAMS = 20;
/** Settings: as many as a model is quickly made of, and as few as it tells something of. */
const SETTINGS = { most: 160, usual: 60, least: 16 } as const;
const ROUNDS = 8;
const LEARNING_LANE = 100;

/** `caution`, `depth=2..6`. @throws BotpitError `usage` */
export function tuneSpace(words: readonly string[]): TuneSpace[] {
  return words
    .flatMap((text) => text.split(','))
    .map((word) => {
      const [name, between, ...more] = word.trim().split('=');
      const [low, high, ...others] = between?.split('..') ?? [];
      const range = [Number(low || NaN), Number(high || NaN)] as const;
      const isRange =
        [...more, ...others].length === 0 && range[0] < range[1] && range.every(Number.isFinite);
      if (!name || (between !== undefined && !isRange)) {
        throw new BotpitError('usage', `--tune ${word}: this is not a parameter with a range`, {
          hint: 'Name a parameter, and between which values it is to be found: --tune caution=0..1,depth.',
        });
      }
      return isRange ? { name, range } : { name };
    });
}

/**
 * What is tuned of a strategy that declares these parameters.
 * @throws BotpitError `usage` where it cannot be told between which values to look
 */
export function tunedParams(
  declared: readonly SetParam[],
  wanted: readonly TuneSpace[],
  strategy: string,
): TunedParam[] {
  if (declared.length === 0) {
    throw new BotpitError('usage', `${strategy} declares no parameters, so there is nothing to tune`, {
      hint: '"Parameters" in docs/strategies.md tells how to declare them.',
    });
  }
  const names = declared.map(({ name }) => name);
  const stranger = wanted.find(({ name }) => !names.includes(name));
  if (stranger) {
    throw new BotpitError('usage', `${strategy} has no parameter ${stranger.name}`, {
      hint: expectedOneOf(names, stranger.name),
    });
  }
  const twice = wanted.find(({ name }, i) => wanted.findIndex((one) => one.name === name) !== i);
  if (twice) throw new BotpitError('usage', `--tune names ${twice.name} twice`);
  const isWanted = ({ name }: SetParam) => wanted.length === 0 || wanted.some((one) => one.name === name);
  const chosen = declared
    .filter(isWanted)
    .map((param) => within(param, wanted.find(({ name }) => name === param.name)?.range, strategy));
  const open = chosen.filter(
    ({ type, min, max }) => (type === 'number' || type === 'integer') && (min === null || max === null),
  );
  if (open.length > 0) {
    const which = open.map(({ name }) => name);
    const ranges = which.map((name) => `${name}=0..1`).join();
    throw new BotpitError(
      'usage',
      `${anyOf(which).replace(/ or ([^ ]+)$/, ' and $1')} of ${strategy} ${which.length === 1 ? 'has' : 'have'} no range to look in`,
      {
        hint: `Declare \`min\` and \`max\`, or name a range: --tune ${ranges}. To leave a parameter as it is, name the others.`,
      },
    );
  }
  const wide = chosen.find(({ min, max }) => !Number.isFinite((max ?? 0) - (min ?? 0)));
  if (wide) {
    throw new BotpitError(
      'usage',
      `the range of ${wide.name} of ${strategy} is too wide: ${wide.min} to ${wide.max}`,
      { hint: `Name a narrower one: --tune ${wide.name}=0..1.` },
    );
  }
  const tuned = chosen.filter((param) => valuesOf(param) > 1);
  if (tuned.length === 0) {
    const what = chosen.map(({ name }) => name).join(', ');
    throw new BotpitError(
      'usage',
      `there is nothing to tune: ${what} of ${strategy} can have one value only`,
    );
  }
  if (tuned.length > MOST_PARAMS) {
    throw new BotpitError('usage', `${tuned.length} parameters are too many to tune at once`, {
      hint: `Name ${MOST_PARAMS} at most: --tune ${names.slice(0, 3).join()}.`,
    });
  }
  return tuned;
}

function within(param: SetParam, range: TuneSpace['range'], strategy: string): TunedParam {
  const { name, type, step, options, value } = param;
  // A whole number may be declared between others.
  const [min, max] =
    type === 'integer'
      ? [param.min && Math.ceil(param.min) + 0, param.max && Math.floor(param.max)]
      : [param.min, param.max];
  // Without the sign of -0, which no text keeps.
  const start = typeof value === 'number' ? value + 0 : value;
  const tuned: TunedParam = { name, type, min, max, step, options, default: start };
  if (range === undefined) return tuned;
  const [low, high] = range;
  const refused = (why: string) => new BotpitError('usage', `--tune ${name}=${low}..${high}: ${why}`);
  if (type !== 'number' && type !== 'integer') {
    throw refused(`${name} of ${strategy} is a ${type}, which has no range; name it alone: --tune ${name}`);
  }
  if (type === 'integer' && !(Number.isInteger(low) && Number.isInteger(high)))
    throw refused(`${name} of ${strategy} is a whole number`);
  if ((min !== null && low < min) || (max !== null && high > max))
    throw refused(`${strategy} takes ${min ?? 'any number'} to ${max ?? 'any number'} for ${name}`);
  if (Number(value) < low || Number(value) > high)
    throw refused(`${name} is ${value} now, which lies outside; widen the range`);
  return { ...tuned, min: low, max: high };
}

function leastSettings(params: readonly TunedParam[]): number {
  return Math.max(SETTINGS.least, 4 * params.length);
}

/** In lanes of one match. */
export function leastTuneMatches(params: readonly TunedParam[], opponents: number): number {
  return 2 * opponents * leastSettings(params);
}

/**
 * How so many matches are spent: on many settings, and then on more matches of each. What is left over is less than each
 * setting has.
 * @param forgetful whether nobody remembers earlier matches: then lanes may be short
 * @throws BotpitError `usage` where they are too few
 */
export function tuneDesign(
  params: readonly TunedParam[],
  asked: TuneSize,
  opponents: number,
  forgetful: boolean,
): { readonly tune: TuneDesign; readonly matches: number; readonly series: number } {
  const { matches } = asked;
  const series = asked.series === 'all' ? undefined : asked.series;
  const pairs = Math.floor(matches / (2 * opponents));
  const least = leastSettings(params);
  const usual = forgetful
    ? Math.ceil(pairs / SETTINGS.most)
    : Math.min(LEARNING_LANE, Math.floor(pairs / Math.max(SETTINGS.usual, least)));
  const lane = series ?? Math.max(1, usual);
  // Rounded up: a few settings fewer use what is there, where as many settings as there may be would leave up to a half.
  const repeats = Math.max(1, Math.ceil(pairs / (lane * SETTINGS.most)));
  const settings = Math.floor(pairs / (lane * repeats));
  if (settings < least) {
    const needed = leastTuneMatches(params, opponents) * (series ?? 1);
    throw new BotpitError('usage', `${formatCount(matches)} matches are too few to tune by`, {
      hint: `Play ${formatCount(needed)} at least: --matches ${needed}.`,
    });
  }
  const perRound = Math.ceil(settings / ROUNDS);
  return {
    tune: { params, settings, perRound, repeats, asked },
    matches: 2 * lane * repeats * settings,
    series: lane,
  };
}
