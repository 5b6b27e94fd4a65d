import { BotpitError, type ParamsError } from '../errors.js';
import { type ParamValue, specWith, splitSpec } from '../lib/strategy-spec.js';
import type { ParamSetting } from './kinds.js';
import type { Layer } from './read.js';
import type { Config, Key } from './settings.js';

/** What the parameters of the strategy are set to, and where each of them stands. */
interface SettledParams {
  /** Null where none is set. */
  readonly params: ParamSetting | null;
  /** By name, for a person: see `Loaded.origins`. */
  readonly origins: Readonly<Record<string, string>>;
  /** One line each, for a person: parameters that are set and not used. */
  readonly warnings: readonly string[];
}

/**
 * Puts the parameters together that the sources set: a stronger one wins, name by name. Those of a source hold for the
 * strategy that is in effect there, and where none is, for any: a stronger source that names another strategy leaves them
 * behind.
 * @param layers from the strongest to the weakest
 */
export function settleParams(layers: readonly Layer[]): SettledParams {
  const named = layers.map((_, index) => strategyFrom(layers.slice(index)));
  const set = new Map<string, readonly [ParamValue, string]>();
  const warnings: string[] = [];
  for (const [index, { values, origin }] of [...layers.entries()].reverse()) {
    const meant = named[index];
    if (meant !== undefined && meant !== named[0]) {
      // Where a source names its strategy itself, its parameters go with that.
      const isAlone = values.params !== undefined && values.strategy === undefined;
      if (isAlone) {
        warnings.push(
          `${origin('params')} sets parameters of ${meant}, which are not used: ${named[0]} plays`,
        );
      }
      continue;
    }
    const inName = values.strategy === undefined ? {} : splitSpec(String(values.strategy)).params;
    for (const [name, value] of Object.entries(inName)) set.set(name, [value, origin('strategy')]);
    const own = (values.params ?? {}) as ParamSetting;
    for (const [name, value] of Object.entries(own)) set.set(name, [value, origin('params')]);
  }
  return {
    params: set.size === 0 ? null : Object.fromEntries([...set].map(([name, [value]]) => [name, value])),
    origins: Object.fromEntries([...set].map(([name, [, origin]]) => [name, origin])),
    warnings,
  };
}

/** Without its parameters; undefined where none is named. */
function strategyFrom(layers: readonly Layer[]): string | undefined {
  const named = layers.find(({ values }) => values.strategy !== undefined)?.values.strategy;
  return named === undefined ? undefined : splitSpec(String(named)).name;
}

/** The strategy with its parameters, as `openStrategy` takes it. */
export function strategySpec({ strategy, params }: Config, instead = 'random'): string {
  return specWith(strategy ?? instead, params);
}

/**
 * Parameters that a strategy refused, with where they stand: what a config file or a variable says is a mistake of the
 * configuration.
 */
export function placed(
  error: ParamsError,
  {
    config,
    origins,
    paramOrigins,
  }: {
    readonly config: Config;
    readonly origins: Readonly<Record<Key, string>>;
    readonly paramOrigins: Readonly<Record<string, string>>;
  },
): BotpitError {
  const { spec, names, message, hint } = error;
  const other = (['local', 'house'] as const).find((key) => config[key] === spec);
  const ofStrategy = names.length > 0 ? names.map((name) => paramOrigins[name]) : [origins.strategy];
  const isOwn = spec === strategySpec(config) || spec === config.strategy;
  const places = isOwn ? ofStrategy : other === undefined ? [] : [origins[other]];
  const isTyped = places.some((place) => place === undefined || /^(?:flag|argument) /.test(place));
  if (places.length === 0 || isTyped) return error;
  return new BotpitError('config/invalid', `${[...new Set(places)].join(', ')}: ${message}`, { hint });
}
