import { EXIT } from '../exit-codes.js';
import { version } from '../version.js';
import type { Io } from './command.js';

/**
 * Runs one command line.
 * @param argv without the program and the script
 * @returns the exit code, when all that was written has gone out; never rejects
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let lost: Error | undefined;
  // A reader that closes the pipe (`botpit games | head -1`) is not a failure. A session learns of it in another way.
  io.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') lost = error;
  });
  io.stderr.on('error', () => undefined);
  const exitCode = await run(argv, io);
  await written(io.stdout);
  if (lost) io.stderr.write(`botpit: not all of the output could be written: ${lost.message}\n`);
  await written(io.stderr);
  return lost && exitCode === EXIT.ok ? EXIT.records : exitCode;
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  // Answered before anything else is loaded: scripts ask it often.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    io.stdout.write(`${version()}\n`);
    return EXIT.ok;
  }
  const { runProgram } = await import('./program.js');
  return runProgram(argv, io);
}

function written(stream: NodeJS.WriteStream): Promise<unknown> {
  return new Promise((done) => stream.write('', done));
}
