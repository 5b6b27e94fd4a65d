import { EXIT } from '../exit-codes.js';
import { version } from '../version.js';

/** What the command line needs of the process that it runs in. */
export interface Io {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  cwd(): string;
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/**
 * Runs one command line.
 * @param argv without the program and the script
 * @returns the exit code; never rejects
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let lost: Error | undefined;
  // A reader that has gone (`botpit games | head -1`) is no failure; a session that plays for it is told otherwise.
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost = error;
  });
  io.stderr.on('error', () => undefined);
  // Answered before anything else is loaded: scripts ask it often.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    io.stdout.write(`${version()}\n`);
    return 0;
  }
  const { runProgram } = await import('./program.js');
  const exitCode = await runProgram(argv, io);
  await new Promise((done) => io.stdout.write('', done));
  if (!lost) return exitCode;
  io.stderr.write(`botpit: not all of the output could be written: ${lost.message}\n`);
  return exitCode === EXIT.ok ? EXIT.records : exitCode;
}
