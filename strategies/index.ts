import type { GameId } from 'botpit';

/** The built-in strategies and the games that each plays. The name is the file's, and what `--strategy` takes. */
export const builtins = {
  random: [
    'coinflip',
    'rps',
    'hi_lo',
    'dice_duel',
    'high_card_duel',
    'crash',
    'mines',
    'math_duel',
    'reaction_ring',
    'blotto',
  ],
  'fair-coin': ['coinflip'],
  'counter-last': ['rps'],
  frequency: ['rps'],
  'likelier-card': ['hi_lo'],
  roller: ['dice_duel', 'high_card_duel'],
  'square-law': ['crash'],
  'mixed-tiles': ['mines'],
  calculator: ['math_duel'],
  middle: ['reaction_ring'],
  'even-spread': ['blotto'],
} as const satisfies Record<string, readonly GameId[]>;

export type BuiltinName = keyof typeof builtins;

/** Who sits opposite in a local match where nobody else was asked for. */
export const houseBots: Readonly<Record<GameId, BuiltinName>> = {
  coinflip: 'fair-coin',
  rps: 'frequency',
  hi_lo: 'likelier-card',
  dice_duel: 'roller',
  high_card_duel: 'roller',
  crash: 'square-law',
  mines: 'mixed-tiles',
  math_duel: 'calculator',
  reaction_ring: 'middle',
  blotto: 'even-spread',
};
