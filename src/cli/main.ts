import { EXIT } from '../exit-codes.js';
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
  const { runProgram } = await import('./program.js');
  const exitCode = await runProgram(argv, io);
  await written(io.stdout);
  if (lost) io.stderr.write(`botpit: not all of the output could be written: ${lost.message}\n`);
  await written(io.stderr);
  return lost && exitCode === EXIT.ok ? EXIT.records : exitCode;
}

function written(stream: NodeJS.WriteStream): Promise<unknown> {
  return new Promise((done) => stream.write('', done));
}
