import { BotpitError } from '../../errors.js';
import { createRng } from '../../lib/rng.js';
import { isObject, isWhole, isWithin } from '../../lib/shape.js';
import { expectedOneOf } from '../../lib/wording.js';

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

export type ChaosFault = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as ChaosFault[];

/** A rate is a probability, from 0 to 1. `maxMs` is for faults that have one. */
export type FaultSetting = number | { readonly rate: number; readonly maxMs?: number };

export type FaultSettings = Readonly<Partial<Record<ChaosFault, FaultSetting>>>;

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

  strikes(fault: ChaosFault, about: string): boolean {
    const setting = this.#faults[fault] ?? 0;
    const rate = typeof setting === 'number' ? setting : setting.rate;
    return rate > 0 && this.#draw(fault, about) < rate;
  }

  /** @param options at least one */
  choose<T>(fault: ChaosFault, about: string, options: readonly T[]): T {
    return options[Math.floor(this.#draw(fault, about) * options.length)] as T;
  }

  /** From 1 to the time that the fault is limited to. */
  lengthMs(fault: ChaosFault, about: string): number {
    const setting = this.#faults[fault];
    const maxMs = (typeof setting === 'object' ? setting.maxMs : undefined) ?? FAULTS[fault].maxMs ?? 0;
    return 1 + Math.floor(this.#draw(fault, about) * maxMs);
  }

  #draw(fault: ChaosFault, about: string): number {
    const name = `${fault} ${about}`;
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = createRng(`${this.#seed} ${name}`);
      this.#streams.set(name, stream);
    }
    return stream();
  }
}

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

const KEYS = ['preset', 'faults'];
const RATE = 'a rate from 0 to 1';

/** The longest time that a file may set. */
const LONGEST_MS = 600_000;

/**
 * Reads the name of a preset, or the content of a file: `{ "preset"?: name, "faults"?: { name: rate | { "rate", "maxMs"? }
 * } }`, where faults of the file go before those of the preset.
 * @param raw from JSON
 * @param origin what messages name as the place: a flag or a file
 * @throws BotpitError `config/invalid`
 */
export function parseChaos(raw: unknown, origin: string): ChaosOptions {
  const reader = new Reader(origin);
  if (typeof raw === 'string') return { faults: PRESETS[reader.preset(raw, '')].faults };
  const { preset, faults } = reader.object(raw, '', KEYS);
  if (preset === undefined && faults === undefined) {
    throw reader.wrong('', 'expected `preset`, `faults` or both');
  }
  const settings: Partial<Record<ChaosFault, FaultSetting>> =
    preset === undefined ? {} : { ...PRESETS[reader.preset(preset, 'preset')].faults };
  if (faults !== undefined) {
    const entries = Object.entries(reader.object(faults, 'faults', FAULT_NAMES)) as [ChaosFault, unknown][];
    for (const [fault, setting] of entries) settings[fault] = reader.setting(setting, fault);
  }
  return { faults: settings };
}

class Reader {
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  preset(raw: unknown, path: string): ChaosPreset {
    const name = PRESET_NAMES.find((one) => one === raw);
    if (name) return name;
    const text = String(raw);
    throw this.wrong(path, `there is no preset ${text}`, text, PRESET_NAMES);
  }

  object(raw: unknown, path: string, keys: readonly string[]): Record<string, unknown> {
    if (!isObject(raw)) throw this.wrong(path, 'expected an object');
    const unknown = Object.keys(raw).find((key) => !keys.includes(key));
    if (unknown === undefined) return raw;
    throw this.wrong(path, `there is no ${path === 'faults' ? 'fault' : 'key'} ${unknown}`, unknown, keys);
  }

  setting(raw: unknown, fault: ChaosFault): FaultSetting {
    const path = `faults.${fault}`;
    if (isRate(raw)) return raw;
    if (typeof raw !== 'object' || raw === null) throw this.wrong(path, `expected ${RATE}`);
    const isTimed = FAULTS[fault].maxMs !== null;
    const { rate, maxMs } = this.object(raw, path, isTimed ? ['rate', 'maxMs'] : ['rate']);
    if (!isRate(rate)) throw this.wrong(`${path}.rate`, `expected ${RATE}`);
    if (maxMs === undefined) return { rate };
    if (!isWhole(maxMs) || !isWithin(maxMs, 1, LONGEST_MS))
      throw this.wrong(`${path}.maxMs`, `expected whole milliseconds from 1 to ${LONGEST_MS}`);
    return { rate, maxMs };
  }

  wrong(path: string, what: string, word?: string, words: readonly string[] = []): BotpitError {
    const place = path === '' ? this.#origin : `${this.#origin}: ${path}`;
    const hint = word === undefined ? undefined : expectedOneOf(words, word);
    return new BotpitError('config/invalid', `${place}: ${what}`, { hint });
  }
}

function isRate(raw: unknown): raw is number {
  return isWithin(raw, 0, 1);
}
