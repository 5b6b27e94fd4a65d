import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Timer } from '../lib/clock.js';
import type { Stamped } from '../runner/index.js';
import { SessionProgress } from '../session-progress.js';
import { formatSol } from '../wager.js';
import type { Monitor, MonitorDeps, Warn } from './monitor.js';

const run = promisify(execFile);
const PROGRAM = 'systemd-notify';
/** It waits for systemd to have read the message, which takes milliseconds. */
const PROGRAM_TIMEOUT_MS = 2_000;
const STATUS_APART_MS = 5_000;
/** How often more time is asked for while a match is played to its end, and how much. */
const EXTEND_APART_MS = 10_000;
const EXTEND_USEC = 30_000_000;
/** The longest wait for a match: it must be possible to stop the service even if the arena never ends one. */
const MOST_EXTENDING_MS = 15 * 60_000;

type SystemdDeps = Pick<MonitorDeps, 'env' | 'clock' | 'warn'> & {
  /** How long the client tries to reconnect. The watchdog is not fed after that. */
  readonly giveUpAfterMs: number;
};

/**
 * Tells systemd the state of the service (sd_notify(3)): ready once the arena has accepted the key, what it is doing, and
 * stopping. Feeds the watchdog, if there is one, while it is connected or reconnecting. For `NOTIFY_SOCKET`.
 */
export class Systemd implements Monitor {
  readonly #deps: SystemdDeps;
  readonly #progress: SessionProgress;
  readonly #notifier: Notifier;
  readonly #watchdogMs: number | null;
  #watchdogTimer: Timer | undefined;
  #extendTimer: Timer | undefined;
  #statusTimer: Timer | undefined;
  #status = '';
  #stoppingSinceMs: number | null = null;
  #ready = false;

  constructor(deps: SystemdDeps) {
    this.#deps = deps;
    this.#progress = new SessionProgress(deps.clock.now());
    this.#notifier = new Notifier(deps.env, deps.warn);
    this.#watchdogMs = watchdogMs(deps.env);
    this.#feed();
  }

  take({ event }: Stamped): void {
    const progress = this.#progress;
    const nowMs = this.#deps.clock.now();
    progress.apply({ event, timeMs: nowMs });
    if (progress.connected && !this.#ready) {
      this.#ready = true;
      this.#notifier.send({ READY: '1' });
    }
    if ((progress.draining || progress.ended !== null) && this.#stoppingSinceMs === null) this.#stop(nowMs);
    // At the start there is nothing to report yet.
    if (this.#ready) this.#tellStatus();
  }

  async close(): Promise<void> {
    const { clock } = this.#deps;
    for (const timer of [this.#watchdogTimer, this.#extendTimer, this.#statusTimer])
      clock.clearTimeout(timer);
    if (this.#stoppingSinceMs === null) this.#notifier.send({ STOPPING: '1' });
    await this.#notifier.idle();
  }

  #stop(nowMs: number): void {
    this.#stoppingSinceMs = nowMs;
    this.#notifier.send({ STOPPING: '1' });
    this.#extend();
  }

  /** A match in progress must not be killed: it would be lost. */
  #extend = (): void => {
    const { clock } = this.#deps;
    const stoppingMs = clock.now() - (this.#stoppingSinceMs ?? 0);
    if (!this.#progress.inMatch || !this.#alive || stoppingMs > MOST_EXTENDING_MS) return;
    this.#notifier.send({ EXTEND_TIMEOUT_USEC: String(EXTEND_USEC) });
    this.#extendTimer = clock.setTimeout(this.#extend, EXTEND_APART_MS);
  };

  #feed = (): void => {
    if (this.#watchdogMs === null) return;
    if (this.#alive) this.#notifier.send({ WATCHDOG: '1' });
    this.#watchdogTimer = this.#deps.clock.setTimeout(this.#feed, this.#watchdogMs);
  };

  get #alive(): boolean {
    const { connected, ended, downSinceMs } = this.#progress;
    const { clock, giveUpAfterMs } = this.#deps;
    return connected || ended !== null || clock.now() - downSinceMs <= giveUpAfterMs;
  }

  #tellStatus(): void {
    const status = statusOf(this.#progress);
    if (status === this.#status || this.#statusTimer !== undefined) return;
    this.#status = status;
    this.#notifier.send({ STATUS: status });
    this.#statusTimer = this.#deps.clock.setTimeout(() => {
      this.#statusTimer = undefined;
      this.#tellStatus();
    }, STATUS_APART_MS);
  }
}

/** Runs the program, one process at a time; what comes meanwhile is sent together afterwards. */
class Notifier {
  readonly #env: Record<string, string>;
  readonly #warn: Warn;
  #waiting = new Map<string, string>();
  #running: Promise<void> | null = null;
  #warned = false;
  #missing = false;

  constructor({ NOTIFY_SOCKET, PATH }: NodeJS.ProcessEnv, warn: Warn) {
    // Nothing else of the environment, where the key may be.
    this.#env = { NOTIFY_SOCKET: NOTIFY_SOCKET ?? '', ...(PATH === undefined ? {} : { PATH }) };
    this.#warn = warn;
  }

  /** @param assignments values on one line each */
  send(assignments: Readonly<Record<string, string>>): void {
    if (this.#missing) return;
    for (const [name, value] of Object.entries(assignments)) this.#waiting.set(name, value);
    this.#running ??= this.#run();
  }

  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0 && !this.#missing) {
      const words = [...this.#waiting].map(([name, value]) => `${name}=${value}`);
      this.#waiting.clear();
      try {
        await run(PROGRAM, words, { env: this.#env, timeout: PROGRAM_TIMEOUT_MS });
      } catch (error) {
        this.#missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
        if (this.#warned) continue;
        this.#warned = true;
        const why = this.#missing ? 'the program is not there' : 'the program failed';
        this.#warn('systemd', `systemd cannot be told how the service is: ${PROGRAM}: ${why}.`);
      }
    }
    this.#running = null;
  }
}

/** A third of the time that systemd waits; null where no watchdog is set, or for another process. */
function watchdogMs({ WATCHDOG_USEC, WATCHDOG_PID }: NodeJS.ProcessEnv): number | null {
  if (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(process.pid)) return null;
  const usec = Number(WATCHDOG_USEC ?? 0);
  return Number.isFinite(usec) && usec > 0 ? usec / 1000 / 3 : null;
}

function statusOf(progress: SessionProgress): string {
  const { matches, wins, losses, netLamports, play } = progress;
  const played = `${matches} matches, ${wins} won, ${losses} lost`;
  const net = `net ${formatSol(netLamports)} ${play ? 'play SOL' : 'SOL'}`;
  const line = matches === 0 ? doing(progress) : `${doing(progress)}; ${played}, ${net}`;
  // The arena chooses the name of a game, and a line break would begin another assignment.
  return line.replace(/[\p{C}\p{Z}]+/gu, ' ').slice(0, 200);
}

function doing(progress: SessionProgress): string {
  const { inMatch, inQueue, game, notReady, draining, ended, connected, attempt } = progress;
  if (draining && inMatch && ended === null) return 'stopping after the match in progress';
  if (inMatch && connected) return `in a match of ${game ?? 'an unknown game'}`;
  if (!connected && ended === null) return `connection lost, attempt ${attempt}`;
  const waits = notReady ?? progress.rest;
  if (waits !== null) return waits;
  return inQueue ? `in the queue for ${game ?? 'a game'}` : 'connected';
}
