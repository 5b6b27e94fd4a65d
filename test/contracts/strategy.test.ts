import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId, gameOf, type MoveOf } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import type { Chance, Situation, Strategy, Turn } from '../../src/strategy/contract.js';
import { builtins } from '../../strategies/index.js';
import { Player, type PlayerOptions, playMatch, playRounds } from '../strategies/play.js';

const MATCHES = 16;
const SEED = 'of the contract';
const OTHER_SEED = 'another one';

/** How many situations are tried, and how many moves are drawn in each: in `blotto` a stage game may be solved for every one. */
const TRIED = { situations: 3, draws: 1000 };
const TRIED_IN_BLOTTO = { situations: 2, draws: 200 };

/** Built-in strategies that need a file which is made on demand. */
const NEEDS_A_FILE: readonly string[] = ['equilibrium-full'];

interface Entry {
  readonly name: string;
  readonly strategy: Strategy;
  readonly games: readonly GameId[];
}

const entries: Entry[] = [];
for (const [name, games] of Object.entries(builtins)) {
  const { default: strategy }: { default: Strategy } = await import(`../../strategies/${name}.ts`);
  const opened = await Player.open(strategy, { seed: SEED }).catch((error: unknown) => error);
  if (opened instanceof Player) entries.push({ name, strategy, games });
  else if (!NEEDS_A_FILE.includes(name)) throw opened;
}

const { default: random }: { default: Strategy } = await import('../../strategies/random.js');
/** Repeats itself, so that a learner has something to learn. */
const stubborn: Strategy = {
  move(turn) {
    const last = turn.rounds.at(-1)?.result.your_move;
    const rules = gameOf(turn.game);
    return ((last && rules.parseMove(last, turn.state)) ?? rules.fallbackMove(turn.state)) as MoveOf<GameId>;
  },
};

/** A step a round of a series in which the strategy meets both opponents on both sides. */
async function* series(game: GameId, player: Player): AsyncGenerator<void, void> {
  const opponents = [
    await Player.open(random, { seed: 'one opponent' }),
    await Player.open(stubborn, { seed: 'another opponent' }),
  ] as const;
  for (let i = 0; i < MATCHES; i++) {
    const opponent = opponents[Math.floor(i / 2) % 2 === 0 ? 0 : 1];
    yield* i % 2 === 0 ? playRounds(game, player, opponent, i) : playRounds(game, opponent, player, i);
  }
}

async function finished(game: GameId, strategy: Strategy, options: PlayerOptions): Promise<Player> {
  const player = await Player.open(strategy, options);
  for await (const _ of series(game, player));
  return player;
}

describe('what they say of themselves', () => {
  test('the index and the files agree, both ways', () => {
    const files = readdirSync(new URL('../../strategies/', import.meta.url))
      .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
      .map((file) => file.replace(/\.ts$/, ''));
    expect(Object.keys(builtins).toSorted()).toEqual(files.toSorted());
  });

  test.each(entries)('$name is described in full', ({ name, strategy, games }) => {
    expect(strategy.name).toBe(name);
    expect(strategy.games ?? GAME_IDS).toEqual(games);
    expect(strategy.stochastic).toBeTypeOf('boolean');
    expect(strategy.reasoning).toMatch(/^[A-Z].{20,130}\.$/);
    const depth = strategy.memoryDepth ?? -1;
    expect(depth >= 0 && (Number.isInteger(depth) || depth === Number.POSITIVE_INFINITY)).toBe(true);
    if (strategy.mix) expect(depth).toBe(0);
  });
});

