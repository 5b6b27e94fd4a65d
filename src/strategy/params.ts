import { BotpitError, ParamsError } from '../errors.js';
import { isListOf, isObject, isText } from '../lib/shape.js';
import type { ParamValue, StrategySpec } from '../lib/strategy-spec.js';
import { anyOf, expected, expectedOneOf, nearest } from '../lib/wording.js';
import type { AnyParams } from './contract.js';
import { shown } from './thrown.js';

/** A parameter that a strategy declares, checked. Plain data. */
export interface DeclaredParam {
  readonly name: string;
  readonly type: 'number' | 'integer' | 'boolean' | 'choice';
  readonly default: ParamValue;
  /** Of a number; null where there is no bound. */
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number | null;
  /** Of a choice; empty for any other type. */
  readonly options: readonly string[];
  readonly about: string;
}

/** A parameter and what it is set to. */
export interface SetParam extends DeclaredParam {
  readonly value: ParamValue;
}

const TYPES = ['number', 'integer', 'boolean', 'choice'] as const;
const KEYS = ['type', 'default', 'min', 'max', 'step', 'options', 'about'];
const NAME = /^[A-Za-z_][\w-]{0,39}$/;
/** A word that is not a number, `true` or `false`, and that neither a shell nor a command line splits. */
const OPTION = /^(?!(?:true|false)$)[A-Za-z][\w.+-]{0,59}$/;
const MOST_PARAMS = 100;
const MOST_OPTIONS = 100;
const MOST_ABOUT = 300;

/**
 * What a strategy declares as its `params`, whatever that is.
 * @throws BotpitError `strategy/declaration` where it is not a declaration
 */
export function declaredParams(raw: unknown): readonly DeclaredParam[] {
  if (raw === undefined || raw === null) return [];
  if (!isObject(raw) || Object.keys(raw).length > MOST_PARAMS) {
    throw misdeclared('', `is not an object of at most ${MOST_PARAMS} parameters by name`);
  }
  return Object.entries(raw).map(([name, given]) => declaredParam(name, given));
}

function declaredParam(name: string, given: unknown): DeclaredParam {
  if (!NAME.test(name)) {
    const named = JSON.stringify(name.slice(0, 60));
    throw misdeclared('', `has the name ${named}, which is not a word of letters, digits, _ and -`);
  }
  if (!isObject(given)) throw misdeclared(name, `is ${shown(given, 60)}, and not { type, default, … }`);
  // What comes from a thread or a process has been checked there, and carries its name.
  const unknown = Object.keys(given).find((key) => key !== 'name' && !KEYS.includes(key));
  if (unknown !== undefined) {
    throw misdeclared(name, `has the key ${shown(unknown, 60)}`, expectedOneOf(KEYS, unknown));
  }
  const { type, min = null, max = null, step = null, options = [], about = '' } = given;
  const known = TYPES.find((one) => one === type);
  if (known === undefined) {
    const hint = expectedOneOf(TYPES, isText(type) ? type : undefined);
    throw misdeclared(name, `has the type ${shown(type, 60)}`, hint);
  }
  const isNumber = known === 'number' || known === 'integer';
  for (const [key, value] of Object.entries({ min, max, step })) {
    if (value === null) continue;
    if (!isNumber) throw misdeclared(name, `is of the type ${known}, which has no ${key}`);
    if (!Number.isFinite(value) || (key === 'step' && (value as number) <= 0))
      throw misdeclared(name, `has the ${key} ${shown(value, 60)}`);
  }
  if (min !== null && max !== null && (min as number) > (max as number))
    throw misdeclared(name, `has the min ${min}, above its max ${max}`);
  if (known !== 'choice' && !isListOf(options, isText, 0))
    throw misdeclared(name, `is of the type ${known}, which has no options`);
  const isOption = (one: unknown): one is string => isText(one) && OPTION.test(one);
  if (known === 'choice' && !(isListOf(options, isOption, MOST_OPTIONS) && options.length > 0)) {
    throw misdeclared(
      name,
      'is a choice, and its options are not a list of words (letters, digits, . _ + -; a letter first)',
    );
  }
  const param: DeclaredParam = {
    name,
    type: known,
    default: given.default as ParamValue,
    min: min as number | null,
    max: max as number | null,
    step: step as number | null,
    options: known === 'choice' ? [...(options as string[])] : [],
    about: isText(about) ? about.slice(0, MOST_ABOUT) : '',
  };
  if (!fits(param, given.default)) {
    throw misdeclared(name, `has the default ${shown(given.default, 60)}, and not ${expectedOf(param)}`);
  }
  return param;
}

