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
