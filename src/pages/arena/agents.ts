import type { Named } from '../../arena/index.js';
import type { PageAgent } from './answers.js';

/** Those that played longest ago are forgotten beyond it. */
const MOST_AGENTS = 500;
/** The page shows less. */
const MOST_CHARACTERS = 300;

/**
 * Numbers for agents, in the order in which they came. Their ids follow from their keys, so that one could try keys out on
 * them; a number says nothing.
 */
export class Agents {
  /** In the order in which they played last. */
  readonly #numbers = new Map<string, number>();
  readonly #names = new Map<number, string>();
  readonly #playedAt = new Map<number, number>();
  #next = 1;

  of({ id, name }: Named): PageAgent {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.#next++;
      this.#numbers.set(id, number);
      this.#names.set(number, name.slice(0, MOST_CHARACTERS));
    }
    return { id: number, name: this.nameOf(number) };
  }

  nameOf(number: number): string {
    return this.#names.get(number) ?? '';
  }

  /** When its last match ended, in epoch milliseconds; 0 before the first. */
  playedAt(number: number): number {
    return this.#playedAt.get(number) ?? 0;
  }

  /** @returns the numbers of those that are forgotten for them */
  played(agents: readonly Named[], at: number): ReadonlySet<number> {
    for (const agent of agents) {
      const number = this.of(agent).id;
      this.#playedAt.set(number, at);
      this.#numbers.delete(agent.id);
      this.#numbers.set(agent.id, number);
    }
    const forgotten = new Set<number>();
    if (this.#numbers.size <= MOST_AGENTS) return forgotten;
    for (const [id, number] of this.#numbers) {
      if (this.#numbers.size <= MOST_AGENTS * 0.9) break;
      this.#numbers.delete(id);
      this.#names.delete(number);
      this.#playedAt.delete(number);
      forgotten.add(number);
    }
    return forgotten;
  }
}
