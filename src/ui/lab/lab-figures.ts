import type { GameId } from '../../games/index.js';
import type { PairingResult, RunPlan, RunResult } from '../../lab/index.js';
import { eloOfScore } from '../../stats/index.js';
import { formatName } from '../session/format-match.js';
import { formatPercent } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, truncate, width } from '../text/text.js';

/**
 * Of a comparison `better`, `not_better` and `undecided`, as the test says. Of a match what the 95 % interval of the score
 * says of 1/2: `better` above it, `worse` below it, `undecided` around it. Of a tournament `better` where the interval of
 * the first lies above those of all others, else `undecided`. `no_verdict` where a side forfeited more than 3 % of its matches.
 */
export type LabVerdict = 'better' | 'not_better' | 'worse' | 'undecided' | 'no_verdict';

/** A result in numbers, from the side of `a`. All are null where nothing was played, and Elo where it is infinite. */
export interface LabFigures {
  readonly game: GameId;
  readonly a: string;
  readonly b: string;
  readonly matches: number;
  readonly wins: number;
  readonly losses: number;
  readonly draws: number;
  readonly score: number | null;
  /** The ends of 95 %; in a comparison corrected for the stop. */
  readonly scoreLow: number | null;
  readonly scoreHigh: number | null;
  /** In a comparison corrected for the stop: not that of the score, which an early stop makes too large. */
  readonly elo: number | null;
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
  readonly verdict: LabVerdict;
  /** What counts as independent, and how many of them there are: with fewer than ten there is no interval. */
  readonly unit: 'pairs' | 'series';
  readonly units: number;
}

/** Of two entrants that played each other. */
export function pairingFigures(result: RunResult, { first, second, summary }: PairingResult): LabFigures {
  const { matches, wins, losses, draws, score, score95, elo, eloLow, eloHigh, unit, units, enough } = summary;
  const tells = score95.low > 0.5 ? 'better' : score95.high < 0.5 ? 'worse' : 'undecided';
  const isAbsent = [first, second].some((place) => result.absent.includes(place));
  const verdict = isAbsent ? 'no_verdict' : tells;
  return {
    ...namesOf(result, first, second),
    ...{ matches, wins, losses, draws, score },
    ...{ scoreLow: enough ? score95.low : null, scoreHigh: enough ? score95.high : null },
    ...{ elo, eloLow, eloHigh, verdict, unit, units },
  };
}

/**
 * Of the new strategy and the old one. Head to head the counts and the score are those of their matches. Over a field the
 * counts are those of the new one's matches, and the score is 1/2 and the gain: what the gain would be worth in a match of
 * the two, which is also what the Elo stands for.
 */
export function comparisonFigures(result: RunResult): LabFigures {
  const { comparison } = result;
  const ofNew = result.pairings.filter(({ first }) => first === 0);
  const count = (of: 'matches' | 'wins' | 'losses' | 'draws') =>
    ofNew.reduce((sum, { summary }) => sum + summary[of], 0);
  const headToHead = isOverField(result) ? undefined : ofNew[0]?.summary;
  const score =
    headToHead?.score ?? (comparison && result.pairings.length > 0 ? shareOf(comparison.gain) : null);
  const gain = comparison?.enough && score !== null ? comparison.gain95 : null;
  const corrected = comparison && score !== null ? shareOf(comparison.gain) : null;
  return {
    ...namesOf(result, 0, 1),
    ...{ matches: count('matches'), wins: count('wins'), losses: count('losses'), draws: count('draws') },
    ...{ score, scoreLow: gain && shareOf(gain.low), scoreHigh: gain && shareOf(gain.high) },
    elo: corrected === null ? null : eloOfScore(corrected),
    eloLow: gain && eloOfScore(shareOf(gain.low)),
    eloHigh: gain && eloOfScore(shareOf(gain.high)),
    verdict: VERDICTS[comparison?.verdict ?? 'undecided'],
    unit: comparison?.units ?? 'series',
    units: comparison?.unitCount ?? 0,
  };
}

const VERDICTS = {
  better: 'better',
  'not better': 'not_better',
  undecided: 'undecided',
  'no verdict': 'no_verdict',
} as const;

/** Of a run between two: a match, or a comparison. Null where a match has nothing to tell yet. */
export function figuresOf(result: RunResult): LabFigures | null {
  if (result.plan.kind === 'compare') return comparisonFigures(result);
  const [pairing] = result.pairings;
  return pairing ? pairingFigures(result, pairing) : null;
}

/** Whether a comparison is made through third strategies. */
export function isOverField({ plan }: { readonly plan: RunPlan }): boolean {
  return plan.kind === 'compare' && plan.slots.some((pairings) => pairings.length > 1);
}

