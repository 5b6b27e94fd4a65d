import type { PastMatch, Turn } from 'botpit';
import type { Learner } from './learner.js';

/** So many opponents are kept in mind; who comes back later is learned from the history again. */
const KEPT = 50;

/** One opponent in one game: a learner, and how much of what happened it has been told. */
class Acquaintance {
  readonly learner: Learner;
  #matchId: string | null = null;
  #told = 0;
  /** The last match of the history that has been told. */
  #latest: string | null = null;

  constructor(learner: Learner) {
    this.learner = learner;
  }

  /** Tells the learner what has happened since the last turn: a round as a rule. */
  catchUp({ matchId, rounds, side, opponent }: Turn): void {
    if (matchId !== this.#matchId || rounds.length < this.#told) {
      for (const match of this.#news(opponent.history)) this.#tell(match);
      this.#latest = opponent.history.at(-1)?.matchId ?? null;
      this.#matchId = matchId;
      this.#told = 0;
      this.learner.startMatch();
    }
    for (; this.#told < rounds.length; this.#told++) {
      const round = rounds[this.#told];
      if (round) this.learner.learn(round, side);
    }
  }

  #news(history: readonly PastMatch[]): readonly PastMatch[] {
    let from = history.length;
    while (from > 0 && history[from - 1]?.matchId !== this.#latest) from--;
    return history.slice(from);
  }

  #tell({ matchId, rounds, side }: PastMatch): void {
    if (matchId !== this.#matchId) {
      this.#told = 0;
      this.learner.startMatch();
    }
    for (const round of rounds.slice(this.#told)) this.learner.learn(round, side);
    this.learner.endMatch();
  }
}

/** The learner for the opponent of this turn, up to date. @param make a new one */
export function learnerFor(turn: Turn, make: () => Learner): Learner {
  turn.memory.adaptive ??= new Map();
  const known = turn.memory.adaptive as Map<string, Acquaintance>;
  const key = `${turn.game} ${turn.opponent.id}`;
  let found = known.get(key);
  if (found) known.delete(key);
  else {
    found = new Acquaintance(make());
    const [oldest] = known.keys();
    if (known.size >= KEPT && oldest !== undefined) known.delete(oldest);
  }
  known.set(key, found);
  found.catchUp(turn);
  return found.learner;
}
