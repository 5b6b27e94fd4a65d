// Pairs of matches, of games with more draws and with fewer, and tests that know beforehand how they scatter.

export const [ALPHA, BETA] = [0.05, 0.05];
export const MOST_PAIRS = 500_000;

/** How probable a pair of 0, 1/2, 1, 3/2 and 2 points is, at this score of a match. */
export const GAMES = {
  ordinary: (score) => independent(score, 0.1),
  'very drawish, 85 % draws': (score) => independent(score, 0.85),
  'very drawish, 95 % draws': (score) => independent(score, 0.95),
  'very decisive: a pair is won or lost': (score) => [1 - score, 0, 0, 0, score],
  'the side decides nine in ten': (score) => [0.05 - (score - 0.5), 0, 0.9, 0, 0.05 + (score - 0.5)],
};

function independent(score, draws) {
  const [win, loss] = [score - draws / 2, 1 - draws / 2 - score];
  return [loss ** 2, 2 * loss * draws, 2 * loss * win + draws ** 2, 2 * win * draws, win ** 2];
}

/** Draws so many pairs at once. */
export function sampler(chances, pairs, rng) {
  let rest = 1;
  const tables = chances.slice(0, 4).map((chance) => {
    const conditional = rest < 1e-12 ? 0 : Math.min(1, chance / rest);
    rest -= chance;
    return Array.from({ length: pairs + 1 }, (_, left) => binomial(left, conditional));
  });
  return () => {
    let left = pairs;
    const counts = tables.map((table) => {
      const point = rng();
      let count = 0;
      while (count < left && table[left][count] <= point) count += 1;
      left -= count;
      return count;
    });
    return [...counts, left];
  };
}

function binomial(trials, chance) {
  let sum = 0;
  let coefficient = 1;
  return Array.from({ length: trials + 1 }, (_, count) => {
    sum += coefficient * chance ** count * (1 - chance) ** (trials - count);
    coefficient *= (trials - count) / (count + 1);
    return sum;
  });
}

export const unitsOf = (counts) => counts.map((count, place) => [place / 4, count]);

/** Wald's, with the variance known: what theory asks for. */
export function wald(bounds, variance, draw, pairs) {
  const [least, most] = [Math.log(BETA / (1 - ALPHA)), Math.log((1 - BETA) / ALPHA)];
  const slope = (bounds.high - bounds.low) / variance;
  const middle = (bounds.low + bounds.high) / 2;
  let ratio = 0;
  for (let seen = pairs; seen <= MOST_PAIRS; seen += pairs) {
    for (const [score, count] of unitsOf(draw())) ratio += count * slope * (score - middle);
    if (ratio >= most) return { verdict: 'better', pairs: seen };
    if (ratio <= least) return { verdict: 'not better', pairs: seen };
  }
  return { verdict: 'undecided', pairs: MOST_PAIRS };
}

/** The same draws for everybody who asks. */
export function repeated(draw) {
  const drawn = [];
  return () => {
    let at = 0;
    return () => (drawn[at++] ??= draw());
  };
}

/** What the logarithm of a capital gains in a pair, on average, from a stake on a mean above the bound. */
const growth = (chances, bound, stake) =>
  chances.reduce(
    (sum, chance, place) => sum + (chance && chance * Math.log(1 + stake * (place / 4 - bound))),
    0,
  );

/** The stake by which it gains most, for whoever knows the chances. */
export function bestStake(chances, bound) {
  // It is concave.
  let [low, high] = [0, 0.9999 / bound];
  for (let i = 0; i < 60; i += 1) {
    const [one, other] = [low + (high - low) / 3, high - (high - low) / 3];
    if (growth(chances, bound, one) < growth(chances, bound, other)) low = one;
    else high = other;
  }
  return low;
}

/**
 * No test needs fewer matches than this on average, by Wald's inequality, if its errors hold for every distribution: the most
 * that a bet gains is the relative entropy to the nearest distribution that has its mean at the bound.
 */
export function fewest(chances, bound) {
  const needed = (1 - BETA) * Math.log((1 - BETA) / ALPHA) + BETA * Math.log(BETA / (1 - ALPHA));
  return (2 * needed) / growth(chances, bound, bestStake(chances, bound));
}

/** A test by betting that knows the chances beforehand. */
export function knowing(bounds, [up, down], draw, pairs) {
  let [better, notBetter] = [0, 0];
  for (let seen = pairs; seen <= MOST_PAIRS; seen += pairs) {
    for (const [score, count] of unitsOf(draw())) {
      better += count * Math.log(1 + up * (score - bounds.low));
      notBetter += count * Math.log(1 + down * (bounds.high - score));
    }
    if (better >= -Math.log(ALPHA)) return { verdict: 'better', pairs: seen };
    if (notBetter >= -Math.log(BETA)) return { verdict: 'not better', pairs: seen };
  }
  return { verdict: 'undecided', pairs: MOST_PAIRS };
}
