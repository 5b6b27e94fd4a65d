import { availableParallelism } from 'node:os';
import { builtins } from '../../../strategies/index.js';
import type { Config, Flags, ValuesOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { GAME_IDS, type GameId } from '../../games/index.js';
import {
  type CompareOptions,
  isTunedAlone,
  type LabOptions,
  type RunPlan,
  shownAddress,
  type TunedParam,
} from '../../lab/index.js';
import { formatDuration } from '../../lib/clock.js';
import { quoteSh } from '../../lib/quote.js';
import { expectedOneOf } from '../../lib/wording.js';
import { errorsOf, isNormalized } from '../../stats/index.js';
import { clean } from '../../ui/index.js';
import type { LAB, LAB_COMPARE, LAB_EXPLOIT, LAB_MATCH, LAB_TUNE } from '../options.js';
import { entrantsIn, entrantWords } from './entrants.js';

/** What was typed, or what goes for it. @throws BotpitError `usage` where no game is named */
export function labOptions(
  options: ValuesOf<typeof LAB_EXPLOIT> & Partial<Pick<ValuesOf<typeof LAB>, 'series' | 'keep' | 'entrant'>>,
  config: Config,
): LabOptions {
  const {
    matches,
    series = null,
    keep = null,
    entrant = null,
    seed,
    moveTimeoutMs,
    startTimeoutMs,
  } = options;
  // A run is of one game.
  const [only, ...others] = config.game ?? [];
  const game = options.game ?? (others.length === 0 ? only : undefined);
  if (game === undefined) {
    throw new BotpitError('usage', 'which game?', {
      hint: `Name it with --game. ${expectedOneOf(GAME_IDS)}`,
    });
  }
  return {
    game,
    jobs: options.jobs ?? availableParallelism(),
    ...given({ matches, series, seed, moveTimeoutMs, startTimeoutMs, keep }),
    ...(entrant === null ? {} : { entrants: entrantsIn(entrant) }),
  };
}

/** @throws BotpitError `usage` where no game is named */
export function compareOptions(options: ValuesOf<typeof LAB_COMPARE>, config: Config): CompareOptions {
  const { elo0, elo1, alpha, beta, normalized, confidence, against } = options;
  const base = labOptions(options, config);
  return {
    ...base,
    ...given({ elo0, elo1, alpha, beta, normalized, confidence }),
    against: field(against ?? [], base.game),
  };
}

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Given<T>;
}

/** Strategies as they were typed; `zoo` stands for every built-in one that plays the game. */
export function field(specs: readonly string[], game: GameId): readonly string[] {
  const zoo = Object.entries(builtins)
    // The one needs a table that was built for it, the other is slow and plays the same game as the first.
    .filter(([name, games]) => name !== 'equilibrium-full' && (games as readonly string[]).includes(game))
    .map(([name]) => name);
  // A strategy that is named as well as `zoo` plays once; one that is named twice plays twice.
  const others = zoo.filter((name) => !specs.includes(name));
  return specs.flatMap((spec) => (spec.trim() === 'zoo' ? others : [spec]));
}

export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

/** @throws BotpitError `usage` without a seed */
export function shardOf({ shard, seed }: Pick<ValuesOf<typeof LAB>, 'shard' | 'seed'>): Shard | undefined {
  if (shard === null) return undefined;
  if (seed === null) {
    throw new BotpitError('usage', 'a part of a run needs a seed', {
      hint: 'The same one for all parts: --seed 1.',
    });
  }
  const [part = 1, of = 1] = shard.split('/').map(Number);
  return { index: part - 1, of };
}

/** The command that makes the same result, or goes on where the run stopped. */
export function reproduce(
  plan: RunPlan,
  flags: Flags,
  options: Partial<ValuesOf<typeof LAB_MATCH> & ValuesOf<typeof LAB_TUNE>>,
): string {
  const { kind, game, seed, moveTimeoutMs, startTimeoutMs, slots, keep, tune } = plan;
  const { matches, series } = tune?.asked ?? sizeOf(plan);
  const specs = plan.entrants.map(({ spec }) => quoteSh(clean(spec)));
  const words = [
    'botpit',
    'lab',
    kind,
    ...(kind === 'compare' ? specs.slice(0, 2) : tune ? specs.slice(0, 1) : specs),
  ];
  words.push(...asGiven({ game, matches, series, seed }));
  words.push('--move-timeout', `${moveTimeoutMs}ms`, '--start-timeout', `${startTimeoutMs}ms`);
  words.push(...entrantWords(plan));
  if (keep !== undefined && typeof keep !== 'object') words.push(...asGiven({ keep }));
  if (kind === 'tournament' && slots.every(([pairing]) => pairing?.[0] === 0) && specs.length > 2)
    words.push('--gauntlet');
  const asked = plan.test ?? plan.verdict;
  if (asked) {
    const { elo0, elo1 } = asked;
    const { alpha, beta } = errorsOf(asked);
    words.push(...asGiven({ elo0, elo1, alpha, beta }));
    if (isNormalized(asked)) words.push('--normalized');
  }
  if (kind === 'compare' && specs.length > 2) words.push('--against', ...specs.slice(2));
  if (tune) {
    if (!isTunedAlone(plan)) words.push('--against', ...specs.slice(1));
    // As it was typed, where that is known: of a run that is read from a file it is not.
    const tuned = options.tune === undefined ? tune.params.map(tunedWord) : (options.tune ?? []);
    if (tuned.length > 0) words.push('--tune', ...tuned.map((one) => quoteSh(clean(one))));
  }
  const { jobs, run, report, shard, queueFile, queue, page, pageMatch } = options;
  words.push(...asGiven({ ...settingsIn(flags), jobs, run, report, shard, 'queue-file': queueFile }));
  // The page that this command has written is there then.
  if (page) words.push(...asGiven({ page, 'page-match': pageMatch }), '--force');
  // Without its password: commands are copied into files and chats.
  if (queue) words.push('--queue', quoteSh(shownAddress(queue)));
  return words.join(' ');
}

function sizeOf({ matches, series }: RunPlan) {
  return { matches, series: 2 * series === matches ? 'all' : series };
}

/** A parameter as `--tune` names it, with the range that it is looked for in. */
function tunedWord({ name, type, min, max }: TunedParam): string {
  return type === 'number' || type === 'integer' ? `${name}=${min}..${max}` : name;
}

/** The command that looks at a strategy again in the same way. */
export function reproduceExploit(
  spec: string,
  game: GameId,
  flags: Flags,
  { matches, seed, jobs, moveTimeoutMs, startTimeoutMs }: ValuesOf<typeof LAB_EXPLOIT>,
): string {
  const words = ['botpit', 'lab', 'exploit', quoteSh(clean(spec)), '--game', game];
  const timeouts = {
    'move-timeout': moveTimeoutMs && formatDuration(moveTimeoutMs),
    'start-timeout': startTimeoutMs && formatDuration(startTimeoutMs),
  };
  return [...words, ...asGiven({ ...settingsIn(flags), matches, seed, jobs, ...timeouts })].join(' ');
}

/** Which settings there are does not show in a plan. */
function settingsIn({ config, profile }: Flags) {
  return { config, profile };
}

function asGiven(values: Readonly<Record<string, Flags[keyof Flags] | number | null | undefined>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [`--${name}`, quoteSh(clean(String(value)))],
  );
}
