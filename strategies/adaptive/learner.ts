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

/** How often somebody who plays the equilibrium makes any move instead, by rounding it or by a slip. */
const SLIP = 0.02;

/** How likely a move of `moves` is for a player who plays it with `probability` in equilibrium. */
export function heldBy(probability: number, moves: number): number {
  return (1 - SLIP) * probability + SLIP / moves;
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