describe.each(entries)('$name', ({ strategy, games }) => {
  test.each(games)(
    'in %s: the same seed makes the same legal moves, alone and among others',
    async (game) => {
      const alone = await finished(game, strategy, { seed: SEED });
      const other = await finished(game, strategy, { seed: OTHER_SEED });
      // In the same thread at once, round by round: whatever one leaves lying about, the other finds.
      const players = [
        await Player.open(strategy, { seed: SEED }),
        await Player.open(strategy, { seed: OTHER_SEED }),
      ] as const;
      const both = players.map((player) => series(game, player));
      for (let open = true; open; ) {
        open = false;
        for (const one of both) if (!(await one.next()).done) open = true;
      }
      expect(players[0].moves).toEqual(alone.moves);
      expect(players[1].moves).toEqual(other.moves);
    },
  );

  test.each(games)('in %s: plays itself', async (game) => {
    const player = await Player.open(strategy, { seed: SEED });
    const twin = await Player.open(strategy, { seed: OTHER_SEED });
    for (let i = 0; i < 4; i++) expect((await playMatch(game, player, twin, i)).ended).not.toBeNull();
  });

  test.each(games)('in %s: reads nothing that it is not told', async (game) => {
    const open = await finished(game, strategy, { seed: SEED });
    const watched = await finished(game, strategy, { seed: SEED, handed: (turn) => watch(turn, 'turn') });
    expect(watched.moves).toEqual(open.moves);
  });

  test('draws lots if it says so, and only then', async () => {
    let differs = false;
    for (const game of games) {
      const one = await finished(game, strategy, { seed: SEED });
      const other = await finished(game, strategy, { seed: OTHER_SEED });
      differs ||= JSON.stringify(one.moves) !== JSON.stringify(other.moves);
    }
    expect(differs).toBe(strategy.stochastic);
  });

  const depth = strategy.memoryDepth ?? 0;
  if (Number.isFinite(depth))
    test(`looks at no more than the last rounds that it names (${depth})`, async () => {
      const seeing = (game: GameId, rounds: number) =>
        finished(game, strategy, { seed: SEED, hooks: false, handed: (turn) => forgetful(turn, rounds) });
      let needsAll = depth === 0;
      for (const game of games) {
        const { moves } = await finished(game, strategy, { seed: SEED });
        expect((await seeing(game, depth)).moves, game).toEqual(moves);
        if (!needsAll) {
          const fewer = (await seeing(game, depth - 1)).moves;
          needsAll = JSON.stringify(fewer) !== JSON.stringify(moves);
        }
      }
      expect(needsAll).toBe(true);
    });

  if (!strategy.mix) return;
  describe('its mix', () => {
    test.each(games)('in %s: is one, of legal moves, and is what it plays', async (game) => {
      const { situations } = await finished(game, strategy, { seed: SEED });
      for (const at of situations) {
        const chances = mixAt(strategy, watch(at, 'situation'));
        const moves = chances.map(({ move }) => canonical(game, move, at.state));
        expect(new Set(moves).size, `twice the same move: ${JSON.stringify(at)}`).toBe(moves.length);
        const total = chances.reduce((sum, { probability }) => sum + probability, 0);
        expect(total, JSON.stringify(at)).toBeCloseTo(1, 9);
        expect(chances.every(({ probability }) => probability > 0 && probability <= 1 + 1e-9)).toBe(true);
      }
      const tried = game === 'blotto' ? TRIED_IN_BLOTTO : TRIED;
      const step = Math.ceil(situations.length / tried.situations);
      for (const at of situations.filter((_, i) => i % step === 0)) {
        const { draws } = tried;
        const expected = new Map(
          mixAt(strategy, at).map(({ move, probability }) => [canonical(game, move, at.state), probability]),
        );
        const counts = new Map<string, number>();
        const turn = turnAt(at, createRng(SEED));
        for (let i = 0; i < draws; i++) {
          const move = canonical(game, await strategy.move(turn), at.state);
          expect(expected.has(move), `${move} is not in the mix for ${JSON.stringify(at)}`).toBe(true);
          counts.set(move, (counts.get(move) ?? 0) + 1);
        }
        expect(deviation(expected, counts, draws), JSON.stringify(at)).toBeLessThan(4.5);
      }
    });
  });
});

