import { describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId } from '../../src/games/index.js';
import { formatMove, formatReveal, formatSides } from '../../src/ui/session/format-match.js';

interface Told {
  readonly result: Record<string, unknown>;
  readonly state: Record<string, unknown>;
  readonly sides: string;
  readonly reveal: string;
}

const ROUNDS: Record<GameId, Told> = {
  coinflip: {
    result: { your_move: { choice: 'heads' }, opponent_move: { choice: 'tails' }, flip: 'tails' },
    state: {},
    sides: 'heads – tails',
    reveal: 'flip tails',
  },
  rps: {
    result: { your_move: { choice: 'rock' }, opponent_move: null },
    state: {},
    sides: 'rock – late',
    reveal: '',
  },
  hi_lo: {
    result: { your_move: { choice: 'higher' }, opponent_move: { guess: 'lower' }, card: 13 },
    state: { dealer_card: 1 },
    sides: 'higher – lower',
    reveal: 'dealer ace, card king',
  },
  dice_duel: {
    result: {
      your_move: { action: 'roll' },
      opponent_move: { action: 'roll' },
      your_roll: 7,
      opponent_roll: [3, 4],
    },
    state: {},
    sides: '7 – 3+4',
    reveal: '',
  },
  high_card_duel: {
    result: {
      your_move: { action: 'draw' },
      opponent_move: { action: 'draw' },
      your_card: 12,
      opponent_card: 10,
    },
    state: {},
    sides: 'queen – 10',
    reveal: '',
  },
  crash: {
    result: { your_move: { cashout: 1.5 }, opponent_move: { cashout_at: 2 }, crash_point: 1.73 },
    state: { min: 1.01, max: 10 },
    sides: '1.50x – 2.00x',
    reveal: 'crashed at 1.73x',
  },
  mines: {
    result: { your_move: { tiles: 1 }, opponent_move: { tiles: 7 }, mine_at: 6 },
    state: { grid: 25, mines: 5 },
    sides: '1 tile – 7 tiles',
    reveal: '6 safe',
  },
  math_duel: {
    result: { your_move: { answer: 72 }, opponent_move: { answer: -3 }, answer: 72, correct: true },
    state: { expression: '12 + 30 * 2' },
    sides: '72 – -3',
    reveal: '12 + 30 * 2 = 72',
  },
  reaction_ring: {
    result: { your_move: { guess: 500 }, opponent_move: { guess: 620 }, target: 533 },
    state: { min: 1, max: 1000 },
    sides: '500 – 620',
    reveal: 'target 533',
  },
  blotto: {
    result: { your_move: { bid: 20 }, opponent_move: { bid: 35 }, your_budget: 80, opponent_budget: 65 },
    state: { your_budget: 100, opponent_budget: 100, terrain_bonus_a: 1.2, rounds_left: 5 },
    sides: '20 – 35',
    reveal: 'side a x 1.2, left 80 – 65',
  },
};

test.each(GAME_IDS)('a round of %s is told in words', (game) => {
  const { result, state, sides, reveal } = ROUNDS[game];
  expect(formatSides(game, result)).toBe(sides);
  expect(formatReveal(game, result, state)).toBe(reveal);
});

test('choices stand in where an arena sends no moves', () => {
  expect(formatSides('rps', { your_choice: 'rock', opponent_choice: 'paper' })).toBe('rock – paper');
});

test('an unknown game or shape is shown as the JSON that it is', () => {
  expect(formatMove('chess', { from: 'e2' })).toBe('{"from":"e2"}');
  expect(formatMove('blotto', { allocations: [3, 3, 3, 3, 3] })).toBe('{"allocations":[3,3,3,3…');
  expect(formatMove(undefined, 'rock')).toBe('rock');
  expect(formatMove('rps', { choice: '\u001b[31mrock\n' })).toBe('rock');
});

const JUNK: readonly unknown[] = [
  null,
  undefined,
  true,
  '\u001b[2J',
  Number.NaN,
  1e308,
  [],
  ['\u001b[2J'],
  {},
  { choice: { choice: '\u001b[2J' } },
];

describe.each([...GAME_IDS, 'constructor', undefined])('junk in %s', (game) => {
  test.each(JUNK)('%j neither throws nor reaches the terminal', (junk) => {
    const keys = [
      ...new Set(Object.values(ROUNDS).flatMap(({ result, state }) => Object.keys({ ...result, ...state }))),
    ];
    const wire = Object.fromEntries(keys.map((key) => [key, junk]));
    const told = [
      formatMove(game, junk),
      formatMove(game, wire),
      formatSides(game, wire),
      formatReveal(game, wire, wire),
    ];
    expect(told.join('')).not.toMatch(/\p{Cc}/u);
    expect(formatMove(game, junk)).not.toBe('');
  });
});
