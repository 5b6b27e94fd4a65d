import { BotpitError } from './errors.js';

/** The smallest unit of SOL. Always a safe integer. */
export type Lamports = number;

export const LAMPORTS_PER_SOL = 1_000_000_000;

/** A safe integer holds this many whole SOL in lamports, so larger wagers are refused. */
export const MAX_WAGER_SOL = 9_000_000;

const DECIMAL = /^(\d+)(?:\.(\d{1,9}))?$/;

/**
 * Lamports of a SOL amount, by decimal arithmetic: `'0.29'` is exactly 290000000.
 * @param sol a decimal with at most nine places, or a number that prints as one
 * @throws BotpitError `wager/invalid` for a sign, an exponent, more places, other words, or more than 9,000,000 SOL
 */
export function parseSol(sol: string | number): Lamports {
  const text = typeof sol === 'number' ? numberText(sol) : sol.trim();
  const match = DECIMAL.exec(text);
  const lamports = match
    ? Number(match[1]) * LAMPORTS_PER_SOL + Number((match[2] ?? '').padEnd(9, '0'))
    : NaN;
  if (!(lamports <= MAX_WAGER_SOL * LAMPORTS_PER_SOL)) {
    throw new BotpitError('wager/invalid', `${JSON.stringify(sol)} is no SOL amount`, {
      hint: 'Give a decimal from 0 to 9000000 with at most nine places, such as 0.01.',
    });
  }
  return lamports;
}

/** Small numbers print with an exponent (`1e-9`), though they are amounts with at most nine places. */
function numberText(sol: number): string {
  const text = String(sol);
  return /e-/.test(text) && sol > 0 && Number(sol.toFixed(9)) === sol ? sol.toFixed(9) : text;
}

/** A SOL amount for a person: `0.01`, `-0.005`, with no trailing zeros. */
export function formatSol(lamports: Lamports): string {
  const digits = String(Math.abs(lamports)).padStart(10, '0');
  const places = digits.slice(-9).replace(/0+$/, '');
  return `${lamports < 0 ? '-' : ''}${digits.slice(0, -9)}${places ? `.${places}` : ''}`;
}

/** 2.5% of the pot, as in the arena's own example: a wager of 10,000,000 each pays 19,500,000. */
const FEE_PER_MILLE = 25;

/** What a decided match pays its winner, both sides having put in `wager`; rounded down in the winner's favour. */
export function settle(wager: Lamports): { payoutLamports: Lamports; feeLamports: Lamports } {
  // The product leaves the safe integers from 180,144 SOL on, so it is taken in BigInt.
  const feeLamports = Number((BigInt(wager) * 2n * BigInt(FEE_PER_MILLE)) / 1000n);
  return { payoutLamports: 2 * wager - feeLamports, feeLamports };
}
