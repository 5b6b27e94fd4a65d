import { Reflection } from './reflection.js';

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
  /** The last move of all, which may lie in an earlier match. */
  mineEver: number;
  theirsEver: number;
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
  /** By my last move, by my last two, by the opponent's last, by both: in this match or before. */
  readonly reflections: readonly Reflection[];
  #mineBefore: number;

  constructor(classes: number) {
    this.classes = classes;
    this.none = classes;
    this.mine = [classes, classes];
    this.theirs = [classes, classes];
    this.mineEver = classes;
    this.theirsEver = classes;
    this.myCounts = new Float64Array(classes);
    this.myRecent = new Float64Array(classes);
    this.theirCounts = new Float64Array(classes);
    this.theirRecent = new Float64Array(classes);
    const moves = classes + 1;
    this.reflections = [moves, moves ** 2, moves, moves ** 2].map((cases) => new Reflection(cases, classes));
    this.#mineBefore = classes;
  }

  /** The case at hand of one of the reflections. */
  caseOf(reflection: number): number {
    const moves = this.classes + 1;
    const first = reflection === 1 ? this.#mineBefore : reflection === 3 ? this.theirsEver : 0;
    return first * moves + (reflection === 2 ? this.theirsEver : this.mineEver);
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
    this.reflections.forEach((reflection, i) => {
      reflection.add(this.caseOf(i), mine);
    });
    this.#mineBefore = this.mineEver;
    this.mine[1] = this.mine[0];
    this.mine[0] = this.mineEver = mine;
    this.theirs[1] = this.theirs[0];
    this.theirs[0] = this.theirsEver = theirs;
    this.outcome = outcome;
    this.shown = shown;
    this.rounds++;
    count(this.myCounts, mine, 1);
    count(this.myRecent, mine, RECENT);
    count(this.theirCounts, theirs, 1);
    count(this.theirRecent, theirs, RECENT);
  }
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
