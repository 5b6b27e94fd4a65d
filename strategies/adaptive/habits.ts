import { favourite, JOINT_ORDER, ORDER, type Past } from './past.js';
import { REMEMBERED, TOLD } from './sequels.js';

/** Where the opponent stands before the round at hand. */
export interface Standing {
  /** From 1. */
  readonly round: number;
  /** Of the learner. */
  readonly mine: number;
  readonly theirs: number;
  /** What both see before they move (a card), and the kind of it; 0 where the game shows nothing. */
  readonly cue: number;
  readonly kind: number;
}

/**
 * Something that an opponent's next move may depend on. What has followed each case of it is counted apart, so that no
 * habit has to be known in advance: `copies my last move` and `beats my last move` are the same habit with other counts.
 */
export interface Habit {
  /** The number of cases. */
  readonly cases: number;
  caseOf(past: Past, at: Standing): number;
  /** What a count is worth at the next count of the same case: how slowly it follows a change. */
  readonly keep: number;
}

const SLOW = 0.998;
const MIDDLE = 0.985;
const FAST = 0.93;

/** How many classes of moves there are, of what a round shows, and of cues and their kinds; 0 where there are none. */
export interface Extent {
  readonly classes: number;
  readonly shows: number;
  readonly cues: number;
  readonly kinds: number;
}

/** The lengths of runs as far as they matter: how much a run is worth. */
const LENGTHS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 14, 20, 30];
const bucket = Uint8Array.from(
  { length: 64 },
  (_, length) => LENGTHS.filter((from) => from <= length).length - 1,
);

/** Of so many rounds it may matter which showed something high, or how many did; and for how long none has. */
const TURNS = 3;
const COUNTED = 6;
const SINCE = 20;

/** How many bits are set. */
function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The place of the lowest bit that is set; 32 without one. */
const lowestBit = (set: number) => (set === 0 ? 32 : 31 - Math.clz32(set & -set));

export function habitsOf(
  { classes, shows, cues, kinds }: Extent,
  { reflections, sequels, levels, high }: Past,
): readonly Habit[] {
  const near = (sequels?.near ?? []).filter(
    ({ isOldest, within }) => !isOldest && (within === TOLD || within === REMEMBERED),
  );
  const deep = sequels !== null;
  const moves = classes + 1;
  const lead = ({ mine, theirs }: Standing) => Math.sign(theirs - mine) + 1;
  const round = (at: Standing) => Math.min(at.round, 6) - 1;
  const habit = (cases: number, caseOf: Habit['caseOf'], keep = MIDDLE): Habit => ({ cases, caseOf, keep });
  const periods = deep ? upTo(13).slice(1) : [2, 3, 4, 5];

  return [
    habit(1, () => 0, SLOW),
    habit(1, () => 0, FAST),
    habit(3, (_past, at) => lead(at), SLOW),
    habit(3, (_past, at) => lead(at), FAST),
    habit(36, (_past, at) => Math.min(at.mine, 5) * 6 + Math.min(at.theirs, 5), SLOW),
    habit(6, (_past, at) => round(at)),
    habit(moves, (past) => past.theirs[0]),
    habit(moves, (past) => past.mine[0]),
    habit(4, (past) => past.outcome),
    habit(4 * moves, (past) => past.outcome * moves + past.theirs[0]),
    habit(3 * moves, (past, at) => lead(at) * moves + past.theirs[0]),
    habit(moves * moves, (past) => past.theirs[1] * moves + past.theirs[0]),
    habit(moves * moves, (past) => past.mine[1] * moves + past.mine[0]),
    habit(moves * moves, (past) => past.mine[0] * moves + past.theirs[0]),
    ...upTo(deep ? ORDER : 1).flatMap((order) => [
      habit(classes ** order, (past) => past.theirRuns[order] as number),
      habit(classes ** order, (past) => past.myRuns[order] as number),
    ]),
    ...upTo(deep ? JOINT_ORDER : 1).map((order) =>
      habit(classes ** (2 * order), (past) => past.jointRuns[order] as number),
    ),
    ...upTo(deep ? 4 : 1)
      .slice(1)
      .flatMap((lag) => [
        habit(classes, (past) => past.theirsEver[lag - 1] as number),
        habit(classes, (past) => past.mineEver[lag - 1] as number),
        habit(
          classes ** 2,
          (past) => (past.mineEver[lag - 1] as number) * classes + (past.theirsEver[lag - 1] as number),
        ),
      ]),
    ...periods.map((period) => habit(period, (past) => past.rounds % period)),
    ...(deep ? periods : [2, 3]).map((period) => habit(period, (past) => past.matches % period)),
    habit(moves, (past) => favourite(past.myCounts)),
    habit(moves, (past) => favourite(past.myRecent)),
    habit(moves, (past) => favourite(past.theirCounts)),
    habit(moves, (past) => favourite(past.theirRecent)),
    ...reflections.flatMap((reflection, i) => [
      habit(moves, (past) => reflection.usual(past.caseOf(i)), FAST),
      habit(moves, (past) => reflection.lately(past.caseOf(i)), FAST),
      ...(deep ? [] : [habit(moves, (past) => reflection.latest(past.caseOf(i)), FAST)]),
    ]),
    ...[...near, ...(sequels?.far ?? [])].flatMap((sequel) => [
      habit(moves, () => sequel.mine, FAST),
      habit(moves * LENGTHS.length, () => sequel.theirs * LENGTHS.length + (bucket[sequel.length] as number)),
    ]),
    ...Array.from(levels?.choices ?? [], (_, i) => habit(moves, () => levels?.choices[i] as number)),
    ...(shows > 0 ? [habit(shows + 1, (past) => past.shown)] : []),
    // Where what is shown is a number, somebody may wait for a high one, or count on another.
    ...Array.from(deep || cues > 0 ? [] : high, (_, i) => i).flatMap((i) => [
      habit(1 << TURNS, (past) => (past.high[i] as number) & ((1 << TURNS) - 1), SLOW),
      habit(COUNTED + 1, (past) => bits((past.high[i] as number) & ((1 << COUNTED) - 1)), SLOW),
      habit(SINCE + 1, (past) => Math.min(lowestBit(past.high[i] as number), SINCE), SLOW),
    ]),
    ...(cues > 0
      ? [
          habit(cues, (_past, at) => at.cue, SLOW),
          habit(kinds, (_past, at) => at.kind, SLOW),
          habit(kinds * 3, (_past, at) => at.kind * 3 + lead(at), SLOW),
          habit(kinds * 4, (past, at) => at.kind * 4 + past.outcome),
          habit(kinds * moves, (past, at) => at.kind * moves + past.theirs[0]),
          habit(kinds * moves, (past, at) => at.kind * moves + past.mine[0]),
          habit(kinds * moves, (past, at) => at.kind * moves + favourite(past.myCounts)),
        ]
      : []),
  ];
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
