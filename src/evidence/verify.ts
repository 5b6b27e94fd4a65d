import type { Evidence } from '../history/index.js';
import type { Check, Verdict } from './check.js';
import { checkCommitment } from './commitment.js';
import { checkDraws } from './draws.js';
import { checkMoney } from './money.js';
import { checkRecord } from './record.js';
import { recalled, toldBy } from './told.js';

export interface Verification {
  readonly matchId: string;
  readonly game: string;
  /** `mismatch` where any check found one, `unknown` where none proved anything. */
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
}

/** Everything about a match that its evidence can prove or disprove. Pure: needs no arena. */
export function verify(evidence: Evidence): Verification {
  const { match, frames } = evidence;
  const told = frames.length > 0 ? toldBy(frames, match.matchId, match.game) : recalled(match);
  const checks = [
    checkCommitment(evidence, told),
    checkRecord(match, told, frames.length),
    checkDraws(match, told),
    checkMoney(match, told, frames.length),
  ];
  const verdicts = checks.map(({ verdict }) => verdict);
  const verdict = verdicts.includes('mismatch') ? 'mismatch' : verdicts.includes('ok') ? 'ok' : 'unknown';
  return { matchId: match.matchId, game: match.game, verdict, checks: checks.map(readable) };
}

/** Nobody reads more of what differs in one match. */
const MOST_TOLD = 100;

function readable(check: Check): Check {
  const { mismatches, unchecked } = check;
  const [more, notes] = [mismatches.length - MOST_TOLD, unchecked.length - MOST_TOLD];
  return {
    ...check,
    mismatches:
      more > 0
        ? [
            ...mismatches.slice(0, MOST_TOLD),
            { round: null, field: 'more differences', expected: 0, found: more },
          ]
        : mismatches,
    unchecked: notes > 0 ? [...unchecked.slice(0, MOST_TOLD), `and ${notes} more`] : unchecked,
  };
}
