import { type Guess, Levels } from './levels.js';
import { Reflection } from './reflection.js';
import { Runs } from './runs.js';

/** The longest run of moves that a habit hangs on: of one player, of both. */
export const ORDER = 6;
export const JOINT_ORDER = 4;
/** So many rounds are searched for runs that have been there before. */
export const REMEMBERED = 1500;
/** Some hundred matches: as much as an opponent is told of matches before the session. */
export const TOLD = 330;
/** How many rounds players look back for a run; and, of those that want the oldest, what length is long enough for them. */
const WINDOWS = [20, 50, 100, TOLD, 1000, REMEMBERED];
const CAPS = [4, 6, 20];

/** Of a run that has been there before: who moved what after it, and how long it was; `classes` and 0 without one. */
interface Sequel {
  readonly within: number;
  readonly isOldest: boolean;
  theirs: number;
  mine: number;
  length: number;
}

/**
 * What two players have done to each other, in the few numbers that a habit can hang on. Moves stand as classes: the
 * choices themselves, or a handful of ranges where a game has hundreds of moves. `none` is the class of no move.
 */
export class Past {
  readonly classes: number;
  readonly none: number;
  /** The last two moves of this match, the latest first. */
  readonly mine: [number, number];
  readonly theirs: [number, number];
  /** The last moves of all, the latest first, which may lie in earlier matches; no move counts as the first class. */
  readonly mineEver: Uint8Array;
  readonly theirsEver: Uint8Array;
  /** The last moves of all as one number: of the last 0, 1, 2, … moves of each player, and of both. */
  readonly myRuns: Int32Array;
  readonly theirRuns: Int32Array;
  readonly jointRuns: Int32Array;
  /** Of the last round of this match, for the opponent: 0 none yet, 1 won, 2 lost, 3 tied. */
  outcome = 0;
  /** What the last round of this match showed; 0 before there was one. */
  shown = 0;
  rounds = 0;
  matches = 0;
  readonly myCounts: Float64Array;
  readonly myRecent: Float64Array;
  readonly theirCounts: Float64Array;
  readonly theirRecent: Float64Array;
  /** What somebody who watches me, or itself, expects of the next move: see `respects`. */
  readonly reflections: readonly Reflection[];
  /** What followed the longest run of my moves, of theirs and of both, in each window: the latest such run, and the oldest for each cap. */
  readonly sequels: readonly Sequel[];
  /** What a program that second-guesses would play by all of these; only where there are few moves. */
  readonly levels: Levels | null;
  readonly #respects: readonly Respect[];
  readonly #runs: readonly Runs[];
  readonly #played: Uint8Array;

