import { describe, expect, test } from 'vitest';
import { type AnyGame, GAME_IDS, gameOf, type Played } from '../../src/games/index.js';
import {
  MatchLog,
  type MatchState,
  MOST_NUMBERED,
  matchSeries,
  type NumberedMove,
  type PlayedRound,
  playRound,
  reseedableDraws,
  resignMatch,
  resultFor,
  seededDraws,
  startMatch,
  viewFor,
} from '../../src/match/index.js';
import { randomPlaythrough } from './playthrough.js';

const rps = gameOf('rps');
const hiLo = gameOf('hi_lo');
const blotto = gameOf('blotto');
const coinflip = gameOf('coinflip');

/** Every flip heads, every dealer card a king followed by an ace, every terrain 0.8 or 1.0. */
const DRAWS: Record<string, (round: number, index: number) => number> = {
  hi_lo: (_round, index) => (index === 0 ? 0.99 : 0),
  blotto: () => 0.5,
};

/** One letter a side and round, `-` for a late one: `rs` is rock against scissors. */
const MOVES: Record<string, object> = {
  r: { choice: 'rock' },
  p: { choice: 'paper' },
  s: { choice: 'scissors' },
  h: { choice: 'heads' },
  t: { choice: 'tails' },
  '<': { choice: 'lower' },
  '>': { choice: 'higher' },
  0: { bid: 0 },
  1: { bid: 1 },
  9: { bid: 20 },
};

function played(letter: string | undefined): Played<object> | null {
  const move = MOVES[letter ?? ''];
  return move ? { move, elapsedMs: 0 } : null;
}

function play(game: AnyGame, rounds: string): MatchState {
  const draws = DRAWS[game.id] ?? (() => 0);
  let match = startMatch(game, draws);
  for (const [a, b] of rounds.split(' ')) match = playRound(game, match, played(a), played(b), draws).match;
  return match;
}

const RPS_TIES = 'rr '.repeat(8).trim();

describe('endings', () => {
  test.each([
    { game: rps, rounds: 'rs', score: [1, 0], ended: null, why: 'one of two wins' },
    { game: rps, rounds: 'rs rs', score: [2, 0], ended: ['a', 'normal'], why: 'first to 2' },
    { game: rps, rounds: 'rs sr pr', score: [2, 1], ended: ['a', 'normal'], why: 'the deciding round' },
    {
      game: rps,
      rounds: 'rr rs pp sr ss rp',
      score: [1, 2],
      ended: ['b', 'normal'],
      why: 'ties are replayed',
    },
    { game: rps, rounds: RPS_TIES, score: [0, 0], ended: null, why: 'eight ties' },
    {
      game: rps,
      rounds: `${RPS_TIES} rr`,
      score: [0, 0],
      ended: [null, 'normal'],
      why: 'a draw at the cap of 9',
    },
    {
      game: rps,
      rounds: `${RPS_TIES} rs`,
      score: [1, 0],
      ended: ['a', 'normal'],
      why: 'the cap: higher score wins',
    },
    {
      game: rps,
      rounds: `sr ${RPS_TIES}`,
      score: [0, 1],
      ended: ['b', 'normal'],
      why: 'the cap: higher score wins',
    },
    { game: coinflip, rounds: 'ht ht', score: [2, 0], ended: null, why: 'first to 3, not 2' },
    { game: coinflip, rounds: 'ht ht th ht', score: [3, 1], ended: ['a', 'normal'], why: 'first to 3' },
    {
      game: coinflip,
      rounds: 'hh '.repeat(15).trim(),
      score: [0, 0],
      ended: [null, 'normal'],
      why: 'the cap of 15',
    },
    { game: hiLo, rounds: '<> <>', score: [2, 0], ended: null, why: 'three to come, 2 can be caught' },
    { game: hiLo, rounds: '<> <> <>', score: [3, 0], ended: ['a', 'normal'], why: '3 ahead, 2 to come' },
    { game: hiLo, rounds: '<> << <> <<', score: [4, 2], ended: ['a', 'normal'], why: '2 ahead, 1 to come' },
    {
      game: hiLo,
      rounds: '<> << << <<',
      score: [4, 3],
      ended: null,
      why: '1 ahead, 1 to come: a draw is left',
    },
    { game: hiLo, rounds: '<> << << << ><', score: [4, 4], ended: [null, 'normal'], why: 'that draw' },
    { game: hiLo, rounds: '>> >> >> >> >>', score: [0, 0], ended: [null, 'normal'], why: 'all five wrong' },
    { game: blotto, rounds: '10 10 10', score: [3, 0], ended: ['a', 'normal'], why: '3 ahead, 2 to come' },
    {
      game: blotto,
      rounds: '00 01 00 00 00',
      score: [0, 1],
      ended: ['b', 'normal'],
      why: 'the higher score',
    },
    { game: blotto, rounds: '10 01 11 00 99', score: [1, 1], ended: [null, 'normal'], why: 'an equal score' },
  ])('$game.id, $rounds: $score, $ended ($why)', ({ game, rounds, score, ended }) => {
    const match = play(game, rounds);
    expect(match.score).toEqual(score);
    expect(match.ended).toEqual(ended && { winner: ended[0], termination: ended[1] });
    expect(match.round).toBe(rounds.split(' ').length + (ended ? 0 : 1));
  });
});

