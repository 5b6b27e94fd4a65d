import { BotpitError } from '../errors.js';
import { EXIT, EXIT_OF_ERROR, type ExitCode, type SessionEndReason } from '../exit-codes.js';
import { isSeed } from '../fairness.js';
import type { MatchRecord } from '../history/index.js';
import { formatSol } from '../wager.js';
import type { Refusal } from './limits.js';
import type { FairnessCode } from './runner-events.js';

export interface SessionEnd {
  readonly reason: SessionEndReason;
  readonly exitCode: number;
  /** Set where the end needs a word of explanation. */
  readonly error?: BotpitError;
}

/** The ends that play itself comes to. */
export const ENDS = {
  matches: { reason: 'matches', exitCode: EXIT.ok },
  until: { reason: 'until', exitCode: EXIT.ok },
  cancelled: { reason: 'cancelled', exitCode: EXIT.ok },
  'tournament-over': { reason: 'tournament-over', exitCode: EXIT.ok },
  mismatch: { reason: 'mismatch', exitCode: EXIT.unfair },
  unfair: { reason: 'unfair', exitCode: EXIT.unfair },
} as const satisfies Record<string, SessionEnd>;

const REASONS: Readonly<Partial<Record<ExitCode, SessionEndReason>>> = {
  [EXIT.unreachable]: 'unreachable',
  [EXIT.rejected]: 'rejected',
  [EXIT.replaced]: 'replaced',
  [EXIT.records]: 'records',
};

/** The end that an error of the connection brings. */
export function endBy(error: BotpitError): SessionEnd {
  const exitCode = EXIT_OF_ERROR[error.code];
  return { reason: REASONS[exitCode] ?? 'error', exitCode, error };
}

/** The end where the arena does not let one in, and would not the next time. A tournament that is over is not a failure. */
export function refusal(code: string, message: string): SessionEnd {
  if (code === 'tournament_over') return ENDS['tournament-over'];
  const error = new BotpitError('arena/refused', `the arena refused to play: ${message} (${code})`);
  return { reason: 'refused', exitCode: EXIT_OF_ERROR[error.code], error };
}

/**
 * The end that a limit brings. A profit that was asked for is not a failure; being held to it afterwards is told apart.
 * @param remedy what makes play possible again, in sentences
 * @param folderFlag what `botpit status` needs to look into the books
 */
export function limitEnd(
  { limit, message, latched }: Refusal,
  remedy: string | null,
  folderFlag: string,
): SessionEnd {
  if (limit === 'take-profit' && !latched) return { reason: 'take-profit', exitCode: EXIT.ok };
  if (!latched) return { reason: LOSS_LIMITS.has(limit) ? 'loss-limit' : 'limit', exitCode: EXIT.limit };
  const code = limit === 'fairness' ? 'limit/unfair' : 'limit/latched';
  const error = new BotpitError(code, `play was stopped before: ${message.replace(/\.$/, '')}`, {
    hint: [`Look at \`botpit status${folderFlag}\`.`, remedy].join(' ').trim(),
  });
  return { reason: limit === 'fairness' ? 'unfair' : 'limit', exitCode: EXIT_OF_ERROR[code], error };
}

const LOSS_LIMITS: ReadonlySet<string> = new Set(['max-loss', 'max-daily-loss', 'max-drawdown']);

/** The arena takes a wish for a match and says nothing, connection after connection. */
export function unanswered(): BotpitError {
  return new BotpitError('connection/lost', 'the arena takes requests for a match and answers none', {
    hint: 'It may be overloaded or down in part. Try again later.',
  });
}

/** Something that does not add up in the arena's account of a match. */
export interface Discrepancy {
  readonly level: 'warning' | 'error';
  readonly code: FairnessCode | 'payout_unconfirmed' | 'weak_commitment';
  readonly message: string;
  /** Play stops because of it. */
  readonly end?: SessionEnd;
}

/** Of the arena rather than of one match: once a session is enough. */
export const WEAK_PROOF: Discrepancy = {
  level: 'warning',
  code: 'weak_commitment',
  message:
    'This arena commits to the bytes of its seed, while its draws follow from the text of the seed. Such a proof does not show that the draws were fixed before the moves.',
};

/**
 * What does not add up in the arena's account of a match. Where money is at stake, a promise that is not kept ends play.
 * @param isHashReused whether the arena committed to the same seed before
 */
export function discrepanciesOf(record: MatchRecord, isHashReused: boolean): readonly Discrepancy[] {
  const { disputed, fair, serverSeed, serverSeedHash, draws, settled } = record;
  const found: Discrepancy[] = [];
  if (disputed !== null) {
    const message = `The arena's account of this match does not add up: ${disputed}. Its wager counts as lost, and play stops.`;
    found.push({ level: 'error', code: 'disputed', message, end: ENDS.mismatch });
  }
  if (settled && serverSeed === '' && serverSeedHash !== '') {
    const message =
      'The arena committed to a seed before the match and has not revealed it: fairness cannot be checked.';
    found.push(unkept(record, 'not_revealed', message));
  }
  if (isHashReused) {
    const message =
      'The arena committed to a seed that it has used before: whoever knows it knows the draws.';
    found.push(unkept(record, 'hash_reused', message));
  }
  if (fair === false) {
    const message =
      draws !== null && !isSeed(serverSeed)
        ? 'The revealed seed is not 64 lower-case hex digits. A seed that may be written in several ways can be chosen after the moves.'
        : 'The revealed seed does not match the hash that the arena committed to before the match.';
    found.push({ level: 'error', code: 'unfair', message, end: ENDS.unfair });
  }
  if (settled && draws !== null && record.commitmentOver === 'bytes') found.push(WEAK_PROOF);
  if (record.unconfirmed) {
    const message = `The arena did not say what this match paid. ${formatSol(record.netLamports)} SOL net is booked, as the outcome and the usual fee make it; it is not confirmed.`;
    found.push({ level: 'warning', code: 'payout_unconfirmed', message });
  }
  return found;
}

function unkept({ wagerLamports, sandbox }: MatchRecord, code: FairnessCode, message: string): Discrepancy {
  if (wagerLamports === 0 || sandbox) return { level: 'warning', code, message };
  return { level: 'error', code, message, end: ENDS.unfair };
}
