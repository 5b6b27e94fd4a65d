import type { Comparison, EntrantResult, PairingResult, RunPlan, RunResult } from '../../src/lab/index.js';
import {
  addToCurve,
  BettingTest,
  type Curve,
  curvePoints,
  eloBounds,
  meanInterval,
  momentsOf,
  type PairCounts,
  pairUnits,
  ratingsOf,
  summarizePairs,
} from '../../src/stats/index.js';

const DESIGN = { alpha: 0.05, beta: 0.05, normalized: false };

interface Sample {
  readonly kind?: RunPlan['kind'];
  readonly names?: readonly string[];
  /** By the places of the two. */
  readonly pairs: readonly (readonly [first: number, second: number, counts: PairCounts, curve?: Curve])[];
  readonly plan?: Partial<RunPlan>;
  readonly entrants?: readonly Partial<EntrantResult>[];
  readonly comparison?: Comparison | null;
  readonly complete?: boolean;
}

/** A result as a run gives it, of so many pairs. */
export function labResult(sample: Sample): RunResult {
  const { kind = 'match', names = ['new.ts', 'old.ts'], pairs, complete = true } = sample;
  const pairings = pairs.flatMap(([first, second, counts, curve = []]): PairingResult[] => {
    const summary = summarizePairs(counts);
    return summary ? [{ first, second, summary, curve: curvePoints(curve), course: [] }] : [];
  });
  const entrants = names.map((name) => ({
    ...{ name, spec: name, version: 'sha256:00', forgetful: true },
  }));
  const most = Math.max(2, ...pairings.map(({ summary }) => summary.matches));
  const slots =
    kind === 'compare' && names.length > 2
      ? names.slice(2).map((_, i) => [[0, i + 2] as const, [1, i + 2] as const])
      : pairs.map(([first, second]) => [[first, second] as const]);
  const test = { ...DESIGN, elo0: 0, elo1: 5, units: 'pairs' as const, sameCode: false };
  return {
    plan: {
      ...{ format: 2, kind, botpit: '0.1.0', game: 'rps', entrants, slots, matches: most, series: 1000 },
      ...{
        seed: 'sample',
        moveTimeoutMs: 1000,
        startTimeoutMs: 10_000,
        test: kind === 'compare' ? test : null,
      },
      ...sample.plan,
    },
    runId: '0123456789ab',
    game: sample.plan?.game ?? 'rps',
    entrants: entrants.map((entrant, i) => ({
      ...entrant,
      ...conductOf(i, pairings),
      ...sample.entrants?.[i],
    })),
    pairings,
    ratings:
      names.length > 2
        ? ratingsOf(
            names.length,
            pairings.map(({ first: a, second: b, summary: { matches, wins, draws, matchInflation } }) => ({
              ...{ a, b, matches, wins: wins + draws / 2, inflation: matchInflation },
            })),
          )
        : null,
    comparison:
      sample.comparison !== undefined ? sample.comparison : kind === 'compare' ? judged(pairs[0]?.[2]) : null,
    matches: pairings.reduce((sum, { summary }) => sum + summary.matches, 0),
    complete,
    absent: [],
  };
}

function conductOf(entrant: number, pairings: readonly PairingResult[]) {
  let [matches, points] = [0, 0];
  for (const { first, second, summary } of pairings) {
    if (first !== entrant && second !== entrant) continue;
    matches += summary.matches;
    points += summary.matches * (first === entrant ? summary.score : 1 - summary.score);
  }
  const decideMs = { p50: 0.0004, p99: 0.0123 };
  return { matches, score: points / matches, faults: {}, firstFault: null, moves: {}, decideMs };
}

const normalized = { elo: 12.3, eloLow: 1.2, eloHigh: 23.4 };
const counted = { unitCount: 100, enough: true, remembers: false, same: false, normalized };

/** As if it had been looked at a hundred times, and had not ended before. */
function judged(counts: PairCounts = [0, 0, 0, 0, 0, 0]): Comparison {
  const units = pairUnits(counts);
  const moments = momentsOf(units);
  if (moments === null) throw new Error('no pairs');
  const test = new BettingTest({
    ...DESIGN,
    bounds: eloBounds(),
    matchesOfUnit: 2,
    least: 10,
    areAlike: false,
  });
  for (let part = 0; part < 100; part++) test.add(units.map(([score, count]) => [score, count / 100]));
  const { low, high } = meanInterval(moments);
  const gain95 = { low: low - 0.5, high: high - 0.5 };
  return { ...test.judgement, gain: moments.mean - 0.5, gain95, units: 'pairs', ...counted };
}

/** Ten series of 1,000 matches, even at first, that end at three quarters of the points. */
export function learnersCurve(): Curve {
  const curve: Curve = [];
  for (let series = 0; series < 10; series++) {
    for (let place = 1; place <= 1000; place++) {
      const share = 0.5 + Math.min(0.25, place / 1600);
      // Spread evenly over the series, as no chance is wanted here.
      const wins = Math.floor((place * 10 + series + 1) * share) - Math.floor((place * 10 + series) * share);
      addToCurve(curve, place, wins > 0 ? 2 : 0);
    }
  }
  return curve;
}

