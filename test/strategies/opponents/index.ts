import * as choices from './choices.js';
import * as numbers from './numbers.js';
import type { Opponent } from './opponent.js';

/** Opponents by game, for tests only: kept apart from the built-in ones and others that `adaptive` was tuned on. */
export const opponents = {
  rps: choices.rps,
  coinflip: choices.coinflip,
  hi_lo: choices.hiLo,
  crash: numbers.crash,
  mines: numbers.mines,
  reaction_ring: numbers.reactionRing,
  blotto: numbers.blotto,
} as unknown as Readonly<
  Record<'rps' | 'coinflip' | 'hi_lo' | 'crash' | 'mines' | 'reaction_ring' | 'blotto', readonly Opponent[]>
>;

export { baits, mindReader } from './mind-reader.js';
export type { Opponent } from './opponent.js';
export { playSeries, Seat } from './series.js';
