import { weighted } from '../support/mixed.js';
import { solveMatrixGame } from './matrix-game.js';
import type { Mix } from './weighted.js';

/**
 * Blotto: the value of every standing comes from a table, and the one stage game at hand is solved on it.
 *
 *     const blotto = blottoOn(table)            // `shippedTable()` of ./blotto-table.js: loaded when first asked for
 *     blotto.value(standing)                    // match score of the side to move, before the terrain is known
 *     blotto.mix(standing, tenths)              // bids of the side to move; `tenths`: terrain_bonus_a in tenths, 8..12
 *     blotto.after(standing, tenths, bid, theirs) // value of what follows when these bids meet
 *     standingOf(situationOrTurn)               // of the side that is asked
 *
 * Budgets and leads are one's own point of view; the table is side a's.
 */

export interface BlottoStanding {
  readonly side: 'a' | 'b';
  /** Rounds won less rounds lost. */
  readonly lead: number;
  /** The round at hand included. */
  readonly roundsLeft: number;
  readonly mine: number;
  readonly theirs: number;
}

/** Side a's match score, `scale` times, by rounds left 2..4, lead and both budgets, at `tableIndex`. */
export interface BlottoTable {
  readonly values: ArrayLike<number>;
  readonly scale: number;
}

export interface Blotto {
  /** @throws RangeError with 5 rounds left for other budgets than 100 and 100, where no match can be */
  value(at: BlottoStanding): number;
  mix(at: BlottoStanding, tenths: number): Mix<number>;
  after(at: BlottoStanding, tenths: number, bid: number, theirs: number): number;
}

const ROUNDS = 5;
const BUDGET = 100;
const SIZE = BUDGET + 1;
/** The value of the whole match for side a. */
const OPENING = 0.48436;
export const TERRAINS = [8, 9, 10, 11, 12] as const;

/** The leads at which a match can stand undecided, from -n to n, by rounds left. */
const LEADS = [0, 1, 2, 2, 1, 0] as const;
/** Where the planes of 2, 3 and 4 rounds left begin in the table. */
const PLANES = [0, 0, 0, 5, 10] as const;
export const TABLE_LENGTH = 13 * SIZE * SIZE;

/** Where a table holds side a's value of the standing; rounds left 2..4, lead within `leadsWith`. */
export function tableIndex(roundsLeft: number, leadOfA: number, a: number, b: number): number {
  const plane = (PLANES[roundsLeft] ?? 0) + leadOfA + leadsWith(roundsLeft);
  return (plane * SIZE + a) * SIZE + b;
}

/** The largest lead with so many rounds left in a match that goes on. */
export function leadsWith(roundsLeft: number): number {
  return LEADS[roundsLeft] ?? 0;
}

/** The standing of a turn or a situation. */
export function standingOf(at: {
  readonly side: 'a' | 'b';
  readonly score: { readonly mine: number; readonly theirs: number };
  readonly state: {
    readonly your_budget: number;
    readonly opponent_budget: number;
    readonly rounds_left: number;
  };
}): BlottoStanding {
  return {
    side: at.side,
    lead: at.score.mine - at.score.theirs,
    roundsLeft: at.state.rounds_left,
    mine: at.state.your_budget,
    theirs: at.state.opponent_budget,
  };
}

export function blottoOn(table: BlottoTable): Blotto {
  const value = (at: BlottoStanding): number =>
    at.side === 'a'
      ? valueForA(table, at.roundsLeft, at.lead, at.mine, at.theirs)
      : 1 - valueForA(table, at.roundsLeft, -at.lead, at.theirs, at.mine);
  return {
    value,
    after(at, tenths, bid, theirs) {
      const won = at.side === 'a' ? sign(bid * tenths - theirs * 10) : sign(bid * 10 - theirs * tenths);
      return value({
        side: at.side,
        lead: at.lead + won,
        roundsLeft: at.roundsLeft - 1,
        mine: at.mine - bid,
        theirs: at.theirs - theirs,
      });
    },
    mix(at, tenths) {
      // Troops left over are worth nothing.
      if (at.roundsLeft <= 1) return [{ move: at.mine, probability: 1 }];
      const isA = at.side === 'a';
      const stage = stageOf(
        table,
        at.roundsLeft,
        isA ? at.lead : -at.lead,
        isA ? at.mine : at.theirs,
        isA ? at.theirs : at.mine,
        tenths,
      );
      const probabilities = [...(isA ? stage.rowMix : stage.columnMix)];
      return weighted([...probabilities.keys()], probabilities);
    },
  };
}

type Stage = ReturnType<typeof solveStage>;

/** Of each table, the stages last solved. */
const solved = new WeakMap<BlottoTable, Map<number, Stage>>();
const MOST_SOLVED = 500;

/** As `solveStage`, on a table that is finished: both sides of a match ask for the same, and every match begins alike. */
export function stageOf(...at: Parameters<typeof solveStage>): Stage {
  const [table, roundsLeft, leadOfA, a, b, tenths] = at;
  const stages = solved.get(table) ?? new Map<number, Stage>();
  if (stages.size >= MOST_SOLVED) stages.clear();
  const key = [leadOfA + ROUNDS, a, b, tenths].reduce((sum, digit) => sum * 128 + digit, roundsLeft);
  const stage = stages.get(key) ?? solveStage(...at);
  solved.set(table, stages.set(key, stage));
  return stage;
}

/** The round at hand as a matrix game: side a's bids by side b's bids, what the table says follows. */
export function solveStage(
  table: BlottoTable,
  roundsLeft: number,
  leadOfA: number,
  a: number,
  b: number,
  tenths: number,
) {
  // A bid that beats all that the other side has is as good as any higher one, and leaves more.
  const rows = Math.min(a, Math.floor((b * 10) / tenths) + 1) + 1;
  const columns = Math.min(b, Math.floor((a * tenths) / 10) + 1) + 1;
  const payoffs = new Float64Array(rows * columns);
  let at = 0;
  for (let bidA = 0; bidA < rows; bidA++) {
    for (let bidB = 0; bidB < columns; bidB++) {
      const lead = leadOfA + sign(bidA * tenths - bidB * 10);
      payoffs[at++] = valueForA(table, roundsLeft - 1, lead, a - bidA, b - bidB);
    }
  }
  return solveMatrixGame(payoffs, rows, columns);
}

function valueForA(
  { values, scale }: BlottoTable,
  roundsLeft: number,
  lead: number,
  a: number,
  b: number,
): number {
  if (roundsLeft === 0 || Math.abs(lead) > roundsLeft) return (1 + sign(lead)) / 2;
  if (roundsLeft === 1) return lastRound(lead, a, b);
  if (roundsLeft < ROUNDS) return (values[tableIndex(roundsLeft, lead, a, b)] ?? 0) / scale;
  if (lead === 0 && a === BUDGET && b === BUDGET) return OPENING;
  throw new RangeError(`no match stands at ${a} to ${b} with ${roundsLeft} rounds left`);
}

/** Both bid everything: what the five terrains make of it. */
function lastRound(lead: number, a: number, b: number): number {
  let sum = 0;
  for (const tenths of TERRAINS) sum += sign(lead + sign(a * tenths - b * 10));
  return 0.5 + sum / (2 * TERRAINS.length);
}

function sign(value: number): number {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}
