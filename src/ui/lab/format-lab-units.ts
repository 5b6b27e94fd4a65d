import { formatName } from '../session/format-match.js';
import { formatMs, formatPercent } from '../text/format-units.js';
import type { Style } from '../text/output.js';
import { clean, truncate, width } from '../text/text.js';

/** A value and the ends of its interval; null where infinite. */
export interface Ranged {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const LABEL_COLUMNS = 13;
/** Ranges wider than this say nothing by a decimal more. */
const COARSE_ELO = 20;
const COARSE_SHARE = 0.02;

/** `+14 Elo`, `+1.4 Elo`, and `+6 to +22`. @param score says to which side an infinite difference goes */
export function formatEloRange(elo: Ranged, score: number): { value: string; range: string } {
  const { low, high } = elo;
  const places = low !== null && high !== null && high - low < COARSE_ELO ? 1 : 0;
  const infinite = score > 0.5 ? '+∞' : '-∞';
  return {
    value: `${elo.value === null ? infinite : signed(elo.value, places)} Elo`,
    range: `${low === null ? '-∞' : signed(low, places)} to ${high === null ? '+∞' : signed(high, places)}`,
  };
}

/** `52.0 %`, and `50.9 % to 53.1 %`; a decimal more where the range is small. */
export function formatShareRange(share: Ranged): { value: string; range: string } {
  const { value, low, high } = share;
  const places = low !== null && high !== null && high - low < COARSE_SHARE ? 2 : 1;
  const text = (part: number | null) => (part === null ? '–' : formatPercent(part, places));
  return { value: text(value), range: `${text(low)} to ${text(high)}` };
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

/** A decision time: `0.4 µs`, and from a tenth of a millisecond as `formatMs`. */
export function formatDecideMs(ms: number): string {
  return ms < 0.1 ? `${(1000 * ms).toFixed(1)} µs` : formatMs(ms);
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