describe('late sides', () => {
  test.each([
    { game: rps, rounds: '-r r-', score: [1, 1], ended: null, why: 'a late side loses the round' },
    { game: rps, rounds: '-- --', score: [0, 0], ended: null, why: 'both late: tied' },
    {
      game: rps,
      rounds: '-- -- --',
      score: [0, 0],
      ended: [null, 'timeout'],
      why: 'both forfeit at once and level: a draw',
    },
    {
      game: rps,
      rounds: 'rs -- -- --',
      score: [1, 0],
      ended: ['a', 'timeout'],
      why: 'both forfeit at once: the score decides',
    },
    { game: rps, rounds: '-r -r', score: [0, 2], ended: ['b', 'normal'], why: 'lost before it is forfeited' },
    {
      game: rps,
      rounds: '-- -- r-',
      score: [1, 0],
      ended: ['a', 'timeout'],
      why: 'three in a row by b only',
    },
    {
      game: rps,
      rounds: '-- -- rr -- --',
      score: [0, 0],
      ended: null,
      why: 'a move in time starts the count anew',
    },
    { game: coinflip, rounds: '-h -t -h', score: [0, 3], ended: ['b', 'timeout'], why: 'the third in a row' },
    { game: coinflip, rounds: '-h -t hh -t', score: [0, 3], ended: ['b', 'normal'], why: 'not in a row' },
    { game: hiLo, rounds: '<- <- >-', score: [2, 0], ended: ['a', 'timeout'], why: 'a forfeit' },
    { game: hiLo, rounds: '<< <- <- >-', score: [3, 1], ended: ['a', 'timeout'], why: 'a forfeit' },
    { game: hiLo, rounds: '<> <> ->', score: [2, 0], ended: null, why: 'a wrong guess against a late side' },
    { game: hiLo, rounds: '<> -> -> ->', score: [1, 0], ended: ['b', 'timeout'], why: 'the leader forfeits' },
    { game: blotto, rounds: '-0 0- --', score: [1, 1], ended: null, why: 'late loses even to a bid of 0' },
  ])('$game.id, $rounds: $score, $ended ($why)', ({ game, rounds, score, ended }) => {
    const match = play(game, rounds);
    expect(match.score).toEqual(score);
    expect(match.ended).toEqual(ended && { winner: ended[0], termination: ended[1] });
  });
});

describe('resigning', () => {
  test.each(['a', 'b'] as const)('%s resigns and loses, whatever the score', (side) => {
    const match = play(rps, side === 'a' ? 'rs' : 'sr');
    const resigned = resignMatch(match, side);
    expect(resigned.ended).toEqual({ winner: side === 'a' ? 'b' : 'a', termination: 'resign' });
    expect(resigned.score).toEqual(match.score);
    expect(match.ended).toBeNull();
  });

  test('a match that has ended stays as it is', () => {
    const match = play(rps, 'rs rs');
    expect(resignMatch(match, 'a')).toBe(match);
  });
});

test('no round is played after the end', () => {
  expect(() => playRound(rps, play(rps, 'rs rs'), null, null, () => 0)).toThrow('ended');
});

test('blotto budgets are carried from round to round, and a late side keeps its own', () => {
  const match = play(blotto, '99 -9 90');
  expect(viewFor(blotto, match, 'a')).toMatchObject({ your_budget: 60, opponent_budget: 60, rounds_left: 2 });
  expect(viewFor(blotto, match, 'b')).toMatchObject({ your_budget: 60, opponent_budget: 60, rounds_left: 2 });
});

