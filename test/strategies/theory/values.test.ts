import { expect, test } from 'vitest';
import { createRng } from '../../../src/lib/rng.js';
import {
  blottoOn,
  solveStage,
  TABLE_LENGTH,
  TERRAINS,
  tableIndex,
} from '../../../strategies/theory/blotto.js';
import { fullTableFile, readFullTable, shippedTable } from '../../../strategies/theory/blotto-table.js';
import { crash } from '../../../strategies/theory/crash.js';
import { hiLo } from '../../../strategies/theory/hi-lo.js';
import { solveMatrixGame } from '../../../strategies/theory/matrix-game.js';
import { mines } from '../../../strategies/theory/mines.js';
import { reactionRing } from '../../../strategies/theory/reaction-ring.js';
import { coinflip, rps } from '../../../strategies/theory/uniform-games.js';

/** The golden numbers are those of the theory of the games, solved independently: 5 digits, 3 or 4 for probabilities. */
test.each([
  ['rps', rps, [0.83333, 0.77778, 0.75926, 0.75309, 0.75103, 0.75034, 0.75011, 0.75004]],
  ['crash', crash, [0.81845, 0.77396, 0.75903, 0.7535, 0.75136, 0.75053, 0.75021, 0.75008]],
  ['mines', mines, [0.86998, 0.80974, 0.78073, 0.76613, 0.75854, 0.75453, 0.75241, 0.75128]],
  ['reaction_ring', reactionRing, [0.75662, 0.75105, 0.7504, 0.7502, 0.7501, 0.75005, 0.75002, 0.75001]],
] as const)('what leading 1-0 is worth in %s with 1 to 8 rounds left', (_name, theory, values) => {
  for (const [i, value] of values.entries()) {
    const roundsLeft = i + 1;
    expect(theory.value({ mine: 1, theirs: 0, roundsLeft })).toBeCloseTo(value, 5);
    expect(theory.value({ mine: 0, theirs: 1, roundsLeft })).toBeCloseTo(1 - value, 5);
  }
  expect(theory.value({ mine: 1, theirs: 1, roundsLeft: 3 })).toBe(0.5);
  expect(theory.value({ mine: 2, theirs: 0, roundsLeft: 3 })).toBe(1);
  expect(theory.value({ mine: 0, theirs: 1, roundsLeft: 0 })).toBe(0);
});

test('the constants of crash are the values of the game in hundredths', () => {
  const cashouts = crash.moves.slice(0, 180);
  const { win, tie, loss } = crash.stakes({ mine: 1, theirs: 0, roundsLeft: 1 });
  const payoffs = cashouts.flatMap((mine) =>
    cashouts.map((theirs) => {
      const chances = crash.chances(mine, theirs);
      return chances.win * win + chances.loss * loss + (1 - chances.win - chances.loss) * tie;
    }),
  );
  const { value } = solveMatrixGame(payoffs, cashouts.length, cashouts.length);
  expect(value).toBeCloseTo(crash.value({ mine: 1, theirs: 0, roundsLeft: 1 }), 5);
});

test('a lead in coinflip grows worth more as the rounds run out', () => {
  const value = (mine: number, theirs: number, roundsLeft: number) =>
    coinflip.value({ mine, theirs, roundsLeft });
  expect(value(0, 0, 15)).toBeCloseTo(0.5, 12);
  expect(value(2, 2, 1)).toBe(0.5);
  // The last round: lost with a quarter of all flips, and then it is even.
  expect(value(1, 0, 1)).toBe(0.875);
  expect(value(1, 0, 5)).toBeLessThan(value(1, 0, 2));
});

