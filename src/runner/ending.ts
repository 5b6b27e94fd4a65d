import { type Opening, openCommitment } from '../fairness.js';
import type { MatchRecord } from '../history/index.js';
import type { MatchFoundMessage } from '../protocol/index.js';
import { type Settlement, settlementOf } from '../settlement.js';

/** How a match ended, as far as that is known. */
export type Ending = Pick<
  MatchRecord,
  'settled' | 'outcome' | 'score' | 'rounds' | 'sandbox' | 'serverSeed'
> &
  Settlement &
  Opening;

/** What is to be assumed of a match whose end the arena did not tell. */
export function unsettled(found: MatchFoundMessage) {
  const settlement = settlementOf('loss', found, { payout_lamports: 0 }, false);
  const opening = openCommitment('', found.server_seed_hash, null);
  return { settled: false, outcome: 'loss', serverSeed: '', ...settlement, ...opening } as const;
}
