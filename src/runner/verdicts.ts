import { isSeed } from '../fairness.js';
import type { MatchRecord } from '../history/index.js';
import { formatSol } from '../wager.js';
import type { FairnessCode } from './events.js';
import { ENDS, type SessionEnd } from './session-end.js';

/** What is to be said about a match that is over. */
export interface Finding {
  readonly level: 'warning' | 'error';
  readonly code: FairnessCode | 'payout_unconfirmed' | 'weak_commitment';
  readonly message: string;
  /** Play stops because of it. */
  readonly end?: SessionEnd;
}

/** Of the arena rather than of one match: once a session is enough. */
export const WEAK_PROOF: Finding = {
  level: 'warning',
  code: 'weak_commitment',
  message:
    'This arena commits to the bytes of its seed, while its draws follow from the text of the seed. Such a proof does not show that the draws were fixed before the moves.',
};

/**
 * What does not add up in the arena's account of a match. Where money is at stake, a promise that is not kept ends play.
 * @param isHashReused whether the arena committed to the same seed before
 */
export function findingsOf(record: MatchRecord, isHashReused: boolean): readonly Finding[] {
  const { disputed, fair, serverSeed, serverSeedHash, draws, settled } = record;
  const findings: Finding[] = [];
  if (disputed !== null) {
    const message = `The arena's account of this match does not add up: ${disputed}. Its wager counts as lost, and play stops.`;
    findings.push({ level: 'error', code: 'disputed', message, end: ENDS.mismatch });
  }
  if (settled && serverSeed === '' && serverSeedHash !== '') {
    const message =
      'The arena committed to a seed before the match and has not revealed it: fairness cannot be checked.';
    findings.push(unkept(record, 'not_revealed', message));
  }
  if (isHashReused) {
    const message =
      'The arena committed to a seed that it has used before: whoever knows it knows the draws.';
    findings.push(unkept(record, 'hash_reused', message));
  }
  if (fair === false) {
    const message =
      draws !== null && !isSeed(serverSeed)
        ? 'The revealed seed is not 64 lower-case hex digits. A seed that may be written in several ways can be chosen after the moves.'
        : 'The revealed seed does not match the hash that the arena committed to before the match.';
    findings.push({ level: 'error', code: 'unfair', message, end: ENDS.unfair });
  }
  if (settled && draws !== null && record.commitmentOver === 'bytes') findings.push(WEAK_PROOF);
  if (record.unconfirmed) {
    const message = `The arena did not say what this match paid. ${formatSol(record.netLamports)} SOL net is booked, as the outcome and the usual fee make it; it is not confirmed.`;
    findings.push({ level: 'warning', code: 'payout_unconfirmed', message });
  }
  return findings;
}

function unkept({ wagerLamports, sandbox }: MatchRecord, code: FairnessCode, message: string): Finding {
  if (wagerLamports === 0 || sandbox) return { level: 'warning', code, message };
  return { level: 'error', code, message, end: ENDS.unfair };
}
