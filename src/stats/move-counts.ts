/**
 * How often which move was made in which state. Names of states and moves are the caller's. Only the first 200 states in
 * the order of their names (by code units) are kept, and the first 200 moves of each: a name that is among the first of
 * all is among the first of every part, so what is kept has been counted from the start, in whatever order parts are
 * merged. Put what matters first in the name.
 */
export type MoveCounts = Record<string, Record<string, number>>;

const MOST = 200;

/** Counts a move in `counts`. */
export function addMove(counts: MoveCounts, state: string, move: string, times = 1): void {
  const moves = placeFor<Record<string, number>>(counts, state, () => ({}));
  if (moves === null) return;
  if (placeFor(moves, move, () => 0) !== null) moves[move] = (moves[move] ?? 0) + times;
}

/** In one order of names, so that the JSON is the same whichever came first. */
export function mergeMoves(a: Readonly<MoveCounts>, b: Readonly<MoveCounts>): MoveCounts {
  const sum: MoveCounts = {};
  for (const counts of [a, b]) {
    for (const [state, moves] of Object.entries(counts)) {
      for (const [move, times] of Object.entries(moves)) addMove(sum, state, move, times);
    }
  }
  return sorted(sum, (moves) => sorted(moves, (times) => times));
}

/** What `record` holds under the name; null where it is full of names that come before. */
function placeFor<T>(record: Record<string, T>, name: string, empty: () => T): T | null {
  const held = Object.hasOwn(record, name) ? record[name] : undefined;
  if (held !== undefined) return held;
  const names = Object.keys(record);
  if (names.length >= MOST) {
    let last = name;
    for (const other of names) if (other > last) last = other;
    if (name === last) return null;
    delete record[last];
  }
  const place = empty();
  record[name] = place;
  return place;
}

function sorted<T>(record: Readonly<Record<string, T>>, each: (value: T) => T): Record<string, T> {
  const entries = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, each(value)]));
}
