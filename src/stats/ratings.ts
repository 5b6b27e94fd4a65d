import { Z95 } from './interval.js';

export interface Rating {
  /** The mean of its group is 0. */
  readonly elo: number;
  /** The ends of 95 %, relative to the mean of the group. */
  readonly eloLow: number;
  readonly eloHigh: number;
  /** Players are comparable within a group only: those whom meetings connect. Counted from 0. */
  readonly group: number;
}

const ELO = 400 / Math.LN10;

/**
 * Ratings of a field on the Elo scale: see `bradleyTerry` for the model and its weak prior (one drawn match for every player).
 * One number for each player cannot show who beats whom in a circle; the cross table does.
 * @param players how many there are; those without meetings get 0 and a group of their own
 */
export function ratingsOf(players: number, meetings: readonly Meeting[], priorMatches = 1): Rating[] {
  const { values, covariance } = bradleyTerry(players, meetings, priorMatches);
  const groups = groupsOf(players, meetings);
  return groups.map((group, i) => {
    const members = groups.flatMap((other, j) => (other === group ? [j] : []));
    const mean = (of: (j: number) => number) => members.reduce((sum, j) => sum + of(j), 0) / members.length;
    const cov = (j: number, k: number) => covariance[j]?.[k] ?? 0;
    const value = (values[i] ?? 0) - mean((j) => values[j] ?? 0);
    // The variance of the difference from the mean of the group.
    const variance = cov(i, i) - 2 * mean((j) => cov(i, j)) + mean((j) => mean((k) => cov(j, k)));
    const reach = Z95 * Math.sqrt(Math.max(0, variance));
    return { elo: ELO * value, eloLow: ELO * (value - reach), eloHigh: ELO * (value + reach), group };
  });
}

/** The group of each player, by order of first appearance. */
function groupsOf(players: number, meetings: readonly Meeting[]): number[] {
  const group = Array.from({ length: players }, (_, i) => i);
  for (const { a, b, matches } of meetings) {
    if (matches === 0) continue;
    const [from, to] = [group[a], group[b]];
    group.forEach((other, i) => {
      if (other === from && to !== undefined) group[i] = to;
    });
  }
  const order = [...new Set(group)];
  return group.map((name) => order.indexOf(name));
}

/** What two players did against each other. */
export interface Meeting {
  /** Places in the field. */
  readonly a: number;
  readonly b: number;
  readonly matches: number;
  /** Of `a`, a draw counting half. */
  readonly wins: number;
  /** How many times larger the variance of `wins` is than that of independent matches without draws; 1 if not given. */
  readonly inflation?: number;
}

/**
 * The model of Bradley and Terry (1952), fitted by Newton's method to the largest posterior likelihood. The prior is weak:
 * `priorMatches` drawn matches for every player against one of strength 0, which keeps those finite who won or lost
 * all. The covariance is that of the estimate (a sandwich of the information and the variances of the meetings).
 * @param players how many there are
 * @param priorMatches above 0
 * @returns strengths in natural logarithms: a beats b with odds of exp(a - b)
 */
export function bradleyTerry(players: number, meetings: readonly Meeting[], priorMatches = 1) {
  let values = Array.from({ length: players }, () => 0);
  let likelihood = logLikelihood(values, meetings, priorMatches);
  for (let i = 0; i < 100; i++) {
    const { gradient, information } = derivatives(values, meetings, priorMatches);
    const step = solve(information, [gradient])[0] ?? [];
    const next = climb(values, step, likelihood, meetings, priorMatches);
    if (next === null) break;
    ({ values, likelihood } = next);
  }
  return { values, covariance: sandwich(values, meetings, priorMatches) };
}

