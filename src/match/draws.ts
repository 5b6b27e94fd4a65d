/**
 * The random numbers of one match, each in [0, 1): draw `index` (from 0) of `round` (from 1). The same place always
 * gives the same number, however often and in whatever order it is asked for.
 */
export type Draws = (round: number, index: number) => number;

/**
 * Fast draws for simulations, in place of the HMAC of a real match: 32 bits each, fair but easy to predict.
 * @param rngSeed any integer; equal seeds give equal draws, neighbouring ones unrelated draws
 */
export function seededDraws(rngSeed: number): Draws {
  const base = mix(mix(rngSeed) ^ Math.floor(rngSeed / 2 ** 32));
  return (round, index) => (mix(mix(base + round) + index) >>> 0) / 2 ** 32;
}

/** Spreads every bit of a 32-bit integer over all of them, one to one. */
function mix(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
