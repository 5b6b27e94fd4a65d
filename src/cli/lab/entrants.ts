import { kinds } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { type EntrantOptions, isTunedAlone, type RunPlan } from '../../lab/index.js';
import { formatDuration } from '../../lib/clock.js';
import { quoteSh } from '../../lib/quote.js';
import { expectedOneOf, formatCount } from '../../lib/wording.js';
import { clean } from '../../ui/index.js';

/*
 * `--entrant name=new,timeout=500ms,dir=../old`: what holds for one strategy of a run alone.
 */

type Mutable<Options> = { -readonly [K in keyof Options]: Options[K] };

/** What each of them sets; false where it cannot be read. */
const KEYS: Readonly<Record<string, (options: Mutable<EntrantOptions>, value: string) => boolean>> = {
  name: (options, value) => {
    options.name = value;
    return true;
  },
  timeout: (options, value) => {
    const ms = kinds.duration(1).read(value, '');
    if (ms !== undefined) options.moveTimeoutMs = ms;
    return ms !== undefined;
  },
  dir: (options, value) => {
    options.dir = value;
    return true;
  },
};

/** More strategies are in no run. */
const MOST_PLACES = 10_000;

/**
 * The options of each strategy, by its place.
 * @param texts one for each `--entrant`
 * @throws BotpitError `usage` with what cannot be read
 */
export function entrantsIn(texts: readonly string[]): (EntrantOptions | undefined)[] {
  const entrants: (EntrantOptions | undefined)[] = [];
  let place = 0;
  for (const text of texts) {
    const [, number, rest = ''] = /^(?:(\d+)(?:,|$))?(.*)$/s.exec(text.trim()) ?? [];
    place = number === undefined ? place + 1 : Number(number);
    if (place < 1 || place > MOST_PLACES)
      throw refusal(text, `strategies are counted from 1 to ${formatCount(MOST_PLACES)}`);
    if (entrants[place - 1] !== undefined) throw refusal(text, `strategy ${place} has options already`);
    while (entrants.length < place) entrants.push(undefined);
    entrants[place - 1] = optionsIn(text, rest);
  }
  return entrants;
}

function optionsIn(text: string, rest: string): EntrantOptions {
  const options: Mutable<EntrantOptions> = {};
  const seen = new Set<string>();
  // A comma before anything else than a key is a part of the value.
  for (const part of rest.split(/,(?=[A-Za-z-]+=)/)) {
    const at = part.indexOf('=');
    const key = at < 0 ? part : part.slice(0, at);
    const set = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
    if (at < 0 || set === undefined) {
      const choice = expectedOneOf(Object.keys(KEYS), key);
      throw refusal(text, `${JSON.stringify(clean(key))} is not an option of an entrant`, choice);
    }
    const value = part.slice(at + 1);
    if (seen.has(key)) throw refusal(text, `${key} is set twice`);
    seen.add(key);
    if (value.trim() === '') throw refusal(text, `${key} is empty`);
    if (!set(options, value)) throw refusal(text, `${key} is not a time such as 500ms or 2s`);
  }
  return options;
}

function refusal(text: string, problem: string, more = ''): BotpitError {
  const example = 'Put it after the strategies, as in --entrant name=new,timeout=500ms,dir=../old';
  return new BotpitError('usage', `--entrant ${clean(text)}: ${problem}`, {
    hint: `${more === '' ? '' : `${more} `}${example}.`,
  });
}

/** The options that make the same entrants again. */
export function entrantWords(plan: RunPlan): string[] {
  return plan.entrants
    .slice(0, isTunedAlone(plan) ? 1 : undefined)
    .flatMap(({ name, isNamed, moveTimeoutMs, dir }, index) => {
      const set = [
        ...(isNamed ? [`name=${name}`] : []),
        ...(moveTimeoutMs === undefined ? [] : [`timeout=${formatDuration(moveTimeoutMs)}`]),
        ...(dir === undefined ? [] : [`dir=${dir}`]),
      ];
      return set.length === 0 ? [] : ['--entrant', quoteSh(clean([index + 1, ...set].join(',')))];
    });
}
