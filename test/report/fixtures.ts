import type { EntrantResult, PairingResult, RunPlan, RunResult } from '../../src/lab/index.js';
import { createRng } from '../../src/lib/rng.js';
import {
  addPair,
  addToCurve,
  alwaysValidInterval,
  type Curve,
  curvePoints,
  eloBounds,
  emptyPairCounts,
  judge,
  type MoveCounts,
  type Points,
  pairUnits,
  ratingsOf,
  scoreOfElo,
  summarizePairs,
} from '../../src/stats/index.js';

const rng = createRng('report fixtures');

/** Matches of a simulated pairing; `learning` is what the first gains, in score, by the end of a series. */
function pairing(first: number, second: number, score: number, matches: number, learning = 0): PairingResult {
  const series = 1_000;
  const counts = emptyPairCounts();
  const curve: Curve = [];
  const course: PairingResult['course'][number][] = [];
  const play = (place: number): Points => {
    const chance = score + learning * (Math.min(place, 200) / 200);
    const draw = rng();
    if (draw < 0.04) return 1;
    const points = rng() < chance ? 2 : 0;
    return points;
  };
  const every = Math.max(2, 2 * Math.floor(matches / 200));
  for (let match = 0; match < matches; match += 2) {
    const place = (match % series) + 1;
    const [one, other] = [play(place), play(place + 1)];
    addToCurve(curve, place, one);
    addToCurve(curve, place + 1, other);
    addPair(counts, one, other);
    const done = match + 2;
    if (done % every === 0 || done === matches) {
      const summary = summarizePairs(counts);
      if (summary) course.push({ matches: done, score: summary.score, interval: summary.score95 });
    }
  }
  const summary = summarizePairs(counts);
  if (summary === null) throw new Error('a pairing without matches');
  return { first, second, summary, curve: curvePoints(curve), course };
}

function movesOfRps(): MoveCounts {
  const moves: MoveCounts = {};
  for (const lead of ['ahead', 'behind', 'level']) {
    moves[lead] = {
      paper: Math.floor(900 * rng()),
      rock: Math.floor(900 * rng()),
      scissors: Math.floor(300 * rng()),
    };
  }
  return moves;
}

/** Bids by round and score, as the lab names them. */
function movesOfBlotto(): MoveCounts {
  const moves: MoveCounts = {};
  for (let round = 1; round <= 5; round++) {
    for (const lead of ['ahead', 'behind', 'level']) {
      const bids: Record<string, number> = {};
      const centre = 10 + 30 * rng();
      for (let bid = 0; bid <= 70; bid += 2) {
        const times = Math.round(400 * Math.exp(-(((bid - centre) / 9) ** 2)));
        if (times > 0) bids[String(bid).padStart(3, '0')] = times;
      }
      moves[`round ${round}, ${lead}`] = bids;
    }
  }
  return moves;
}

interface Cast {
  readonly name: string;
  readonly strength: number;
  readonly faults?: EntrantResult['faults'];
  readonly firstFault?: string;
}

function runOf(
  kind: RunPlan['kind'],
  game: RunPlan['game'],
  cast: readonly Cast[],
  pairings: readonly PairingResult[],
  options: Partial<RunResult> & { test?: RunPlan['test'] } = {},
): RunResult {
  const { test = null, ...rest } = options;
  const plan: RunPlan = {
    format: 2,
    kind,
    botpit: '0.1.0',
    game,
    entrants: cast.map(({ name }, i) => ({
      name,
      spec: `./bots/${name}.ts`,
      version: `${(7_919 * (i + 3)).toString(16)}c0ffee${i}d1`,
      forgetful: i % 2 === 0,
    })),
    slots: pairings.map(({ first, second }) => [[first, second]]),
    matches: Math.max(...pairings.map(({ summary }) => summary.matches), 2),
    series: 1_000,
    seed: 'spring-26',
    moveTimeoutMs: 1_000,
    startTimeoutMs: 10_000,
    test,
  };
  const entrants = plan.entrants.map((entrant, place): EntrantResult => {
    const mine = pairings.flatMap(({ first, second, summary: { matches, score } }) =>
      first === place ? [{ matches, score }] : second === place ? [{ matches, score: 1 - score }] : [],
    );
    const matches = mine.reduce((sum, one) => sum + one.matches, 0);
    const { faults = {}, firstFault = null } = cast[place] ?? {};
    return {
      ...entrant,
      matches,
      score: matches === 0 ? 0 : mine.reduce((sum, one) => sum + one.score * one.matches, 0) / matches,
      faults,
      firstFault,
      moves: game === 'blotto' ? movesOfBlotto() : movesOfRps(),
      decideMs: place === 5 ? null : { p50: 0.0007 * 4 ** (place % 6), p99: 0.02 * 3 ** (place % 6) },
    };
  });
  const meetings = pairings.map(({ first, second, summary }) => ({
    a: first,
    b: second,
    matches: summary.matches,
    wins: summary.score * summary.matches,
    inflation: summary.matchInflation,
  }));
  return {
    plan,
    runId: '5e1f0a77c2d9',
    game,
    entrants,
    pairings,
    ratings: cast.length > 2 ? ratingsOf(cast.length, meetings) : null,
    comparison: null,
    matches: pairings.reduce((sum, { summary }) => sum + summary.matches, 0),
    complete: true,
    absent: [],
    ...rest,
  };
}

