import { crash } from '../theory/crash.js';
import type { FirstTo, Stakes } from '../theory/first-to.js';
import { mines } from '../theory/mines.js';
import { reactionRing } from '../theory/reaction-ring.js';
import { coinflip, rps } from '../theory/uniform-games.js';
import type { Mix } from '../theory/weighted.js';
import type { Board } from './board.js';
import type { Standing } from './habits.js';
import { Numbers } from './numbers.js';
import { LearnedStakes } from './prospects.js';

interface Shape<Move> {
  readonly theory: FirstTo<Move>;
  /** The key of a canonical move. */
  readonly key: string;
  /** The first moves of the second and later symbols and classes; each move its own where there are none. */
  readonly symbolsFrom?: readonly number[];
  readonly classesFrom?: readonly number[];
  /** What a round shows, as a move. */
  readonly shows?: string;
  /** The first moves of the second and later classes of what was shown; the classes of the moves if absent. */
  readonly shownFrom?: readonly number[];
  /** Where somebody may cut off what was shown, as moves. */
  readonly clips?: readonly number[];
  /** Whether an opponent is expected to look for the best answer to the last moves. */
  readonly isAnswered?: true;
  rates(odds: Float64Array, win: Float64Array, loss: Float64Array): void;
}

function boardOf<Move extends string | number>(shape: Shape<Move>): Board {
  const { theory, key, shows } = shape;
  const { moves } = theory;
  const size = moves.length;
  const indices = new Map<unknown, number>(moves.map((move, index) => [move, index]));
  const symbols = steps(size, shape.symbolsFrom);
  const classNumbers = steps(size, shape.classesFrom);
  const classOf = (index: number) => classNumbers[index] as number;
  const classes = classOf(size - 1) + 1;
  const shownClasses = shape.shownFrom ? steps(size, shape.shownFrom) : classNumbers;
  const mixes = new WeakMap<Mix<Move>, Float64Array>();
  const win = new Float64Array(size);
  const loss = new Float64Array(size);
  /** How often each move wins and loses against a mix. */
  const rates = new WeakMap<Float64Array, readonly [win: Float64Array, loss: Float64Array]>();
  const ratesAgainst = (mix: Float64Array) => {
    let known = rates.get(mix);
    if (!known) {
      known = [new Float64Array(size), new Float64Array(size)];
      shape.rates(mix, ...known);
      rates.set(mix, known);
    }
    return known;
  };
  const roundsLeft = (at: Standing) => 3 * theory.bestOf - at.round + 1;
  const stakes = (at: Standing): Stakes =>
    theory.stakes({ mine: at.mine, theirs: at.theirs, roundsLeft: roundsLeft(at) });

  const gains = new Map<number, Float64Array>();
  const gainsAgainst = (theirs: number) => {
    let known = gains.get(theirs);
    if (!known) {
      known = Float64Array.from(moves, (mine) => {
        const chance = theory.chances(mine, moves[theirs] as Move);
        return chance.win - chance.loss;
      });
      gains.set(theirs, known);
    }
    return known;
  };

  const [low, next] = moves as unknown as readonly [number, number];
  const shownMove = (result: object) => {
    const value: unknown = shows === undefined ? undefined : (result as Record<string, unknown>)[shows];
    if (typeof value !== 'number') return indices.get(value) ?? Number.NaN;
    return Math.round((value - low) / (next - low));
  };

  const board: Board = {
    size,
    symbols,
    classOf,
    classes,
    shows: shows === undefined ? 0 : (shownClasses[size - 1] as number) + 1,
    cues: 0,
    kinds: 0,
    ...(typeof low === 'number' && {
      experts: () => [
        new Numbers({
          size,
          shows: board.shows,
          ...(shape.clips && { clips: shape.clips }),
          ...(shape.isAnswered && { gains: gainsAgainst }),
        }),
      ],
      prospects: () => new LearnedStakes(board, theory.bestOf),
    }),
    standing: ({ round, score }) => ({ round, mine: score.mine, theirs: score.theirs, cue: 0, kind: 0 }),
    indexOf: (move) => indices.get((move as Record<string, unknown>)[key]) ?? -1,
    moveAt: (index) => moves[index] as Move,
    outcome: ({ outcome }) => (outcome === 'loss' ? 1 : outcome === 'win' ? 2 : 3),
    shownMove,
    shown: (result) => {
      const index = shownMove(result);
      return Number.isNaN(index) ? 0 : (shownClasses[Math.min(Math.max(index, 0), size - 1)] as number) + 1;
    },
    equilibrium(at) {
      const mix = theory.mix({ mine: at.mine, theirs: at.theirs, roundsLeft: roundsLeft(at) });
      let dense = mixes.get(mix);
      if (!dense) {
        dense = new Float64Array(size);
        for (const { move, probability } of mix) dense[indices.get(move) ?? 0] = probability;
        mixes.set(mix, dense);
      }
      return dense;
    },
    value: (at) => theory.value({ mine: at.mine, theirs: at.theirs, roundsLeft: roundsLeft(at) }),
    stakes,
    values(at, odds, out, { win: won, tie, loss: lost } = stakes(at)) {
      shape.rates(odds, win, loss);
      for (let i = 0; i < size; i++) {
        out[i] = tie + (win[i] as number) * (won - tie) + (loss[i] as number) * (lost - tie);
      }
    },
    valueAgainst(_at, mine, theirs, { win: won, tie, loss: lost }) {
      const { win, loss } = theory.chances(moves[mine] as Move, moves[theirs] as Move);
      return tie + win * (won - tie) + loss * (lost - tie);
    },
    equilibriumAgainst(at, theirs, { win: won, tie, loss: lost }) {
      // Both sides have the same moves: what a move wins against a mix, the mix loses against it.
      const [losses, wins] = ratesAgainst(board.equilibrium(at));
      return tie + (wins[theirs] as number) * (won - tie) + (losses[theirs] as number) * (lost - tie);
    },
  };
  return board;
}

