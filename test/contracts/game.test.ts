import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type AnyGame, GAME_IDS, type GameId, gameOf, SIDES } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import { playRound, resultFor, seededDraws, startMatch, viewFor } from '../../src/match/index.js';
import { deepFreeze, playthrough, randomPlaythrough } from '../match/playthrough.js';

const FIRST_SEED = 20_000;
const MATCHES = 1000;

const SEEDS = Array.from({ length: MATCHES }, (_, i) => FIRST_SEED + i);

const COMMON = ['winner', 'your_move', 'opponent_move'];
const CHOICES = ['your_choice', 'opponent_choice'];

/** The fields of the wire, by the arena's rules page. */
const FIELDS: Record<GameId, { state: string[]; result: string[] }> = {
  coinflip: { state: [], result: ['flip', ...CHOICES] },
  rps: { state: [], result: CHOICES },
  hi_lo: { state: ['dealer_card'], result: [...CHOICES, 'card'] },
  dice_duel: { state: [], result: ['your_roll', 'opponent_roll'] },
  high_card_duel: { state: [], result: ['your_card', 'opponent_card'] },
  crash: { state: ['min', 'max'], result: ['crash_point'] },
  mines: { state: ['grid', 'mines'], result: ['mine_at'] },
  math_duel: { state: ['expression'], result: ['answer', 'correct'] },
  reaction_ring: { state: ['min', 'max'], result: ['target'] },
  blotto: {
    state: ['your_budget', 'opponent_budget', 'terrain_bonus_a', 'rounds_left'],
    result: ['your_budget', 'opponent_budget'],
  },
};

const FORMATS: Record<GameId, [kind: string, bestOf: number, turnTimeoutMs: number]> = {
  coinflip: ['first_to', 5, 15_000],
  rps: ['first_to', 3, 15_000],
  hi_lo: ['fixed', 5, 15_000],
  dice_duel: ['first_to', 5, 10_000],
  high_card_duel: ['first_to', 5, 10_000],
  crash: ['first_to', 3, 15_000],
  mines: ['first_to', 3, 15_000],
  math_duel: ['first_to', 3, 15_000],
  reaction_ring: ['first_to', 3, 15_000],
  blotto: ['fixed', 5, 15_000],
};

/** Canonical key, and the second one that some arenas read. */
const KEYS: Record<GameId, [key: string, alias?: string]> = {
  coinflip: ['choice'],
  rps: ['choice'],
  hi_lo: ['choice', 'guess'],
  dice_duel: ['action', 'choice'],
  high_card_duel: ['action', 'choice'],
  crash: ['cashout', 'cashout_at'],
  mines: ['tiles'],
  math_duel: ['answer'],
  reaction_ring: ['guess'],
  blotto: ['bid'],
};

/** Games whose draws belong to a side: swapping the moves alone does not swap the match. */
const SIDED: readonly GameId[] = ['dice_duel', 'high_card_duel', 'blotto'];

const JUNK: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  1.5,
  2 ** 53,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  '',
  'rock',
  ' rock',
  'ROCK',
  '1.5',
  '7',
  'toString',
  '__proto__',
  [],
  ['rock'],
  [7],
  {},
  { choice: 'rock' },
  { valueOf: 7 },
  { length: 1 },
  JSON.parse('{"__proto__": {"choice": "rock", "bid": 1}}'),
  10n,
  Symbol('move'),
  () => 'rock',
];

const MALFORMED_STATES: readonly unknown[] = [
  ...JUNK,
  { dealer_card: 'queen', expression: 5, your_budget: '40', rounds_left: 0 },
  { dealer_card: 99, expression: '1 / 0', your_budget: -3, rounds_left: -1 },
  { dealer_card: 1.5, expression: 'x + y', your_budget: 1.5, rounds_left: Number.NaN },
  { your_budget: 1e9, rounds_left: 1e-9 },
  { expression: ['1', '+', '1'], your_budget: [100], rounds_left: { valueOf: 1 } },
];

