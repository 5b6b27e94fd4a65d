import { distance } from 'fastest-levenshtein';

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

/** `Did you mean rps?`; undefined where no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? undefined : `Did you mean ${near}?`;
}

/** `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** `1 turn`, `12345 turns`: the number as a program would write it. @param shown the number for a person: `12,345` */
export function counted(count: number, one: string, many = `${one}s`, shown = String(count)): string {
  return `${shown} ${count === 1 ? one : many}`;
}

/** `12,345`. */
export function formatCount(n: number): string {
  // The first `toLocaleString` of a process takes 10 ms.
  return Number.isInteger(n) && Math.abs(n) < 1000 ? String(n) : n.toLocaleString('en-US');
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