function misdeclared(name: string, what: string, hint?: string): BotpitError {
  const subject = name === '' ? '`params`' : `\`params.${name}\``;
  return new BotpitError('strategy/declaration', `${subject} of the strategy ${what}`, {
    hint:
      hint ??
      "Declare a parameter as { type: 'number', default: 0.5, min: 0, max: 1 }: see docs/strategies.md.",
  });
}

/** What the parameters of a strategy are set to. */
export interface ParamSettings {
  /** All of them, for the strategy: nobody can write to it. */
  readonly values: AnyParams;
  /** Those that are not what they are by default. */
  readonly changed: AnyParams;
  readonly params: readonly SetParam[];
}

/**
 * Sets each parameter to what is given, else to its default.
 * @param strategy what the strategy is called
 * @throws ParamsError that names every parameter which is unknown or set to a value that it does not take
 */
export function setParams(
  declared: readonly DeclaredParam[],
  given: StrategySpec['params'],
  strategy: string,
): ParamSettings {
  requireFitting(declared, given, strategy);
  const params = declared.map((param): SetParam => {
    const value = Object.hasOwn(given, param.name) ? given[param.name] : undefined;
    return { ...param, value: value ?? param.default };
  });
  const valuesOf = (some: readonly SetParam[]) =>
    Object.freeze(Object.fromEntries(some.map(({ name, value }) => [name, value])));
  const changed = params.filter((param) => param.value !== param.default);
  return { values: valuesOf(params), changed: valuesOf(changed), params };
}

function requireFitting(
  declared: readonly DeclaredParam[],
  given: StrategySpec['params'],
  strategy: string,
): void {
  const wrong: string[] = [];
  const problems: string[] = [];
  const hints = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    const param = declared.find((one) => one.name === name);
    if (param !== undefined && fits(param, value)) continue;
    wrong.push(name);
    if (param === undefined) {
      problems.push(`${strategy} has no parameter ${name}`);
      const names = declared.map((one) => one.name);
      hints.add(names.length === 0 ? NONE_DECLARED : expectedOneOf(names, name));
    } else {
      const near = isText(value) ? nearest(value, param.options) : undefined;
      const subject = `the parameter ${name} of ${strategy} is ${JSON.stringify(value)}`;
      problems.push(`${subject}: ${expected(expectedOf(param), near)}`);
    }
  }
  if (wrong.length === 0) return;
  throw new ParamsError(problems.join('\n'), [...hints].join('\n') || undefined, wrong);
}

const NONE_DECLARED = 'It declares none: "Parameters" in docs/strategies.md tells how.';

function fits({ type, min, max, options }: DeclaredParam, value: unknown): value is ParamValue {
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'choice') return options.some((option) => option === value);
  if (!(type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value))) return false;
  return (min === null || (value as number) >= min) && (max === null || (value as number) <= max);
}

/** `a number from 0 to 1`, after the word "expected". */
export function expectedOf({ type, min, max, options }: Omit<DeclaredParam, 'default'>): string {
  if (type === 'boolean') return 'true or false';
  if (type === 'choice') return anyOf(options);
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  if (min !== null && max !== null) return `${kind} from ${min} to ${max}`;
  if (min !== null) return `${kind} from ${min}`;
  return max === null ? kind : `${kind} up to ${max}`;
}
