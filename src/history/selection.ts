import type { Archive, PlacedMatch } from './archive.js';
import type { MatchSummary } from './record.js';
import {
  type CourseDetails,
  type Grouping,
  type MatchCourse,
  type MatchFilter,
  type MatchGroup,
  sumOf,
} from './sums.js';

/**
 * The matches of a book that are asked for, out of one data folder or of several. Of one they go in the order in which they
 * were written down, of several by when they began.
 */
export class Selection {
  readonly #parts: readonly (readonly [Archive, MatchFilter])[];

  /** @param archives the book in each of the folders */
  constructor(archives: readonly Archive[], filter: MatchFilter) {
    const shares = sharesOf(archives, filter);
    this.#parts = archives.map((archive, i) => [archive, { ...filter, limit: shares[i] ?? null }]);
  }

  count(): number {
    return this.#parts.reduce((sum, [archive, filter]) => sum + archive.count(filter), 0);
  }

  /** Oldest first; each is read when it is taken. */
  *matches(): Generator<MatchSummary, void> {
    const sources = this.#parts.map(([archive, filter]) => archive.matches(filter));
    const heads = sources.map((source) => source.next().value ?? null);
    for (;;) {
      const times = heads.map((head) => head?.startedAt ?? Infinity);
      const first = times.indexOf(Math.min(...times));
      const match = heads[first];
      if (!match) return;
      yield match;
      heads[first] = sources[first]?.next().value ?? null;
    }
  }

  /** Those with the most matches first. */
  groups(by: Grouping): MatchGroup[] {
    const groups = new Map<string, MatchGroup>();
    for (const [archive, filter] of this.#parts) {
      for (const group of archive.groups(filter, by, this.#parts.length > 1)) {
        const other = groups.get(group.key);
        groups.set(group.key, other ? together(other, group) : group);
      }
    }
    return [...groups.values()].sort((a, b) => b.matches - a.matches);
  }

  course(details: CourseDetails = {}): MatchCourse {
    const isOne = this.#parts.length === 1;
    const wanted = isOne ? details : { ...details, times: true };
    const parts = this.#parts.map(([archive, filter]) => archive.course(filter, wanted));
    const [only] = parts;
    if (only && isOne) return only;
    const { places, ...inTurn } = byTime(parts);
    const [nets, fees] = (['netsLamports', 'feesLamports'] as const).map((column) => {
      const all = parts.flatMap((part) => part[column]);
      return all.length === 0 ? [] : places.map((place) => all[place] ?? 0);
    });
    return { ...inTurn, netsLamports: nets ?? [], feesLamports: fees ?? [] };
  }

  /**
   * A page of them, the newest first.
   * @param before where the page before this one ended, by archive; null for the first
   * @returns at most so many, each with the number of its archive and its place there, and where this page ends; null where
   * there are no more
   */
  page(most: number, before: readonly (number | null)[] | null = null) {
    const sources = this.#parts.map(([archive, filter], i) =>
      archive.newestBefore(filter, before?.[i] ?? null, most + 1),
    );
    const ends = this.#parts.map((_, i) => before?.[i] ?? null);
    const matches: (PlacedMatch & { readonly archive: number })[] = [];
    for (;;) {
      const times = sources.map(([head]) => head?.match.startedAt ?? -Infinity);
      const archive = times.indexOf(Math.max(...times));
      const next = sources[archive]?.shift();
      if (next === undefined) return { matches, ends: null };
      if (matches.length === most) return { matches, ends };
      matches.push({ ...next, archive });
      ends[archive] = next.place;
    }
  }
}

function together(a: MatchGroup, b: MatchGroup): MatchGroup {
  const newest = a.newest.startedAt > b.newest.startedAt ? a.newest : b.newest;
  const { outcomes, startedAt } = byTime([a, b]);
  return { ...sumOf([a, b]), key: a.key, newest, outcomes, startedAt };
}

/** The matches of several parts, one after the other. */
function byTime(parts: readonly Pick<MatchCourse, 'outcomes' | 'startedAt'>[]) {
  const startedAt = parts.flatMap((part) => part.startedAt);
  const outcomes = parts.map((part) => part.outcomes).join('');
  const places = startedAt.map((_, place) => place);
  places.sort((a, b) => (startedAt[a] ?? 0) - (startedAt[b] ?? 0));
  return {
    places,
    outcomes: places.map((place) => outcomes[place]).join(''),
    startedAt: places.map((place) => startedAt[place] ?? 0),
  };
}

/** How many of the newest matches each of several folders has. */
function sharesOf(archives: readonly Archive[], filter: MatchFilter): readonly (number | null)[] {
  const limit = filter.limit ?? null;
  if (limit === null || archives.length < 2) return archives.map(() => limit);
  const times = archives.map((archive) => archive.course(filter, { times: true }).startedAt);
  const newest = times.flatMap((of, i) => of.map((at) => [at, i] as const)).sort(([a], [b]) => b - a);
  const shares = archives.map(() => 0);
  for (const [, i] of newest.slice(0, limit)) shares[i] = (shares[i] ?? 0) + 1;
  return shares;
}
