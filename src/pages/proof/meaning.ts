import { drawInt, type Side } from '../../games/index.js';

/*
 * What a draw stands for, in words: what the rules of each game make of its number. Tests hold it against the rules.
 */

export interface Meaning {
  /** `the flip`. */
  readonly what: string;
  /** `heads`. */
  readonly value: string;
  /** The field of the state (`game_state.…`) or the result in which the draw shows, alone or with others. */
  readonly field: string;
}

/** Numbers of one round in [0, 1), in the order in which they are drawn. */
type Units = readonly number[];

const CARDS: Readonly<Record<number, string>> = { 1: 'ace', 11: 'jack', 12: 'queen', 13: 'king' };

function card(unit: number): string {
  const rank = drawInt(() => unit, 1, 13);
  return CARDS[rank] === undefined ? String(rank) : `${rank} (${CARDS[rank]})`;
}

/** The field of a result that is about a side, told to `me`. */
function ofSide(side: Side, me: Side, field: string): string {
  return `${side === me ? 'your' : 'opponent'}_${field}`;
}

const MEANINGS: Readonly<Record<string, (units: Units, me: Side) => Meaning[]>> = {
  coinflip: (units) =>
    units.map((unit) => ({
      what: 'the flip',
      value: drawInt(() => unit, 0, 1) === 0 ? 'heads' : 'tails',
      field: 'flip',
    })),
  hi_lo: (units) =>
    units.map((unit, i) => ({
      what: i === 0 ? 'the dealer card' : 'the next card',
      value: card(unit),
      field: i === 0 ? 'game_state.dealer_card' : 'card',
    })),
  dice_duel: (units, me) =>
    units.map((unit, i) => {
      const side = i < 2 ? 'a' : 'b';
      return {
        what: `${i % 2 === 0 ? 'first' : 'second'} die of side ${side}`,
        value: String(drawInt(() => unit, 1, 6)),
        field: ofSide(side, me, 'roll'),
      };
    }),
  high_card_duel: (units, me) =>
    units.map((unit, i) => {
      const side = i === 0 ? 'a' : 'b';
      return { what: `the card of side ${side}`, value: card(unit), field: ofSide(side, me, 'card') };
    }),
  crash: (units) =>
    units.map((unit) => ({
      what: 'the crash point',
      value: `${(Math.floor(100 / (1 - unit)) / 100).toFixed(2)}×`,
      field: 'crash_point',
    })),
  mines(units) {
    const tiles = shuffled(units);
    return units.map((_, place) => {
      const tile = tiles[place] as number;
      const value = tile < MINES ? `tile ${tile}, a mine` : `tile ${tile}, safe`;
      return { what: `place ${place + 1} of the order`, value, field: 'mine_at' };
    });
  },
  math_duel(units) {
    const operands = drawInt(() => units[0] ?? 0, 2, 3);
    const operators = units.slice(1, operands).map((unit) => '+-*'.charAt(drawInt(() => unit, 0, 2)));
    return units.map((unit, i) => {
      const field = 'game_state.expression';
      if (i === 0) return { what: 'how many numbers', value: String(operands), field };
      if (i < operands) return { what: `sign ${i}`, value: operators[i - 1] ?? '', field };
      const place = i - operands;
      const isFactor = operators[place - 1] === '*' || operators[place] === '*';
      const value = isFactor ? drawInt(() => unit, 2, 12) : drawInt(() => unit, 1, 99);
      return { what: `number ${place + 1}`, value: String(value), field };
    });
  },
  reaction_ring: (units) =>
    units.map((unit) => ({
      what: 'the target',
      value: String(drawInt(() => unit, 1, 1000)),
      field: 'target',
    })),
  blotto: (units) =>
    units.map((unit) => ({
      what: 'the bonus of side a',
      value: `× ${drawInt(() => unit, 8, 12) / 10}`,
      field: 'game_state.terrain_bonus_a',
    })),
};

/** What the draws of one round of a game stand for. @param me whom the result is told to */
export function meaningsOf(game: string, units: Units, me: Side): readonly Meaning[] {
  return Object.hasOwn(MEANINGS, game) ? (MEANINGS[game]?.(units, me) ?? []) : [];
}

/** Tiles of the grid of `mines`, of which the first are the mines. */
const TILES = 25;
const MINES = 5;

/** How many draws put all tiles in order: what is left after them has one place. */
export const ORDER_DRAWS = TILES - 1;

function shuffled(units: Units): number[] {
  const tiles = Array.from({ length: TILES }, (_, tile) => tile);
  units.forEach((unit, place) => {
    const picked = drawInt(() => unit, place, TILES - 1);
    [tiles[place], tiles[picked]] = [tiles[picked] as number, tiles[place] as number];
  });
  return tiles;
}

/** At which places of the hidden order, from 0, there is a mine. @param units `ORDER_DRAWS` of them */
export function minePlaces(units: Units): readonly number[] {
  return shuffled(units).flatMap((tile, place) => (tile < MINES ? [place] : []));
}
