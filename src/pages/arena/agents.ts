import type { Named } from '../../arena/index.js';
import type { PageAgent } from './answers.js';

/** Those that played longest ago are forgotten beyond it. */
const MOST_AGENTS = 2_000;
/** The page shows less. */
const MOST_CHARACTERS = 300;

/** An agent, by a number in place of its id: ids follow from keys, so that one could try keys out on them. */
export interface KnownAgent extends PageAgent {
  /** When its last match ended, in epoch milliseconds; 0 before the first. */
  playedAt: number;
  /** Matches that it has won in a row, of whatever game. */
  streak: number;
}

/** The agents that spectators know, numbered in the order in which they came. */
export class Agents {
  readonly #byId = new Map<string, KnownAgent>();
  readonly #byNumber = new Map<number, KnownAgent>();
  #next = 1;

  of({ id, name }: Named): KnownAgent {
    let agent = this.#byId.get(id);
    if (agent === undefined) {
      agent = { id: this.#next++, name: name.slice(0, MOST_CHARACTERS), playedAt: 0, streak: 0 };
      this.#byId.set(id, agent);
      this.#byNumber.set(agent.id, agent);
    }
    return agent;
  }

  byNumber(number: number): KnownAgent | undefined {
    return this.#byNumber.get(number);
  }

  /** Keeps memory bounded, whatever comes. @returns the numbers of those that are forgotten */
  forgetSome(): ReadonlySet<number> {
    const forgotten = new Set<number>();
    if (this.#byId.size <= MOST_AGENTS) return forgotten;
    const longestAgo = [...this.#byId].sort(([, x], [, y]) => x.playedAt - y.playedAt);
    for (const [id, agent] of longestAgo.slice(0, this.#byId.size - MOST_AGENTS * 0.9)) {
      this.#byId.delete(id);
      this.#byNumber.delete(agent.id);
      forgotten.add(agent.id);
    }
    return forgotten;
  }
}

/** Of what is known, what the page is told. */
export function pageAgent({ id, name }: PageAgent): PageAgent {
  return { id, name };
}
