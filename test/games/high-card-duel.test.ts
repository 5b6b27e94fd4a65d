import { expect, test } from 'vitest';
import { highCardDuel } from '../../src/games/luck.js';
import { drawFor, drawing, played } from './support.js';

const card = { action: 'draw' } as const;

test.each([
  { cards: [13, 12], a: card, b: card, winner: 'a' },
  { cards: [1, 2], a: card, b: card, winner: 'b' },
  { cards: [13, 1], a: card, b: card, winner: 'a' },
  { cards: [7, 7], a: card, b: card, winner: null },
  { cards: [13, 1], a: null, b: card, winner: 'b' },
  { cards: [1, 13], a: card, b: null, winner: 'a' },
  { cards: [1, 13], a: null, b: null, winner: null },
])('cards $cards with $a and $b: won by $winner', ({ cards, a, b, winner }) => {
  const draw = drawing(...cards.map((drawn) => drawFor(drawn, 1, 13)));
  const resolved = highCardDuel.resolve(null, null, played(a), played(b), draw);
  expect(resolved.points).toEqual([Number(winner === 'a'), Number(winner === 'b')]);
  expect(highCardDuel.result(resolved, null, b, a, 'b')).toStrictEqual({
    winner,
    your_move: b,
    opponent_move: a,
    your_card: cards[1],
    opponent_card: cards[0],
  });
});
