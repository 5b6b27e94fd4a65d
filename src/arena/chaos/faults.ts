import { createRng } from '../../lib/rng.js';

/** What can go wrong. `maxMs` is its time where a setting gives none; null: it has none. `docs/arena.md` says of what each rate is a share. */
export const FAULTS = {
  /** The connection ends in place of a frame. */
  cuts: { maxMs: null },
  /** The connection stays open, but from this frame on nothing goes out and nothing is read. */
  stalls: { maxMs: null },
  /** A frame is held back for up to `maxMs`, and all behind it. */
  delays: { maxMs: 2_000 },
  /** A frame comes twice. */
  duplicates: { maxMs: null },
  /** A frame comes after the next one. */
  reorders: { maxMs: null },
  /** A frame that is not a message, or none that concerns the agent, comes before a frame; or fields are added to it. */
  junk: { maxMs: null },
  /** A seed that does not match its hash, a hash used before, or no reveal. */
  'wrong-seeds': { maxMs: null },
  /** A match with another wager or another game than was agreed on. */
  'wrong-wagers': { maxMs: null },
  /** `game_over` tells another payout than the ledger books. */
  'wrong-payouts': { maxMs: null },
  /** `session_replaced` in place of a frame, though nobody else has authenticated; then the connection ends. */
  replaced: { maxMs: null },
  /** A command is refused with `rate_limited`, now and then with `retry_after_ms`. */
  'rate-limits': { maxMs: null },
  /** `join_queue` is refused: `insufficient_balance`, or a code that nobody knows. */
  refusals: { maxMs: null },
  /** `join_queue` is neither answered nor done. */
  unanswered: { maxMs: null },
  /** At a command, the arena forgets all connections, offers and matches. */
  restarts: { maxMs: null },
  /** A turn lasts `maxMs` at most. */
  'short-turns': { maxMs: 500 },
  /** `round_result` or `game_over` is held back for up to `maxMs`, and all behind it. */
  'late-results': { maxMs: 3_000 },
} as const satisfies Record<string, { readonly maxMs: number | null }>;

export type Fault = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as Fault[];

/** A rate is a probability, from 0 to 1. `maxMs` is for faults that have one. */
export type FaultSetting = number | { readonly rate: number; readonly maxMs?: number };

export type FaultSettings = Readonly<Partial<Record<Fault, FaultSetting>>>;

export interface ChaosOptions {
  readonly faults: FaultSettings;
  /** The same seed, clients and order of frames give the same faults. Default: a fresh random one. */
  readonly seed?: string | undefined;
}

/**
 * Decides what goes wrong for one connection, agent or match. Each fault draws from a stream of its own for each thing
 * that it is about, so that the n-th `your_turn` of a connection meets the same draws however many pongs came before it.
 */
export class FaultDraws {
  readonly #faults: FaultSettings;
  readonly #seed: string;
  readonly #streams = new Map<string, () => number>();

  constructor(faults: FaultSettings, seed: string) {
    this.#faults = faults;
    this.#seed = seed;
  }

  /** The draws of a part, which shares no numbers with the whole. */
  of(part: string): FaultDraws {
    return new FaultDraws(this.#faults, `${this.#seed} ${part}`);
  }

  strikes(fault: Fault, about: string): boolean {
    const setting = this.#faults[fault] ?? 0;
    const rate = typeof setting === 'number' ? setting : setting.rate;
    return rate > 0 && this.#draw(fault, about) < rate;
  }

  /** @param options at least one */
  choose<T>(fault: Fault, about: string, options: readonly T[]): T {
    return options[Math.floor(this.#draw(fault, about) * options.length)] as T;
  }

  /** From 1 to the time that the fault is limited to. */
  lengthMs(fault: Fault, about: string): number {
    const setting = this.#faults[fault];
    const maxMs = (typeof setting === 'object' ? setting.maxMs : undefined) ?? FAULTS[fault].maxMs ?? 0;
    return 1 + Math.floor(this.#draw(fault, about) * maxMs);
  }

  #draw(fault: Fault, about: string): number {
    const name = `${fault} ${about}`;
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = createRng(`${this.#seed} ${name}`);
      this.#streams.set(name, stream);
    }
    return stream();
  }
}
