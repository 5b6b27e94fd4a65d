export { alwaysValidInterval, evidenceAbove, evidenceBelow, evidenceNeeded, logWealth } from './betting.js';
export { bradleyTerry, type Meeting } from './bradley-terry.js';
export {
  addToCurve,
  type Curve,
  type CurvePoint,
  curvePoints,
  emptyCurve,
} from './curve.js';
export { differenceBounds, eloBounds, eloOfScore, scoreOfElo } from './elo.js';
export {
  type Interval,
  meanInterval,
  normalCdf,
  type Standpoint,
  standpointOf,
  studentT,
  superiority,
  wilson,
} from './interval.js';
export { addMove, type MoveCounts, mergeMoves } from './move-counts.js';
export {
  addPair,
  emptyPairCounts,
  mergePairs,
  type PairCounts,
  type Points,
  pentanomial,
  tallyOf,
} from './pair-counts.js';
export { type PairSummary, summarizePairs } from './pair-summary.js';
export { addTime, cumulative, quantile, type TimeHistogram, timeQuantile } from './quantiles.js';
export { type Rating, ratingsOf } from './ratings.js';
export {
  addDifference,
  addSeries,
  pairsAreIndependent,
  type SeriesCounts,
  seriesUnits,
} from './series-counts.js';
export { type Counted, type Summary, streaksOf, summarize } from './summary.js';
export {
  ENOUGH_UNITS,
  momentsOf,
  pairUnits,
  type Units,
} from './units.js';
export { type Judgement, judge, type Verdict } from './verdict.js';
