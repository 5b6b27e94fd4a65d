import type { GameId } from '../../games/index.js';

/**
 * What befalls the connection to Redis: that it is lost, or that Redis refuses commands, and then that all is well again.
 * Whoever needs it waits meanwhile.
 */
export type QueueConnectionEvent =
  | { readonly kind: 'connection'; readonly state: 'lost' | 'restored' }
  | { readonly kind: 'connection'; readonly state: 'refusing'; readonly reason: string };

/** What a coordinator tells beside results. */
export type QueueEvent =
  | QueueConnectionEvent
  /** Who works on the queue, whenever that changes, and once at the start; with none, the run waits for one. */
  | { readonly kind: 'workers'; readonly workers: number; readonly threads: number }
  /** Results of this run that were in Redis already. */
  | { readonly kind: 'taken-over'; readonly results: number }
  /** A worker leaves this run to others. */
  | { readonly kind: 'refused'; readonly worker: string; readonly reason: string }
  /** Series that Redis or a worker had lost are handed out again. */
  | { readonly kind: 'handed-out-again'; readonly series: number };

export type QueueWorkerEvent =
  | QueueConnectionEvent
  | { readonly kind: 'ready'; readonly redis: string; readonly jobs: number }
  | {
      readonly kind: 'run';
      readonly runId: string;
      readonly game: GameId;
      readonly entrants: readonly string[];
    }
  | { readonly kind: 'refused'; readonly runId: string; readonly reason: string }
  /** Series of a run that were played and handed in. */
  | { readonly kind: 'played'; readonly runId: string; readonly series: number; readonly ms: number }
  /** The run is decided, or nobody wants it any more. */
  | { readonly kind: 'over'; readonly runId: string }
  /** For a person; the worker goes on. */
  | { readonly kind: 'trouble'; readonly message: string };
