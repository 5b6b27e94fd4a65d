import { describe, expect, test } from 'vitest';
import type { GameId } from '../../src/games/index.js';
import type { PastMatch, Strategy, Turn } from '../../src/strategy/contract.js';
import adaptiveFile from '../../strategies/adaptive.js';
import equilibriumFile from '../../strategies/equilibrium.js';
import randomFile from '../../strategies/random.js';
import { baits, mindReader, opponents, playSeries, Seat } from './opponents/index.js';

const adaptive = adaptiveFile as Strategy;
const random = randomFile as Strategy;
const equilibrium = equilibriumFile as Strategy;
const games = Object.keys(opponents) as (keyof typeof opponents)[];

/** The mean score of `adaptive` over series in each of which it starts fresh. */
function meet(game: GameId, other: Strategy, matches: number, series: number): number {
  let total = 0;
  for (let rngSeed = 1; rngSeed <= series; rngSeed++) {
    const seats = [new Seat(adaptive, `adaptive ${rngSeed}`), new Seat(other, `other ${rngSeed}`)] as const;
    total += playSeries(...seats, { game, matches, rngSeed }) / series;
  }
  return total;
}

/** An rps player of a fixed mix. */
function fixedMix(rock: number, paper: number): Strategy {
  return {
    name: 'fixed',
    move: (turn) => {
      const u = turn.random();
      return u < rock ? 'rock' : u < rock + paper ? 'paper' : 'scissors';
    },
  };
}

describe('against the equilibrium it loses nothing', () => {
  // One standard error of n matches without draws is 0.5 / sqrt(n): 0.011 at 2,000.
  test.each(games.filter((game) => game !== 'blotto'))('%s', (game) => {
    expect(meet(game, equilibrium, 1000, 2)).toBeGreaterThan(0.475);
  });

  test('blotto', () => {
    expect(meet('blotto', equilibrium, 300, 1)).toBeGreaterThan(0.43);
  });
});

describe('against uniform play it finds most of what there is', () => {
  test.each([
    { game: 'crash', floor: 0.83, series: 2 },
    { game: 'mines', floor: 0.92, series: 2 },
    { game: 'hi_lo', floor: 0.79, series: 2 },
    { game: 'reaction_ring', floor: 0.673, series: 2 },
    { game: 'blotto', floor: 0.93, series: 1 },
  ] as const)('$game: at least $floor', ({ game, floor, series }) => {
    const score = meet(game, random, 1000, series);
    const luck = 2 * Math.sqrt((floor * (1 - floor)) / (1000 * series));
    expect(score).toBeGreaterThan(floor - luck);
  });
});

test('the first 100 matches against (.5, .3, .2) are worth 0.78', () => {
  // The standard error of 100 series is about 0.005.
  expect(meet('rps', fixedMix(0.5, 0.3), 100, 100)).toBeGreaterThan(0.78 - 0.01);
});

describe('opponents that it has never seen', () => {
  describe.each(games)('%s', (game) => {
    test.each(opponents[game])('$name: $floor', ({ strategy, floor }) => {
      // What cannot be exploited is told from what exploits by many matches only.
      const score =
        floor < 0.5 ? meet(game, strategy, 1000, 1) : meet(game, strategy, game === 'blotto' ? 150 : 400, 1);
      expect(score).toBeGreaterThan(floor);
    });
  });
});

describe('where it is exploited itself', () => {
  describe.each(['rps', 'crash', 'mines'] as const)('a mind reader takes little from it in %s', (game) => {
    test.each(Object.entries(baits[game]))('while it shows %s', (_, bait) => {
      expect(meet(game, mindReader(game, bait), 1000, 2)).toBeGreaterThan(0.47);
    });
  });

  test('a mind reader takes nothing any more in the end', () => {
    let late = 0;
    const seats = [new Seat(adaptive, 'adaptive'), new Seat(mindReader('rps'), 'reader')] as const;
    playSeries(...seats, {
      ...{ game: 'rps', matches: 2000, rngSeed: 1 },
      ended: (score, match) => {
        if (match >= 1000) late += score / 1000;
      },
    });
    expect(late).toBeGreaterThan(0.47);
  });
});

