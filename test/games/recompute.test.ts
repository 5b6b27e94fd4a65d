import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { drawAt } from '../../src/fairness.js';
import { type GameId, gameOf } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import { playthrough } from '../match/playthrough.js';

/**
 * docs/games.md once more, written without a look at the rules modules: what anyone who holds the seed can work out of a
 * finished match.
 */
type U = (index: number) => number;

const between = (u: number, lo: number, hi: number) => lo + Math.floor(u * (hi - lo + 1));

const RECOMPUTE: Partial<Record<GameId, (u: U) => object>> = {
  coinflip: (u) => ({ flip: ['heads', 'tails'][between(u(0), 0, 1)] }),
  hi_lo: (u) => ({ dealer_card: between(u(0), 1, 13), card: between(u(1), 1, 13) }),
  dice_duel: (u) => ({
    your_roll: between(u(0), 1, 6) + between(u(1), 1, 6),
    opponent_roll: between(u(2), 1, 6) + between(u(3), 1, 6),
  }),
  high_card_duel: (u) => ({ your_card: between(u(0), 1, 13), opponent_card: between(u(1), 1, 13) }),
  crash: (u) => ({ crash_point: Math.floor(100 / (1 - u(0))) / 100 }),
  mines: (u) => {
    const tiles: string[] = Array.from({ length: 25 }, (_, i) => (i < 5 ? 'mine' : 'safe'));
    for (let i = 0; i < 24; i++) {
      const j = between(u(i), i, 24);
      [tiles[i], tiles[j]] = [tiles[j] as string, tiles[i] as string];
    }
    return { mine_at: tiles.indexOf('mine') };
  },
  math_duel: (u) => {
    const count = between(u(0), 2, 3);
    const signs = Array.from({ length: count - 1 }, (_, i) => '+-*'[between(u(1 + i), 0, 2)]);
    const operands = Array.from({ length: count }, (_, i) => {
      const drawn = u(count + i);
      return signs[i - 1] === '*' || signs[i] === '*' ? between(drawn, 2, 12) : between(drawn, 1, 99);
    });
    const expression = operands.map((operand, i) => (i ? `${signs[i - 1]} ${operand}` : operand)).join(' ');
    return { expression, answer: new Function(`return ${expression}`)() as number };
  },
  reaction_ring: (u) => ({ target: between(u(0), 1, 1000) }),
  blotto: (u) => ({ terrain_bonus_a: between(u(0), 8, 12) / 10 }),
};

describe.each(Object.entries(RECOMPUTE))('%s', (id, recompute) => {
  test('every outcome of a match follows from its seed', () => {
    const game = gameOf(id as GameId);
    for (let match = 0; match < 20; match++) {
      const serverSeed = createHmac('sha256', 'test').update(`${id} ${match}`).digest('hex');
      const matchId = `match-${match}`;
      const random = createRng(`${id} ${match}`);
      const { told } = playthrough(
        game,
        (round, index) => drawAt(serverSeed, matchId, round, index),
        (view) => ({ move: game.randomMove(view, random), elapsedMs: 0 }),
      );
      for (let i = 0; i < told.a.length; i += 2) {
        const shown = { ...told.a[i + 1], ...told.a[i] };
        const recomputed = recompute((index) => drawAt(serverSeed, matchId, 1 + i / 2, index));
        expect(shown, `match ${match}`).toMatchObject(recomputed);
      }
    }
  });
});