test('each side is told the round from its own side', () => {
  const { round } = playRound(
    rps,
    startMatch(rps, () => 0),
    played('r'),
    null,
    () => 0,
  );
  expect(resultFor(rps, round, 'a')).toMatchObject({
    winner: 'a',
    your_move: { choice: 'rock' },
    opponent_move: null,
  });
  expect(resultFor(rps, round, 'b')).toMatchObject({
    winner: 'a',
    your_move: null,
    opponent_move: { choice: 'rock' },
  });
});

test('a round draws on from where its deal stopped, each number once', () => {
  const asked: string[] = [];
  const draws = (round: number, index: number) => {
    asked.push(`${round}:${index}`);
    return 0.5;
  };
  const match = startMatch(hiLo, draws);
  playRound(hiLo, match, played('<'), played('>'), draws);
  expect(asked).toEqual(['1:0', '1:1', '2:0']);
});

describe('seeded draws', () => {
  test('the same place gives the same number; another seed, round or index another one', () => {
    const draws = seededDraws(42);
    expect(draws(3, 1)).toBe(seededDraws(42)(3, 1));
    const numbers = new Set<number>();
    for (let seed = 0; seed < 10; seed++) {
      for (let round = 1; round <= 10; round++) {
        for (let index = 0; index < 10; index++)
          numbers.add(seededDraws(seed + (seed % 2) * 2 ** 40)(round, index));
      }
    }
    expect(numbers.size).toBe(1000);
  });

  test('are spread evenly over [0, 1), along seeds, rounds and indices', () => {
    const along = {
      seeds: (i: number) => seededDraws(i)(1, 0),
      rounds: (i: number) => seededDraws(1)(i, 0),
      indices: (i: number) => seededDraws(1)(1, i),
    };
    for (const [name, draw] of Object.entries(along)) {
      const buckets = new Array<number>(16).fill(0);
      for (let i = 0; i < 16_000; i++) {
        const u = draw(i);
        expect(u >= 0 && u < 1).toBe(true);
        const bucket = Math.floor(u * 16);
        buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      }
      const chiSquare = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
      // 15 degrees of freedom: above 44.3 once in ten thousand.
      expect(chiSquare, name).toBeLessThan(44.3);
    }
  });
});

test('random play is fair to both sides', () => {
  for (const id of ['rps', 'coinflip', 'dice_duel', 'high_card_duel'] as const) {
    let balance = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const { winner } = randomPlaythrough(gameOf(id), seed).end.ended ?? {};
      balance += winner === 'a' ? 1 : winner === 'b' ? -1 : 0;
    }
    // Four standard deviations of 4000 fair coins.
    expect(Math.abs(balance), id).toBeLessThan(253);
  }
});

describe('matches in one log', () => {
  test.each(GAME_IDS)('of %s are those that are played by themselves, whatever was played before', (id) => {
    const series = matchSeries(id, 'm');
    const { draws, seed } = reseedableDraws();
    const log = new MatchLog(series, 0, draws);
    const numbers = new Map<object, number>();
    for (let n = 0; n < 40; n++) {
      seed(n);
      log.restart(n);
      let match = startMatch(series.game, seededDraws(n));
      const rounds: PlayedRound[] = [];
      const random = seededDraws(1_000 + n);
      while (match.ended === null) {
        const [a, b] = (['a', 'b'] as const).map((side, index) => {
          const view = viewFor(series.game, match, side);
          const move = series.game.randomMove(view, () => random(match.round, index));
          if (!numbers.has(move) && series.stateless && numbers.size < MOST_NUMBERED)
            numbers.set(move, numbers.size);
          return { move, elapsedMs: 0, number: numbers.get(move) ?? -1 };
        }) as [NumberedMove, NumberedMove];
        const step = playRound(series.game, match, a, b, seededDraws(n));
        match = step.match;
        rounds.push(step.round);
        log.playNumbered(a, b);
      }
      expect(log.state).toEqual(match);
      for (const side of ['a', 'b'] as const) {
        const told = log.catchUp([], side).map(({ result }) => result);
        expect(told).toEqual(rounds.map((round) => resultFor(series.game, round, side)));
      }
    }
  });
});
