import { visible, visibleJson } from '../lib/visible.js';
import { keyRemover } from './secret.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

type WrittenLevel = Exclude<LogLevel, 'silent'>;

/** Where a client writes what it does. A throw is ignored. */
export type Logger = Readonly<
  Record<WrittenLevel, (message: string, context?: Record<string, unknown>) => void>
>;

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

/** Passes on to a logger what reaches the level, without the key, wherever the text came from. */
export class Log {
  readonly #logger: Logger;
  readonly #rank: number;
  /** The text with the key taken out: an arena may echo it, or a handler's error quote it. */
  readonly redact: (text: string) => string;

  constructor(logger: Logger, level: LogLevel, apiKey: string) {
    this.#logger = logger;
    this.#rank = RANK[level];
    this.redact = keyRemover(apiKey);
  }

  write(level: WrittenLevel, message: string, context?: Record<string, string | number | null>): void {
    if (RANK[level] < this.#rank) return;
    try {
      if (context) this.#logger[level](this.redact(message), this.#redactAll(context));
      else this.#logger[level](this.redact(message));
    } catch {
      // A broken logger has no place left to complain to, and must not take the connection down.
    }
  }

  #redactAll(context: Record<string, string | number | null>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(context).map(([name, value]) => [
        name,
        typeof value === 'string' ? this.redact(value) : value,
      ]),
    );
  }
}

/** Lines on stderr, as stdout belongs to the program. */
export const stderrLogger: Logger = {
  debug: (message, context) => writeLine('debug', message, context),
  info: (message, context) => writeLine('info', message, context),
  warn: (message, context) => writeLine('warn', message, context),
  error: (message, context) => writeLine('error', message, context),
};

function writeLine(level: WrittenLevel, message: string, context?: Record<string, unknown>): void {
  const said = context ? ` ${visibleJson(context)}` : '';
  process.stderr.write(`botpit ${level}: ${visible(message)}${said}\n`);
}
