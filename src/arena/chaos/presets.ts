import type { FaultSettings } from './faults.js';

interface Preset {
  /** One sentence without its full stop. */
  readonly description: string;
  readonly faults: FaultSettings;
}

export const PRESETS = {
  cuts: { description: 'connections end in mid-match', faults: { cuts: 0.05 } },
  stalls: {
    description: 'connections stay open, but nothing goes out and nothing is answered any more',
    faults: { stalls: 0.03 },
  },
  delays: { description: 'frames come up to two seconds late', faults: { delays: 0.3 } },
  duplicates: { description: 'frames come twice', faults: { duplicates: 0.2 } },
  reorders: { description: 'frames come in the wrong order', faults: { reorders: 0.2 } },
  junk: {
    description: 'malformed and huge frames, unknown types and fields, wrong types, foreign match ids',
    faults: { junk: 0.2 },
  },
  'wrong-seeds': {
    description: 'revealed seeds that do not match, hashes used before, seeds that are not revealed',
    faults: { 'wrong-seeds': 0.5 },
  },
  'wrong-wagers': {
    description: 'matches with another wager or game than was asked for, and wrong payouts',
    faults: { 'wrong-wagers': 0.3, 'wrong-payouts': 0.3 },
  },
  replaced: { description: 'session_replaced out of the blue', faults: { replaced: 0.02 } },
  'rate-limits': {
    description: 'commands are refused as too many, sometimes with a time to wait',
    faults: { 'rate-limits': 0.2 },
  },
  refusals: {
    description: 'join_queue is refused, with known and unknown codes, or not answered',
    faults: { refusals: 0.3, unanswered: 0.3 },
  },
  restarts: {
    description: 'the arena forgets all connections, offers and matches',
    faults: { restarts: 0.03 },
  },
  late: {
    description: 'turns with little time, and results that come late',
    faults: { 'short-turns': 0.3, 'late-results': 0.3 },
  },
  all: {
    description: 'some of everything that a bot can play on after',
    faults: {
      cuts: 0.01,
      stalls: 0.003,
      delays: { rate: 0.05, maxMs: 1_000 },
      duplicates: 0.03,
      reorders: 0.03,
      junk: 0.03,
      'rate-limits': 0.03,
      unanswered: 0.05,
      restarts: 0.003,
      'short-turns': 0.03,
      'late-results': { rate: 0.03, maxMs: 1_000 },
    },
  },
} as const satisfies Record<string, Preset>;

export type ChaosPreset = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as ChaosPreset[];

/** The presets, for help and docs: each name with what it does, in words that follow a colon. */
export const CHAOS_PRESETS: readonly { readonly name: ChaosPreset; readonly description: string }[] =
  PRESET_NAMES.map((name) => ({ name, description: PRESETS[name].description }));
