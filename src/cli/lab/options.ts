import { availableParallelism } from 'node:os';
import { builtins } from '../../../strategies/index.js';
import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { GAME_IDS, type GameId, isGameId } from '../../games/index.js';
import type { CompareOptions, LabOptions } from '../../lab/index.js';
import { parseDuration } from '../../lib/duration.js';
import { nearest } from '../../lib/suggest.js';
import type { Call, Options } from '../command-spec.js';

/** @throws BotpitError `usage` */
export function labOptions(options: Options, config: Config): LabOptions {
  const matches = wholeNumber(options, 'matches');
  const series = text(options, 'series') === 'all' ? 'all' : wholeNumber(options, 'series');
  const seed = text(options, 'seed');
  const moveTimeoutMs = duration(options, 'moveTimeout', '--move-timeout');
  const startTimeoutMs = duration(options, 'startTimeout', '--start-timeout');
  return {
    game: gameOf(options, config),
    jobs: jobsOf(options),
    ...(matches === undefined ? {} : { matches }),
    ...(series === undefined ? {} : { series }),
    ...(seed === undefined ? {} : { seed }),
    ...(moveTimeoutMs === undefined ? {} : { moveTimeoutMs }),
    ...(startTimeoutMs === undefined ? {} : { startTimeoutMs }),
  };
}

/** @throws BotpitError `usage` */
export function compareOptions(options: Options, config: Config): CompareOptions {
  const base = labOptions(options, config);
  const numbers = {
    elo0: number(options, 'elo0'),
    elo1: number(options, 'elo1'),
    confidence: number(options, 'confidence'),
  };
  const given = Object.entries(numbers).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(given), against: field(list(options, 'against'), base.game) };
}

/** Strategies as they were typed; `zoo` stands for every built-in one that plays the game. */
export function field(specs: readonly string[], game: GameId): readonly string[] {
  const zoo = Object.entries(builtins)
    // The one needs a table that was built for it, the other is slow and plays the same game as the first.
    .filter(([name, games]) => name !== 'equilibrium-full' && (games as readonly string[]).includes(game))
    .map(([name]) => name);
  // Who is named besides is not there twice because of it; who is named twice is.
  const others = zoo.filter((name) => !specs.includes(name));
  return specs.flatMap((spec) => (spec.trim() === 'zoo' ? others : [spec]));
}

/** @throws BotpitError `usage` */
export function jobsOf(options: Options): number {
  return wholeNumber(options, 'jobs') ?? availableParallelism();
}

export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

/** @throws BotpitError `usage` */
export function shardOf(options: Options): Shard | undefined {
  const given = text(options, 'shard');
  if (given === undefined) return undefined;
  if (options.seed === undefined) {
    throw new BotpitError('usage', 'a part of a run needs a seed', {
      hint: 'The same one for all parts: --seed 1.',
    });
  }
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(given) ?? [];
  const shard = { index: Number(index) - 1, of: Number(of) };
  if (shard.index >= 0 && shard.index < shard.of) return shard;
  throw new BotpitError('usage', `--shard ${given} is not a part of a whole`, {
    hint: 'The third of sixteen is --shard 3/16.',
  });
}

export function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The arguments of a command that must be there; commander sees to it. */
export function strategiesIn({ args }: Call): readonly string[] {
  return args.filter((arg) => arg !== undefined);
}

function gameOf(options: Options, config: Config): GameId {
  const given = text(options, 'game') ?? config.game;
  if (isGameId(given)) return given;
  if (given === undefined || given === null) {
    throw new BotpitError('usage', 'which game?', {
      hint: `Name one: --game rps. There are ${GAME_IDS.join(', ')}.`,
    });
  }
  const near = nearest(given, GAME_IDS);
  throw new BotpitError('usage', `there is no game ${JSON.stringify(given)}`, {
    hint: near ? `Did you mean ${near}?` : `There are ${GAME_IDS.join(', ')}.`,
  });
}

function list(options: Options, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

function wholeNumber(options: Options, name: string): number | undefined {
  const value = number(options, name);
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return value;
  throw new BotpitError('usage', `--${name} ${text(options, name)} is not a whole number above 0`);
}

function number(options: Options, name: string): number | undefined {
  const given = text(options, name);
  if (given === undefined) return undefined;
  const value = Number(given.replaceAll('_', ''));
  if (given.trim() !== '' && Number.isFinite(value)) return value;
  throw new BotpitError('usage', `--${name} ${JSON.stringify(given)} is not a number`);
}

function duration(options: Options, name: string, flag: string): number | undefined {
  const given = text(options, name);
  if (given === undefined) return undefined;
  const ms = parseDuration(given);
  if (ms !== null && ms > 0) return ms;
  throw new BotpitError('usage', `${flag} ${JSON.stringify(given)} is not a duration`, {
    hint: 'Such as 500ms, 2s or 1m.',
  });
}
