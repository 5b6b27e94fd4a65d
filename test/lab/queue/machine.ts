import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('machine-process.js', import.meta.url));

export interface Said {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** A worker or a coordinator in a process of its own. */
export class Machine {
  readonly said: Said[] = [];
  readonly #child: ChildProcess;
  readonly #news = new EventEmitter();
  readonly #exited: Promise<unknown>;
  errors = '';

  constructor(
    role: 'worker' | 'coordinator',
    options: object,
    { cwd, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
  ) {
    const child = spawn(process.execPath, [FILE, role, JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.#child = child;
    // Once all that it said has been heard.
    this.#exited = once(child, 'close').then(() => this.#news.emit('said'));
    child.stderr.on('data', (chunk) => {
      this.errors += chunk;
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.said.push(JSON.parse(line) as Said);
      this.#news.emit('said');
    });
  }

  /** What it has said of this kind, or says next. */
  async hears(kind: string, matches: (said: Said) => boolean = () => true): Promise<Said> {
    for (;;) {
      const found = this.said.find((said) => said.kind === kind && matches(said));
      if (found) return found;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`it ended without ${kind}: ${this.errors}`);
      }
      await once(this.#news, 'said');
    }
  }

  /** As the power fails. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** As it is asked to. @returns the exit code */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    await this.#exited;
    return this.#child.exitCode;
  }
}