  /** @param deep whether to look for long runs: where there are few moves, and each is its own class */
  constructor(classes: number, deep: boolean) {
    this.classes = classes;
    this.none = classes;
    this.mine = [classes, classes];
    this.theirs = [classes, classes];
    this.mineEver = new Uint8Array(ORDER);
    this.theirsEver = new Uint8Array(ORDER);
    this.myRuns = new Int32Array(ORDER + 1);
    this.theirRuns = new Int32Array(ORDER + 1);
    this.jointRuns = new Int32Array(JOINT_ORDER + 1);
    this.myCounts = new Float64Array(classes);
    this.myRecent = new Float64Array(classes);
    this.theirCounts = new Float64Array(classes);
    this.theirRecent = new Float64Array(classes);
    this.#respects = respects(deep);
    this.reflections = this.#respects.map(({ run, order }) => {
      const cases = classes ** (run === 'joint' ? 2 * order : order);
      return new Reflection(cases, classes);
    });
    this.#runs = deep ? [0, 1, 2].map(() => new Runs(WINDOWS, CAPS)) : [];
    this.sequels = this.#runs.flatMap(() =>
      WINDOWS.flatMap((within) =>
        [false, ...CAPS.map(() => true)].map((isOldest) => ({
          within,
          isOldest,
          theirs: classes,
          mine: classes,
          length: 0,
        })),
      ),
    );
    this.levels = deep ? new Levels(this.#guesses(), classes) : null;
    this.#played = new Uint8Array(2 * REMEMBERED);
  }

  /** The case at hand of one of the reflections. */
  caseOf(reflection: number): number {
    const { run, order } = this.#respects[reflection] as Respect;
    const runs = run === 'mine' ? this.myRuns : run === 'theirs' ? this.theirRuns : this.jointRuns;
    return runs[order] as number;
  }

  /** By chains, by runs and frequencies, and by what came first. */
  #guesses(): readonly (readonly Guess[])[] {
    const { reflections } = this;
    const ofSequels = (isOldest: boolean) =>
      this.sequels
        .filter((sequel) => sequel.isOldest === isOldest && (!isOldest || sequel.within >= TOLD))
        .flatMap((sequel) => [() => sequel.mine, () => sequel.theirs]);
    const counts = [this.myCounts, this.myRecent, this.theirCounts, this.theirRecent];
    return [
      reflections.flatMap((reflection, i) => [
        () => reflection.usual(this.caseOf(i)),
        () => reflection.lately(this.caseOf(i)),
        () => reflection.latest(this.caseOf(i)),
      ]),
      [...ofSequels(false), ...counts.map((moves) => () => favourite(moves))],
      [...ofSequels(true), ...reflections.map((reflection, i) => () => reflection.first(this.caseOf(i)))],
    ];
  }

  startMatch(): void {
    this.mine[0] = this.mine[1] = this.theirs[0] = this.theirs[1] = this.none;
    this.outcome = 0;
    this.shown = 0;
  }

  endMatch(): void {
    this.matches++;
  }

  /** @param mine a class, or `none` for a round without a move, as `theirs` */
  add(mine: number, theirs: number, outcome: number, shown: number): void {
    this.#respects.forEach(({ whose }, i) => {
      (this.reflections[i] as Reflection).add(this.caseOf(i), whose === 'mine' ? mine : theirs);
    });
    this.mine[1] = this.mine[0];
    this.mine[0] = mine;
    this.theirs[1] = this.theirs[0];
    this.theirs[0] = theirs;
    this.outcome = outcome;
    this.shown = shown;
    this.rounds++;
    count(this.myCounts, mine, 1);
    count(this.myRecent, mine, RECENT);
    count(this.theirCounts, theirs, 1);
    count(this.theirRecent, theirs, RECENT);
    this.#remember(mine % this.classes, theirs % this.classes);
    this.levels?.add(mine);
  }

  #remember(mine: number, theirs: number): void {
    const { classes, mineEver, theirsEver, myRuns, theirRuns, jointRuns } = this;
    mineEver.copyWithin(1, 0);
    theirsEver.copyWithin(1, 0);
    mineEver[0] = mine;
    theirsEver[0] = theirs;
    for (let order = 1, unit = 1; order <= ORDER; order++, unit *= classes) {
      myRuns[order] = (myRuns[order - 1] as number) + unit * (mineEver[order - 1] as number);
      theirRuns[order] = (theirRuns[order - 1] as number) + unit * (theirsEver[order - 1] as number);
      if (order > JOINT_ORDER) continue;
      const joint = (mineEver[order - 1] as number) * classes + (theirsEver[order - 1] as number);
      jointRuns[order] = (jointRuns[order - 1] as number) + unit * unit * joint;
    }
    if (this.#runs.length > 0) this.#search(mine, theirs);
  }

  #search(mine: number, theirs: number): void {
    const at = 2 * ((this.rounds - 1) % REMEMBERED);
    this.#played[at] = mine;
    this.#played[at + 1] = theirs;
    [mine, theirs, mine * this.classes + theirs].forEach((symbol, i) => {
      const runs = this.#runs[i] as Runs;
      runs.add(symbol);
      for (let k = 0; k < runs.ages.length; k++) {
        const sequel = this.sequels[i * runs.ages.length + k] as Sequel;
        const length = runs.lengths[k] as number;
        const next = 2 * ((this.rounds - (runs.ages[k] as number)) % REMEMBERED);
        sequel.length = length;
        sequel.mine = length > 0 ? (this.#played[next] as number) : this.none;
        sequel.theirs = length > 0 ? (this.#played[next + 1] as number) : this.none;
      }
    });
  }
}

/** Whose next move is expected by which run of moves. */
interface Respect {
  readonly whose: 'mine' | 'theirs';
  readonly run: 'mine' | 'theirs' | 'joint';
  readonly order: number;
}

function respects(deep: boolean): readonly Respect[] {
  const respect = (whose: Respect['whose'], run: Respect['run'], ...orders: number[]) =>
    orders.map((order) => ({ whose, run, order }));
  return deep
    ? [
        ...respect('mine', 'mine', 1, 2, 3, 4, 5),
        ...respect('mine', 'theirs', 1, 2, 3),
        ...respect('mine', 'joint', 1, 2, 3, 4),
        ...respect('theirs', 'theirs', 1, 2, 3, 4),
        ...respect('theirs', 'joint', 1, 2, 3),
      ]
    : [...respect('mine', 'mine', 1, 2), ...respect('mine', 'theirs', 1), ...respect('mine', 'joint', 1)];
}

/** What a count is worth a round later: some ten rounds. */
const RECENT = 0.9;

function count(counts: Float64Array, move: number, keep: number): void {
  if (keep < 1) for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] as number) * keep;
  if (move < counts.length) counts[move] = (counts[move] as number) + 1;
}

/** The largest count, the first of equals; `none` (one past the end) where nothing has been counted. */
export function favourite(counts: Float64Array): number {
  let best = counts.length;
  let most = 0;
  for (let i = 0; i < counts.length; i++) {
    if ((counts[i] as number) > most) {
      most = counts[i] as number;
      best = i;
    }
  }
  return best;
}
