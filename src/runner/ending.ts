import { type CommitmentOver, verifyCommitment } from '../fairness.js';
import type { MatchRecord } from '../history/index.js';
import type { MatchFoundMessage } from '../protocol/index.js';
import { type Settlement, settlementOf } from '../settlement.js';

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
