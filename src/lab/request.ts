import { createHash, randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import { BotpitError } from '../errors.js';
import { type GameId, isGameId } from '../games/index.js';
import { isCommand } from '../lib/strategy-spec.js';
import { isBuiltIn, requireGame, type Strategy, type StrategySnapshot } from '../strategy/index.js';
import { version } from '../version.js';
import { problemOfPlan } from './check-run.js';
import { type TestOptions, testIn } from './comparison.js';
import { fittingMatches, LEAST_SERIES, longestLane, measurePace } from './pace.js';
import { type Entrant, type RunPlan, slotsOf, type TestQuestion } from './plan.js';
import { type Declaration, Declarations, locate } from './players/declarations.js';
import { type EntrantOptions, foldersOf, namesOf, sameTwice, settingsOf } from './players/entrants.js';
import { type OpenPlayer, openerFor, openerOf, START_TIMEOUT_MS } from './players/opening.js';
import { leastTuneMatches, type TuneSpace, tuneDesign, tunedParams } from './tune/prepare.js';

/** A strategy by its name, file or `cmd: …`, or as an object. */
export type Contender = string | Strategy;

export interface LabOptions {
  readonly game: GameId;
  /** Of each strategy, in the order in which they are named: those that are compared before those they are compared through. */
  readonly entrants?: readonly (EntrantOptions | undefined)[];
  /**
   * Of each pairing; rounded up to whole pairs. Default 10,000; in a tournament 1,000; in a comparison at most 1,000,000. Of a
   * tune, in all, and as many as fit: 200,000.
   */
  readonly matches?: number;
  /**
   * Matches of a lane: what a strategy remembers lasts as long. A series is a lane and its mirror, which is as long. Default:
   * 1,000 where all strategies declare a finite `memoryDepth` (in a comparison without programs 5 to 25, as it may end after
   * each series), else 100; less where that makes fewer than twenty series. In a tune it depends on `matches`: where all
   * declare a finite `memoryDepth`, lanes are as long as 160 settings allow, else 100 or less.
   * `all`: one series for each pairing; in a tune, the default.
   */
  readonly series?: number | 'all';
  /** Equal seeds give equal results. Default: a fresh one. */
  readonly seed?: string;
  /** Default 2,000: for an answer that is not there at once. */
  readonly moveTimeoutMs?: number;
  /** Default 10,000: for a strategy to be loaded, or a program to give its first answer. */
  readonly startTimeoutMs?: number;
  /**
   * Whether the speed of this machine is measured beforehand where `matches` is not given; default: no. If the run would take
   * more than five minutes, it has only as many matches as are played in about one minute. Unless `series` is given or it is
   * a tune, a lane is no longer than what is played in a few seconds. Both numbers are rounded down to 1, 2 or 5 and zeros, so
   * that the same command makes the same run. Machines that are to play the same run must not measure.
   */
  readonly fitsAMinute?: boolean;
  /**
   * Matches whose moves the run's file keeps: all; those that the first strategy lost (in a comparison, the new one); those that
   * a side forfeited; or the first so many of each pairing. Default: none.
   */
  readonly keep?: 'all' | 'lost' | 'forfeited' | number;
  /** The folder that files are named from; default: the working folder. */
  readonly cwd?: string;
  /**
   * Threads, and strategies that are opened at a time; default: one a core. Does not change the result. Strategies that are
   * given as objects are played in the caller's own thread.
   */
  readonly jobs?: number;
}

export interface CompareOptions extends LabOptions, TestOptions {
  /** Third strategies that both are compared through; default: against each other. */
  readonly against?: readonly Contender[];
}

export interface TuneOptions extends LabOptions {
  /** Whom it is tuned against; default: itself, with the parameters that its name says. */
  readonly against?: readonly Contender[];
  /** What is tuned; default: every parameter. */
  readonly tune?: readonly TuneSpace[];
  /** The question of the comparison that follows the search, where one does: it is kept with the run. */
  readonly verdict?: TestOptions;
}

/** A plan, and how to open its entrants in this process. */
export interface Prepared {
  readonly plan: RunPlan;
  readonly openers: readonly OpenPlayer[];
  /** What each entrant is, so that other threads open the same. Null where one is an object. */
  readonly sources: readonly StrategySnapshot[] | null;
  /**
   * Matches a second that this run is expected to play: what one thread was measured to play, times `jobs`. Undefined unless
   * it is the reason for fewer matches than usual, or shorter lanes.
   */
  readonly perSecond?: number;
}

const MATCHES = { match: 10_000, tournament: 1_000, compare: 1_000_000, tune: 200_000 } as const;
/** Matches of a lane. Where a strategy may learn, a series is what counts, and many short ones tell more. */
const LANE = { forgetful: 1_000, learning: 100 } as const;
const MOVE_TIMEOUT_MS = 2_000;

/**
 * Two strategies against each other.
 * @param declarations where strategies may have been looked at before
 * @throws BotpitError where a strategy cannot be loaded or does not play the game
 */
export function prepareMatch(
  a: Contender,
  b: Contender,
  options: LabOptions,
  declarations?: Declarations,
): Promise<Prepared> {
  return prepare('match', [a, b], options, null, [], declarations);
}

/**
 * Everybody against everybody; as a gauntlet, the first against everybody else.
 * @throws BotpitError where a strategy cannot be loaded or does not play the game
 */
export function prepareTournament(
  field: readonly Contender[],
  options: LabOptions & { readonly gauntlet?: boolean },
): Promise<Prepared> {
  if (field.length < 2) throw new BotpitError('usage', 'a tournament needs two strategies at least');
  return prepare(options.gauntlet ? 'gauntlet' : 'tournament', field, options);
}

/**
 * A new strategy and an old one, against each other or both against a field.
 * @param declarations where strategies may have been looked at before
 * @throws BotpitError where a strategy cannot be loaded or does not play the game
 */
export async function prepareCompare(
  candidate: Contender,
  baseline: Contender,
  options: CompareOptions,
  declarations?: Declarations,
): Promise<Prepared> {
  const field = [candidate, baseline, ...(options.against ?? [])];
  return prepare('compare', field, options, testIn(options), [], declarations);
}

/**
 * A strategy whose parameters are to be found, against a field, or against itself as it is.
 * @param declarations where strategies may have been looked at before
 * @throws BotpitError where a strategy cannot be loaded or does not play the game, or there is nothing to be found
 */
export async function prepareTune(
  strategy: Contender,
  options: TuneOptions,
  declarations?: Declarations,
): Promise<Prepared> {
  const { against = [], tune = [], entrants = [], verdict } = options;
  const test = verdict ? testIn(verdict) : null;
  if (against.length > 0) return prepare('tune', [strategy, ...against], options, test, tune, declarations);
  const both = { ...options, entrants: sameTwice(entrants, 1) };
  return prepare('tune', [strategy, strategy], both, test, tune, declarations);
}

async function prepare(
  field: RunPlan['kind'] | 'gauntlet',
  contenders: readonly Contender[],
  options: LabOptions,
  test: TestQuestion | null = null,
  space: readonly TuneSpace[] = [],
  declarations = new Declarations(),
): Promise<Prepared> {
  const kind = field === 'gauntlet' ? 'tournament' : field;
  const slots = slotsOf(field, contenders.length);
  if (!isGameId(options.game)) {
    throw new BotpitError('usage', `there is no game ${JSON.stringify(options.game)}`);
  }
  const { game, matches = MATCHES[kind] } = options;
  const { moveTimeoutMs = MOVE_TIMEOUT_MS, startTimeoutMs = START_TIMEOUT_MS } = options;
  const whole = wholeNumber('matches', matches) + (matches % 2);
  const jobs = wholeNumber('jobs', options.jobs ?? availableParallelism());
  const { cwd = process.cwd(), entrants: own = [] } = options;
  const folders = foldersOf(own, contenders.length, cwd);
  const located = contenders.map((one, index) =>
    typeof one === 'string' ? locate(one, folders[index] ?? cwd) : one,
  );
  // Each is a thread or a process of its own while it is looked at.
  const declare = (one: Contender, index: number) =>
    declarations.of(one, game, startTimeoutMs, folders[index]);
  const declared = await pMap(located, declare, { concurrency: jobs });
  const entrants = entrantsOf(kind, contenders, declared, own, game);
  const isForgetful = entrants.every(({ forgetful }) => forgetful);
  const units = isForgetful ? 'pairs' : 'series';
  const { params = [], name: first = '' } = declared[0] ?? {};
  const tuned = kind === 'tune' ? tunedParams(params, space, first) : null;
  const lengths = (most: number, longest = Infinity): Pick<RunPlan, 'matches' | 'series' | 'tune'> => {
    if (tuned !== null) {
      const asked = { matches: most, ...(options.series === undefined ? {} : { series: options.series }) };
      return tuneDesign(tuned, asked, slots.length, isForgetful);
    }
    const lane = Math.min(longest, isForgetful ? forgetfulLane(test, entrants) : LANE.learning);
    // What makes enough series: shorter lanes rather than fewer.
    const { series = Math.max(1, Math.min(lane, Math.floor(most / (2 * LEAST_SERIES)))) } = options;
    return {
      matches: most,
      series: series === 'all' ? most / 2 : Math.min(most / 2, wholeNumber('series', series)),
    };
  };
  const usual: RunPlan = {
    format: 2,
    kind,
    botpit: version(),
    game,
    entrants,
    slots,
    ...lengths(whole),
    seed: options.seed ?? randomBytes(4).toString('hex'),
    moveTimeoutMs,
    startTimeoutMs,
    test: tuned ? null : test && { ...test, units, sameCode: isSameCode(located, entrants) },
    ...(tuned && test ? { verdict: test } : {}),
    ...(options.keep === undefined ? {} : { keep: options.keep }),
  };
  const problem = problemOfPlan(usual);
  if (problem !== null) throw new BotpitError('usage', `this run cannot be played: ${problem}`);
  const snapshots = declared.map(({ snapshot }) => snapshot);
  const openers = located.map((one, index) =>
    typeof one === 'string' ? openerOf(snapshots[index] as StrategySnapshot) : openerFor(one),
  );
  const areNamed = located.every((one) => typeof one === 'string');
  const sources = areNamed ? snapshots : null;
  if (sources === null || options.matches !== undefined || !options.fitsAMinute)
    return { plan: usual, openers, sources };
  const matchMs = await measurePace(usual, sources);
  const perSecond = (1_000 * jobs) / matchMs;
  // Those of a tune are in all, those of other runs are of each pairing.
  const inAMinute = (60 * perSecond) / (tuned ? 1 : slots.flat().length);
  const fitting = fittingMatches(whole, inAMinute);
  const least = tuned ? leastTuneMatches(tuned, slots.length) : 0;
  const plan: RunPlan = { ...usual, ...lengths(Math.max(fitting, least), longestLane(matchMs)) };
  const isUsual = plan.matches === usual.matches && plan.series === usual.series;
  return { plan, openers, sources, ...(isUsual ? {} : { perSecond }) };
}

/**
 * The strategies of a plan.
 * @throws BotpitError where one does not play the game, or two are given one name
 */
function entrantsOf(
  kind: RunPlan['kind'],
  contenders: readonly Contender[],
  declared: readonly Declaration[],
  own: readonly (EntrantOptions | undefined)[],
  game: GameId,
): Entrant[] {
  const first = declared[0]?.name ?? '';
  const given = own.map((one) => one?.name);
  const isTwice = kind === 'tune' && contenders.length === 2 && contenders[0] === contenders[1];
  const isAlike = (['dir', 'moveTimeoutMs'] as const).every((key) => own[0]?.[key] === own[1]?.[key]);
  const isAlone = isTwice && isAlike && given[1] === undefined;
  const names = isAlone
    ? [given[0] ?? first, `${given[0] ?? first} as it is`]
    : namesOf(contenders, declared, given);
  return contenders.map((contender, index): Entrant => {
    const { games, forgetful, snapshot } = declared[index] as Declaration;
    const name = names[index] as string;
    requireGame({ name, games }, game);
    const set = settingsOf(own[index]);
    if (typeof contender !== 'string')
      return { name, spec: '', version: hashOf(contender), forgetful, ...set };
    return { name, spec: contender, version: snapshot.version, forgetful, ...set };
  });
}

/**
 * A comparison looks after every series: short ones make it stop soon, the sooner the larger the difference is that is asked
 * about. A program takes longer to start than it plays.
 */
function forgetfulLane(test: TestQuestion | null, entrants: readonly Entrant[]): number {
  if (test === null || entrants.some(({ spec }) => isCommand(spec))) return LANE.forgetful;
  return Math.min(25, Math.max(5, Math.round(125 / (test.elo1 - test.elo0))));
}

function wholeNumber(what: string, number: number): number {
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new BotpitError('usage', `${what} must be a whole number above 0, and is ${number}`);
}

/** Of the first two. Objects of the same code may hold different values, and built-in ones share a version. */
function isSameCode([a, b]: readonly Contender[], [one, other]: readonly Entrant[]): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  if (a === b && one?.dir === other?.dir) return true;
  const isOwn = ![a, b].some(isBuiltIn);
  return isOwn && one !== undefined && one.version !== 'unknown' && one.version === other?.version;
}

/** The closest that an object has to a file. */
function hashOf({ init, matchStart, move, roundEnd, matchEnd }: Strategy): string {
  const texts = [init, matchStart, move, roundEnd, matchEnd].map(String).join('\n');
  return createHash('sha256').update(texts).digest('hex').slice(0, 12);
}
