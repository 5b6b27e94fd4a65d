import type { Clock } from '../lib/clock.js';
import type { ArenaEventSink } from './arena-events.js';
import type { Chaos } from './chaos/chaos.js';
import type { Ledger } from './ledger.js';
import type { Disclose } from './seen-match.js';

/** What every table of an arena shares. */
export interface Floor {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly emit: ArenaEventSink;
  /** 64 hex digits, fresh for every match. */
  readonly newSeed: () => string;
  /** Instead of the game's own. */
  readonly turnTimeoutMs: number | undefined;
  /** The matches in progress. */
  readonly tables: Set<{ close(): void }>;
  /** Absent: nothing goes wrong. */
  readonly faults?: Chaos | undefined;
  /** Absent: nobody watches. */
  readonly disclose?: Disclose | undefined;
}
