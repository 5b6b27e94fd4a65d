/** What may be echoed: the opponent's last move, mine, what the last round showed. */
export const ECHOES = 3;
/** One below, the same, one above. */
const OFFSETS = [-1, 0, 1] as const;
const KEEP = 0.97;
/** Before anything is known: other moves, and each offset. */
const START = [3, 0.3, 0.5, 0.3] as const;

/**
 * Numbers that follow another number to the last digit: repeated, copied, outbid by one. Each source is an expert of a
 * `Forecast`: with a learned probability the move is one of three near the source, else it is a move like any other.
 */
export class Echoes {
  readonly #counts = Array.from({ length: ECHOES }, () => Float64Array.from(START));

  /** The share of an echo that is a move like any other; all of it without a source. */
  rest(echo: number, source: number): number {
    if (source < 0) return 1;
    const counts = this.#counts[echo] as Float64Array;
    return (counts[0] as number) / sum(counts);
  }

  /** Adds what an echo of `weight` expects to `odds`. */
  add(echo: number, source: number, weight: number, odds: Float64Array): void {
    if (source < 0) return;
    const counts = this.#counts[echo] as Float64Array;
    const each = weight / sum(counts);
    OFFSETS.forEach((offset, i) => {
      const move = Math.min(Math.max(source + offset, 0), odds.length - 1);
      odds[move] = (odds[move] as number) + each * (counts[i + 1] as number);
    });
  }

  /** @returns how likely the echo held the move, which is `plain` for any other player */
  learn(echo: number, source: number, move: number, plain: number): number {
    if (source < 0) return plain;
    const counts = this.#counts[echo] as Float64Array;
    const hit = OFFSETS.indexOf((move - source) as -1 | 0 | 1) + 1;
    const likelihood =
      ((counts[0] as number) * plain + (hit > 0 ? (counts[hit] as number) : 0)) / sum(counts);
    for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] as number) * KEEP;
    counts[hit] = (counts[hit] as number) + 1;
    return likelihood;
  }

  forget(): void {
    for (const counts of this.#counts) counts.set(START);
  }
}

function sum(counts: Float64Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