/** Results without draws, both even or both odd, of matches that do not depend on each other. */
export function evenPairs(wins: number, losses: number): PairCounts {
  const matches = wins + losses;
  const near = Math.round((wins * losses) / matches);
  // What is left is whole pairs.
  const split = near + ((wins + near) % 2);
  return [(losses - split) / 2, 0, 0, split, 0, (wins - split) / 2];
}

export const BETTER = labResult({ kind: 'compare', pairs: [[0, 1, evenPairs(12_720, 11_280)]] });
export const NOT_BETTER = labResult({ kind: 'compare', pairs: [[0, 1, evenPairs(50_000, 50_300)]] });
/** Kept by an earlier version. */
export const EARLIER = labResult({
  kind: 'compare',
  pairs: [[0, 1, evenPairs(12_720, 11_280)]],
  plan: { test: { elo0: 0, elo1: 5, confidence: 0.99, units: 'pairs', sameCode: false } },
});
/** Asked in normalised Elo. */
export const NORMALIZED = labResult({
  kind: 'compare',
  pairs: [[0, 1, evenPairs(12_720, 11_280)]],
  plan: { test: { ...DESIGN, elo0: 0, elo1: 5, normalized: true, units: 'pairs', sameCode: false } },
});
export const WORSE = labResult({ kind: 'compare', pairs: [[0, 1, evenPairs(4_600, 5_400)]] });
export const UNDECIDED = labResult({
  kind: 'compare',
  pairs: [[0, 1, evenPairs(10_100, 9_900)]],
});
export const UNDECIDED_SERIES = labResult({
  kind: 'compare',
  pairs: [[0, 1, evenPairs(10_010, 9_990)]],
  comparison: {
    ...{ verdict: 'undecided', better: -0.2, notBetter: 0.01, units: 'series', ...counted },
    ...{ gain: 0.0005, gain95: { low: -0.03, high: 0.031 } },
  },
});
export const OVER_FIELD = labResult({
  kind: 'compare',
  names: ['new.ts', 'old.ts', 'counter-last', 'cycle', 'a-strategy-with-quite-a-long-name-v2.ts'],
  pairs: [
    [0, 2, evenPairs(6_200, 3_800)],
    [1, 2, evenPairs(5_900, 4_100)],
    [0, 3, evenPairs(9_500, 500)],
    [1, 3, evenPairs(9_300, 700)],
    [0, 4, [1200, 300, 100, 2400, 200, 800]],
    [1, 4, [1250, 300, 100, 2400, 200, 750]],
  ],
  comparison: {
    ...{ verdict: 'better', better: 1.04, notBetter: -3, units: 'pairs', ...counted },
    ...{ gain: 0.0217, gain95: { low: 0.0011, high: 0.0424 } },
  },
});
export const MATCH = labResult({ pairs: [[0, 1, [80, 25, 10, 200, 30, 155]]] });
export const CLOSE_MATCH = labResult({ pairs: [[0, 1, evenPairs(1_010, 990)]] });
export const WHITEWASH = labResult({ pairs: [[0, 1, [0, 0, 0, 0, 0, 50]]] });
export const LEARNER = labResult({
  names: ['adaptive', 'cycle'],
  pairs: [[0, 1, evenPairs(7_300, 2_700), learnersCurve()]],
});
export const FAULTY = labResult({
  pairs: [[0, 1, evenPairs(1_700, 300)]],
  entrants: [
    { faults: { hook: 2 }, firstFault: 'match 2, round 1: roundEnd threw TypeError: no \u001b[31mred' },
    {
      faults: { threw: 12, illegal: 1, hung: 2 },
      firstFault: 'match 17, round 2: RangeError: the well has run dry',
      decideMs: { p50: 0.4, p99: 12.3 },
    },
  ],
});
export const UNFINISHED = labResult({
  kind: 'compare',
  pairs: [[0, 1, evenPairs(2_100, 1_900)]],
  plan: { matches: 50_000 },
  complete: false,
});
export const NOTHING = labResult({ pairs: [[0, 1, [0, 0, 0, 0, 0, 0]]], complete: false });

const FIELD = ['equilibrium', 'adaptive', 'copy', 'strategies/very/deep/folder/greedy-v1.ts', 'always-rock'];

/** Everybody against everybody, the earlier in the list the stronger. */
function roundRobin(names: readonly string[], gap: number): RunResult {
  const pairs = names.flatMap((_, i) =>
    names.slice(i + 1).map((_, j) => {
      const wins = Math.round(1000 + gap * (j + 1));
      return [i, i + j + 1, evenPairs(wins, 2000 - wins)] as const;
    }),
  );
  return labResult({ kind: 'tournament', names, pairs });
}

export const TOURNAMENT = roundRobin(FIELD, 100);
export const CLOSE_TOURNAMENT = roundRobin(FIELD.slice(0, 4), 3);
export const LARGE_FIELD = roundRobin(
  Array.from({ length: 14 }, (_, i) => `strategy-${i + 1}`),
  20,
);

export const LAB_RESULTS: Readonly<Record<string, RunResult>> = {
  ...{ BETTER, NOT_BETTER, WORSE, UNDECIDED, UNDECIDED_SERIES, OVER_FIELD, MATCH, CLOSE_MATCH, WHITEWASH },
  ...{ EARLIER, NORMALIZED, LEARNER, FAULTY, UNFINISHED, NOTHING, TOURNAMENT, CLOSE_TOURNAMENT, LARGE_FIELD },
};
