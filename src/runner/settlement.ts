import { type CommitmentOver, verifyCommitment } from '../fairness.js';
import type { GameOverMessage, MatchFoundMessage } from '../protocol/index.js';
import type { MatchOutcome } from '../strategy/index.js';
import type { Lamports } from '../wager.js';
import type { OwnScore } from './score.js';

/**
 * Who won, from one's own point of view. `winner` is an agent id; null is a draw unless the score is uneven, and then
 * the higher score won.
 */
export function outcomeOf(winner: string | null, agentId: string, score: OwnScore): MatchOutcome {
  if (winner !== null) return winner === agentId ? 'win' : 'loss';
  return score[0] === score[1] ? 'draw' : score[0] > score[1] ? 'win' : 'loss';
}

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
