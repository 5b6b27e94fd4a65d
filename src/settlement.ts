import { type Lamports, settle } from './wager.js';

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
 * @param found of `match_found`
 * @param over of `game_over`
 * @param sandbox whether practice was asked for: an arena's word alone makes no match practice
 */
export function settlementOf(
  outcome: 'win' | 'loss' | 'draw',
  found: { readonly wager_lamports: number },
  over: {
    readonly payout_lamports?: number | undefined;
    readonly fee_lamports?: number | undefined;
    readonly is_sandbox?: boolean | undefined;
  },
  sandbox: boolean,
): Settlement {
  const wager = found.wager_lamports;
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