describe('the contract itself', () => {
  const broken = (move: (turn: Turn) => unknown) => ({ name: 'broken', move }) as Strategy;
  const plays = (strategy: Strategy) => finished('rps', strategy, { seed: SEED });

  test.each([
    ['an illegal move', () => 'lizard', /illegal/],
    ['a write to the rounds', (turn: Turn) => (turn.rounds as unknown[]).push(1) && 'rock', /not extensible/],
    ['a write to the state', (turn: Turn) => Object.assign(turn.state, { a: 1 }) && 'rock', /not extensible/],
    ['a late move', () => new Promise((resolve) => setTimeout(resolve, 1, 'rock')), /waited for/],
  ])('finds %s', async (_, move, message) => {
    await expect(plays(broken(move))).rejects.toThrow(message);
  });

  test('lets a move come by a promise', async () => {
    expect((await plays(broken(async () => 'rock'))).moves[0]).toEqual({ choice: 'rock' });
  });

  test('finds a look at what is hidden', () => {
    const turn = turnAt(
      { game: 'rps', side: 'a', round: 1, score: { mine: 0, theirs: 0 }, state: {} },
      Math.random,
    );
    const watched = watch(turn, 'turn');
    expect(() => (watched as { opponentMove?: unknown }).opponentMove).toThrow('turn.opponentMove');
    expect(() => (watched.state as { flip?: unknown }).flip).toThrow('turn.state.flip');
  });

  test('finds moves that a mix does not explain', () => {
    const mix = new Map([
      ['rock', 0.5],
      ['paper', 0.5],
    ]);
    const counts = (rock: number) =>
      new Map([
        ['rock', rock],
        ['paper', 2000 - rock],
      ]);
    expect(deviation(mix, counts(1000), 2000)).toBeLessThan(0);
    expect(deviation(mix, counts(1040), 2000)).toBeLessThan(2.5);
    expect(deviation(mix, counts(1200), 2000)).toBeGreaterThan(4.5);
  });
});

/** Plain data that throws when a field is read that it does not have. */
function watch<T>(value: T, path: string): T {
  if (typeof value !== 'object' || value === null || value instanceof AbortSignal || path === 'turn.memory') {
    return value;
  }
  const inner = Array.isArray(value)
    ? value.map((item, i) => watch(item, `${path}[${i}]`))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, watch(item, `${path}.${key}`)]));
  return new Proxy(inner, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target)) throw new Error(`reads ${path}.${key}`);
      return Reflect.get(target, key);
    },
  }) as T;
}

/** The turn of one who remembers nothing but the last `depth` rounds. */
function forgetful(turn: Turn, depth: number): Turn {
  const rounds = depth === 0 ? [] : turn.rounds.slice(-depth);
  return { ...turn, rounds, opponent: { ...turn.opponent, history: [] }, memory: {} } as Turn;
}

function turnAt(at: Situation, source: () => number): Turn {
  return {
    ...at,
    matchId: 'match',
    opponent: { id: 'other', name: 'Other', history: [] },
    wager: 0,
    rounds: [],
    deadline: 0,
    signal: new AbortController().signal,
    random: source,
    memory: {},
    params: {},
  } as Turn;
}

function mixAt(strategy: Strategy, at: Situation): readonly Chance[] {
  return strategy.mix?.(at, {}) ?? [];
}

/** @throws Error for an illegal move */
function canonical(game: GameId, answer: unknown, state: object): string {
  const rules = gameOf(game);
  const move = rules.parseMove(typeof answer === 'object' ? answer : { [rules.moveKey]: answer }, state);
  if (move === null) throw new Error(`illegal: ${JSON.stringify(answer)} in ${JSON.stringify(state)}`);
  return JSON.stringify(move);
}

/**
 * How far the counts lie from what the mix expects, as a standard normal: Pearson's statistic, moves that are expected less
 * than five times taken together, by the cube root of Wilson and Hilferty.
 */
function deviation(
  mix: ReadonlyMap<string, number>,
  counts: ReadonlyMap<string, number>,
  draws: number,
): number {
  const cells: { expected: number; seen: number }[] = [];
  const rest = { expected: 0, seen: 0 };
  for (const [move, probability] of mix) {
    const cell = { expected: probability * draws, seen: counts.get(move) ?? 0 };
    if (cell.expected >= 5) cells.push(cell);
    else {
      rest.expected += cell.expected;
      rest.seen += cell.seen;
    }
  }
  if (rest.expected >= 5) cells.push(rest);
  const degrees = cells.length - 1;
  if (degrees < 1) return 0;
  const chiSquare = cells.reduce((sum, { expected, seen }) => sum + (seen - expected) ** 2 / expected, 0);
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(chiSquare / degrees) - (1 - spread)) / Math.sqrt(spread);
}
