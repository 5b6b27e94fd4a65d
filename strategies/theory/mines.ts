import { bestOfThree, type Chances, solveRound } from './first-to.js';

/** Mines, as `FirstTo` says, the moves being numbers of tiles, 1..20: `mines.mix(at)`, `mines.value(at)`. */

const TILES = Array.from({ length: 20 }, (_, i) => i + 1);
/** Nobody who can count reveals more than 5: 6 tiles survive less than one time in four. */
const SENSIBLE = TILES.slice(0, 8);

/** The probability that the first `tiles` of 25 tiles hold none of the 5 mines, at that index. */
const SURVIVAL = [1];
for (const tiles of TILES) SURVIVAL.push(((SURVIVAL[tiles - 1] ?? 0) * (21 - tiles)) / (26 - tiles));

/** The order of the tiles is shared: whoever reveals fewer survives whenever the other one does. */
function chances(mine: number, theirs: number): Chances {
  const high = SURVIVAL[Math.max(mine, theirs)] ?? 0;
  const low = (SURVIVAL[Math.min(mine, theirs)] ?? 0) - high;
  return mine > theirs
    ? { win: high, loss: low }
    : mine < theirs
      ? { win: low, loss: high }
      : { win: 0, loss: 0 };
}

export const mines = bestOfThree(TILES, chances, (stakes) => solveRound(SENSIBLE, chances, stakes));
