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
