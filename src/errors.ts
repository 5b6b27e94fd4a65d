/**
 * Every way in which botpit refuses or gives up, by code. The command line maps each code to an exit code
 * (`cli/exit-codes.ts`); scripts that use the library may switch on it.
 */
export type ErrorCode =
  | 'usage'
  | 'config/invalid'
  | 'config/no-key'
  | 'wager/invalid'
  | 'strategy/not-found'
  | 'strategy/syntax'
  | 'strategy/no-export'
  | 'strategy/threw-while-loading'
  | 'strategy/no-game'
  | 'strategy/no-move'
  | 'strategy/changed'
  | 'connection/unreachable'
  | 'connection/lost'
  | 'connection/not-open'
  | 'connection/closed'
  | 'auth/rejected'
  | 'auth/replaced'
  | 'arena/listen'
  | 'arena/refused'
  | 'history/unavailable'
  | 'limit/latched'
  | 'limit/unfair'
  | 'lab/run-file'
  | 'lab/did-not-play'
  | 'process/running'
  | 'metrics/listen'
  | 'move/too-late'
  | 'move/not-json';

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
