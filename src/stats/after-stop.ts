import { normalCdf, Z95 } from './interval.js';

/** A part of the capital, and what it has staked. */
export interface Bet {
  readonly share: number;
  /** On so many first steps in all, and the squares of it. */
  staked(steps: number): { readonly sum: number; readonly squares: number };
}

/** A player of a betting test: the walk is over where the logarithm of the wealth comes to `needed`. */
export interface Player {
  /** The mean step that is bet against. */
  readonly bound: number;
  readonly bets: readonly Bet[];
  readonly needed: number;
}

/** A random walk with steps of variance 1 that was looked at now and then, and stopped where either player had enough. */
export interface StoppedWalk {
  /** Where it is now, or was stopped, after so many steps. */
  readonly sum: number;
  readonly steps: number;
  /** Steps between looks. */
  readonly look: number;
  /** Steps before the first look at which it could have been stopped. */
  readonly firstLook: number;
  /** Bets on steps above its bound. */
  readonly upper: Player;
  /** Bets on steps below its bound. */
  readonly lower: Player;
}

/** Looks that are followed one by one; later ones are taken together, so that a moment is this share of all before it. */
const EACH = 24;
const MERGED = 0.06;
/** Chernoff's constant: a walk that is looked at after every step goes as far beyond a bound, in standard deviations of a step. */
const OVERSHOOT = 0.5826;
/** Points of a density in a standard deviation of a step, and at most in all. */
const FINE = 3;
const MOST_POINTS = 201;
/** Standard deviations beyond which nothing happens. */
const REACH = 7;
const HALVINGS = 24;
const FARTHEST = 2 ** 60;
/** No more of a result is known than that. */
const PLACES = 5;
/** Standard errors that the ends of the range, and its middle, are moved at most. */
const MOST_OF_ENDS = 4;
const MOST_OF_MIDDLE = 1.5;

/**
 * How far the mean step lies below the one that was seen, in standard errors: at 97.5 %, in the middle, and at 2.5 %; 1.96,
 * 0 and -1.96 where there was one look only. Outcomes are put in order as by A. A. Tsiatis, G. L. Rosner and C. R. Mehta,
 * "Exact confidence intervals following a group sequential test", Biometrics 40 (1984): first those that stopped above, the
 * sooner the higher; then where the walk is; last those that stopped below. The mean step at which an outcome at least as
 * high has a probability of a half is unbiased in the median, and those at which it has 2.5 % and 97.5 % are the
 * ends of an interval. The probabilities are computed look by look (P. Armitage, C. K. McPherson and B. C. Rowe, 1969) for
 * a walk with the drift that was seen, and carried over to any other by the likelihood ratio.
 */
export function afterStop(walk: StoppedWalk): [low: number, middle: number, high: number] {
  const looks = looksBefore(walk);
  const densities = densitiesOf(walk, looks);
  const root = Math.sqrt(walk.steps);
  // Where nearly all is won or lost the walk is a poor likeness, and corrects no further than this.
  const zOf = (chance: number, least: number, most: number) => {
    let [low, high] = [least, most];
    for (let i = 0; i < HALVINGS; i++) {
      const z = (low + high) / 2;
      if (chanceOfMore(walk, densities, walk.sum / walk.steps - z / root) > chance) low = z;
      else high = z;
    }
    return Number(((low + high) / 2).toFixed(PLACES));
  };
  if (densities.length === 1) return [Z95, 0, -Z95];
  return [
    zOf(0.025, 0, MOST_OF_ENDS),
    zOf(0.5, -MOST_OF_MIDDLE, MOST_OF_MIDDLE),
    zOf(0.975, -MOST_OF_ENDS, 0),
  ];
}

/** A moment at which the walk is still on its way: the density of where it is, with the drift that was seen, times the weight of each point. */
interface Moment {
  readonly at: number;
  readonly points: Float64Array;
  readonly weights: Float64Array;
  /** Where it stops at the next one, and when that is. */
  readonly upper: number;
  readonly next: number;
}

