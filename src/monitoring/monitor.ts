import type { Clock } from '../lib/clock.js';
import type { FairnessCode, RunnerEvent, Stamped } from '../runner/index.js';

/** A consumer of a session's events. */
export interface Monitor {
  /** Takes events in order; does not throw and does not wait for anything. */
  take(stamped: Stamped): void;
  /** Ends what is under way, within seconds. Never rejects; events that come later are dropped. */
  close(): Promise<void>;
}

/** How events are put into words. All that strangers wrote must come out as printable text on one line. */
export interface Formatters {
  /** The `--json` object of an event as one line; `level`, where it is there, is one of its fields. */
  json(stamped: {
    readonly event: RunnerEvent & { readonly level?: string };
    readonly timeMs: number;
  }): string;
  /** Lines for a person, without the time; none where there is nothing to be said. */
  text(stamped: Stamped): readonly string[];
}

/** Told of what went wrong with monitoring itself; play goes on. */
export type Warn = (code: 'log_file' | 'webhook' | 'systemd' | 'monitoring', message: string) => void;

export interface MonitorDeps {
  /** Whose session it is; null where it has no name. */
  readonly bot: string | null;
  readonly env: NodeJS.ProcessEnv;
  readonly format: Formatters;
  /** May report the warning as an event again. */
  readonly warn: Warn;
  readonly clock: Clock;
  /** Spreads the attempts of a webhook; in [0, 1). */
  readonly random: () => number;
}

const CODES = {
  unfair: true,
  disputed: true,
  not_revealed: true,
  hash_reused: true,
  match_mismatch: true,
} as const satisfies Record<FairnessCode, true>;

/** Whether an error of this code is about a match in which the arena did not play fair. */
export function isAboutFairness(code: string): boolean {
  return Object.hasOwn(CODES, code);
}
