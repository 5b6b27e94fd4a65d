import {
  type Draw,
  drawInt,
  type Game,
  higher,
  integerIn,
  lateWinner,
  own,
  type RoundResult,
  scored,
} from './game.js';

export interface MinesMove {
  /** How many tiles to reveal, 1..20. */
  readonly tiles: number;
}

export interface MinesState {
  readonly grid: number;
  readonly mines: number;
}

export interface MinesResult extends RoundResult<MinesMove> {
  /** How many tiles of the shared order were safe before the first mine, 0..20. */
  readonly mine_at: number;
}

const GRID = 25;
const MINES = 5;
const SAFE = GRID - MINES;

/**
 * Draw i of the round (from 0): which of the tiles not yet revealed comes at place i of the order, in a Fisher-Yates
 * shuffle from the front: of the tiles 0..24 in order, swap place i with place i..24. Tiles 0..4 are the mines. The
 * shuffle stops at the first mine or after 20 safe tiles, since nothing after that matters.
 */
export const mines: Game<MinesMove, MinesState, MinesResult, null, number, null> = {
  id: 'mines',
  name: 'Mines',
  rules:
    'Of 25 tiles, 5 hide mines. Both sides say how many tiles they reveal, in the same hidden order. A side survives if ' +
    'none of its tiles is a mine. The only survivor wins the round; of two survivors the one with more tiles does; ' +
    'otherwise the round is tied.',
  moves: '{ tiles: 1 to 20 }',
  format: { kind: 'first_to', bestOf: 3 },
  turnTimeoutMs: 15_000,
  moveKey: 'tiles',
  start: () => null,
  deal: () => null,
  state: () => ({ grid: GRID, mines: MINES }),

  parseMove(raw) {
    const tiles = integerIn(own(raw, 'tiles'), 1, SAFE);
    return tiles === null ? null : { tiles };
  },
  wireMove: ({ tiles }) => ({ tiles }),
  wireForms: ({ tiles }) => [{ tiles }],
  fallbackMove: () => ({ tiles: 3 }),
  randomMove: (_state, draw) => ({ tiles: drawInt(draw, 1, SAFE) }),

  resolve(_deal, _carry, a, b, draw) {
    const mineAt = safeTiles(draw);
    const winner = a && b ? higher(gain(a.move, mineAt), gain(b.move, mineAt)) : lateWinner(a, b);
    return scored(winner, mineAt, null);
  },

  result({ winner, reveal }, _deal, mine, theirs) {
    return {
      winner,
      your_move: mine && { tiles: mine.tiles },
      opponent_move: theirs && { tiles: theirs.tiles },
      mine_at: reveal,
    };
  },
};

function safeTiles(draw: Draw): number {
  const tiles = Array.from({ length: GRID }, (_, tile) => tile);
  for (let place = 0; place < SAFE; place++) {
    const picked = drawInt(draw, place, GRID - 1);
    if ((tiles[picked] as number) < MINES) return place;
    // The picked place takes over the tile that stood here, which no later draw can reach otherwise.
    tiles[picked] = tiles[place] as number;
  }
  return SAFE;
}

/** The tiles of a side that survives, or nothing. */
function gain(move: MinesMove, mineAt: number): number {
  return move.tiles <= mineAt ? move.tiles : 0;
}
