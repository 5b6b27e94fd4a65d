import { BotpitError } from '../errors.js';
import { EXIT, EXIT_OF_ERROR, type ExitCode } from '../exit-codes.js';
import type { SessionEndReason } from './events.js';
import type { Refusal } from './limits.js';

export interface SessionEnd {
  readonly reason: SessionEndReason;
  readonly exitCode: number;
  /** Set where the end needs a word of explanation. */
  readonly error?: BotpitError;
}

/** The ends that play itself comes to. */
export const ENDS = {
  matches: { reason: 'matches', exitCode: EXIT.ok },
  cancelled: { reason: 'cancelled', exitCode: EXIT.ok },
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

/** The end where the arena does not let one in, and would not the next time. */
export function refusal(code: string, message: string): SessionEnd {
  const error = new BotpitError('arena/refused', `the arena refused to play: ${message} (${code})`);
  return { reason: 'refused', exitCode: EXIT_OF_ERROR[error.code], error };
}

/** The end that a limit brings. A profit that was asked for is not a failure; being held to it afterwards is told apart. */
export function limitEnd({ limit, message, remedy, latched }: Refusal): SessionEnd {
  if (limit === 'take-profit' && !latched) return { reason: 'take-profit', exitCode: EXIT.ok };
  if (!latched) return { reason: LOSS_LIMITS.has(limit) ? 'loss-limit' : 'limit', exitCode: EXIT.limit };
  const code = limit === 'fairness' ? 'limit/unfair' : 'limit/latched';
  const error = new BotpitError(code, `play was stopped before: ${message.replace(/\.$/, '')}`, {
    hint: ['Look at `botpit status`.', remedy].join(' ').trim(),
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
