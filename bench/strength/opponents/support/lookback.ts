import type { GameId, PastMatch, Round, Strategy, Turn } from 'botpit';

/** Opponents of a game by kind, each under a name of its own: `opponents[kind][name]()` is a strategy that has met nobody. */
export type Opponents<G extends GameId> = Readonly<
  Record<string, Readonly<Record<string, () => Strategy<G>>>>
>;

/** Makes a strategy of a function that keeps `notes` from the first turn of a session to the last. */
export function withNotes<G extends GameId, Notes>(
  first: () => Notes,
  move: (turn: Turn<G>, notes: Notes) => ReturnType<Strategy<G>['move']>,
): () => Strategy<G> {
  return () => ({
    move(turn) {
      const memory = turn.memory as { notes?: Notes };
      memory.notes ??= first();
      return move(turn as Turn<G>, memory.notes);
    },
  });
}

/** A strategy without notes. */
export function plain<G extends GameId>(move: (turn: Turn<G>) => ReturnType<Strategy<G>['move']>) {
  return withNotes<G, null>(() => null, move);
}

/** The rounds of this match and those before it, the oldest first. */
export function allRounds<G extends GameId>(turn: Turn<G>): readonly Round<G>[] {
  const past = turn.opponent.history as readonly PastMatch<G>[];
  return [...past.flatMap((match) => match.rounds), ...(turn.rounds as readonly Round<G>[])];
}

/** Calls `count` once for each round that has been played since the last call, also for those of the match before. */
export class RoundFeed<G extends GameId> {
  #matchId = '';
  #counted = 0;

  each(turn: Turn<G>, count: (round: Round<G>) => void): void {
    if (turn.matchId !== this.#matchId) {
      const past = turn.opponent.history as readonly PastMatch<G>[];
      const before = past.at(-1);
      if (before?.matchId === this.#matchId) before.rounds.slice(this.#counted).forEach(count);
      this.#matchId = turn.matchId;
      this.#counted = 0;
    }
    const rounds = turn.rounds as readonly Round<G>[];
    rounds.slice(this.#counted).forEach(count);
    this.#counted = rounds.length;
  }
}

export function mean(values: readonly number[], without: number): number {
  return values.length === 0 ? without : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[], without: number): number {
  if (values.length === 0) return without;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

/** The value that comes most often, the first of equals. */
export function mode(values: readonly number[], without: number): number {
  const counts = new Map<number, number>();
  let best = without;
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    if (count > (counts.get(best) ?? 0)) best = value;
  }
  return best;
}

export const within = (value: number, lo: number, hi: number) => Math.min(Math.max(value, lo), hi);

/** About normally distributed, with a standard deviation of 1. */
export function bell(turn: Pick<Turn, 'random'>): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += turn.random();
  return sum;
}
