import type { Config } from '../config/index.js';
import { EXIT } from '../exit-codes.js';
import { within } from '../lib/clock.js';
import { closing } from '../lib/closing.js';
import type { Io } from './command.js';

/** One Ctrl-C may come twice: from the terminal, and from npm, which passes on its own. */
const SAME_PRESS_MS = 200;

/** SIGHUP is the terminal being closed, which must not cost a match either. */
const SIGNALS = { SIGINT: EXIT.sigint, SIGTERM: EXIT.sigterm, SIGHUP: EXIT.sigterm } as const;
const ALL = Object.keys(SIGNALS) as (keyof typeof SIGNALS)[];

/** A promise, and what fulfils it. */
export function settable<T>(): readonly [promise: Promise<T>, resolve: (value: T) => void] {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((given) => {
    resolve = given;
  });
  return [promise, resolve];
}

/** SIGINT, SIGTERM and, unless it is left to another, SIGHUP: from the moment that it is made until `close`. */
export class Interrupt {
  /** The first signal: finish what is under way, then stop. */
  readonly asked: Promise<void>;
  /** The second one: stop now, with this exit code. */
  readonly forced: Promise<number>;
  /** The same, for another reason than a signal: the first signal after it is a first one. */
  readonly ask: () => void;
  readonly #force: (exitCode: number) => void;
  /** Both at once: a person who leaves does not play on. */
  readonly leave: () => void;
  #first: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;
  /** Signals are heard no more. */
  readonly close: () => void;

  constructor(io: Pick<Io, 'on' | 'off'>, signals: readonly (keyof typeof SIGNALS)[] = ALL) {
    [this.asked, this.ask] = settable<void>();
    [this.forced, this.#force] = settable<number>();
    this.leave = () => this.#force(EXIT.sigint);
    const off = signals.map((signal) => {
      const listener = () => this.#heard(signal, SIGNALS[signal]);
      io.on(signal, listener);
      return () => io.off(signal, listener);
    });
    this.close = () => {
      for (const each of off) each();
    };
  }

  #heard(signal: NodeJS.Signals, exitCode: number): void {
    const at = performance.now();
    const first = this.#first;
    if (!first) {
      this.#first = { signal, at };
      this.ask();
    } else if (first.signal !== signal || at - first.at >= SAME_PRESS_MS) {
      this.#force(exitCode);
    }
  }
}

/** Threads that have started programs have so long to end them. */
const END_MS = 6_000;

/** What a command of the lab has to know of signals. */
export interface Stopping {
  /** Aborted by the first signal: stop at the next match. */
  readonly signal: AbortSignal;
  /** Called by the second, just before the process ends. */
  onForced(end: () => Promise<void>): void;
}

/**
 * Runs what a command of the lab does. The first signal asks it to stop, the second ends it at once.
 * @returns its exit code, or that of the second signal
 */
export async function stoppable(
  { json, quiet }: Pick<Config, 'json' | 'quiet'>,
  io: Io,
  work: (stopping: Stopping) => Promise<number>,
): Promise<number> {
  const interrupt = new Interrupt(io);
  await using _interrupt = closing(() => interrupt.close());
  const stop = new AbortController();
  const ends: (() => Promise<void>)[] = [];
  void interrupt.asked.then(() => {
    if (!json && !quiet) io.stderr.write('Stopping at the next match; a second signal ends it at once.\n');
    stop.abort();
  });
  const forced = interrupt.forced.then(async (exitCode) => {
    await within(END_MS, Promise.allSettled(ends.map((end) => end())));
    return exitCode;
  });
  return await Promise.race([work({ signal: stop.signal, onForced: (end) => ends.push(end) }), forced]);
}
