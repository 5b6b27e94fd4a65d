import { EXIT } from '../exit-codes.js';

/** How a process ended. */
export interface BotEnd {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It was in the arena: the key is good, and the address. */
  readonly wasConnected: boolean;
}

/** The exit codes after which another start may help; see `EXIT`. */
export const RESTART: readonly number[] = [1, EXIT.unreachable, EXIT.unexpected];

/** So many ends within this time are too many. */
const WINDOW_MS = 600_000;
const MOST_ENDS = 5;

const FIRST_PAUSE_MS = 1_000;
/**
 * An arena that was there and is out of reach comes back, in a minute or in hours. With pauses that begin here a bot never
 * ends five times within the window for that reason alone.
 */
const FIRST_OUTAGE_PAUSE_MS = 20_000;
const GROWTH = 3;
/** The share of a pause that is left to chance, so that bots that lost an arena together do not come back together. */
const JITTER = 0.2;

/** Whether what ended may be started again: after a failure that may pass, and after a crash. */
export function mayRestart({ exitCode, signal }: Pick<BotEnd, 'exitCode' | 'signal'>): boolean {
  return exitCode === null ? signal !== null : RESTART.includes(exitCode);
}

/** Says after each end of a bot that may be started again how long to wait, and when to give up. */
export class Restarts {
  #endsMs: number[] = [];

  /**
   * @param nowMs on a clock that never jumps
   * @param random in [0, 1)
   * @returns the pause in milliseconds; null to give up
   */
  after({ exitCode, wasConnected }: BotEnd, nowMs: number, random: () => number): number | null {
    this.#endsMs = [...this.#endsMs.filter((endMs) => nowMs - endMs < WINDOW_MS), nowMs];
    const ends = this.#endsMs.length;
    if (ends >= MOST_ENDS) return null;
    const isOutage = exitCode === EXIT.unreachable && wasConnected;
    const first = isOutage ? FIRST_OUTAGE_PAUSE_MS : FIRST_PAUSE_MS;
    return Math.round(first * GROWTH ** (ends - 1) * (1 - JITTER * random()));
  }
}