/** One against another who learns nothing while it does. */
export function aMatch(score = 0.5, learning = 0.3): RunResult {
  const cast = [
    { name: 'adaptive', strength: 0 },
    { name: 'cycle', strength: 0 },
  ];
  return runOf('match', 'rps', cast, [pairing(0, 1, score, 10_000, learning)]);
}

/** The same run with the matches of one strategy alone, as in a gauntlet. */
export function withOnly(run: RunResult, place: number): RunResult {
  const pairings = run.pairings.filter(({ first, second }) => first === place || second === place);
  return { ...run, pairings };
}

/** The same run with everything that a strategy says replaced by `text`. */
export function withTexts(run: RunResult, text: (place: number) => string): RunResult {
  const named = <T extends { readonly name: string }>(one: T, place: number) => ({
    ...one,
    name: text(place),
    spec: text(place),
  });
  const entrants = run.entrants.map((one, place) => ({
    ...named(one, place),
    faults: { threw: 2 },
    firstFault: `match 1, round 1: ${text(place)}`,
    moves: { [text(place)]: { [text(place)]: 3, rock: 4 } },
  }));
  return { ...run, plan: { ...run.plan, entrants: run.plan.entrants.map(named) }, entrants };
}

/** Round robin of so many. */
export function aTournament(cast: readonly Cast[] = SIX, matches = 2_000): RunResult {
  const pairings = cast.flatMap((one, i) =>
    cast.flatMap((other, j) =>
      i < j ? [pairing(i, j, scoreOfElo(one.strength - other.strength), matches)] : [],
    ),
  );
  return runOf('tournament', 'blotto', cast, pairings);
}

export const SIX: readonly Cast[] = [
  { name: 'outspend', strength: -40 },
  { name: 'equilibrium', strength: 120 },
  { name: 'adaptive', strength: 125 },
  { name: 'even-spread', strength: 0 },
  {
    name: 'my-first-bot-with-a-long-name',
    strength: -10,
    faults: { late: 12, illegal: 1 },
    firstFault: 'match 3, round 2: no answer within 1000 ms',
  },
  { name: 'random', strength: -320 },
];

export function aLargeField(): RunResult {
  const cast = Array.from({ length: 40 }, (_, i) => ({
    name: `${['copy', 'cycle', 'frequency', 'greedy', 'cautious'][i % 5]}-${i + 1}`,
    strength: 15 * ((i * 17) % 40) - 300,
  }));
  return aTournament(cast, 400);
}

const normalized = { elo: 22.1, eloLow: 4.2, eloHigh: 38.9 };
const COUNTED = { unitCount: 4_800, enough: true, remembers: false, same: false, normalized };
const DESIGN = { elo0: 0, elo1: 5, alpha: 0.05, beta: 0.05, normalized: false, sameCode: false };

export function aComparison(): RunResult {
  const only = pairing(0, 1, 0.54, 9_600);
  const units = pairUnits(countsOf(only));
  const interval = alwaysValidInterval(units);
  const verdict = judge(units, eloBounds(0, 5));
  const cast = [
    { name: 'new', strength: 0 },
    { name: 'old', strength: 0 },
  ];
  return runOf('compare', 'rps', cast, [only], {
    test: { ...DESIGN, units: 'pairs' },
    comparison: {
      ...verdict,
      gain: only.summary.score - 0.5,
      gain95: { low: interval.low - 0.5, high: interval.high - 0.5 },
      units: 'pairs',
      ...COUNTED,
    },
  });
}

/** Stopped before it had an answer. */
export function aFieldComparison(): RunResult {
  const opponents = ['copy', 'counter-last', 'cycle', 'frequency', 'random'];
  const cast = ['adaptive-2', 'adaptive', ...opponents].map((name) => ({ name, strength: 0 }));
  const pairings = opponents.flatMap((_, i) => [
    pairing(0, i + 2, 0.55 + 0.03 * i, 4_000, 0.2),
    pairing(1, i + 2, 0.54 + 0.03 * i, 4_000, 0.15),
  ]);
  return runOf('compare', 'rps', cast, pairings, {
    test: { ...DESIGN, units: 'series' },
    comparison: {
      verdict: 'undecided',
      better: 0.62,
      notBetter: -0.4,
      gain: 0.018,
      gain95: { low: -0.004, high: 0.041 },
      units: 'series',
      ...COUNTED,
    },
    complete: false,
  });
}

/** Counts of about the same score; no two matches of a pair depend on each other. */
function countsOf({ summary }: PairingResult): ReturnType<typeof emptyPairCounts> {
  const pairs = summary.matches / 2;
  const won = Math.round(pairs * summary.score ** 2);
  const lost = Math.round(pairs * (1 - summary.score) ** 2);
  return [lost, 0, 0, pairs - won - lost, 0, won];
}
