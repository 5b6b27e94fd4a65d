import { createRng } from '../../lib/rng.js';
import { GaussianProcess, type Hyperparameters, type Measured } from '../../stats/index.js';
import {
  dimensionOf,
  type Place,
  placeOfSetting,
  rounded,
  type Setting,
  settingAt,
  type TunedParam,
  valuesOf,
} from './space.js';

/** Places that are looked at for each round: all over, and around the best. */
const CANDIDATES = { all: 120, near: 80 } as const;
/** The share of a round that is spread over the space whatever is known: a narrow peak shows only to whoever stands on it. */
const WIDE = 0.25;
/** How far around the best, as shares of the range. */
const NEAR = [0.2, 0.1, 0.05, 0.02] as const;
/** Steps of the climb to the best place, and places that are tried at each. */
const CLIMB = { steps: 24, tries: 40 } as const;

/** What is likely before anything is known. */
const EXPECTED = {
  /** The natural logarithm of a length, see `Hyperparameters`: a share of the range of a number. */
  number: Math.log(0.5),
  /** The same of a category, any two values of which are 1 apart. */
  category: 0,
  /** The natural logarithm of how far scores move from their mean, in score. */
  signal: Math.log(0.15),
  /** The standard deviation of the score of one match, not a logarithm. */
  ofMatch: 0.5,
} as const;

/** A setting that was tried, and the score that it had. */
export interface Trial {
  readonly setting: Setting;
  readonly score: number;
}

/**
 * What is known of a strategy's score as a function of its parameters. The settings that are tried next are drawn by Thompson
 * sampling: each is the best of a function that may be the true one (Thompson, "On the likelihood that one unknown probability
 * exceeds another", Biometrika 25, 1933; in batches: Kandasamy and others, "Parallelised Bayesian optimisation via Thompson
 * sampling", 2018). So where little is known, much is tried, and what is known to be worse is left alone.
 */
export class Search {
  readonly #params: readonly TunedParam[];
  readonly #process: GaussianProcess;
  readonly #trials: readonly Trial[];
  /** The place that is predicted to be best. */
  readonly #best: Place;

  /**
   * @param matches of each trial
   * @param seed of what is drawn
   * @param before what was known by fewer of these trials: it saves time
   */
  constructor(
    params: readonly TunedParam[],
    trials: readonly Trial[],
    matches: number,
    seed: string,
    before?: Search,
  ) {
    this.#params = params;
    this.#trials = trials;
    const dimensions = params.map(dimensionOf);
    const measured = trials.map(
      ({ setting, score }): Measured => ({ at: placeOfSetting(params, setting), value: score - 0.5 }),
    );
    const expected: Hyperparameters = {
      lengths: dimensions.map((dimension) => EXPECTED[dimension]),
      signal: EXPECTED.signal,
      noise: Math.log(EXPECTED.ofMatch / Math.sqrt(matches)),
    };
    const start = before ? before.#process.hyperparameters : expected;
    this.#process = GaussianProcess.fit(dimensions, measured, expected, start);
    this.#best = this.#climb(createRng(`${seed}/best`));
  }

  get best(): Setting {
    return settingAt(this.#params, this.#best);
  }

  /** The score of a setting, as far as it is known. */
  predict(setting: Setting): { readonly score: number; readonly deviation: number } {
    const { mean, deviation } = this.#process.predict(placeOfSetting(this.#params, setting));
    return { score: mean + 0.5, deviation };
  }

  /** Settings to be tried next; the same one may be among them more than once, and again. */
  next(count: number, seed: string): Setting[] {
    const random = createRng(seed);
    const all = spread(this.#params, CANDIDATES.all, random);
    const near = Array.from({ length: CANDIDATES.near }, (_, i) =>
      moved(this.#params, this.#best, NEAR[i % NEAR.length] ?? 0, random),
    );
    const places = distinct([this.#best, ...all, ...near]);
    const wide = Math.round(count * WIDE);
    const drawn = this.#process.sample(places, count - wide, normalFrom(random)).map((values) => {
      let most = 0;
      for (const [i, value] of values.entries()) if (value > (values[most] ?? 0)) most = i;
      return places[most] as Place;
    });
    return [...all.slice(0, wide), ...drawn].map((place) => settingAt(this.#params, place));
  }

  /** From the best of what has been tried, and a few others, uphill by random steps that become shorter. */
  #climb(random: () => number): Place {
    const score = (place: Place) => this.#process.mean(place);
    const tried = distinct(this.#trials.map(({ setting }) => placeOfSetting(this.#params, setting)));
    const starts = tried
      .map((place) => ({ place, value: score(place) }))
      .toSorted((a, b) => b.value - a.value)
      .slice(0, 3);
    let best = starts[0] ?? { place: this.#params.map(() => 0.5), value: -Infinity };
    for (let here of starts) {
      for (let step = 0; step < CLIMB.steps; step++) {
        const reach = 0.25 * 0.8 ** step;
        for (let attempt = 0; attempt < CLIMB.tries / starts.length; attempt++) {
          const place = moved(this.#params, here.place, reach, random);
          const value = score(place);
          if (value > here.value) here = { place, value };
        }
      }
      if (here.value > best.value) best = here;
    }
    return best.place;
  }
}

/** Settings that are spread over the whole space, of which nothing is known yet. */
export function firstSettings(params: readonly TunedParam[], count: number, seed: string): Setting[] {
  return spread(params, count, createRng(seed)).map((place) => settingAt(params, place));
}

/**
 * As even as can be in every number of dimensions: the additive recurrence of Roberts, "The unreasonable effectiveness of
 * quasirandom sequences", 2018, from a random start.
 */
function spread(params: readonly TunedParam[], count: number, random: () => number): Place[] {
  // The root of x^(d + 1) = x + 1.
  let root = 2;
  for (let i = 0; i < 30; i++) root = (1 + root) ** (1 / (params.length + 1));
  const start = params.map(() => random());
  return Array.from({ length: count }, (_, i) =>
    rounded(
      params,
      params.map((param, k) => {
        const share = ((start[k] ?? 0) + (i + 1) / root ** (k + 1)) % 1;
        return dimensionOf(param) === 'number' ? share : Math.floor(share * valuesOf(param));
      }),
    ),
  );
}

/** A place nearby: some of its values are others, one at least. */
function moved(params: readonly TunedParam[], place: Place, reach: number, random: () => number): Place {
  const normal = normalFrom(random);
  const certain = Math.floor(random() * params.length);
  const share = Math.max(0.3, 2 / params.length);
  return rounded(
    params,
    params.map((param, k) => {
      const value = place[k] ?? 0;
      if (k !== certain && random() >= share) return value;
      if (dimensionOf(param) === 'category') return Math.floor(random() * valuesOf(param));
      // A number of few values moves to another one at least now and then.
      const least = Number.isFinite(valuesOf(param)) ? 0.7 / Math.max(1, valuesOf(param) - 1) : 0;
      return value + Math.max(reach, least) * normal();
    }),
  );
}

function distinct(places: readonly Place[]): Place[] {
  return [...new Map(places.map((place) => [place.join(), place])).values()];
}

/** Standard normal numbers: Box and Muller, "A note on the generation of random normal deviates", 1958. */
function normalFrom(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
