import type { ErrorCode } from './exit-codes.js';

export type { ErrorCode } from './exit-codes.js';

/** What a user can do something about: printed as message and hint, never with a stack. */
export class BotpitError extends Error {
  readonly code: ErrorCode;
  /** What to do now, as a sentence of its own. */
  readonly hint: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BotpitError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** Parameters of a strategy are set to values that it does not take. */
export class ParamsError extends BotpitError {
  /** The names of those parameters. */
  readonly names: readonly string[];
  /** The strategy as it was named, parameters included. */
  readonly spec: string;

  constructor(message: string, hint: string | undefined, names: readonly string[], spec = '') {
    super('params/invalid', message, { hint });
    this.names = names;
    this.spec = spec;
  }
}
