import { createRng } from '../../lib/rng.js';
import { FAULTS, type Fault, type FaultSettings } from './faults.js';

/**
 * Decides what goes wrong for one connection, agent or match. Each fault draws from a stream of its own for each thing
 * that it is about, so that the n-th `your_turn` of a connection meets the same fate however many pongs came before it.
 */
export class Fate {
  readonly #faults: FaultSettings;
  readonly #seed: string;
  readonly #streams = new Map<string, () => number>();

  constructor(faults: FaultSettings, seed: string) {
    this.#faults = faults;
    this.#seed = seed;
  }

  /** The fate of a part, which shares no numbers with the whole. */
  of(part: string): Fate {
    return new Fate(this.#faults, `${this.#seed} ${part}`);
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
