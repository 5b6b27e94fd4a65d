import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId } from '../../src/games/index.js';
import type { Strategy, Turn } from '../../src/strategy/contract.js';
import { builtins } from '../../strategies/index.js';
import { playMatch, shareOf } from './play.js';

const FOLDER = new URL('../../strategies/', import.meta.url);

const strategies = new Map<string, Strategy>();
for (const file of readdirSync(FOLDER)) {
  if (file === 'index.ts') continue;
  const name = file.replace(/\.ts$/, '');
  const loaded: { default: Strategy } = await import(`../../strategies/${name}.ts`);
  strategies.set(name, loaded.default);
}

function named(name: keyof typeof builtins): Strategy {
  const strategy = strategies.get(name);
  if (!strategy) throw new Error(`no file for ${name}`);
  return strategy;
}

const random = named('random');

describe('the index', () => {
  test('names every file, and nothing else', () => {
    expect(Object.keys(builtins).toSorted()).toEqual([...strategies.keys()].toSorted());
  });

  test.each([...strategies])('says of %s what its file says', (name, strategy) => {
    expect(strategy.name).toBe(name);
    expect(builtins).toHaveProperty(name, strategy.games ?? GAME_IDS);
  });

  test.each(GAME_IDS)('has a strategy for %s that plays it with a plan', (game) => {
    const planned = Object.entries(builtins).filter(([name]) => name !== 'random');
    expect(planned.filter(([, games]) => (games as readonly string[]).includes(game))).not.toEqual([]);
  });
});

test.each([...strategies.keys()])('%s.ts imports nothing but types from botpit', (name) => {
  const text = readFileSync(new URL(`${name}.ts`, FOLDER), 'utf8');
  expect(text.match(/^import.*$/gm)).toEqual(["import type { Strategy } from 'botpit';"]);
  expect(text).not.toMatch(/Math\.random|Date\b/);
});

const cases = [...strategies].flatMap(([name, strategy]) =>
  (strategy.games ?? GAME_IDS).map((game) => ({ name, game, strategy })),
);

describe.each(cases)('$name in $game', ({ game, strategy }) => {
  test('is legal on both sides and writes to nothing', () => {
    for (let seed = 0; seed < 150; seed++) {
      playMatch(game, { strategy }, { strategy: random }, seed);
      playMatch(game, { strategy: random }, { strategy }, seed);
      playMatch(game, { strategy }, { strategy }, seed);
    }
  });

  test('plays the same from the same seed', () => {
    for (let seed = 0; seed < 50; seed++) {
      const once = playMatch(game, { strategy }, { strategy: random }, seed);
      expect(playMatch(game, { strategy }, { strategy: random }, seed), `seed ${seed}`).toEqual(once);
    }
  });
});

describe('what each is worth', () => {
  test.each([
    // Known shares against uniform play: likelier-card near 0.76, square-law 0.68, mixed-tiles 0.88, middle 0.68.
    { name: 'likelier-card', game: 'hi_lo', above: 0.72 },
    { name: 'square-law', game: 'crash', above: 0.63 },
    { name: 'mixed-tiles', game: 'mines', above: 0.83 },
    { name: 'middle', game: 'reaction_ring', above: 0.63 },
    { name: 'calculator', game: 'math_duel', above: 0.95 },
    { name: 'even-spread', game: 'blotto', above: 0.7 },
  ] as const)('$name takes more than $above from random', ({ name, game, above }) => {
    expect(shareOf(game, named(name), random, 1000)).toBeGreaterThan(above);
  });

  test('random reaches every choice', () => {
    const seen = (game: GameId) => {
      const moves = new Set<string>();
      for (let seed = 0; seed < 300; seed++) {
        const match = playMatch(game, { strategy: random }, { strategy: random }, seed);
        for (const move of match.moves.a) moves.add(JSON.stringify(Object.values(move)[0]));
      }
      return moves;
    };
    expect(seen('rps').size).toBe(3);
    expect(seen('coinflip').size).toBe(2);
    expect(seen('hi_lo').size).toBe(2);
    expect(seen('mines').size).toBe(20);
    expect(seen('crash').size).toBeGreaterThan(300);
  });

  test('counter-last wins every round but the first against a bot that repeats itself', () => {
    const repeater: Strategy = { move: () => 'paper' };
    const { rounds, end } = playMatch('rps', { strategy: named('counter-last') }, { strategy: repeater }, 1);
    expect(rounds.map(({ outcome }) => outcome)).toEqual(['loss', 'win', 'win']);
    expect(end.ended?.winner).toBe('a');
  });

  test('frequency learns from earlier matches what the opponent prefers', () => {
    const repeater: Strategy = { move: () => 'scissors' };
    const strategy = named('frequency');
    const { rounds } = playMatch('rps', { strategy }, { strategy: repeater }, 1);
    const past = { matchId: 'm', game: 'rps' as const, side: 'a' as const, outcome: 'win' as const, rounds };
    const history = Array.from({ length: 300 }, () => past as never);
    let won = 0;
    for (let seed = 0; seed < 200; seed++) {
      if (playMatch('rps', { strategy, history }, { strategy: repeater }, seed).end.ended?.winner === 'a')
        won++;
    }
    expect(won).toBeGreaterThan(190);
  });
});

describe('calculator', () => {
  const calculate = (expression: string) =>
    named('calculator').move({ game: 'math_duel', state: { expression } } as Turn);

  test.each([
    ['12 + 30 * 2', 72],
    ['2*3*4', 24],
    ['10 - 4 - 3', 3],
    ['2 - 3 * 4 + 1', -9],
    ['(2 + 3) * 4', 20],
    ['2 * (3 + (4 - 1)) * 2', 24],
    ['-3 + 5', 2],
    ['4 * -2', -8],
    ['-(2 + 3) * +2', -10],
    ['2 - -3', 5],
    [' 007 ', 7],
  ])('%s = %i', (expression, value) => {
    expect(calculate(expression)).toBe(value);
  });

  test.each(['', '2 +', '* 2', '2 3', '(2', '2)', '2 / 3', 'two', '1.5', '2 + process.exit()'])(
    'refuses "%s"',
    (expression) => {
      expect(() => calculate(expression)).toThrow(/cannot read|not closed/);
    },
  );
});
