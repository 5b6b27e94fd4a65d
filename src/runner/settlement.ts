import { type CommitmentOver, verifyCommitment } from '../fairness.js';
import type { GameOverMessage, MatchFoundMessage } from '../protocol/index.js';
import type { MatchOutcome } from '../strategy/index.js';
import type { Lamports } from '../wager.js';
import type { MatchRecord } from './record.js';

export interface Settlement {
  readonly payoutLamports: Lamports;
  readonly feeLamports: Lamports;
  /** What the match changed: payout less wager. */
  readonly netLamports: Lamports;
}

/**
 * What the match paid. A loss pays nothing whatever the message says (it may carry the winner's payout), and a draw
 * returns the wager.
 */
export function settlementOf(
  outcome: MatchOutcome,
  found: Pick<MatchFoundMessage, 'wager_lamports'>,
  over: Pick<GameOverMessage, 'payout_lamports' | 'fee_lamports' | 'is_sandbox'>,
): Settlement {
  const wager = found.wager_lamports;
  if (over.is_sandbox === true || wager === 0) return { payoutLamports: 0, feeLamports: 0, netLamports: 0 };
  const feeLamports = over.fee_lamports ?? 0;
  if (outcome === 'loss') return { payoutLamports: 0, feeLamports, netLamports: -wager };
  const payoutLamports = outcome === 'draw' && over.payout_lamports === 0 ? wager : over.payout_lamports;
  return { payoutLamports, feeLamports, netLamports: payoutLamports - wager };
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
  const settlement = settlementOf('loss', found, { payout_lamports: 0 });
  const verdict = fairnessOf('', found.server_seed_hash);
  return { settled: false, outcome: 'loss', serverSeed: '', ...settlement, ...verdict } as const;
}
