import type { RunResult } from '../lab/index.js';
import { formatEloRange, formatEntrant, formatShareRange } from './format-lab-units.js';
import { formatCount, formatPercent, formatWait } from './format-units.js';
import { figuresOf, nameOf, ranking } from './lab-figures.js';
import type { Style } from './style.js';
import { truncate, width } from './text.js';

const GAP = '  ';

/** How far a run is. */
export interface LabProgressState {
  /** Played, earlier sittings included. */
  readonly matches: number;
  /** All, at most. */
  readonly planned: number;
  /** Whether a test may end the run before. */
  readonly mayEndEarly: boolean;
  /** Null before that can be told. */
  readonly perSecond: number | null;
  /** The latest that was worked out; null before the first. */
  readonly result: RunResult | null;
}

/**
 * `24 %  12,000 of 50,000  9 s left  a 51.2 % (50.1 % to 52.3 %)  4,000/s`: done of all matches, the time left (`≤` where a
 * test may end it before), the score or the difference so far with its interval, the rate; without what does not fit.
 */
export function formatLabProgress(state: LabProgressState, style: Style, columns: number): string {
  const { matches, planned, mayEndEarly, perSecond, result } = state;
  const parts = [
    style.bold(formatPercent(planned === 0 ? 1 : matches / planned, 0)),
    `${formatCount(matches)} of ${formatCount(planned)}`,
  ];
  if (perSecond !== null && perSecond > 0) {
    const left = formatWait((1000 * Math.max(0, planned - matches)) / perSecond);
    parts.push(`${mayEndEarly ? '≤ ' : ''}${left} left`);
  }
  const [standing, evidence] = result ? standingOf(result, style) : [];
  if (standing) parts.push(standing);
  if (perSecond !== null) parts.push(style.dim(`${formatCount(Math.round(perSecond))}/s`));
  if (evidence) parts.push(evidence);
  let line = truncate(parts[0] ?? '', columns);
  for (const part of parts.slice(1)) {
    if (width(line) + GAP.length + width(part) <= columns) line += GAP + part;
  }
  return line;
}

/** The difference so far, and in a comparison how near it is to an answer. */
function standingOf(result: RunResult, style: Style): string[] {
  const { ratings, comparison, plan } = result;
  if (result.matches === 0) return [];
  const told = (name: string, { value, range }: { value: string; range: string }) =>
    `${style.name(formatEntrant(name))} ${value} (${range})`;
  const [first] = ranking(result);
  const rating = first === undefined ? undefined : ratings?.[first];
  if (plan.kind === 'tournament' && first !== undefined && rating) {
    const { elo: value, eloLow: low, eloHigh: high } = rating;
    return [`first ${told(nameOf(result, first), formatEloRange({ value, low, high }, 1))}`];
  }
  const figures = figuresOf(result);
  if (!figures || figures.score === null) return [];
  const { a, score, scoreLow, scoreHigh, elo, eloLow, eloHigh } = figures;
  if (!comparison) return [told(a, formatShareRange({ value: score, low: scoreLow, high: scoreHigh }))];
  const { better, notBetter } = comparison;
  const [answer, evidence] = better >= notBetter ? ['better', better] : ['not better', notBetter];
  const shown = formatPercent(Math.min(1, Math.max(0, evidence)), 0);
  return [
    told(a, formatEloRange({ value: elo, low: eloLow, high: eloHigh }, score)),
    `${answer}: ${shown} of the evidence`,
  ];
}
