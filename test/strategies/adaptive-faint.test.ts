import { afterEach, expect, test, vi } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import type { Strategy, Turn } from '../../src/strategy/contract.js';

/** Every array of numbers that was made since they are watched. */
const made: (Float32Array | Float64Array)[] = [];

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
  made.length = 0;
});

/** The strategies and the opponents, loaded so that their arrays are watched. */
async function watched() {
  for (const name of ['Float32Array', 'Float64Array'] as const) {
    const Watched = new Proxy(globalThis[name], {
      construct(target, args, newTarget) {
        const array = Reflect.construct(target, args, newTarget);
        made.push(array);
        return array;
      },
    });
    vi.stubGlobal(name, Watched);
  }
  vi.resetModules();
  const { default: adaptive } = await import('../../strategies/adaptive.js');
  const { default: random } = await import('../../strategies/random.js');
  return { adaptive, random: random as Strategy, ...(await import('./opponents/index.js')) };
}

/** Numbers so near to 0 that processors take some fifty times as long for them. */
function isSubnormal(value: number, array: Float32Array | Float64Array): boolean {
  return value !== 0 && Math.abs(value) < (array instanceof Float32Array ? 2 ** -126 : 2 ** -1022);
}

const subnormal = () => made.flatMap((array) => [...array].filter((value) => isSubnormal(value, array)));

/** What the opponent plays in half of its moves at first, and in all of them later. */
test.each([
  { game: 'rps', first: { choice: 'rock' }, later: { choice: 'paper' }, matches: 5_200 },
  { game: 'crash', first: { cashout: 9.5 }, later: { cashout: 1.01 }, matches: 5_000 },
  { game: 'mines', first: { tiles: 20 }, later: { tiles: 1 }, matches: 4_000 },
  { game: 'hi_lo', first: { choice: 'higher' }, later: { choice: 'lower' }, matches: 2_500 },
] as const)(
  'what an opponent gave up fades in $game, but not to numbers that slow a processor down',
  async (run) => {
    const { game, first, later, matches } = run;
    const { adaptive, random, playSeries, Seat } = await watched();
    const me = new Seat(adaptive, 'me');
    const dice = createRng('dice');
    const seat = (move: (turn: Turn) => unknown) => new Seat({ ...random, move } as Strategy, 'opponent');
    const mixed = seat((turn) => (dice() < 0.5 ? random.move(turn) : first));
    playSeries(me, mixed, { game, matches: 60, rngSeed: 1 });
    playSeries(
      me,
      seat(() => later),
      { game, matches, rngSeed: 2 },
    );
    expect(made.length).toBeGreaterThan(100);
    expect(subnormal()).toEqual([]);
  },
);

test('nor in blotto', async () => {
  const { adaptive, random, playSeries, Seat } = await watched();
  playSeries(new Seat(adaptive, 'me'), new Seat(random, 'opponent'), {
    game: 'blotto',
    matches: 50,
    rngSeed: 1,
  });
  expect(subnormal()).toEqual([]);
});