describe.each(GAME_IDS)('%s', (id) => {
  const game = gameOf(id);
  const [moveKey, alias] = KEYS[id];

  test('says what the rules page says of it', () => {
    expect(game.id).toBe(id);
    expect([game.format.kind, game.format.bestOf, game.turnTimeoutMs]).toEqual(FORMATS[id]);
    expect(game.moveKey).toBe(moveKey);
    expect(game.rules).toMatch(/\.$/);
    expect(game.moves).toContain(moveKey);
  });

  test(`ends within the cap, with late sides and without (seeds from ${FIRST_SEED})`, () => {
    const cap = game.format.bestOf * (game.format.kind === 'fixed' ? 1 : 3);
    for (const seed of SEEDS) {
      for (const lateEvery of [3, Number.POSITIVE_INFINITY]) {
        const { rounds, end } = randomPlaythrough(game, seed, lateEvery);
        expect(rounds.length, `seed ${seed}`).toBeLessThanOrEqual(cap);
        expect(end.round, `seed ${seed}`).toBe(rounds.length);
        const [a, b] = end.score;
        if (end.ended?.termination === 'normal') {
          expect(end.ended.winner, `seed ${seed}`).toBe(a > b ? 'a' : b > a ? 'b' : null);
        }
      }
    }
  });

  test(`states and results survive JSON and have the fields of the wire (seeds from ${FIRST_SEED})`, () => {
    const stateKeys = FIELDS[id].state.toSorted();
    const resultKeys = [...COMMON, ...FIELDS[id].result].toSorted();
    for (const seed of SEEDS.slice(0, 300)) {
      const { states, rounds, told } = randomPlaythrough(game, seed, 4);
      const everything = { states, rounds, told };
      expect(isDeepStrictEqual(JSON.parse(JSON.stringify(everything)), everything), `seed ${seed}`).toBe(
        true,
      );
      for (const side of SIDES) {
        for (const [i, message] of told[side].entries()) {
          const keys = Object.keys(message).toSorted();
          expect(isDeepStrictEqual(keys, i % 2 ? resultKeys : stateKeys), `${keys}, seed ${seed}`).toBe(true);
        }
      }
    }
  });

  test(`the same draws and moves make the same match (seeds from ${FIRST_SEED})`, () => {
    for (const seed of SEEDS.slice(0, 200)) {
      const once = randomPlaythrough(game, seed, 4);
      expect(isDeepStrictEqual(randomPlaythrough(game, seed, 4), once), `seed ${seed}`).toBe(true);
    }
  });

  test(`changes nothing that it is given (seeds from ${FIRST_SEED})`, () => {
    for (const seed of SEEDS.slice(0, 200)) {
      const draws = seededDraws(seed);
      const random = createRng(String(seed));
      let match = deepFreeze(startMatch(game, draws));
      while (!match.ended) {
        const choose = (side: 'a' | 'b') => {
          const view = deepFreeze(viewFor(game, match, side));
          const raw = deepFreeze(game.randomMove(view, random));
          return deepFreeze({ move: game.parseMove(raw, view) ?? game.fallbackMove(view), elapsedMs: 1 });
        };
        const step = deepFreeze(playRound(game, match, choose('a'), choose('b'), draws));
        for (const side of SIDES) resultFor(game, step.round, side);
        match = step.match;
      }
    }
  });

  test(`shows nothing of what comes after the deal (seeds from ${FIRST_SEED})`, () => {
    for (const seed of SEEDS) {
      const draws = seededDraws(seed);
      const match = startMatch(game, draws);
      const other = seededDraws(seed + 10 * MATCHES);
      const sameDeal = startMatch(game, (round, index) =>
        (index < match.dealDraws ? draws : other)(round, index),
      );
      for (const side of SIDES) {
        expect(viewFor(game, sameDeal, side), `seed ${seed}`).toEqual(viewFor(game, match, side));
      }
    }
    const shown = { hi_lo: 1, blotto: 1 } as Partial<Record<GameId, number>>;
    if (id !== 'math_duel') expect(startMatch(game, seededDraws(1)).dealDraws).toBe(shown[id] ?? 0);
  });

  test(`every random move is legal, in each of its spellings (seeds from ${FIRST_SEED})`, () => {
    for (const seed of SEEDS.slice(0, 60)) {
      const random = createRng(String(seed));
      randomPlaythroughViews(game, seed, (view) => {
        const move = game.randomMove(view, random);
        const value = (move as Record<string, unknown>)[moveKey];
        expect(Object.keys(move), `seed ${seed}`).toEqual([moveKey]);
        const spellings = [move, { [moveKey]: value }, game.wireMove(move), ...game.wireForms(move)];
        for (const spelling of [...spellings, { ...move, colour: 'red', constructor: 1 }]) {
          expect(isDeepStrictEqual(game.parseMove(spelling, view), move), `seed ${seed}`).toBe(true);
          expect(game.parseMove(JSON.parse(JSON.stringify(spelling)), view), `seed ${seed}`).toStrictEqual(
            move,
          );
        }
      });
    }
  });

  test('has a wire form for each key, canonical first, and one move with all of them', () => {
    const view = viewFor(game, startMatch(game, seededDraws(1)), 'a');
    const move = game.fallbackMove(view);
    const value = (move as Record<string, unknown>)[moveKey];
    const forms = alias ? [{ [moveKey]: value }, { [alias]: value }] : [{ [moveKey]: value }];
    expect(game.wireForms(move)).toStrictEqual(forms);
    expect(game.wireMove(move)).toStrictEqual(Object.assign({}, ...forms));
    if (alias)
      expect(game.parseMove({ [moveKey]: value, [alias]: 'other' }, view), 'contradicting keys').toBeNull();
  });

  test('takes no move from a prototype', () => {
    const view = viewFor(game, startMatch(game, seededDraws(1)), 'a');
    const move = game.fallbackMove(view);
    expect(game.parseMove(Object.create(move), view)).toBeNull();
    expect(game.parseMove(JSON.parse(`{"__proto__": ${JSON.stringify(move)}}`), view)).toBeNull();
  });

  test(`never throws at junk, and never makes an illegal move of it (seed ${FIRST_SEED})`, () => {
    const view = viewFor(game, startMatch(game, seededDraws(FIRST_SEED)), 'a');
    const random = createRng(String(FIRST_SEED));
    const any = () => JUNK[Math.floor(random() * JUNK.length)];
    const keys = [moveKey, alias ?? moveKey, 'choice', 'bid', 'toString'];
    const key = () => keys[Math.floor(random() * keys.length)] as string;
    const candidates = [...JUNK, ...Array.from({ length: 3000 }, () => ({ [key()]: any(), [key()]: any() }))];
    for (const raw of candidates) {
      const move = game.parseMove(raw, view);
      if (move === null) continue;
      expect(Object.keys(move)).toEqual([moveKey]);
      expect(game.parseMove(JSON.parse(JSON.stringify(move)), view)).toStrictEqual(move);
    }
    for (const raw of JUNK) if (typeof raw !== 'object') expect(game.parseMove(raw, view)).toBeNull();
  });

  test('has a legal fallback for every state, malformed ones too', () => {
    for (const seed of SEEDS.slice(0, 60)) {
      randomPlaythroughViews(game, seed, (view) => {
        const move = game.fallbackMove(view);
        expect(game.parseMove(move, view), `seed ${seed}`).toStrictEqual(move);
      });
    }
    for (const state of MALFORMED_STATES as object[]) {
      const move = game.fallbackMove(state);
      expect(game.parseMove(move, state)).toStrictEqual(move);
    }
  });

  if (SIDED.includes(id)) return;
  test(`sides can be swapped (seeds from ${FIRST_SEED})`, () => {
    for (const seed of SEEDS.slice(0, 300)) {
      const draws = seededDraws(seed);
      const moves = randomPlaythrough(game, seed, 5);
      const choices = moves.rounds.map(({ a, b }) => ({ a, b }));
      const choose = (round: number, side: 'a' | 'b') => {
        const move = choices[round - 1]?.[side];
        return move ? { move, elapsedMs: 1 } : null;
      };
      const straight = playthrough(game, draws, (_view, side, round) => choose(round, side));
      const swapped = playthrough(game, draws, (_view, side, round) =>
        choose(round, side === 'a' ? 'b' : 'a'),
      );
      expect(swapped.end.score, `seed ${seed}`).toEqual(straight.end.score.toReversed());
      const unnamed = (told: readonly object[]) => told.map((message) => ({ ...message, winner: undefined }));
      expect(isDeepStrictEqual(unnamed(swapped.told.a), unnamed(straight.told.b)), `seed ${seed}`).toBe(true);
    }
  });
});

/** Calls `visit` with every view of a random match. */
function randomPlaythroughViews(game: AnyGame, rngSeed: number, visit: (view: object) => void): void {
  const { told } = randomPlaythrough(game, rngSeed);
  for (const side of SIDES) {
    for (const [i, message] of told[side].entries()) if (i % 2 === 0) visit(message);
  }
}
