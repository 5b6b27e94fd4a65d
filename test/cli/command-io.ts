import { Writable } from 'node:stream';
import { Command } from 'commander';
import type { Io, Typed } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/command-table.js';
import { runCommand } from '../../src/cli/run-command.js';
import { BotpitError } from '../../src/errors.js';

/** What a command came to that was called by itself. */
export interface Called {
  /** Of the command, or the code of the refusal that it threw. */
  readonly result: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command as the command line does, with what was typed already taken apart. */
export function runNamed(name: string, call: Partial<Typed>, io: Io): Promise<number> {
  const spec = COMMANDS.find(({ usage }) => usage === name || usage.startsWith(`${name} `));
  if (!spec) throw new Error(`there is no command ${name}`);
  return runCommand(spec, { flags: {}, args: [], options: {}, ...call }, new Command(), io);
}

/** Calls a command with streams that are kept, and with nothing of the environment but `PATH`. */
export async function call(
  run: (io: Io) => Promise<number> | Promise<void>,
  { cwd, env = {} }: { cwd: string; env?: Readonly<Record<string, string>> },
): Promise<Called> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const io = {
    stdout,
    stderr,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    cwd: () => cwd,
    on: () => undefined,
    off: () => undefined,
  } as unknown as Io;
  let result: number | string;
  try {
    result = (await run(io)) ?? 0;
  } catch (error) {
    if (!(error instanceof BotpitError)) throw error;
    stderr.text += `${error.message}\n${error.hint ?? ''}\n`;
    result = error.code;
  }
  return { result, stdout: stdout.text, stderr: stderr.text };
}

class Kept extends Writable {
  text = '';

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}
