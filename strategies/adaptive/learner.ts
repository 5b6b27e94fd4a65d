import type { Round, Side, Turn } from 'botpit';

/** What is known of one opponent in one game, and how to play on it. */
export interface Learner {
  /** The move for this turn. All rounds before it have been learned. Takes one number from `random`. */
  move(turn: Turn): string | number;
  startMatch(): void;
  learn(round: Round, side: Side): void;
  endMatch(): void;
}

/** How much may still speak for the equilibrium where the evidence against it is called clear. */
export const DOUBT = 0.1;

/**
 * Added wherever something fades in each round, so that it never comes nearer to 0: processors take some fifty times as long
 * for the numbers next to 0 (subnormal numbers) as for others. Hot loops take it into a constant of their own: where modules
 * are transpiled, an import is looked up each time.
 */
export const FAINT = 1e-300;
/** What is less has faded to nothing. */
export const NOTHING = 1e-200;

/** How often somebody who plays the equilibrium makes any move instead, by rounding it or by a slip. */
const SLIP = 0.02;

/** How likely a move of `moves` is for a player who plays it with `probability` in equilibrium. */
export function heldBy(probability: number, moves: number): number {
  return (1 - SLIP) * probability + SLIP / moves;
}

/** Adds to `odds`, `weight` times, how likely each move is for such a player. */
export function addHeld(equilibrium: Float64Array, weight: number, odds: Float64Array): void {
  const scale = weight * (1 - SLIP);
  const slip = (weight * SLIP) / odds.length;
  for (let i = 0; i < odds.length; i++) {
    odds[i] = (odds[i] as number) + scale * (equilibrium[i] as number) + slip;
  }
}

/** The index at `u` of probabilities laid out from 0 to 1. */
export function drawIndex(probabilities: Float64Array, u: number): number {
  let left = u;
  let index = 0;
  for (let i = 0; i < probabilities.length && left >= 0; i++) {
    const probability = probabilities[i] as number;
    if (probability > 0) index = i;
    left -= probability;
  }
  return index;
}
