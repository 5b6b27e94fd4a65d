import { describe, expect, test } from 'vitest';
import { formatSol, LAMPORTS_PER_SOL, MAX_WAGER_SOL, parseSol, settle } from '../src/wager.js';

describe('SOL to lamports', () => {
  test('every amount from 0.0001 to 1.0000 is exact, as text and as a number', () => {
    for (let i = 1; i <= 10_000; i++) {
      const text = `${Math.floor(i / 10_000)}.${String(i % 10_000).padStart(4, '0')}`;
      expect(parseSol(text), text).toBe(i * 100_000);
      expect(parseSol(Number(text)), `the number ${text}`).toBe(i * 100_000);
    }
  });

  test.each([
    ['0', 0],
    ['0.0', 0],
    ['0.29', 290_000_000],
    ['0.000000001', 1],
    ['1.000000001', 1_000_000_001],
    ['007', 7_000_000_000],
    ['  0.01  ', 10_000_000],
    ['8999999.999999999', 8_999_999_999_999_999],
    ['9000000', 9_000_000_000_000_000],
    ['9000000.000000000', 9_000_000_000_000_000],
    [0, 0],
    [0.1, 100_000_000],
    [1e-9, 1],
    [1.5e-8, 15],
    [0.000001, 1_000],
    [MAX_WAGER_SOL, MAX_WAGER_SOL * LAMPORTS_PER_SOL],
  ])('%j SOL is %i lamports', (sol, lamports) => {
    expect(parseSol(sol)).toBe(lamports);
  });

  test.each([
    '',
    ' ',
    '-0.01',
    '+0.01',
    '1e-3',
    '1e3',
    '0x10',
    '1,5',
    '1_000',
    '.5',
    '5.',
    '1.2.3',
    '0.0000000001',
    '0.1234567890',
    '9000000.000000001',
    '9000001',
    '9'.repeat(400),
    'free',
    'NaN',
    'Infinity',
    '١',
    '0.01 SOL',
    '0.01\n0.02',
    -1,
    -0.01,
    1e-10,
    1.5e-9,
    0.1 + 0.2,
    9_000_001,
    1e21,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('%j is refused', (sol) => {
    expect(() => parseSol(sol)).toThrow(
      expect.objectContaining({ name: 'BotpitError', code: 'wager/invalid' }),
    );
  });
});

test('NaN is called what it is', () => {
  expect(() => parseSol(Number.NaN)).toThrow('NaN is not a SOL amount');
  expect(() => parseSol('NaN')).toThrow('"NaN" is not a SOL amount');
});

describe('lamports for a person', () => {
  test.each([
    [0, '0'],
    [1, '0.000000001'],
    [10_000_000, '0.01'],
    [-5_000_000, '-0.005'],
    [LAMPORTS_PER_SOL, '1'],
    [12_345_678_900, '12.3456789'],
    [MAX_WAGER_SOL * LAMPORTS_PER_SOL, '9000000'],
  ])('%i is %s SOL', (lamports, sol) => {
    expect(formatSol(lamports)).toBe(sol);
    if (lamports >= 0) expect(parseSol(sol)).toBe(lamports);
  });
});

describe('settling', () => {
  test.each([
    { wager: 10_000_000, payoutLamports: 19_500_000, feeLamports: 500_000 },
    { wager: 0, payoutLamports: 0, feeLamports: 0 },
    { wager: 1, payoutLamports: 2, feeLamports: 0 },
    { wager: 20, payoutLamports: 39, feeLamports: 1 },
    { wager: 39, payoutLamports: 77, feeLamports: 1 },
    { wager: LAMPORTS_PER_SOL, payoutLamports: 1_950_000_000, feeLamports: 50_000_000 },
  ])('a wager of $wager pays $payoutLamports', ({ wager, ...paid }) => {
    expect(settle(wager)).toEqual(paid);
  });

  test.each([180_144, 1_000_000, 4_000_000])('%i SOL and some lamports lose none to rounding', (sol) => {
    for (const odd of [0, 1, 7, 19, 20, 21]) {
      const wager = sol * LAMPORTS_PER_SOL + odd;
      const { payoutLamports, feeLamports } = settle(wager);
      expect(BigInt(payoutLamports) + BigInt(feeLamports)).toBe(2n * BigInt(wager));
      expect(BigInt(feeLamports)).toBe((2n * BigInt(wager) * 25n) / 1000n);
    }
  });
});
