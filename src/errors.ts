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

const MARK = Symbol.for('botpit.error');

// There are several copies of the class: that for `import`, that for `require`, those of threads and processes. An error of any of
// them is a `BotpitError` to all. Beside the class, so that the types say nothing of it.
Object.defineProperty(BotpitError.prototype, MARK, { value: true });
Object.defineProperty(BotpitError, Symbol.hasInstance, {
  value(this: unknown, error: unknown): boolean {
    if (this !== BotpitError) return Function.prototype[Symbol.hasInstance].call(this, error);
    try {
      return typeof error === 'object' && error !== null && MARK in error;
    } catch {
      // A proxy that refuses to be looked at.
      return false;
    }
  },
});

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
