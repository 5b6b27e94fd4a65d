import { BotpitError } from '../errors.js';
import { EXIT_OF_ERROR, type ExitCode } from '../exit-codes.js';

export type DiagnosisVerdict = 'ok' | 'warning' | 'problem' | 'skipped';

/** What a check came to. Holds no secret. */
export interface Diagnosis {
  readonly verdict: DiagnosisVerdict;
  /** For a person. */
  readonly found: string;
  /** What to do about it; null where there is nothing to do. */
  readonly mend: string | null;
  /** With a problem: how a command that needs this would end. */
  readonly exitCode?: ExitCode;
}

export function ok(found: string): Diagnosis {
  return { verdict: 'ok', found, mend: null };
}

export function warning(found: string, mend: string): Diagnosis {
  return { verdict: 'warning', found, mend };
}

export function problem(exitCode: ExitCode, found: string, mend: string | null): Diagnosis {
  return { verdict: 'problem', found, mend, exitCode };
}

/**
 * What an error says.
 * @param mend where the error has no hint
 * @throws what is an error of botpit itself
 */
export function problemOf(error: unknown, mend: string | null = null): Diagnosis {
  if (!(error instanceof BotpitError)) throw error;
  return problem(EXIT_OF_ERROR[error.code], error.message, error.hint ?? mend);
}

export function skipped(why: string): Diagnosis {
  return { verdict: 'skipped', found: why, mend: null };
}
