import { evenly } from '../support/mixed.js';
import { bestOfThree, type Chances, solveRound } from './first-to.js';

/** Reaction Ring, as `FirstTo` says, the moves being guesses, 1..1000: `reactionRing.mix(at)`, `reactionRing.value(at)`. */

const GUESSES = Array.from({ length: 1000 }, (_, i) => i + 1);
/** Where a leader with 1, 2 and 3 rounds left and the other side guess: the fewer rounds, the wider. */
const WINDOWS: readonly (readonly [from: number, to: number])[] = [
  [471, 530],
  [494, 507],
  [498, 503],
];
/** Everywhere else. A pure 500 would be as good for the round, but a leader could copy it until the rounds run out. */
const MIDDLE = evenly([500, 501]);

/** Each target goes to the nearer guess; one that lies halfway ties. */
function chances(mine: number, theirs: number): Chances {
  if (mine === theirs) return { win: 0, loss: 0 };
  const sum = mine + theirs;
  const low = (Math.ceil(sum / 2) - 1) / 1000;
  const high = (1000 - Math.floor(sum / 2)) / 1000;
  return mine < theirs ? { win: low, loss: high } : { win: high, loss: low };
}

export const reactionRing = bestOfThree(GUESSES, chances, (stakes, roundsLeft) => {
  const window = WINDOWS[roundsLeft - 1];
  if (window) return solveRound(GUESSES.slice(window[0] - 1, window[1]), chances, stakes);
  const value = (stakes.win + stakes.loss) / 4 + stakes.tie / 2;
  return { value, mine: MIDDLE, theirs: MIDDLE };
});
