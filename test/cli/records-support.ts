import { EventEmitter } from 'node:events';
import type { Io, Typed } from '../../src/cli/command.js';
import { Captured, type Ran, runCli, tempFolder } from '../support/run-cli.js';
import { runNamed } from './command-io.js';

export interface Given {
  readonly flags?: Typed['flags'];
  readonly args?: readonly string[];
  readonly options?: Typed['options'];
  /** What a person at a terminal presses; without it there is no terminal. */
  readonly keys?: readonly string[];
  readonly cwd?: string;
  /** Of the terminal, where there is one. */
  readonly columns?: number;
}

/** Wide enough for every table. */
const COLUMNS = 140;

/** In place of a key: the terminal is closed. */
export const HANG_UP = 'hang up';

/** A keyboard whose keys are pressed one by one, each after the one before has been dealt with. */
export class Keyboard extends EventEmitter {
  readonly isTTY = true;
  raw = false;
  readonly #keys: string[];

  constructor(keys: readonly string[]) {
    super();
    this.#keys = [...keys];
  }

  setRawMode(raw: boolean): void {
    this.raw = raw;
  }

  resume(): void {
    this.#press();
  }

  pause(): void {
    this.#keys.length = 0;
  }

  #press(): void {
    const key = this.#keys.shift();
    if (key === undefined) return;
    setImmediate(() => {
      this.emit(key === HANG_UP ? 'end' : 'data', key);
      this.#press();
    });
  }
}

/** Runs one command on the records in a folder. */
export async function run(
  name: string,
  folder: string,
  { flags = {}, args = [], options = {}, keys, cwd = folder, columns = COLUMNS }: Given = {},
): Promise<Ran & { readonly keyboard: Keyboard }> {
  const stdout = new Captured(keys !== undefined, columns);
  const stderr = new Captured(keys !== undefined, columns);
  const keyboard = new Keyboard(keys ?? []);
  const io = {
    stdout,
    stderr,
    stdin: keys === undefined ? { isTTY: false } : keyboard,
    env: { HOME: cwd, NO_COLOR: '1' },
    cwd: () => cwd,
    on: () => undefined,
    off: () => undefined,
  } as unknown as Io;
  const exitCode = await runNamed(name, { flags: { ...flags, dataDir: folder }, args, options }, io);
  return { exitCode, stdout: stdout.text, stderr: stderr.text, keyboard };
}

/** A folder with the records of matches that were really played against the embedded arena. */
export async function played(
  game: string,
  matches: number,
  more: readonly string[] = [],
  folder: string = tempFolder(),
): Promise<string> {
  const args = [
    'play',
    game,
    '--local',
    '--wager',
    '0.01',
    '--matches',
    String(matches),
    '--data-dir',
    folder,
  ];
  const { exitCode, stderr } = await runCli(
    [...args, '--quiet', '--max-loss', '1000', '--isolation', 'inline', ...more],
    {
      cwd: folder,
    },
  );
  if (exitCode !== 0) throw new Error(`no match was played: ${stderr}`);
  return folder;
}
