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
    throw new BotpitError(
      'wager/invalid',
      `${typeof sol === 'string' ? JSON.stringify(sol) : String(sol)} is not a SOL amount`,
      {
        hint: 'Give a decimal from 0 to 9000000 with at most nine places, such as 0.01.',
      },
    );
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

export interface Settlement {
  readonly payoutLamports: Lamports;
  readonly feeLamports: Lamports;
  /** What the match changed: payout less wager. */
  readonly netLamports: Lamports;
  /** What is wrong with the arena's account of it, for a person; the wager counts as lost then. Null where nothing is. */
  readonly disputed: string | null;
  /** The arena said who won and not what was paid: the amounts are those that its published fee leaves. */
  readonly unconfirmed: boolean;
}

/**
 * What the match paid. A loss pays nothing whatever the message says (it may carry the winner's payout), a draw returns
 * the wager, and a win pays more than nothing and at most both wagers. Anything else must not loosen a loss limit.
 * @param wager of each side
 * @param over of `game_over`
 * @param sandbox whether practice was asked for: an arena's word alone makes no match practice
 */
export function settlementOf(
  outcome: 'win' | 'loss' | 'draw',
  wager: Lamports,
  over: {
    readonly payout_lamports?: number | undefined;
    readonly fee_lamports?: number | undefined;
    readonly is_sandbox?: boolean | undefined;
  },
  sandbox: boolean,
): Settlement {
  const { payout_lamports: told, is_sandbox: isSandbox = false } = over;
  if (wager === 0 || (sandbox && isSandbox)) {
    return { payoutLamports: 0, feeLamports: 0, netLamports: 0, disputed: null, unconfirmed: false };
  }
  const unconfirmed = told === undefined && outcome !== 'loss';
  const usual = unconfirmed ? usualPayout(outcome, wager) : { payoutLamports: 0, feeLamports: 0 };
  const { fee_lamports: feeLamports = usual.feeLamports } = over;
  const payout = told ?? usual.payoutLamports;
  const lost = { payoutLamports: 0, feeLamports, netLamports: -wager, unconfirmed };
  if (isSandbox) return { ...lost, disputed: 'a match for money is called practice' };
  if (outcome === 'loss') return { ...lost, disputed: null };
  if (outcome === 'win' && (payout <= 0 || payout > 2 * wager)) {
    return { ...lost, disputed: `a win is said to pay ${payout} lamports for a wager of ${wager}` };
  }
  if (outcome === 'draw' && payout !== 0 && payout !== wager) {
    return { ...lost, disputed: `a draw is said to return ${payout} lamports for a wager of ${wager}` };
  }
  const payoutLamports = outcome === 'draw' ? wager : payout;
  return { payoutLamports, feeLamports, netLamports: payoutLamports - wager, disputed: null, unconfirmed };
}

function usualPayout(outcome: 'win' | 'draw', wager: Lamports): ReturnType<typeof settle> {
  return outcome === 'win' ? settle(wager) : { payoutLamports: wager, feeLamports: 0 };
}
