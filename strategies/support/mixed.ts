import type { Chance, GameId, MoveLike, Situation, Strategy, Turn } from 'botpit';

/** A strategy as it is written down where its choice depends on the situation alone. */
export type Plan<G extends GameId> = Omit<Strategy<G>, 'memoryDepth' | 'move' | 'mix'> & {
  readonly name: string;
  readonly stochastic: boolean;
  readonly reasoning: string;
  mix(at: Situation<G>): readonly Chance<G>[];
};

/** The strategy that draws every move from the mix that it publishes, so that the two cannot disagree. */
export function mixed<const G extends GameId = GameId>(plan: Plan<G>): Strategy<G> {
  return { ...plan, memoryDepth: 0, move: (turn) => drawFrom(plan.mix(situationOf(turn)), turn) };
}

/** One of the moves, each as likely as the mix says. Only a true choice takes a number from `random`. */
export function drawFrom<G extends GameId>(
  mix: readonly Chance<G>[],
  source: { random(): number },
): MoveLike<G> {
  let index = 0;
  if (mix.length > 1) {
    let point = source.random();
    // The last one takes what rounding leaves over.
    while (index < mix.length - 1) {
      point -= mix[index]?.probability ?? 0;
      if (point < 0) break;
      index++;
    }
  }
  const chance = mix[index];
  if (chance === undefined) throw new Error('an empty mix');
  return chance.move;
}

/** The mix of one move. */
export function sure<const M>(move: M): readonly [{ readonly move: M; readonly probability: 1 }] {
  return [{ move, probability: 1 }];
}

/** Each of `moves`, as likely as its weight is large; a weight of 0 leaves a move out. */
export function weighted<const M>(
  moves: readonly M[],
  weights: readonly number[],
): readonly { readonly move: M; readonly probability: number }[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return moves.flatMap((move, i) => {
    const weight = weights[i] ?? 0;
    return weight > 0 ? [{ move, probability: weight / total }] : [];
  });
}

/** Each of `moves`, all as likely as any other. */
export function evenly<const M>(
  moves: readonly M[],
): readonly { readonly move: M; readonly probability: number }[] {
  return moves.map((move) => ({ move, probability: 1 / moves.length }));
}

/** A turn tells of the situation, and of more, for each of the games; the compiler does not see that for any of them. */
function situationOf<G extends GameId>(turn: Turn<G>): Situation<G> {
  return turn as unknown as Situation<G>;
}
