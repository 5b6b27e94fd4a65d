import type { Draw, Played } from '../../src/games/index.js';

/** Draws made by hand. Asking for one more than there are is an error; `left` tells how many were not asked for. */
export function drawing(...values: number[]): Draw & { left(): number } {
  const draw = () => {
    const next = values.shift();
    if (next === undefined) throw new Error('one draw too many');
    return next;
  };
  return Object.assign(draw, { left: () => values.length });
}

/** A draw that `drawInt` turns into `wanted` of `lo..hi`. */
export function drawFor(wanted: number, lo: number, hi: number): number {
  return (wanted - lo + 0.5) / (hi - lo + 1);
}

/** `move` as it reached the authority; `null` stays late. */
export function played<Move>(move: Move | null, elapsedMs = 0): Played<Move> | null {
  return move && { move, elapsedMs };
}
