import type { RunResult } from '../lab/index.js';
import { formatEloRange, formatEntrant, formatShareRange } from './format-lab-units.js';
import { formatCount, formatPercent, formatWait } from './format-units.js';
import { figuresOf, nameOf, ranking } from './lab-figures.js';
import type { Style } from './style.js';
import { truncate } from './text.js';

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

/** `24 %  12,000 of 50,000 matches  9 s left  a 51.2 % (50.1 % to 52.3 %)  4,000 a second`: of one line as much as fits. */
export function formatLabProgress(state: LabProgressState, style: Style, columns: number): string {
  const { matches, planned, mayEndEarly, perSecond, result } = state;
  const parts = [
    style.bold(formatPercent(planned === 0 ? 1 : matches / planned, 0)),
    `${formatCount(matches)} of ${formatCount(planned)} matches`,
  ];
  if (perSecond !== null && perSecond > 0) {
    const left = formatWait((1000 * Math.max(0, planned - matches)) / perSecond);
    parts.push(`${mayEndEarly ? 'at most ' : ''}${left} left`);
  }
  const standing = result && standingOf(result, style);
  if (standing) parts.push(standing);
  if (perSecond !== null) parts.push(style.dim(`${formatCount(Math.round(perSecond))} a second`));
  return truncate(parts.join('  '), columns);
}

function standingOf(result: RunResult, style: Style): string | null {
  const { ratings, comparison, plan } = result;
  if (result.matches === 0) return null;
  const told = (name: string, { value, range }: { value: string; range: string }) =>
    `${style.name(formatEntrant(name))} ${value} (${range})`;
  const [first] = ranking(result);
  const rating = first === undefined ? undefined : ratings?.[first];
  if (plan.kind === 'tournament' && first !== undefined && rating) {
    const { elo: value, eloLow: low, eloHigh: high } = rating;
    return `first ${told(nameOf(result, first), formatEloRange({ value, low, high }, 1))}`;
  }
  const figures = figuresOf(result);
  if (!figures || figures.score === null) return null;
  const { a, score, scoreLow, scoreHigh, elo, eloLow, eloHigh } = figures;
  if (!comparison) return told(a, formatShareRange({ value: score, low: scoreLow, high: scoreHigh }));
  const { better, notBetter } = comparison;
  const [answer, evidence] = better >= notBetter ? ['better', better] : ['not better', notBetter];
  const shown = formatPercent(Math.min(1, Math.max(0, evidence)), 0);
  return `${told(a, formatEloRange({ value: elo, low: eloLow, high: eloHigh }, score))}  ${answer}: ${shown} of the evidence`;
}
