import { resolve } from 'node:path';
import { KEY_START } from '../lib/api-key.js';
import { isCommand, joinSpec, paramsIn, splitSpec } from '../lib/strategy-spec.js';
import {
  type Kind,
  type ParamSetting,
  plain,
  readText,
  TEXT,
  TRUTH_WORDS,
  textKind,
  truthOf,
} from './kinds.js';

/*
 * The kinds of settings that name a strategy, and that set its parameters.
 */

/**
 * The name of a built-in strategy, which has no slash and no ending; a command (`cmd: python3 bot.py`), which stays as it
 * is; or a file as an absolute path. Each with what its parameters are set to, if that stands there: `./my.ts?caution=0.4`.
 */
export const strategy = textKind(
  'file|name',
  'a strategy: a file, a built-in name or "cmd: …"',
  (given, base) => {
    const { name, params } = splitSpec(given, base);
    const isFile = !isCommand(given) && (/[/\\]/.test(name) || /\.[cm]?[jt]s$/.test(name));
    return isFile ? joinSpec({ name: resolve(base, name), params }) : given;
  },
);

/** A switch that may name the opponent. */
export const switchOrStrategy = plain<boolean | string>({
  expected: 'true, false or the strategy to play against',
  schema: {
    anyOf: [{ type: 'boolean' }, { type: 'string', pattern: `^(?!${KEY_START})(?!(?:${TRUTH_WORDS})$).` }],
  },
  read(raw, base) {
    if (typeof raw === 'boolean') return raw;
    // In a file `"true"` is a slip: nobody is called so.
    return typeof raw === 'string' && truthOf(raw) !== raw ? undefined : strategy.read(raw, base);
  },
  fromText: truthOf,
});

/** `caution=0.4`; empty where it is not a value of a parameter. */
function paramText([name, value]: readonly [string, unknown]): string {
  const isSound = typeof value === 'boolean' || Number.isFinite(value) || readText(value) !== undefined;
  return isSound ? `${name}=${value}` : '';
}

/** Whether a strategy takes them, and these values of them, is told by the strategy itself. */
export const params: Kind<ParamSetting, ParamSetting> = {
  suffix: '',
  label: 'name=value',
  expected: 'parameters by name, each once and set to a number, true, false or a word, such as caution=0.4',
  schema: {
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'number' }, { type: 'boolean' }, TEXT] },
  },
  read: (raw) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
    const settings = Object.entries(raw).map(paramText);
    return settings.length === 0 ? {} : (paramsIn(settings.join('&')) ?? undefined);
  },
  wrongPart: (raw) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
    const wrong = Object.entries(raw).find((one) => paramsIn(paramText(one)) === null);
    if (wrong === undefined) return undefined;
    const [name, value] = wrong;
    const isNamed = paramsIn(`${name}=1`) !== null;
    const expected = isNamed ? 'a number, true, false or a word' : 'a name of letters, digits, _ and -';
    return { name, value, expected };
  },
  fromText: (settings) => paramsIn(settings) ?? settings,
  write: (value) => value,
  flags: (value) => Object.entries(value).map(([name, one]) => `${name}=${one}`),
};
