import { mixed, weighted } from './support/mixed.js';

const MIX = weighted([1, 2, 3, 4, 5], [0.1925, 0.0706, 0.2607, 0.1109, 0.3653]);

/**
 * Reveals one to five tiles, in the proportions at which no answer wins more rounds than it loses. More than five is never
 * worth the risk: six tiles survive less than one time in four.
 */
export default mixed({
  name: 'mixed-tiles',
  games: ['mines'],
  stochastic: true,
  reasoning:
    'Reveals one to five tiles in the proportions at which no answer wins more rounds than it loses.',
  mix: () => MIX,
});
