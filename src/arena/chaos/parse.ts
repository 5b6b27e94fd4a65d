import { BotpitError } from '../../errors.js';
import { isObject, isWhole, isWithin } from '../../lib/shape.js';
import { nearest } from '../../lib/suggest.js';
import { type ChaosOptions, FAULT_NAMES, FAULTS, type Fault, type FaultSetting } from './faults.js';
import { type ChaosPreset, PRESET_NAMES, PRESETS } from './presets.js';

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
  const settings: Partial<Record<Fault, FaultSetting>> =
    preset === undefined ? {} : { ...PRESETS[reader.preset(preset, 'preset')].faults };
  if (faults !== undefined) {
    const entries = Object.entries(reader.object(faults, 'faults', FAULT_NAMES)) as [Fault, unknown][];
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

  setting(raw: unknown, fault: Fault): FaultSetting {
    const path = `faults.${fault}`;
    if (isRate(raw)) return raw;
    if (typeof raw !== 'object' || raw === null) throw this.wrong(path, `expected ${RATE}`);
    const isTimed = FAULTS[fault].maxMs !== null;
    const { rate, maxMs } = this.object(raw, path, isTimed ? ['rate', 'maxMs'] : ['rate']);
    if (!isRate(rate)) throw this.wrong(`${path}.rate`, `expected ${RATE}`);
    if (maxMs === undefined) return { rate };
    if (!isMs(maxMs))
      throw this.wrong(`${path}.maxMs`, `expected whole milliseconds from 1 to ${LONGEST_MS}`);
    return { rate, maxMs };
  }

  wrong(path: string, what: string, word?: string, words: readonly string[] = []): BotpitError {
    const place = path === '' ? this.#origin : `${this.#origin}: ${path}`;
    const near = word === undefined ? undefined : nearest(word, words);
    const message = `${place}: ${what}${near === undefined ? '' : `; did you mean ${near}?`}`;
    const hint = words.length > 0 ? { hint: `There are ${words.join(', ')}.` } : {};
    return new BotpitError('config/invalid', message, hint);
  }
}

function isRate(raw: unknown): raw is number {
  return isWithin(raw, 0, 1);
}

function isMs(raw: unknown): raw is number {
  return isWhole(raw) && isWithin(raw, 1, LONGEST_MS);
}
