import type { Expert, Scene } from './expert.js';

/** One below, the same, one above. */
const OFFSETS = [-1, 0, 1] as const;
const KEEP = 0.97;
/** Before anything is known: other moves, and each offset. */
const START = [3, 0.3, 0.5, 0.3] as const;

/**
 * Numbers that follow another number to the last digit: repeated, copied, outbid by one. With a learned probability the
 * move is one of three near the source, else it is a move like any other.
 */
class Echo implements Expert {
  readonly #sourceOf: (scene: Scene) => number;
  readonly #counts = Float64Array.from(START);
  #sum = sum(START);

  /** @param sourceOf the move that may be echoed; -1 for none */
  constructor(sourceOf: (scene: Scene) => number) {
    this.#sourceOf = sourceOf;
  }

  add(scene: Scene, weight: number, odds: Float64Array): number {
    const source = this.#sourceOf(scene);
    if (source < 0) return weight;
    const each = weight / this.#sum;
    OFFSETS.forEach((offset, i) => {
      const move = Math.min(Math.max(source + offset, 0), odds.length - 1);
      odds[move] = (odds[move] as number) + each * (this.#counts[i + 1] as number);
    });
    return each * (this.#counts[0] as number);
  }

  learn(scene: Scene, move: number, plain: number): number {
    const source = this.#sourceOf(scene);
    if (source < 0) return plain;
    const counts = this.#counts;
    const hit = OFFSETS.indexOf((move - source) as -1 | 0 | 1) + 1;
    const likelihood = ((counts[0] as number) * plain + (hit > 0 ? (counts[hit] as number) : 0)) / this.#sum;
    for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] as number) * KEEP;
    counts[hit] = (counts[hit] as number) + 1;
    this.#sum = sum(counts);
    return likelihood;
  }

  forget(): void {
    this.#counts.set(START);
    this.#sum = sum(START);
  }
}

/** Echoes of the opponent's last move, of mine, and of what the last round showed. */
export function echoes(): readonly Expert[] {
  return [({ theirs }: Scene) => theirs, ({ mine }: Scene) => mine, ({ shown }: Scene) => shown].map(
    (sourceOf) => new Echo(sourceOf),
  );
}

function sum(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i] as number;
  return total;
}
