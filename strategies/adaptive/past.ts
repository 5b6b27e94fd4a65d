import { FAINT, NOTHING } from './learner.js';
import { type Guess, Levels } from './levels.js';
import { Reflection } from './reflection.js';
import { OUTCOMES, Sequels, TOLD } from './sequels.js';

/** The longest run of moves that a habit hangs on: of one player, of both. */
export const ORDER = 6;
export const JOINT_ORDER = 4;
const OUTCOME_ORDER = 3;
/** What a run is a run of. */
type Kind = 'mine' | 'theirs' | 'joint' | 'outcomes';

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
  /** Of the last 0, 1, 2, … outcomes, across matches. */
  readonly outcomeRuns: Int32Array;
  /** Of the last round of this match, for the opponent: 0 none yet, 1 won, 2 lost, 3 tied. */
  outcome = 0;
  /** What the last round of this match showed; 0 before there was one. */
  shown = 0;
  /** For each class but the first, whether the last rounds of all have shown it or a later one: a bit each, the latest lowest. */
  readonly high: Int32Array;
  rounds = 0;
  matches = 0;
  readonly myCounts: Float64Array;
  readonly myRecent: Float64Array;
  readonly theirCounts: Float64Array;
  readonly theirRecent: Float64Array;
  /** What somebody who watches me, or itself, expects of the next move: see `respects`. */
  readonly reflections: readonly Reflection[];
  /** What followed when the same had happened before; only where there are few moves. */
  readonly sequels: Sequels | null;
  /** What a program that second-guesses would play by all of these; likewise. */
  readonly levels: Levels | null;
  readonly #runsOf: Readonly<Record<Kind, Int32Array>>;
  readonly #respects: readonly Respect[];

  /**
   * @param deep whether to look for long runs: where there are few moves, and each is its own class
   * @param shows how many classes there are of what a round shows
   */
  constructor(classes: number, deep: boolean, shows = 0) {
    this.classes = classes;
    this.none = classes;
    this.mine = [classes, classes];
    this.theirs = [classes, classes];
    this.mineEver = new Uint8Array(ORDER);
    this.theirsEver = new Uint8Array(ORDER);
    this.high = new Int32Array(Math.max(shows - 1, 0));
    this.myRuns = new Int32Array(ORDER + 1);
    this.theirRuns = new Int32Array(ORDER + 1);
    this.jointRuns = new Int32Array(JOINT_ORDER + 1);
    this.outcomeRuns = new Int32Array(OUTCOME_ORDER + 1);
    this.#runsOf = {
      mine: this.myRuns,
      theirs: this.theirRuns,
      joint: this.jointRuns,
      outcomes: this.outcomeRuns,
    };
    this.myCounts = new Float64Array(classes);
    this.myRecent = new Float64Array(classes);
    this.theirCounts = new Float64Array(classes);
    this.theirRecent = new Float64Array(classes);
    this.#respects = respects(deep);
    this.reflections = this.#respects.map(({ run, order }) => {
      const cases = run === 'outcomes' ? OUTCOMES ** order : classes ** (run === 'joint' ? 2 * order : order);
      return new Reflection(cases, classes);
    });
    this.sequels = deep ? new Sequels(classes) : null;
    this.levels = deep ? new Levels(this.#guesses(), classes) : null;
  }

  /** The case at hand of one of the reflections. */
  caseOf(reflection: number): number {
    const { run, order } = this.#respects[reflection] as Respect;
    return this.#runsOf[run][order] as number;
  }

  /** By chains, by runs and frequencies, and by what came first. */
  #guesses(): readonly (readonly Guess[])[] {
    // Programs that second-guess do not go by outcomes.
    const reflections = this.reflections.filter((_, i) => this.#respects[i]?.run !== 'outcomes');
    const ofSequels = (isOldest: boolean) =>
      (this.sequels?.near ?? [])
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
    for (let i = 0; i < this.high.length; i++) {
      this.high[i] = ((this.high[i] as number) << 1) | (shown > i + 1 ? 1 : 0);
    }
    this.rounds++;
    count(this.myCounts, mine, 1);
    count(this.myRecent, mine, RECENT);
    count(this.theirCounts, theirs, 1);
    count(this.theirRecent, theirs, RECENT);
    this.#remember(mine % this.classes, theirs % this.classes, (outcome + 2) % OUTCOMES);
    this.levels?.add(mine);
  }

  #remember(mine: number, theirs: number, outcome: number): void {
    const { classes, mineEver, theirsEver, myRuns, theirRuns, jointRuns, outcomeRuns } = this;
    for (let order = OUTCOME_ORDER; order > 0; order--) {
      outcomeRuns[order] = (outcomeRuns[order - 1] as number) * OUTCOMES + outcome;
    }
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
    this.sequels?.add(mine, theirs, outcome);
  }
}

/** Whose next move is expected by which run of moves. */
interface Respect {
  readonly whose: 'mine' | 'theirs';
  readonly run: Kind;
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
        ...respect('mine', 'outcomes', 1, 2, 3),
      ]
    : [...respect('mine', 'mine', 1, 2), ...respect('mine', 'theirs', 1), ...respect('mine', 'joint', 1)];
}

/** What a count is worth a round later: some ten rounds. */
const RECENT = 0.9;

function count(counts: Float64Array, move: number, keep: number): void {
  if (keep < 1) for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] as number) * keep + FAINT;
  if (move < counts.length) counts[move] = (counts[move] as number) + 1;
}

/** The largest count, the first of equals; `none` (one past the end) where nothing has been counted. */
export function favourite(counts: Float64Array): number {
  let best = counts.length;
  let most = NOTHING;
  for (let i = 0; i < counts.length; i++) {
    if ((counts[i] as number) > most) {
      most = counts[i] as number;
      best = i;
    }
  }
  return best;
}