/** Which step each of `size` moves is on, when a new one begins at each of `from`; each its own without. */
function steps(size: number, from?: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (from ? from.filter((start) => start <= i).length : i));
}

/** Win and loss rates of each move, by the chances of each pair. For games with few moves. */
function pairwise<Move>({ moves, chances }: FirstTo<Move>): Shape<Move>['rates'] {
  const table = moves.map((mine) => moves.map((theirs) => chances(mine, theirs)));
  return (odds, win, loss) => {
    table.forEach((row, mine) => {
      let w = 0;
      let l = 0;
      row.forEach((chance, theirs) => {
        w += (odds[theirs] as number) * chance.win;
        l += (odds[theirs] as number) * chance.loss;
      });
      win[mine] = w;
      loss[mine] = l;
    });
  };
}

/** How likely each cashout survives. */
const SURVIVAL = Float64Array.from(crash.moves, (cashout) => 1 / cashout);

/** The same for crash in one pass: a cashout survives with probability 1 / cashout, and whenever a higher one does. */
function crashRates(odds: Float64Array, win: Float64Array, loss: Float64Array): void {
  let survives = 0;
  for (let i = 0; i < odds.length; i++) survives += (odds[i] as number) * (SURVIVAL[i] as number);
  let below = 0;
  let later = survives;
  for (let i = 0; i < odds.length; i++) {
    const share = odds[i] as number;
    const mine = SURVIVAL[i] as number;
    later -= share * mine;
    win[i] = mine * (1 - share) - later;
    loss[i] = survives - share * mine - mine * below;
    below += share;
  }
}

/** And for the ring: each target goes to the nearer guess, one that lies halfway to neither. */
function ringRates(odds: Float64Array, win: Float64Array, loss: Float64Array): void {
  const size = odds.length;
  win.fill(0);
  loss.fill(0);
  // Guesses above this one, then those below it: their sum, the sum of their places, and the sum of the even distances.
  for (const step of [-1, 1]) {
    let total = 0;
    let places = 0;
    const even = [0, 0];
    for (let n = 0, i = step < 0 ? size - 1 : 0; n < size; n++, i += step) {
      const guess = i + 1;
      const halfway = (guess * total + places) / 2;
      const ties = even[guess % 2] as number;
      const low = halfway - (total + ties) / 2;
      const high = size * total - halfway + (total - ties) / 2;
      win[i] = (win[i] as number) + (step < 0 ? low : high) / size;
      loss[i] = (loss[i] as number) + (step < 0 ? high : low) / size;
      const share = odds[i] as number;
      total += share;
      places += share * guess;
      even[guess % 2] = ties + share;
    }
  }
}

/** Indices of cashouts. */
const cashouts = (...values: number[]) => values.map((value) => Math.round(value * 100) - 101);
const guesses = (...values: number[]) => values.map((value) => value - 1);

export const firstToBoards = {
  rps: boardOf({ theory: rps, key: 'choice', rates: pairwise(rps) }),
  coinflip: boardOf({ theory: coinflip, key: 'choice', shows: 'flip', rates: pairwise(coinflip) }),
  mines: boardOf({
    theory: mines,
    key: 'tiles',
    shows: 'mine_at',
    isAnswered: true,
    classesFrom: [1, 2, 4, 7, 11],
    rates: pairwise(mines),
  }),
  crash: boardOf({
    theory: crash,
    key: 'cashout',
    shows: 'crash_point',
    isAnswered: true,
    symbolsFrom: cashouts(
      ...[1.05, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.75, 1.9, 2, 2.2, 2.5, 2.75, 3, 3.5, 4, 5, 6, 7, 8, 9],
    ),
    classesFrom: cashouts(1.3, 1.7, 2.3, 4),
    shownFrom: cashouts(1.3, 1.5, 1.75, 2, 2.5, 3, 4),
    clips: cashouts(10, 5),
    rates: crashRates,
  }),
  reaction_ring: boardOf({
    theory: reactionRing,
    key: 'guess',
    shows: 'target',
    symbolsFrom: guesses(
      ...[101, 201, 301, 401, 451, 476, 491, 497, 500, 501, 502, 505, 511, 526, 551, 601, 701, 801, 901],
    ),
    classesFrom: guesses(301, 451, 500, 502, 551, 701),
    rates: ringRates,
  }),
};