test('the mixes of mines and reaction_ring are the published ones', () => {
  const rounded = (mix: readonly { move: unknown; probability: number }[], digits: number) =>
    mix.map(({ probability }) => Number(probability.toFixed(digits)));
  const at = (mine: number, theirs: number, roundsLeft: number) => ({ mine, theirs, roundsLeft });
  expect(rounded(mines.mix(at(0, 0, 9)), 4)).toEqual([0.1925, 0.0706, 0.2607, 0.1109, 0.3653]);
  expect(rounded(mines.mix(at(1, 0, 1)), 4)).toEqual([0.2083, 0.2174, 0.2273, 0.2381, 0.1089]);
  expect(rounded(mines.mix(at(0, 1, 8)), 4)).toEqual([0.1974, 0.0655, 0.2634, 0.109, 0.3648]);
  expect(rounded(reactionRing.mix(at(1, 1, 2)), 3)).toEqual([0.5, 0.5]);
  expect(rounded(reactionRing.mix(at(1, 0, 3)), 3)).toEqual([0.071, 0.429, 0.429, 0.071]);
  expect(rounded(reactionRing.mix(at(0, 1, 2)).slice(0, 4), 3)).toEqual([0.23, 0.125, 0.081, 0.065]);
  const last = reactionRing.mix(at(1, 0, 1));
  expect([last.at(0)?.move, last.at(-1)?.move, last.length]).toEqual([475, 526, 52]);
});

test('in the last round of hi_lo the leader makes the better call mostly, the other side the worse one', () => {
  for (let card = 1; card <= 13; card++) {
    const higher = (lead: number) =>
      hiLo.mix({ lead, roundsLeft: 1 }, card).find(({ move }) => move === 'higher')?.probability ?? 0;
    expect(higher(1)).toBeCloseTo((13 - card) / 12, 12);
    // On an ace and a king the trailer is lost whatever it calls, unless the leader errs.
    expect(higher(-1)).toBeCloseTo(card === 1 ? 1 : card === 13 ? 0 : (card - 1) / 12, 12);
  }
  expect(hiLo.value({ lead: 0, roundsLeft: 5 })).toBeCloseTo(0.5, 12);
  expect(hiLo.value({ lead: 2, roundsLeft: 1 })).toBe(1);
});

test('the opening of blotto is the published one', () => {
  const blotto = blottoOn(shippedTable());
  const opening = (side: 'a' | 'b') => ({ side, lead: 0, roundsLeft: 5, mine: 100, theirs: 100 });
  expect(blotto.value(opening('a'))).toBeCloseTo(0.48436, 5);
  expect(blotto.value(opening('b'))).toBeCloseTo(0.51564, 5);
  let sum = 0;
  for (const tenths of TERRAINS) sum += solveStage(shippedTable(), 5, 0, 100, 100, tenths).value;
  expect(sum / 5).toBeCloseTo(0.48436, 2);
  const bids = blotto.mix(opening('a'), 8);
  expect(bids[0]).toEqual({ move: 0, probability: expect.closeTo(0.245, 1) });
  expect(bids.at(-1)?.move).toBeLessThanOrEqual(50);
  expect(blotto.mix({ ...opening('a'), roundsLeft: 1, mine: 37 }, 10)).toEqual([
    { move: 37, probability: 1 },
  ]);
  expect(() => blotto.value({ ...opening('a'), mine: 50 })).toThrow(RangeError);
});

test('the table that ships is what comes out, in a sample of its places with 2 and 3 rounds left', () => {
  const { values, scale } = shippedTable();
  expect(values.length).toBe(TABLE_LENGTH);
  const random = createRng('places');
  const integer = (below: number) => Math.floor(random() * below);
  for (let i = 0; i < 150; i++) {
    const [roundsLeft, lead, a, b] = [2 + (i % 2), integer(5) - 2, integer(101), integer(101)] as const;
    let sum = 0;
    for (const tenths of TERRAINS) sum += solveStage(shippedTable(), roundsLeft, lead, a, b, tenths).value;
    const kept = (values[tableIndex(roundsLeft, lead, a, b)] ?? Number.NaN) / scale;
    // With 2 rounds left what follows is known exactly; with 3 it is as rough as the table.
    const steps = roundsLeft === 2 ? 0.5 : 1;
    expect(Math.abs(sum / 5 - kept), `${roundsLeft} ${lead} ${a} ${b}`).toBeLessThan(steps / scale + 1e-6);
  }
});

test('where the full table lies, and what is said where it does not', () => {
  expect(fullTableFile({ XDG_CACHE_HOME: '/x' }, 'linux').replaceAll('\\', '/')).toBe(
    '/x/botpit/blotto-16-bit.gz',
  );
  expect(fullTableFile({}, 'darwin')).toContain('Caches');
  expect(fullTableFile({ LOCALAPPDATA: 'L' }, 'win32')).toContain('L');
  expect(() => readFullTable('/nowhere/at/all')).toThrow('npm run solve -- --full');
});
