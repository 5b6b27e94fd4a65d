import type { Arena, Named, SeenMatch, TournamentSnapshot } from '../../arena/index.js';
import type { GameId } from '../../games/index.js';
import type { ArenaHere, ArenaPlay, ArenaStandings, HereAgent, MatchRow } from './answers.js';
import { Gallery } from './gallery.js';
import { Stage } from './stage.js';

const MOST_HERE = 500;
const MOST_ROWS = 24;
const RECENT_ROWS = 12;
/** A match that is over sooner is nothing to look at while it is played. */
const WATCHABLE_MS = 1_000;
/** Whose last match ended so lately is between two matches. */
const BETWEEN_MS = 2_000;
/** Matches that have been in the list, to be replayed when somebody chooses one. */
const KEPT = 100;
/** As many go into the list at a time, so that it can be read while thousands are played. */
const AT_A_TIME = 2;
/** Standings take at most this part of the time. */
const STANDINGS_SHARE = 0.02;
const STANDINGS_MS = 1_000;
const PACE_MS = 10_000;

/** What the page shows of an arena. Nothing is computed before it is asked for. */
export class Sections {
  readonly gallery = new Gallery();
  readonly stage = new Stage();
  readonly #arena: () => Arena;
  /** In the order in which they came into the list. */
  readonly #kept = new Map<string, SeenMatch>();
  readonly #standings = new Map<
    GameId | null,
    { readonly at: number; readonly version: number; value: ArenaStandings }
  >();
  #standingsAt = 0;
  #pace: { readonly at: number; readonly matches: number }[] = [];
  #updatedAt = 0;

  constructor(arena: () => Arena) {
    this.#arena = arena;
  }

  /** Takes matches into the list and onto the stage. */
  update(now: number): void {
    const { gallery, stage } = this;
    const latest = gallery.latest();
    const fresh = latest.filter(({ matchId }) => !this.#kept.has(matchId));
    const count = now - this.#updatedAt > PACE_MS ? RECENT_ROWS : AT_A_TIME;
    this.#updatedAt = now;
    for (const match of fresh.slice(-count)) this.#kept.set(match.matchId, match);
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    for (const match of stage.matches) {
      if (match.end === null && !gallery.underWay.has(match)) stage.forget(match);
    }
    stage.fill(gallery.underWay, latest, now);
    const { matches } = gallery.tallies;
    this.#pace = [...this.#pace.filter(({ at }) => now - at < PACE_MS), { at: now, matches }];
  }

  here(now: number): ArenaHere {
    const { agents } = this.gallery;
    const all = this.#arena()
      .present()
      .map((agent): HereAgent => {
        const { id, name, playedAt } = agents.of(agent);
        const isBetween = agent.state !== 'playing' && now - playedAt < BETWEEN_MS;
        return isBetween
          ? { id, name, state: 'playing', game: null }
          : { id, name, state: agent.state, game: agent.game };
      });
    const count = (state: HereAgent['state']) => all.filter((agent) => agent.state === state).length;
    const shown = all.sort((x, y) => (x.name < y.name ? -1 : x.name > y.name ? 1 : x.id - y.id));
    return {
      ...{ connected: all.length, playing: count('playing'), waiting: count('waiting') },
      agents: shown.slice(0, MOST_HERE),
    };
  }

  play(now: number): ArenaPlay {
    const { gallery } = this;
    const rows: MatchRow[] = [];
    // In the order in which they began.
    for (const match of gallery.underWay) {
      if (rows.length >= MOST_ROWS || now - match.startedAt < WATCHABLE_MS) break;
      rows.push(gallery.rowOf(match));
    }
    const recent = [...this.#kept.values()].slice(-RECENT_ROWS).reverse();
    const [first] = this.#pace;
    const last = this.#pace.at(-1);
    const passedMs = (last?.at ?? 0) - (first?.at ?? 0);
    const perSecond =
      passedMs < 1_000 ? 0 : ((last?.matches ?? 0) - (first?.matches ?? 0)) / (passedMs / 1_000);
    return {
      ...{ underWay: gallery.underWay.size, rows, recent: recent.map((match) => gallery.rowOf(match)) },
      ...{ matches: gallery.tallies.matches, matchesPerSecond: Number(perSecond.toPrecision(2)) },
    };
  }

  /** At most a second old where that does not take too much of the arena's time. */
  standings(game: GameId | null, now: number): ArenaStandings {
    const { tallies, agents } = this.gallery;
    const known = this.#standings.get(game);
    const isFresh = known && (known.version === tallies.matches || now - known.at < STANDINGS_MS);
    if (known && (isFresh || now < this.#standingsAt)) return known.value;
    const begunAt = performance.now();
    const value = tallies.standings(game, agents);
    this.#standingsAt = now + (performance.now() - begunAt) / STANDINGS_SHARE;
    this.#standings.set(game, { at: now, version: tallies.matches, value });
    return value;
  }

  /** All that are kept, newest first. */
  recent(): MatchRow[] {
    const all = new Set([...this.#kept.values(), ...this.gallery.latest()]);
    return [...all]
      .sort((x, y) => (y.end?.endedAt ?? 0) - (x.end?.endedAt ?? 0))
      .map((match) => this.gallery.rowOf(match));
  }

  find(matchId: string): SeenMatch | null {
    const { underWay } = this.gallery;
    const kept = this.#kept.get(matchId);
    if (kept) return kept;
    const all = [...underWay, ...this.stage.matches, ...this.gallery.latest()];
    return all.find((match) => match.matchId === matchId) ?? null;
  }

  tournament(): TournamentSnapshot | null {
    const snapshot = this.#arena().tournament();
    return snapshot && renumbered(snapshot, (agent) => this.#named(agent));
  }

  #named(agent: Named): Named {
    const { id, name } = this.gallery.agents.of(agent);
    return { id: String(id), name };
  }
}

/** With numbers in place of the ids of agents. */
function renumbered(snapshot: TournamentSnapshot, named: (agent: Named) => Named): TournamentSnapshot {
  const both = ([one, two]: readonly [Named, Named]) => [named(one), named(two)] as const;
  return {
    ...snapshot,
    standings: snapshot.standings.map((row) => ({ ...row, agent: named(row.agent) })),
    pairings: snapshot.pairings.map((pairing) => ({ ...pairing, agents: both(pairing.agents) })),
    bye: snapshot.bye && named(snapshot.bye),
    recent: snapshot.recent.map((match) => {
      const winner = match.agents.find(({ id }) => id === match.winner);
      return { ...match, agents: both(match.agents), winner: winner ? named(winner).id : null };
    }),
  };
}