/** A whole step, or so much of it as goes up; null at the top. */
function climb(
  from: readonly number[],
  step: readonly number[],
  best: number,
  meetings: readonly Meeting[],
  prior: number,
): { values: number[]; likelihood: number } | null {
  for (let size = 1; size > 1e-6; size /= 2) {
    const values = from.map((value, i) => value + size * at(step, i));
    const likelihood = logLikelihood(values, meetings, prior);
    if (likelihood > best) return { values, likelihood };
  }
  return null;
}

function logLikelihood(values: readonly number[], meetings: readonly Meeting[], prior: number): number {
  let sum = 0;
  for (const { a, b, matches, wins } of meetings) {
    const lead = at(values, a) - at(values, b);
    sum -= wins * log1pExp(-lead) + (matches - wins) * log1pExp(lead);
  }
  for (const value of values) sum -= (prior / 2) * (log1pExp(-value) + log1pExp(value));
  return sum;
}

function derivatives(values: readonly number[], meetings: readonly Meeting[], prior: number) {
  const gradient = values.map((value) => prior * (0.5 - chance(value)));
  const information = square(values.length);
  for (const [i, value] of values.entries()) add(information, i, i, prior * spread(value));
  for (const { a, b, matches, wins } of meetings) {
    const lead = at(values, a) - at(values, b);
    const surplus = wins - matches * chance(lead);
    gradient[a] = at(gradient, a) + surplus;
    gradient[b] = at(gradient, b) - surplus;
    addContrast(information, a, b, matches * spread(lead));
  }
  return { gradient, information };
}

/** The inverse of the information, around the variance that the results really have. */
function sandwich(values: readonly number[], meetings: readonly Meeting[], prior: number): number[][] {
  const { information } = derivatives(values, meetings, prior);
  const variance = square(values.length);
  for (const [i, value] of values.entries()) add(variance, i, i, prior * spread(value));
  for (const { a, b, matches, inflation = 1 } of meetings) {
    addContrast(variance, a, b, inflation * matches * spread(at(values, a) - at(values, b)));
  }
  // Both are symmetric, so rows serve as columns.
  return solve(information, transpose(solve(information, variance)));
}

/** Solves `matrix` x = b for each of the right-hand sides; the matrix is symmetric and positive definite (Cholesky). */
function solve(matrix: readonly (readonly number[])[], sides: readonly (readonly number[])[]): number[][] {
  const lower = square(matrix.length);
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(matrix[i], j);
      for (let k = 0; k < j; k++) sum -= at(lower[i], k) * at(lower[j], k);
      add(lower, i, j, i === j ? Math.sqrt(sum) : sum / at(lower[j], j));
    }
  }
  return sides.map((side) => {
    const x = [...side];
    for (let i = 0; i < x.length; i++) {
      for (let k = 0; k < i; k++) x[i] = at(x, i) - at(lower[i], k) * at(x, k);
      x[i] = at(x, i) / at(lower[i], i);
    }
    for (let i = x.length - 1; i >= 0; i--) {
      for (let k = i + 1; k < x.length; k++) x[i] = at(x, i) - at(lower[k], i) * at(x, k);
      x[i] = at(x, i) / at(lower[i], i);
    }
    return x;
  });
}

const chance = (lead: number) => 1 / (1 + Math.exp(-lead));
const spread = (lead: number) => chance(lead) * chance(-lead);
/** Without overflow for a large `x`. */
const log1pExp = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const square = (size: number) => Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
const transpose = (matrix: readonly (readonly number[])[]) =>
  matrix.map((_, i) => matrix.map((row) => at(row, i)));

function addContrast(matrix: number[][], a: number, b: number, weight: number): void {
  add(matrix, a, a, weight);
  add(matrix, b, b, weight);
  add(matrix, a, b, -weight);
  add(matrix, b, a, -weight);
}

function add(matrix: number[][], i: number, j: number, value: number): void {
  const row = matrix[i];
  if (row !== undefined) row[j] = at(row, j) + value;
}

function at(row: readonly number[] | undefined, i: number): number {
  return row?.[i] ?? 0;
}
