import { onlyVisible } from '../lib/visible.js';
import { eloOfScore, type Interval } from '../stats/index.js';

export { formatCount as count, formatMatches as matchCount, formatTimes } from '../lib/wording.js';

/** Text that is HTML already. Everything else is escaped where it enters a page. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: HTML as it is, other text escaped, nothing for null and false. */
export type Part = Html | string | number | null | false | readonly Part[];

/** A template of HTML. What is put in is escaped, in text and in quoted attributes alike, unless it is `Html` itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.map((string, i) => string + textOf(parts[i] ?? null)).join(''));
}

function textOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === null || part === false) return '';
  return typeof part === 'object' ? part.map(textOf).join('') : escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** JSON to stand in a script element: nothing in it ends the element or a line of an old parser. */
export function inlineJson(value: unknown): Html {
  const text = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Html(text);
}

/** What a strategy calls itself or says, as one line that can be seen whole. */
export function oneLine(text: string, most = 80): string {
  const line = onlyVisible(text.slice(0, 20 * most).replace(/\s+/gu, ' ')).trim();
  const characters = [...line];
  if (characters.length > most) return `${characters.slice(0, most - 1).join('')}…`;
  return line === '' ? '(no text)' : line;
}

/** At which confidence intervals are given; a line does not break in it. */
export const AT_95 = 'at\u00a095\u00a0%';

/** `0.5234` as `52.3 %`, which is not broken. */
export function percent(ratio: number, places = 1): string {
  return `${minus((100 * ratio).toFixed(places))}\u00a0%`;
}

/** `+1.6 %`, `−0.4 %`. */
export function signedPercent(ratio: number, places = 1): string {
  return `${signed(100 * ratio, places)}\u00a0%`;
}

/** `51.0 to 53.2 %`. */
export function percentRange({ low, high }: Interval, places = 1): string {
  return `${minus((100 * low).toFixed(places))} to ${percent(high, places)}`;
}

/** `+1.6`, `−0.4`, `0.0`. */
export function signed(value: number, places = 1): string {
  const text = value.toFixed(places);
  if (Number(text) === 0) return (0).toFixed(places);
  return value > 0 ? `+${text}` : minus(text);
}

/** An Elo difference by the score that it comes from, which is never unknown. */
export function eloText(score: number): string {
  const elo = eloOfScore(score);
  return elo === null ? (score <= 0 ? '−∞' : '+∞') : signed(elo);
}

/** `+8.4 to +24.0`. */
export function eloRange({ low, high }: Interval): string {
  return `${eloText(low)} to ${eloText(high)}`;
}

/** A probability near 1 is not rounded to certainty. */
export function likelihood(probability: number): string {
  if (probability > 0.9999) return 'over 99.99 %';
  if (probability < 0.0001) return 'below 0.01 %';
  return percent(probability, 2);
}

/** `0.4 µs`, `12 µs`, `0.31 ms`, `25 ms`, `1.2 s`. */
export function duration(ms: number): string {
  if (ms < 0.01) return `${(1000 * ms).toFixed(1)} µs`;
  if (ms < 0.1) return `${Math.round(1000 * ms)} µs`;
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `2026-03-01 18:05 UTC`. */
export function utcTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function minus(text: string): string {
  return text.replace('-', '−');
}
