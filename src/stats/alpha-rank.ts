/** Of those in row i and column j: 1 where i beats j beyond doubt, -1 where it loses, 0 where that cannot be told. */
export type Relation = (i: number, j: number) => number;

/** As the mutants of a population of so many take over by chance where nobody is better: the size that the authors use. */
const POPULATION = 50;
const STEPS = 10_000;

/**
 * The long-run share of time that a population spends on each player, if it keeps switching to a random player that beats the
 * present one. It switches 50 times less often to one that cannot be told apart from the present one. See Omidshafiei and
 * others, "α-Rank: multi-agent evaluation by evolution", Scientific Reports 9, 2019, for one population and an infinite α.
 * A circle whose members beat everybody else has everything. A player that beats everybody has everything, even if the others
 * form a circle.
 * @returns shares that add up to 1, for each player
 */
export function alphaRank(players: number, relation: Relation): number[] {
  const step = 1 / Math.max(1, players - 1);
  // The chance to go over from i to j; nobody leaves for one that loses to it.
  const chance = (i: number, j: number) =>
    i === j ? 0 : relation(j, i) > 0 ? step : relation(j, i) < 0 ? 0 : step / POPULATION;
  const moves = Array.from({ length: players }, (_, i) =>
    Array.from({ length: players }, (_, j) => chance(i, j)),
  );
  let shares = Array.from({ length: players }, () => 1 / players);
  for (let turn = 0; turn < STEPS; turn++) {
    const next = [...shares];
    for (const [i, row] of moves.entries()) {
      for (const [j, part] of row.entries()) {
        const moved = (shares[i] ?? 0) * part;
        next[i] = (next[i] ?? 0) - moved;
        next[j] = (next[j] ?? 0) + moved;
      }
    }
    const change = Math.max(...next.map((share, i) => Math.abs(share - (shares[i] ?? 0))));
    shares = next;
    if (change < 1e-9) break;
  }
  return shares;
}

/** Players each of whom beats the next, and the last the first: as few as there are in any such circle; null where there is none. */
export function circleIn(players: number, relation: Relation): number[] | null {
  let shortest: number[] | null = null;
  for (let first = 0; first < players; first++) {
    // Level by level from the first one, until somebody beats it.
    const before = new Map<number, number>([[first, -1]]);
    const queue = [first];
    for (const one of queue) {
      if (one !== first && relation(one, first) > 0) {
        const circle: number[] = [];
        for (let at = one; at >= 0; at = before.get(at) ?? -1) circle.unshift(at);
        if (shortest === null || circle.length < shortest.length) shortest = circle;
        break;
      }
      for (let next = 0; next < players; next++) {
        if (before.has(next) || relation(one, next) <= 0) continue;
        before.set(next, one);
        queue.push(next);
      }
    }
  }
  return shortest;
}
