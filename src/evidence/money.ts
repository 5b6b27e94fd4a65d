import type { StoredMatch } from '../history/index.js';
import { settlementOf } from '../settlement.js';
import { formatSol } from '../wager.js';
import { type Check, Comparison } from './check.js';
import type { Told } from './told.js';

/** What was paid against the rules of it (`settlementOf`), and the record against what was paid. */
export function checkMoney(match: StoredMatch, { found, over }: Told, frames: number): Check {
  const none = { check: 'money', mismatches: [], unchecked: [] } as const;
  const compared = new Comparison();
  if (!over || !match.settled || frames === 0) {
    // In practice nothing was put in, whatever the wager.
    if (!match.sandbox || match.netLamports !== 0) {
      compared.same(null, 'net_lamports', match.payoutLamports - match.wagerLamports, match.netLamports);
    }
    const { mismatches } = compared;
    if (mismatches.length > 0) {
      return { ...none, verdict: 'mismatch', summary: 'the record does not add up', mismatches };
    }
    const summary = match.settled
      ? 'what the arena said of the payout was not kept'
      : 'the arena never said what it paid; the wager counts as lost';
    return { ...none, verdict: 'unknown', summary };
  }
  const wager = found?.wager_lamports ?? match.wagerLamports;
  const paid = settlementOf(match.outcome, { wager_lamports: wager }, over, match.sandbox);
  compared.same(null, 'payout_lamports', paid.payoutLamports, match.payoutLamports);
  compared.same(null, 'fee_lamports', paid.feeLamports, match.feeLamports);
  compared.same(null, 'net_lamports', paid.netLamports, match.netLamports);
  compared.same(null, 'disputed of the record', paid.disputed, match.disputed);
  compared.same(null, 'unconfirmed of the record', paid.unconfirmed, match.unconfirmed);
  if (paid.disputed !== null) compared.same(null, 'settlement', 'within the rules', paid.disputed);
  const { mismatches } = compared;
  if (mismatches.length > 0) {
    const summary = paid.disputed ?? 'the record is not what the arena said of the payout';
    return { ...none, verdict: 'mismatch', summary, mismatches };
  }
  if (paid.unconfirmed) {
    const summary = `the arena did not say what it paid; booked is what the outcome and the usual fee make: ${formatSol(match.netLamports)} SOL net`;
    return { ...none, verdict: 'unknown', summary };
  }
  return {
    ...none,
    verdict: 'ok',
    ...wording(match, wager, { payout: paid.payoutLamports, fee: over.fee_lamports }),
  };
}

function wording(
  { outcome }: StoredMatch,
  wager: number,
  { payout, fee }: { readonly payout: number; readonly fee: number | undefined },
): Pick<Check, 'summary' | 'unchecked'> {
  if (wager === 0) return { summary: 'nothing was wagered', unchecked: [] };
  const pot = 2 * wager;
  if (outcome === 'draw') return { summary: `the wager of ${formatSol(wager)} SOL came back`, unchecked: [] };
  if (outcome === 'loss') return { summary: `the wager of ${formatSol(wager)} SOL was lost`, unchecked: [] };
  const kept = `${((100 * (pot - payout)) / pot).toFixed(2)} %`;
  const summary = `${formatSol(payout)} of a pot of ${formatSol(pot)} SOL paid, ${kept} kept`;
  const rest = pot - payout - (fee ?? pot - payout);
  const odd = `the fee is said to be ${formatSol(fee ?? 0)} SOL, which is not what was kept`;
  return { summary, unchecked: rest === 0 ? [] : [odd] };
}
