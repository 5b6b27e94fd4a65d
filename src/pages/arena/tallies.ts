import type { SeenMatch } from '../../arena/index.js';
import type { GameId } from '../../games/index.js';
import { type Meeting, ratingsOf } from '../../stats/index.js';
import type { Agents, KnownAgent } from './agents.js';
import type { ArenaStandings, StandingsLine } from './answers.js';

/** What two agents did against each other, from the side of the one with the lower number. */
interface Pair {
  readonly first: number;
  readonly second: number;
  wins: number;
  draws: number;
  losses: number;
}

type Pairs = Map<number, Pair>;

/** Numbers of agents stay below it. */
const NUMBERS = 2 ** 24;
/** The time that standings take grows with the cube of it. */
const MOST_RATED = 150;

/** Who did what against whom, in each game. */
export class Tallies {
  readonly #byGame = new Map<GameId, Pairs>();
  /** Grows with each match that counts. */
  matches = 0;

  add({ game, end }: SeenMatch, a: KnownAgent, b: KnownAgent): void {
    if (end === null || a === b) return;
    const isTurned = a.id > b.id;
    const first = isTurned ? b.id : a.id;
    const second = isTurned ? a.id : b.id;
    const pairs = this.#pairsOf(game);
    const key = first * NUMBERS + second;
    let pair = pairs.get(key);
    if (pair === undefined) {
      pair = { first, second, wins: 0, draws: 0, losses: 0 };
      pairs.set(key, pair);
    }
    if (end.winner === null) pair.draws++;
    else if ((end.winner === 'a') === isTurned) pair.losses++;
    else pair.wins++;
    a.streak = end.winner === 'a' ? a.streak + 1 : 0;
    b.streak = end.winner === 'b' ? b.streak + 1 : 0;
    a.playedAt = end.endedAt;
    b.playedAt = end.endedAt;
    this.matches++;
  }

  /** Nothing of these agents is kept. */
  forget(numbers: ReadonlySet<number>): void {
    for (const pairs of this.#byGame.values()) {
      for (const [key, { first, second }] of pairs) {
        if (numbers.has(first) || numbers.has(second)) pairs.delete(key);
      }
    }
  }

  /** @param game null for all together */
  standings(game: GameId | null, agents: Agents): ArenaStandings {
    const pairs = game === null ? merged(this.#byGame.values()) : (this.#byGame.get(game) ?? new Map());
    const all: readonly Pair[] = [...pairs.values()];
    const { rated, isCut } = mostPlayed(all);
    const met = all.filter(({ first, second }) => rated.has(first) && rated.has(second));
    const matches = all.reduce((sum, pair) => sum + matchesOf(pair), 0);
    return { game, matches, rows: linesOf(met, agents), isCut };
  }

  #pairsOf(game: GameId): Pairs {
    let pairs = this.#byGame.get(game);
    if (pairs === undefined) {
      pairs = new Map();
      this.#byGame.set(game, pairs);
    }
    return pairs;
  }
}

function merged(all: Iterable<Pairs>): Pairs {
  const sum: Pairs = new Map();
  for (const pairs of all) {
    for (const [key, pair] of pairs) {
      const before = sum.get(key);
      if (before === undefined) sum.set(key, { ...pair });
      else {
        before.wins += pair.wins;
        before.draws += pair.draws;
        before.losses += pair.losses;
      }
    }
  }
  return sum;
}

function matchesOf({ wins, draws, losses }: Pair): number {
  return wins + draws + losses;
}

/** The numbers of those who are rated: of too many, those with the most matches. */
function mostPlayed(pairs: readonly Pair[]): {
  readonly rated: ReadonlySet<number>;
  readonly isCut: boolean;
} {
  const matches = new Map<number, number>();
  for (const pair of pairs) {
    for (const number of [pair.first, pair.second])
      matches.set(number, (matches.get(number) ?? 0) + matchesOf(pair));
  }
  const most = [...matches].sort(([, x], [, y]) => y - x).slice(0, MOST_RATED);
  return { rated: new Set(most.map(([number]) => number)), isCut: matches.size > MOST_RATED };
}

function linesOf(pairs: readonly Pair[], agents: Agents): StandingsLine[] {
  const numbers = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))];
  const places = new Map(numbers.map((number, place) => [number, place]));
  const counts = numbers.map(() => ({ wins: 0, draws: 0, losses: 0 }));
  const meetings = pairs.map(({ first, second, wins, draws, losses }): Meeting => {
    const [a, b] = [places.get(first) ?? 0, places.get(second) ?? 0];
    add(counts[a], wins, draws, losses);
    add(counts[b], losses, draws, wins);
    return { a, b, matches: wins + draws + losses, wins: wins + draws / 2 };
  });
  const ratings = ratingsOf(numbers.length, meetings);
  const sizes: number[] = [];
  for (const { group } of ratings) sizes[group] = (sizes[group] ?? 0) + 1;
  const order = sizes.map((_, group) => group).sort((x, y) => (sizes[y] ?? 0) - (sizes[x] ?? 0));
  const lines = numbers.map((id, place) => {
    const { elo = 0, eloLow = 0, eloHigh = 0, group = 0 } = ratings[place] ?? {};
    const { wins = 0, draws = 0, losses = 0 } = counts[place] ?? {};
    const { name = '', streak = 0 } = agents.byNumber(id) ?? {};
    return {
      ...{ id, name, streak, wins, draws, losses, group: order.indexOf(group) },
      ...{ elo: Math.round(elo), low: Math.round(eloLow), high: Math.round(eloHigh) },
      exact: elo,
    };
  });
  return lines
    .sort((x, y) => x.group - y.group || y.exact - x.exact || x.id - y.id)
    .map(({ exact: _, ...line }) => line);
}

function add(
  sum: { wins: number; draws: number; losses: number } | undefined,
  wins: number,
  draws: number,
  losses: number,
): void {
  if (sum === undefined) return;
  sum.wins += wins;
  sum.draws += draws;
  sum.losses += losses;
}
