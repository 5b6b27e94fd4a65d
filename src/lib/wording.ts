import { distance } from 'fastest-levenshtein';
import { quoteSh } from './quote.js';

/**
 * The candidate that `word` is most likely a slip of, upper and lower case alike; undefined where none is near: more
 * than two edits away and more than two fifths of the word.
 */
export function nearest<Candidate extends string>(
  word: string,
  candidates: Iterable<Candidate>,
): Candidate | undefined {
  let best: Candidate | undefined;
  let bestEdits = Math.max(2, Math.floor(word.length * 0.4)) + 1;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    // A candidate of two letters is within two edits of everything.
    if (edits < bestEdits && edits < Math.max(word.length, candidate.length)) {
      best = candidate;
      bestEdits = edits;
    }
  }
  return best;
}

/** `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** ` Did you mean rps?`, to follow a sentence; empty where nothing is near. */
export function suggestion(near: string | null | undefined): string {
  return near === null || near === undefined ? '' : ` Did you mean ${near}?`;
}

/**
 * What a refusal says of a value that it does not take: `expected rps, mines or crash. Did you mean rps?`
 * @param near what the value is most likely a slip of
 */
export function expected(what: string, near?: string | null): string {
  return near === null || near === undefined ? `expected ${what}` : `expected ${what}.${suggestion(near)}`;
}

/**
 * The same for a word out of a choice, as sentences of their own: `Expected rps, mines or crash. Did you mean rps?`
 * @param word what was written in its place; absent where nothing was
 */
export function expectedOneOf(words: readonly string[], word?: string): string {
  const near = word === undefined ? undefined : nearest(word, words);
  return `Expected ${anyOf(words)}.${suggestion(near)}`;
}

/**
 * The command that releases a limit, in backquotes.
 * @param bot the bot that it holds; null where it has no name, or the limit holds all bots of the data folder
 * @param flags those that follow, each after a space
 */
export function resumeCommand(limit: string, bot: string | null, flags = ''): string {
  return `\`botpit resume ${limit}${bot === null ? '' : ` --bot ${quoteSh(bot)}`}${flags}\``;
}

/** `1 turn`, `12345 turns`: the number as a program would write it. @param shown the number for a person: `12,345` */
export function counted(count: number, one: string, many = `${one}s`, shown = String(count)): string {
  return `${shown} ${count === 1 ? one : many}`;
}

/** `12,345`. */
export function formatCount(n: number): string {
  // Not `toLocaleString`, the first of which takes 10 to 35 ms in a process.
  let [whole = '', decimals] = String(Math.round(Math.abs(n) * 1000) / 1000).split('.');
  for (let at = whole.length - 3; at > 0; at -= 3) whole = `${whole.slice(0, at)},${whole.slice(at)}`;
  const sign = n < 0 && /[1-9]/.test(whole + decimals) ? '-' : '';
  return `${sign}${whole}${decimals === undefined ? '' : `.${decimals}`}`;
}

/** `1 turn`, `12,345 turns`. */
export function formatCounted(n: number, one: string, many?: string): string {
  return counted(n, one, many, formatCount(n));
}

/** `1 match`, `12 matches`. */
export function formatMatches(n: number): string {
  return formatCounted(n, 'match', 'matches');
}

/** `once`, `twice`, `12 times`. */
export function formatTimes(n: number): string {
  return n === 1 ? 'once' : n === 2 ? 'twice' : `${formatCount(n)} times`;
}
