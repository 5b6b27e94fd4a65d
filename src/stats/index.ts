export { alwaysValidInterval, evidenceAbove, evidenceBelow, evidenceNeeded, logWealth } from './betting.js';
export { bradleyTerry, type Meeting } from './bradley-terry.js';
export {
  addToCurve,
  type Curve,
  type CurvePoint,
  curvePoints,
  emptyCurve,
} from './curve.js';
export { addDifference, differenceBounds } from './difference.js';
export { eloOfScore, scoreOfElo } from './elo.js';
export { type Interval, wilson } from './interval.js';
export { meanInterval, superiority } from './mean-interval.js';
export { addMove, type MoveCounts, mergeMoves } from './move-counts.js';
export { normalCdf, studentT } from './normal.js';
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
export { type Rating, ratingsOf } from './ratings.js';
export { cumulative, quantile } from './series.js';
export {
  addSeries,
  type SeriesCounts,
  seriesUnits,
} from './series-counts.js';
export { type Standpoint, standpointOf } from './standpoint.js';
export { streaksOf } from './streaks.js';
export { type Counted, type Summary, summarize } from './summary.js';
export { addTime, type TimeHistogram, timeQuantile } from './time-histogram.js';
export { ENOUGH_UNITS, pairsAreIndependent } from './unit-choice.js';
export { momentsOf, pairUnits, type Units } from './units.js';
export { eloBounds, type Judgement, judge, type Verdict } from './verdict.js';