/** How sure the intervals of the figures are. */
export function confidenceOf({ plan }: { readonly plan: RunPlan }): number {
  return plan.test && 'confidence' in plan.test ? plan.test.confidence : 0.95;
}

export function nameOf(result: RunResult, entrant: number): string {
  return result.entrants[entrant]?.name ?? '?';
}

/** The entrants that a rating puts in order: groups that cannot be compared one after the other, the best of each first. */
export function ranking({ ratings }: RunResult): number[] {
  const all = ratings ?? [];
  const at = (i: number) => all[i] ?? { group: 0, elo: 0 };
  return all.map((_, i) => i).sort((i, j) => at(i).group - at(j).group || at(j).elo - at(i).elo || i - j);
}

/** The entrants that may be as good as the first of the ranking: whose intervals reach into its own. */
export function rivals(result: RunResult): number[] {
  const [first, ...others] = ranking(result);
  const best = first === undefined ? undefined : result.ratings?.[first];
  return others.filter((i) => {
    const rating = result.ratings?.[i];
    return !best || !rating || rating.group !== best.group || rating.eloHigh >= best.eloLow;
  });
}

function namesOf(result: RunResult, a: number, b: number) {
  return { game: result.game, a: nameOf(result, a), b: nameOf(result, b) };
}

/** A gain of more than 1/2 is worth more than any opponent can be beaten by. */
function shareOf(gain: number): number {
  return Math.min(1, Math.max(0, 0.5 + gain));
}

const LABEL_COLUMNS = 13;
/** Ranges wider than this say nothing by a decimal more. */
const COARSE_ELO = 20;
const COARSE_SHARE = 0.02;

/** `+14 Elo`, `+1.4 Elo`, and `+6 to +22`. The scores say to which side an infinite difference goes. */
export function formatEloRange(
  figures: Pick<LabFigures, 'elo' | 'eloLow' | 'eloHigh'> &
    Partial<Pick<LabFigures, 'score' | 'scoreLow' | 'scoreHigh'>>,
): { value: string; range: string } {
  const { elo, eloLow, eloHigh, score, scoreLow, scoreHigh } = figures;
  const places = eloLow !== null && eloHigh !== null && eloHigh - eloLow < COARSE_ELO ? 1 : 0;
  const told = (value: number | null, at: number) =>
    value !== null ? signed(value, places) : at > 0.5 ? '+∞' : '-∞';
  return {
    value: `${told(elo, score ?? 0.5)} Elo`,
    range: `${told(eloLow, scoreLow ?? 0)} to ${told(eloHigh, scoreHigh ?? 1)}`,
  };
}

/** `52.0 %`, and `50.9 % to 53.1 %`; a decimal more where the range is small. */
export function formatScoreRange(figures: Pick<LabFigures, 'score' | 'scoreLow' | 'scoreHigh'>): {
  value: string;
  range: string;
} {
  const { score, scoreLow: low, scoreHigh: high } = figures;
  const places = low !== null && high !== null && high - low < COARSE_SHARE ? 2 : 1;
  const text = (part: number | null) => (part === null ? '–' : formatPercent(part, places));
  return { value: text(score), range: `${text(low)} to ${text(high)}` };
}

/** With its sign, but for a zero: `+14`, `-0.3`, `0`. */
export function signed(value: number, places: number): string {
  const text = value.toFixed(places);
  if (Number(text) === 0) return (0).toFixed(places);
  return value > 0 ? `+${text}` : text;
}

/** As `formatPercent`, with the sign. */
export function signedPercent(ratio: number, places = 1): string {
  return `${signed(100 * ratio, places)} %`;
}

/** `95 %`, `99.5 %`: in front of a range. */
export function formatConfidence(confidence: number): string {
  return `${Number((100 * confidence).toFixed(2))} %`;
}

/** A likelihood, never told as a certainty. */
export function formatLikelihood(likelihood: number): string {
  if (likelihood > 0.999) return '> 99.9 %';
  return likelihood < 0.001 ? '< 0.1 %' : formatPercent(likelihood);
}

/** The name of a strategy in a sentence. */
export function formatEntrant(name: string): string {
  return formatName(cutMiddle(clean(name), 32));
}

/** As much of both ends of a text as fits: what tells files and versions apart stands at the end. */
export function cutMiddle(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  const head = truncate(text, Math.ceil(columns / 2));
  const room = columns - width(head);
  let tail = '';
  for (const char of [...text].reverse()) {
    if (width(char + tail) > room) break;
    tail = char + tail;
  }
  return head + tail;
}

/** A line of the numbers: what they are, dimmed, and the numbers. */
export function labelled(label: string, parts: readonly string[], style: Style): string {
  // The spaces stay outside the style, so that they collapse where the line has to be broken.
  return `${style.dim(label)}${' '.repeat(Math.max(0, LABEL_COLUMNS - width(label)))}  ${parts.join('   ')}`;
}
