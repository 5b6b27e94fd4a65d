import { BotpitError } from '../errors.js';
import { EXIT, EXIT_OF_ERROR, type ExitCode } from '../exit-codes.js';
import type { SessionEndReason } from './events.js';

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
  lossLimit: { reason: 'loss-limit', exitCode: EXIT.lossLimit },
  mismatch: { reason: 'mismatch', exitCode: EXIT.unfair },
  unfair: { reason: 'unfair', exitCode: EXIT.unfair },
} as const satisfies Record<string, SessionEnd>;

const REASONS: Readonly<Partial<Record<ExitCode, SessionEndReason>>> = {
  [EXIT.unreachable]: 'unreachable',
  [EXIT.rejected]: 'rejected',
  [EXIT.replaced]: 'replaced',
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
