import { BotpitError } from '../errors.js';
import { EXIT, EXIT_OF_ERROR, type ExitCode } from '../exit-codes.js';
import { clean } from '../ui/index.js';
import type { Io } from './main.js';

/** Tells a person what went wrong. A user's mistake gets a message and a way out; a bug of ours gets its stack. */
export function reportError(error: unknown, io: Pick<Io, 'stderr'>): ExitCode {
  if (error instanceof BotpitError) {
    io.stderr.write(`botpit: ${lines(error.message)}\n`);
    if (error.hint !== undefined) io.stderr.write(`${indent(lines(error.hint))}\n`);
    return EXIT_OF_ERROR[error.code];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`botpit: this is a bug in botpit, not in your bot. Please report it with the lines below.\n${stack}\n`);
  return EXIT.unexpected;
}

/** Messages may quote what strangers wrote. */
function lines(text: string): string {
  return text.split('\n').map((line) => clean(line)).join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
