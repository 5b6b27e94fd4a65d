import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Io } from '../../src/cli/command.js';
import { main } from '../../src/cli/main.js';
import { leakIn } from './canary.js';

const BIN = fileURLToPath(new URL('../../bin/botpit.js', import.meta.url));

/** One line of `--json` output. */
export type JsonLine = Readonly<Record<string, unknown>> & { readonly event: string };

export interface Ran {
  /** Null where a signal ended the process. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** On top of `PATH` and a home folder; nothing of the surrounding environment gets in. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a fresh folder, which is the home folder too. */
  readonly cwd?: string;
}

/** A fresh folder with these files, by path inside it; searched for keys at the end of the run, and gone then. */
export function tempFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'botpit-cli-')));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** The lines of `--json` output; throws where one is no JSON object. */
export function jsonLines(stdout: string): JsonLine[] {
  const rows = stdout.split('\n');
  if (rows.pop() !== '') throw new Error(`the output does not end with a line end: ${stdout.slice(-200)}`);
  return rows.map((row) => {
    const line: unknown = JSON.parse(row);
    if (typeof line !== 'object' || line === null) throw new Error(`no object: ${row}`);
    return line as JsonLine;
  });
}

/**
 * Runs a command line inside this process. `signals` stands in for the process's own; both streams may be a terminal.
 * Give `stdout` to read it while the command runs.
 */
export async function runCli(
  args: readonly string[],
  {
    env,
    cwd = tempFolder(),
    signals = new EventEmitter(),
    isTTY = false,
    stdout = new Captured(isTTY),
    stderr = new Captured(isTTY),
    stdin,
  }: RunOptions & {
    signals?: EventEmitter;
    isTTY?: boolean;
    stdout?: Captured;
    stderr?: Captured;
    stdin?: EventEmitter;
  } = {},
): Promise<Ran> {
  const io = {
    stdin,
    stdout,
    stderr,
    env: { ...cleanEnv(cwd), ...env },
    cwd: () => cwd,
    on: (signal: string, listener: () => void) => signals.on(signal, listener),
    off: (signal: string, listener: () => void) => signals.off(signal, listener),
  } as unknown as Io;
  const exitCode = await main(args, io);
  return searched(args, { exitCode, stdout: stdout.text, stderr: stderr.text });
}

/** What a command line printed. Where a canary key is in it, it is kept for `canary-guard.ts` to find. */
function searched(args: readonly string[], ran: Ran): Ran {
  if (leakIn(ran.stdout + ran.stderr) === null) return ran;
  const folder = mkdtempSync(join(tmpdir(), 'botpit-ran-'));
  // What was typed is in a file of its own, as a key may have been typed on purpose.
  writeFileSync(join(folder, 'args.key'), args.join(' '));
  writeFileSync(join(folder, 'output'), ran.stdout + ran.stderr);
  return ran;
}

/** A stream, or a terminal, that keeps what is written to it. */
export class Captured extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows = 30;
  text = '';

  constructor(isTTY: boolean, columns = 100) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    this.emit('text');
    done();
  }

  /** The first match, once it has been written. */
  async matching(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.text);
      if (match) return match;
      await once(this, 'text');
    }
  }
}

/** The built command line as a process of its own; killed at the end of the test where it still runs. */
export function spawnCli(args: readonly string[], { env, cwd = tempFolder() }: RunOptions = {}): RunningCli {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...cleanEnv(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a test can send what a Ctrl-C at a terminal sends.
    detached: true,
  });
  const running = new RunningCli(child, args);
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });
  return running;
}

export class RunningCli {
  readonly pid: number;
  readonly ended: Promise<Ran>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #more = new EventEmitter().setMaxListeners(0);
  #stdout = '';
  #stderr = '';
  #over = false;

  constructor(child: ChildProcess, args: readonly string[]) {
    this.#child = child;
    this.pid = child.pid ?? 0;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line);
        this.#more.emit('more');
      });
    }
    this.ended = new Promise((resolve) => {
      child.on('close', (exitCode) => {
        this.#over = true;
        this.#more.emit('more');
        resolve(searched(args, { exitCode, stdout: this.#stdout, stderr: this.#stderr }));
      });
    });
  }

  /** The first line on stdout or stderr, of those so far and those to come, that matches. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    for (let next = 0; ; next++) {
      while (next >= this.#lines.length) {
        if (this.#over) throw new Error(`no line ${pattern} in:\n${this.#stdout}${this.#stderr}`);
        await new Promise((resolve) => this.#more.once('more', resolve));
      }
      const match = pattern.exec(this.#lines[next] ?? '');
      if (match) return match;
    }
  }

  /** The first event of the name in `--json` output. */
  async event(name: string): Promise<JsonLine> {
    const { input } = await this.line(new RegExp(`^\\{"event":"${name}"`));
    return JSON.parse(input) as JsonLine;
  }

  /** Sends a signal to the process, or as a Ctrl-C at a terminal does, to its whole group. */
  kill(signal: NodeJS.Signals, to: 'process' | 'group' = 'process'): void {
    process.kill(to === 'group' ? -this.pid : this.pid, signal);
  }

  /** Stops reading, as `| head -1` does. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  closeStderr(): void {
    this.#child.stderr?.destroy();
  }
}

/** `botpit arena` as a process of its own. */
export async function spawnArena(
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<{ arena: RunningCli; url: string }> {
  const arena = spawnCli(['arena', '--port', '0', '--json', '--no-limits', ...args], options);
  const { url } = await arena.event('arena_listening');
  return { arena, url: String(url) };
}

/** `botpit arena` in this process, where it is not the arena that is tested; ends with the test. */
export async function startArena(
  args: readonly string[] = [],
  { env, cwd = tempFolder() }: RunOptions = {},
): Promise<{ url: string }> {
  const signals = new EventEmitter();
  const stdout = new Captured(false);
  const line = ['arena', '--port', '0', '--json', '--no-limits', ...args];
  const ended = runCli(line, { ...(env ? { env } : {}), cwd, signals, stdout });
  onTestFinished(async () => {
    signals.emit('SIGTERM');
    await ended;
  });
  const failed = ended.then(({ stderr }) => {
    throw new Error(`the arena ended: ${stderr}`);
  });
  failed.catch(() => undefined);
  const [, url = ''] = await Promise.race([stdout.matching(/"arena_listening".*"url":"([^"]+)"/), failed]);
  return { url };
}

function cleanEnv(home: string): Record<string, string> {
  const system = Object.entries(process.env).filter(([name]) =>
    /^(PATH|SystemRoot|TEMP|TMP|TMPDIR)$/i.test(name),
  );
  return { ...Object.fromEntries(system), HOME: home, XDG_CONFIG_HOME: join(home, '.config') } as Record<
    string,
    string
  >;
}
