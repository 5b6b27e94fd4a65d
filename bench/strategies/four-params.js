/**
 * Four parameters on scales of their own, whose best values are known. Against `rock.ts` it wins a round with the chance that
 * `chanceOf` gives: 0.9 at the best values, and 0.4 far away from them.
 */
const BEST = { spread: 0.2, bias: 4, horizon: 30, sharpness: 1.7 };
/** How far from the best a value must be to cost as much as all others do. */
const REACH = { spread: 0.3, bias: 6, horizon: 30, sharpness: 0.3 };

export function chanceOf(params) {
  const [a, b, c, d] = Object.keys(BEST).map((name) => (params[name] - BEST[name]) / REACH[name]);
  // The first two make up for each other in part, and so do the last two.
  const square = a * a + b * b + a * b + c * c + d * d - c * d;
  return 0.4 + 0.5 * Math.exp(-0.5 * square);
}

export default {
  name: 'four-params',
  games: ['rps'],
  memoryDepth: 0,
  params: {
    spread: { type: 'number', default: 0.6, min: 0, max: 1 },
    bias: { type: 'number', default: -3, min: -10, max: 10 },
    horizon: { type: 'number', default: 80, min: 0, max: 100 },
    sharpness: { type: 'number', default: 1.2, min: 1, max: 2 },
  },
  move(turn) {
    return turn.random() < chanceOf(turn.params) ? 'paper' : 'scissors';
  },
};
