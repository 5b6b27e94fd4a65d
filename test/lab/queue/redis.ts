import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { Connection } from '../../../src/lab/queue/connection.js';

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

if (!isInstalled && process.env.CI !== 'true') {
  console.warn(
    'The tests of the queue are skipped: they need redis-server. Debian has it: .ci/debian redis-server',
  );
}

/** Where the gate runs, they fail without it. */
export const skipsRedis = !isInstalled && process.env.CI !== 'true';

/** A Redis of its own, on a socket in a temporary folder, which keeps nothing. */
export class RedisServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'botpit-redis-'));
  readonly #options: readonly string[];
  readonly #port: number;
  #child: ChildProcess | undefined;
  #client: Redis | undefined;

  /** @param port 0: by its socket only */
  constructor(options: readonly string[] = [], port = 0) {
    this.#options = options;
    this.#port = port;
  }

  get url(): string {
    return join(this.#folder, 'socket');
  }

  async start(): Promise<this> {
    if (!isInstalled) throw new Error('redis-server is not installed, and the tests of the queue need it');
    const place = [
      '--port',
      String(this.#port),
      '--bind',
      '127.0.0.1',
      '--unixsocket',
      this.url,
      '--dir',
      this.#folder,
    ];
    const own = [...place, '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', [...own, ...this.#options], { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      if (/eady to accept connections/.test(line)) break;
    }
    child.stdout.resume();
    return this;
  }

  /** For the test's own looks. */
  get client(): Redis {
    this.#client ??= new Redis(this.url);
    return this.#client;
  }

  get connection(): Connection {
    return new Connection(this.client, () => undefined);
  }

  /** Refuses every write from now on, or accepts them again. */
  async refuseWrites(refuses: boolean): Promise<void> {
    await this.client.config('SET', 'maxmemory', refuses ? '1' : '0');
  }

  /** Ends it; what it had is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#client?.disconnect();
    this.#client = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** One for a single test, in which it ends. */
export async function ownRedis(options: readonly string[] = [], port = 0): Promise<RedisServer> {
  const server = new RedisServer(options, port);
  onTestFinished(() => server.remove());
  return server.start();
}