/** The moments at which the walk could have been stopped, before the last one. */
function looksBefore({ steps, look, firstLook }: StoppedWalk): number[] {
  const looks: number[] = [];
  for (let at = firstLook; at < steps; ) {
    looks.push(at);
    const last = Math.max(firstLook, (Math.ceil(steps / look) - 1) * look);
    if (at >= last) break;
    const apart = looks.length < EACH ? look : Math.max(1, Math.floor((at * MERGED) / look)) * look;
    at = Math.min(last, at + apart);
  }
  return looks;
}

function densitiesOf(walk: StoppedWalk, looks: readonly number[]): Moment[] {
  const moments: Moment[] = [];
  const seen = walk.sum / walk.steps;
  let at = 0;
  let points = Float64Array.of(0);
  let weights = Float64Array.of(1);
  for (const next of [...looks, walk.steps]) {
    const deviation = Math.sqrt(next - at);
    // A walk that is looked at less often gets away with more: its bounds are that much nearer.
    const nearer = at === 0 ? 0 : OVERSHOOT * (deviation - Math.sqrt(Math.min(walk.look, next - at)));
    const upper = limitOf(walk.upper, 1, next) - nearer;
    const lower = Math.min(upper, limitOf(walk.lower, -1, next) + nearer);
    moments.push({ at, points, weights, upper, next });
    if (next === walk.steps) break;
    const count = Math.min(MOST_POINTS, 2 * Math.ceil((FINE * (upper - lower)) / deviation / 2) + 1);
    const apart = (upper - lower) / (count - 1);
    const [before, weighed, from] = [points, weights, at];
    points = Float64Array.from({ length: count }, (_, i) => lower + i * apart);
    weights = points.map((point, i) => {
      let density = 0;
      for (let j = 0; j < before.length; j++) {
        const z = (point - (before[j] ?? 0) - seen * (next - from)) / deviation;
        if (z < REACH && z > -REACH) density += (weighed[j] ?? 0) * Math.exp(-(z * z) / 2);
      }
      // Simpson's rule.
      const simpson = i === 0 || i === count - 1 ? 1 : i % 2 === 1 ? 4 : 2;
      return (density * simpson * apart) / (3 * deviation * Math.sqrt(2 * Math.PI));
    });
    at = next;
  }
  return moments;
}

/** The probability of an outcome at least as high as the one that was seen, if the mean step is `drift`. */
function chanceOfMore(walk: StoppedWalk, moments: readonly Moment[], drift: number): number {
  let chance = 0;
  const seen = walk.sum / walk.steps;
  for (const { at, points, weights, upper, next } of moments) {
    const deviation = Math.sqrt(next - at);
    const goal = (next === walk.steps ? walk.sum : upper) - drift * (next - at);
    // The highest first: from far below nothing gets there.
    for (let i = points.length - 1; i >= 0; i--) {
      const point = points[i] ?? 0;
      const z = (goal - point) / deviation;
      if (z > REACH) break;
      const ratio = Math.exp((drift - seen) * (point - ((drift + seen) * at) / 2));
      chance += (weights[i] ?? 0) * ratio * tail(z);
    }
  }
  return chance;
}

/** The normal distribution above 0, 0.01, 0.02 and so on. */
const TAILS = Float64Array.from({ length: 100 * REACH + 2 }, (_, i) => normalCdf(-i / 100));

/** The share of a normal distribution above `z`, to 1e-5. */
function tail(z: number): number {
  if (z < 0) return 1 - tail(-z);
  const place = Math.min(100 * z, 100 * REACH);
  const below = Math.floor(place);
  const [more = 0, less = 0] = [TAILS[below], TAILS[below + 1]];
  return more + (place - below) * (less - more);
}

/** Where a player has enough after so many steps, if the walk went straight there. */
function limitOf({ bound, bets, needed }: Player, side: 1 | -1, steps: number): number {
  const all = bets.map(({ share, staked }) => ({ share, ...staked(steps) }));
  const enough = (distance: number) => {
    let wealth = 0;
    for (const { share, sum, squares } of all) {
      const gain = (sum / steps) * (distance / steps);
      wealth += share * Math.exp(steps * Math.log1p(gain) - squares / (2 * (1 + gain) ** 2));
    }
    return Math.log(wealth) >= needed;
  };
  let [low, high] = [0, 1];
  // Where nothing was staked nothing is won.
  while (!enough(high) && high < FARTHEST) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return bound * steps + side * high;
}
