import { type CommitmentOver, verifyCommitment } from '../fairness.js';
import type { MatchRecord } from '../history/index.js';
import type { GameOverMessage, MatchFoundMessage } from '../protocol/index.js';
import type { MatchOutcome } from '../strategy/index.js';
import type { Lamports } from '../wager.js';

export interface Settlement {
  readonly payoutLamports: Lamports;
  readonly feeLamports: Lamports;
  /** What the match changed: payout less wager. */
  readonly netLamports: Lamports;
  /** What is wrong with the arena's account of it, for a person; the wager counts as lost then. Null where nothing is. */
  readonly disputed: string | null;
}

/**
 * What the match paid. A loss pays nothing whatever the message says (it may carry the winner's payout), a draw returns
 * the wager, and a win pays more than nothing and at most both wagers. Anything else must not loosen a loss limit.
 * @param sandbox whether practice was asked for: an arena's word alone makes no match practice
 */
export function settlementOf(
  outcome: MatchOutcome,
  found: Pick<MatchFoundMessage, 'wager_lamports'>,
  over: Pick<GameOverMessage, 'payout_lamports' | 'fee_lamports' | 'is_sandbox'>,
  sandbox: boolean,
): Settlement {
  const wager = found.wager_lamports;
  const { payout_lamports: payout, fee_lamports: feeLamports = 0, is_sandbox: isSandbox = false } = over;
  if (wager === 0 || (sandbox && isSandbox)) {
    return { payoutLamports: 0, feeLamports: 0, netLamports: 0, disputed: null };
  }
  const lost = { payoutLamports: 0, feeLamports, netLamports: -wager };
  if (isSandbox) return { ...lost, disputed: 'a match for money is called practice' };
  if (outcome === 'loss') return { ...lost, disputed: null };
  if (outcome === 'win' && (payout <= 0 || payout > 2 * wager)) {
    return { ...lost, disputed: `a win is said to pay ${payout} lamports for a wager of ${wager}` };
  }
  if (outcome === 'draw' && payout !== 0 && payout !== wager) {
    return { ...lost, disputed: `a draw is said to return ${payout} lamports for a wager of ${wager}` };
  }
  const payoutLamports = outcome === 'draw' ? wager : payout;
  return { payoutLamports, feeLamports, netLamports: payoutLamports - wager, disputed: null };
}

export interface FairnessVerdict {
  /** Null where the arena committed to nothing or revealed nothing. */
  readonly fair: boolean | null;
  readonly commitmentOver: CommitmentOver | null;
}

export function fairnessOf(serverSeed: string, serverSeedHash: string): FairnessVerdict {
  if (serverSeed === '' || serverSeedHash === '') return { fair: null, commitmentOver: null };
  const commitmentOver = verifyCommitment(serverSeed, serverSeedHash);
  return { fair: commitmentOver !== null, commitmentOver };
}

/** How a match ended, as far as that is known. */
export type Ending = Pick<
  MatchRecord,
  'settled' | 'outcome' | 'score' | 'rounds' | 'sandbox' | 'serverSeed'
> &
  Settlement &
  FairnessVerdict;

/** What is to be assumed of a match whose end the arena did not tell. */
export function unsettled(found: MatchFoundMessage) {
  const settlement = settlementOf('loss', found, { payout_lamports: 0 }, false);
  const verdict = fairnessOf('', found.server_seed_hash);
  return { settled: false, outcome: 'loss', serverSeed: '', ...settlement, ...verdict } as const;
}
