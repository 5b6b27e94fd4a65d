import type { SeenMatch } from '../../arena/index.js';

/** Boards that the page shows at once. */
const SLOTS = 4;
/** How long the page shows a round, so that it can be followed. A match that is over stays on until it has been shown. */
export const ROUND_MS = 1_000;
const END_MS = 4_000;
/** A match that lasts as long can be watched while it is played. */
const WATCHABLE_MS = 1_500;

interface Slot {
  readonly match: SeenMatch;
  readonly since: number;
  /** What of it has been sent. */
  sent: string;
}

/**
 * Which matches everybody sees. Bots on one machine play a match in milliseconds: one that is taken onto the stage stays
 * until a person has seen it, however many are played meanwhile.
 */
export class Stage {
  readonly #slots: (Slot | undefined)[] = [];
  /** Places that the page does not know to be empty. */
  readonly #emptied = new Set<number>();
  /** Of matches that have been on, the latest; so that nothing is shown twice. */
  readonly #shown = new Set<string>();

  get matches(): readonly SeenMatch[] {
    return this.#slots.flatMap((slot) => slot?.match ?? []);
  }

  /** Puts matches where there is room, or where one has been seen to its end. */
  fill(underWay: Iterable<SeenMatch>, latest: readonly SeenMatch[], now: number): void {
    const free = Array.from({ length: SLOTS }, (_, place) => place).filter((place) =>
      this.#isFree(place, now),
    );
    if (free.length === 0) return;
    const isNew = ({ matchId }: SeenMatch) => !this.#shown.has(matchId);
    const long = [...underWay].filter((match) => now - match.startedAt > WATCHABLE_MS && isNew(match));
    const ended = latest.filter((match) => match.rounds.length > 0 && isNew(match)).reverse();
    const candidates = [...long, ...ended];
    for (const place of free) {
      const next = this.#choose(candidates);
      if (!next) return;
      candidates.splice(candidates.indexOf(next), 1);
      this.#slots[place] = { match: next, since: now, sent: '' };
      this.#remember(next.matchId);
    }
  }

  /** A match of a game that is not on, if there is one; those come first that are under way. */
  #choose(candidates: readonly SeenMatch[]): SeenMatch | undefined {
    const games = new Set(this.matches.map(({ game }) => game));
    return candidates.find(({ game }) => !games.has(game)) ?? candidates[0];
  }

  /** A match that vanished without a result. */
  forget(match: SeenMatch): void {
    const place = this.#slots.findIndex((slot) => slot?.match === match);
    if (place < 0) return;
    this.#slots[place] = undefined;
    this.#emptied.add(place);
  }

  /** The places that show something else than was sent before. @param all even so */
  changes(all: boolean): { readonly slot: number; readonly match: SeenMatch | null }[] {
    const emptied = all ? [] : [...this.#emptied].filter((place) => this.#slots[place] === undefined);
    if (!all) this.#emptied.clear();
    const changed = this.#slots.flatMap((slot, place) => {
      if (slot === undefined) return [];
      const { match, sent } = slot;
      if (all) return [{ slot: place, match }];
      slot.sent = `${match.rounds.length} ${match.end !== null}`;
      return slot.sent === sent ? [] : [{ slot: place, match }];
    });
    return [...emptied.map((slot) => ({ slot, match: null })), ...changed];
  }

  #isFree(place: number, now: number): boolean {
    const slot = this.#slots[place];
    if (slot === undefined) return true;
    const { match, since } = slot;
    if (match.end === null) return false;
    // One that was followed while it was played has been seen but for its end.
    const seenAt = Math.max(since + match.rounds.length * ROUND_MS, match.end.endedAt + ROUND_MS);
    return now > seenAt + END_MS;
  }

  #remember(matchId: string): void {
    this.#shown.add(matchId);
    if (this.#shown.size <= 1_000) return;
    const [oldest] = this.#shown;
    this.#shown.delete(oldest ?? '');
  }
}
