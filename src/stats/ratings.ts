import { bradleyTerry, type Meeting } from './bradley-terry.js';
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