describe('what it knows', () => {
  const habitual = fixedMix(0.5, 0.3);

  /** A hundred matches of a habitual opponent, as a session tells them. */
  function acquaintance(rngSeed: number): readonly PastMatch[] {
    const seat = new Seat(equilibrium, `before ${rngSeed}`);
    playSeries(seat, new Seat(habitual, `other ${rngSeed}`), { game: 'rps', matches: 100, rngSeed });
    return seat.history;
  }

  test('comes from the history at once, in a session that has just begun', () => {
    const first = (known: boolean) => {
      let total = 0;
      for (let rngSeed = 1; rngSeed <= 100; rngSeed++) {
        const seat = new Seat(adaptive, `adaptive ${rngSeed}`, known ? acquaintance(rngSeed) : []);
        total += playSeries(seat, new Seat(habitual, `now ${rngSeed}`), {
          game: 'rps',
          matches: 1,
          rngSeed: -rngSeed,
        });
      }
      return total / 100;
    };
    // 0.80 is the most that there is; somebody new starts with about 0.55.
    expect(first(true)).toBeGreaterThan(0.72);
    expect(first(false)).toBeLessThan(0.65);
  });

  test('is the same whether it was there or was told', () => {
    const there = new Seat(adaptive, 'same');
    const rocks: Strategy = { move: () => 'rock' };
    playSeries(there, new Seat(rocks, 'x'), { game: 'rps', matches: 30, rngSeed: 3 });
    const told = new Seat(adaptive, 'same', there.history);
    const answers = [there, told].map((seat) => {
      const turn = turnOf(seat, 'next');
      return [0.1, 0.5, 0.9].map((u) => adaptive.move({ ...turn, random: () => u } as unknown as Turn));
    });
    expect(answers[0]).toEqual(['paper', 'paper', 'paper']);
    expect(answers[1]).toEqual(answers[0]);
  });

  test('is kept apart by opponent, and by session', () => {
    const seat = new Seat(adaptive, 'me');
    playSeries(seat, new Seat({ move: () => 'rock' }, 'x'), { game: 'rps', matches: 30, rngSeed: 3 });
    const moves = (turn: object) =>
      new Set([0.1, 0.5, 0.9].map((u) => adaptive.move({ ...turn, random: () => u } as unknown as Turn)))
        .size;
    const turn = turnOf(seat, 'next');
    expect(moves(turn)).toBe(1);
    expect(moves({ ...turn, opponent: { id: 'stranger', name: 'Stranger', history: [] } })).toBe(3);
    expect(moves({ ...turn, opponent: { ...turn.opponent, history: [] }, memory: {} })).toBe(3);
  });

  test.each(games)('%s: the same seed gives the same series', (game) => {
    const play = () => {
      const scores: number[] = [];
      const seats = [new Seat(adaptive, 'a'), new Seat(random, 'b')] as const;
      playSeries(...seats, { game, matches: 20, rngSeed: 5, ended: (score) => scores.push(score) });
      return [scores, seats[0].history];
    };
    expect(play()).toEqual(play());
  });

  test.each(games)('%s: rounds that were missed, and moves of another dialect, do no harm', (game) => {
    const seat = new Seat(adaptive, 'me');
    playSeries(seat, new Seat(random, 'x'), { game, matches: 10, rngSeed: 2 });
    const history = seat.history.map((match, i) => ({
      ...match,
      rounds: match.rounds.map((round) => ({
        ...round,
        state: i % 2 ? null : round.state,
        result: {
          ...round.result,
          your_move: null,
          opponent_move: i % 3 ? null : { allocations: [3, 3, 3, 3, 3] },
        },
      })),
    })) as unknown as PastMatch[];
    expect(
      playSeries(new Seat(adaptive, 'me', history), new Seat(random, 'x'), { game, matches: 10, rngSeed: 2 }),
    ).toBeGreaterThan(0);
  });

  function turnOf(seat: Seat, matchId: string) {
    return {
      ...{ game: 'rps', matchId, side: 'a', round: 1, state: {}, score: { mine: 0, theirs: 0 }, rounds: [] },
      ...{ wager: 0, deadline: 0, memory: seat.memory },
      opponent: { id: 'other', name: 'Other', history: seat.history },
    };
  }
});
