import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { exploit } from '../../src/lab/exploit/exploit.js';
import type { Situation } from '../../src/strategy/contract.js';
import equilibrium from '../../strategies/equilibrium.js';
import full from '../../strategies/equilibrium-full.js';
import random from '../../strategies/random.js';
import { fullTableFile, shippedTable } from '../../strategies/theory/blotto-table.js';
import { shareOf } from './play.js';

describe('over whole matches no response gains more than', () => {
  test.each([
    { game: 'rps', most: 1e-9 },
    { game: 'coinflip', most: 1e-9 },
    { game: 'hi_lo', most: 1e-6 },
    { game: 'mines', most: 1e-4 },
    { game: 'reaction_ring', most: 1e-4 },
    { game: 'crash', most: 1e-4 },
  ] as const)('$most in $game', async ({ game, most }) => {
    const { exploitability, sides } = await exploit(equilibrium, game);
    expect(exploitability).toBeLessThanOrEqual(most);
    expect(sides.a.score).toBeGreaterThan(0.5 - 1e-9);
  });
});

test.each([
  // Against uniform play: crash 0.6765, mines 0.8799, reaction_ring 0.6839, hi_lo 0.7642.
  { game: 'crash', share: 0.6765 },
  { game: 'mines', share: 0.8799 },
  { game: 'reaction_ring', share: 0.6839 },
  { game: 'hi_lo', share: 0.7642 },
] as const)('takes $share from uniform play in $game', async ({ game, share }) => {
  const matches = 1500;
  const taken = await shareOf(game, equilibrium, random, matches);
  expect(Math.abs(taken - share)).toBeLessThan(4 * Math.sqrt(0.25 / matches));
});

test('publishes the mix that it draws from', () => {
  const at = {
    game: 'mines',
    side: 'a',
    round: 3,
    score: { mine: 1, theirs: 0 },
    state: { grid: 25, mines: 5 },
  } as const satisfies Situation;
  const mix = equilibrium.mix?.(at, {}) ?? [];
  const counts = new Map<unknown, number>();
  for (let i = 0; i < 1000; i++) {
    const move = equilibrium.move({ ...at, random: () => (i + 0.5) / 1000 } as never);
    counts.set(move, (counts.get(move) ?? 0) + 1);
  }
  for (const { move, probability } of mix) {
    expect(counts.get(move) ?? 0, `${move}`).toBeCloseTo(1000 * probability, -0.5);
  }
});

describe('equilibrium-full', () => {
  const folder = mkdtempSync(join(tmpdir(), 'botpit-full-'));
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test('says at the start what to run where there is no table, and plays on it where there is one', () => {
    vi.stubEnv('XDG_CACHE_HOME', folder);
    expect(() => full.init?.({ memory: {}, random: () => 0, params: {} })).toThrow('npm run solve -- --full');

    // The shipped table in 16 bits: 255 * 257 = 65535.
    const bytes = Buffer.alloc(2 * shippedTable().values.length);
    for (const [i, value] of Array.from(shippedTable().values).entries()) {
      bytes.writeUInt16LE(257 * value, 2 * i);
    }
    mkdirSync(dirname(fullTableFile()), { recursive: true });
    writeFileSync(fullTableFile(), gzipSync(bytes));
    full.init?.({ memory: {}, random: () => 0, params: {} });
    const at = {
      game: 'blotto',
      side: 'b',
      round: 3,
      score: { mine: 1, theirs: 0 },
      state: { your_budget: 60, opponent_budget: 71, terrain_bonus_a: 1.1, rounds_left: 3 },
    } as const satisfies Situation;
    const moves = (mix: readonly { readonly move: unknown }[]) => mix.map(({ move }) => move);
    expect(moves(full.mix?.(at, {}) ?? [])).toEqual(moves(equilibrium.mix?.(at, {}) ?? []));
  });
});
