import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId } from '../../src/games/index.js';
import type { PastMatch, Strategy, Turn } from '../../src/strategy/contract.js';
import { builtins } from '../../strategies/index.js';
import { Player, playMatch, shareOf } from './play.js';

const FOLDER = new URL('../../strategies/', import.meta.url);
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

async function named(name: keyof typeof builtins): Promise<Strategy> {
  const loaded: { default: Strategy } = await import(`../../strategies/${name}.ts`);
  return loaded.default;
}

const random = await named('random');

test.each(GAME_IDS)('%s has a strategy that plays it with a plan', (game) => {
  const names = Object.entries(builtins).flatMap(([name, games]) =>
    (games as readonly string[]).includes(game) ? [name] : [],
  );
  const isChance = game === 'dice_duel' || game === 'high_card_duel';
  expect(names.length, `${names}`).toBeGreaterThanOrEqual(isChance ? 2 : game === 'math_duel' ? 4 : 8);
});

test.each(files)(
  '%s imports types from botpit, and otherwise only what lies beside it or comes with Node',
  (name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    const imports = text.match(/^import[^;]*;$/gm) ?? [];
    for (const line of imports) {
      expect(line).toMatch(
        /^import type [^;]* from 'botpit';$|^import [^;]* from '(\.\.?\/[^;]*\.js|node:[a-z]+)';$/,
      );
    }
    expect(text).not.toMatch(/Math\.random|\bDate\b/);
  },
);

describe('what each is worth', () => {
  test.each([
    // Known shares against uniform play: likelier-card near 0.76, square-law 0.68, mixed-tiles 0.88, middle 0.68.
    { name: 'likelier-card', game: 'hi_lo', against: 'random', above: 0.72 },
    { name: 'square-law', game: 'crash', against: 'random', above: 0.63 },
    { name: 'mixed-tiles', game: 'mines', against: 'random', above: 0.83 },
    { name: 'middle', game: 'reaction_ring', against: 'random', above: 0.63 },
    { name: 'calculator', game: 'math_duel', against: 'random', above: 0.95 },
    { name: 'even-spread', game: 'blotto', against: 'random', above: 0.7 },
    { name: 'calculator', game: 'math_duel', against: 'slip', above: 0.55 },
    { name: 'slip', game: 'math_duel', against: 'left-to-right', above: 0.5 },
    { name: 'likelier-card', game: 'hi_lo', against: 'long-shot', above: 0.72 },
    { name: 'counter-last', game: 'rps', against: 'always', above: 0.99 },
    { name: 'second-guess', game: 'rps', against: 'counter-last', above: 0.9 },
    { name: 'counter-frequent', game: 'rps', against: 'always', above: 0.99 },
    { name: 'anti-frequency', game: 'rps', against: 'counter-frequent', above: 0.9 },
    { name: 'pattern', game: 'rps', against: 'de-bruijn', above: 0.5 },
    { name: 'pattern', game: 'rps', against: 'cycle', above: 0.9 },
    { name: 'outdo', game: 'crash', against: 'always', above: 0.6 },
    { name: 'outdo', game: 'mines', against: 'always', above: 0.55 },
    { name: 'outdo', game: 'reaction_ring', against: 'quarters', above: 0.55 },
    { name: 'outspend', game: 'blotto', against: 'cautious', above: 0.55 },
    { name: 'cautious', game: 'crash', against: 'greedy', above: 0.7 },
    { name: 'three-of-five', game: 'blotto', against: 'greedy', above: 0.9 },
    { name: 'frequency', game: 'rps', against: 'biased', above: 0.55 },
  ] as const)(
    '$name takes more than $above from $against in $game',
    async ({ name, game, against, above }) => {
      expect(await shareOf(game, await named(name), await named(against), 200)).toBeGreaterThan(above);
    },
  );

  test('random reaches every choice', async () => {
    const seen = async (game: GameId) => {
      const player = await Player.open(random, { seed: 'a' });
      const other = await Player.open(random, { seed: 'b' });
      for (let seed = 0; seed < 300; seed++) await playMatch(game, player, other, seed);
      return new Set(player.moves.map((move) => JSON.stringify(move)));
    };
    expect((await seen('rps')).size).toBe(3);
    expect((await seen('coinflip')).size).toBe(2);
    expect((await seen('hi_lo')).size).toBe(2);
    expect((await seen('mines')).size).toBe(20);
    expect((await seen('crash')).size).toBeGreaterThan(300);
  });

  test('counter-last wins every round but the first against a bot that repeats itself', async () => {
    const player = await Player.open(await named('counter-last'), { seed: 'a' });
    const repeater = await Player.open({ move: () => 'paper' }, { seed: 'b' });
    const end = await playMatch('rps', player, repeater, 1);
    expect(player.rounds.map(({ outcome }) => outcome)).toEqual(['loss', 'win', 'win']);
    expect(end.ended?.winner).toBe('a');
  });

  test('frequency learns from earlier matches what the opponent prefers', async () => {
    const strategy = await named('frequency');
    const repeater = await Player.open({ move: () => 'scissors' }, { seed: 'b' });
    const player = await Player.open(strategy, { seed: 'a' });
    await playMatch('rps', player, repeater, 1);
    const past = {
      ...{ matchId: 'm', game: 'rps', side: 'a', outcome: 'win' },
      rounds: player.rounds,
    } as unknown as PastMatch;
    const history = Array.from({ length: 300 }, () => past);
    let won = 0;
    for (let seed = 0; seed < 200; seed++) {
      const learned = await Player.open(strategy, { seed: `${seed}`, history });
      if ((await playMatch('rps', learned, repeater, seed)).ended?.winner === 'a') won++;
    }
    expect(won).toBeGreaterThan(190);
  });

  test('left-to-right disregards precedence, and nothing else', async () => {
    const strategy = await named('left-to-right');
    const answer = (expression: string) =>
      strategy.move({ game: 'math_duel', state: { expression } } as Turn);
    expect(answer('12 + 30 * 2')).toBe(84);
    expect(answer('10 - 4 - 3')).toBe(3);
    expect(answer('3 * 4 + 1')).toBe(13);
  });
});
