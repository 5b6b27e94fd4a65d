import { describe, expect, test } from 'vitest';
import { verify } from '../../../src/evidence/index.js';
import { commitTo } from '../../../src/fairness.js';
import { GAME_IDS, type GameId, gameOf, SIDES } from '../../../src/games/index.js';
import type { StoredMatch } from '../../../src/history/index.js';
import { createRng } from '../../../src/lib/rng.js';
import { replayOf } from '../../../src/pages/index.js';
import { prove } from '../../../src/pages/proof/prove.js';
import type { Replay } from '../../../src/pages/replay.js';
import { recordOf } from '../played-replay.js';

const evidenceOf = (match: StoredMatch) => ({ match, frames: [], hashUsedIn: null });
const proofOf = (match: StoredMatch) => prove(replayOf(evidenceOf(match)), crypto.subtle);

/** What `botpit verify` makes of the record: its checks that a page makes too. */
function verdictsOf(match: StoredMatch) {
  const { checks } = verify(evidenceOf(match));
  const found = Object.fromEntries(checks.map(({ check, verdict }) => [check, verdict]));
  // A record whose note of its own verdict was changed contradicts nothing that a page reads.
  return { draws: found.draws, record: found.record === 'mismatch' ? 'mismatch' : 'ok' };
}

describe.each(GAME_IDS)('%s', (game) => {
  test('what was played is fair, to a browser as to verify', async () => {
    for (let i = 0; i < 12; i++) {
      for (const side of SIDES) {
        const match = recordOf(game, `${game} ${i}`, side, i % 2 === 0 ? 4 : undefined);
        const proof = await proofOf(match);
        expect(proof.sentence, match.matchId).toMatch(/^fair: /);
        expect(proof.checks.map(({ verdict }) => verdict)).toEqual(['ok', 'ok', 'ok']);
        const [, , draws] = verify(evidenceOf(match)).checks;
        expect(proof.checks[1], match.matchId).toEqual(draws);
      }
    }
  });

  test('the words for a draw say what the rules made of it', async () => {
    for (let i = 0; i < 8; i++) {
      const side = i % 2 === 0 ? 'a' : 'b';
      const match = recordOf(game, `${game} words ${i}`, side);
      const { draws, mines } = await proofOf(match);
      for (const { round, state, result } of match.rounds) {
        const of = draws.filter((draw) => draw.round === round);
        const values = of.map(({ meaning }) => meaning?.value ?? '');
        const shown: Record<GameId, () => unknown> = {
          rps: () => [],
          coinflip: () => [result.flip],
          hi_lo: () => [state?.dealer_card, result.card].map(String),
          dice_duel: () => [sum(values.slice(0, 2)), sum(values.slice(2))],
          high_card_duel: () => inOrder(result.your_card, result.opponent_card, side).map(String),
          crash: () => [`${(result.crash_point as number).toFixed(2)}×`],
          mines: () => [values.filter((value) => value.endsWith('safe')).length],
          math_duel: () => state?.expression,
          reaction_ring: () => [String(result.target)],
          blotto: () => [`× ${state?.terrain_bonus_a}`],
        };
        const ranks = values.map((value) => value.replace(/ \(.*/, ''));
        const counted = Number(values[0]);
        const expected: Partial<Record<GameId, unknown>> = {
          hi_lo: ranks,
          high_card_duel: ranks,
          dice_duel: inOrder(result.your_roll, result.opponent_roll, side),
          mines: [result.mine_at],
          math_duel: values
            .slice(counted)
            .flatMap((number, i) => (i === 0 ? [number] : [values[i], number]))
            .join(' '),
        };
        expect(shown[game](), `${match.matchId}, round ${round}`).toEqual(expected[game] ?? values);
        if (game === 'mines') {
          expect(mines.get(round)).toHaveLength(5);
          expect(mines.get(round)?.[0]).toBe(result.mine_at);
        }
      }
    }
  });

  test('a single change of anything is found, but for what nothing can tell, and verify finds the same', async () => {
    for (let i = 0; i < 6; i++) {
      const match = recordOf(
        game,
        `${game} changed ${i}`,
        i % 2 === 0 ? 'a' : 'b',
        i % 3 === 0 ? 5 : undefined,
      );
      const random = createRng(`change ${i}`);
      for (const [what, change] of Object.entries(CHANGES)) {
        const copy = structuredClone(match) as Loose;
        const round = copy.rounds[Math.floor(random() * copy.rounds.length)];
        if (!round || change(copy, round) === false) continue;
        const name = `${match.matchId}: ${what} in round ${round.round}`;
        const proof = await proofOf(copy as StoredMatch);
        const [, draws, record] = proof.checks;
        if (proof.checks.length > 0)
          expect({ draws: draws?.verdict, record: record?.verdict }, name).toEqual(
            verdictsOf(copy as StoredMatch),
          );
        if (proof.verdict === 'fair')
          expect(NOT_COVERED[what]?.(copy as StoredMatch, round), name).toBe(true);
      }
    }
  });
});

test.each(GAME_IDS)(
  '%s: a match of which something is missing is not called fair, nor unfair',
  async (game) => {
    const whole = replayOf(evidenceOf(recordOf(game, 'missing')));
    const { rounds, end } = whole;
    if (!end) throw new Error('no end');
    const madeUp = { ...end, outcome: 'win', score: [9, 0] } as const;
    const [first] = rounds;
    const { score = [0, 0] } = rounds.at(-2) ?? {};
    const incomplete: Replay[] = [
      { ...whole, end: null },
      { ...whole, end: { ...madeUp, settled: false } },
      { ...whole, rounds: rounds.slice(0, -1) },
      { ...whole, rounds: rounds.slice(0, -1), end: { ...end, outcome: 'loss', score } },
      { ...whole, rounds: rounds.filter((round) => round !== rounds[1]) },
    ];
    for (const match of incomplete) {
      const { sentence } = await prove(match, crypto.subtle);
      expect(sentence).toMatch(/^cannot be checked: .*; what is here follows from the seed/);
    }
    const { verdict } = await prove({ ...whole, rounds: first ? [first] : [], end: madeUp }, crypto.subtle);
    expect(verdict).not.toBe('fair');
  },
);

test('that a side gave up is told as what the arena says', async () => {
  const whole = replayOf(evidenceOf(recordOf('crash', 'given up')));
  const rounds = whole.rounds.slice(0, 1);
  const [{ score } = { score: [0, 0] as const }] = rounds;
  const said = async (outcome: 'win' | 'loss', resigned: boolean) => {
    const end = whole.end && { ...whole.end, outcome, score };
    const fairness = whole.fairness && { ...whole.fairness, resigned, interrupted: false };
    return (await prove({ ...whole, rounds, end, fairness }, crypto.subtle)).sentence;
  };
  const { mine, theirs } = whole;
  expect(await said('win', false)).toMatch(
    new RegExp(`^fair: .*; that ${theirs.name} gave up then is what the arena says$`),
  );
  expect(await said('loss', true)).toMatch(
    new RegExp(`^fair: .*; that ${mine.name} gave up then is what the arena says$`),
  );
});

// biome-ignore lint/suspicious/noExplicitAny: what is changed is of many kinds
type Loose = { -readonly [Key in keyof StoredMatch]: any };
type LooseRound = Loose['rounds'][number];

const other = (values: readonly string[], value: unknown) => values.find((one) => one !== value);

/** Each changes one thing. Returns false where there is no such thing in the match. */
const CHANGES: Readonly<Record<string, (match: Loose, round: LooseRound) => unknown>> = {
  seed: (match) => {
    match.serverSeed = commitTo('another');
  },
  'seed in capitals': (match) => {
    match.serverSeed = match.serverSeed.toUpperCase();
  },
  hash: (match) => {
    match.serverSeedHash = commitTo('another');
  },
  'seed and hash': (match) => {
    match.serverSeed = commitTo('another');
    match.serverSeedHash = commitTo(match.serverSeed);
  },
  id: (match) => {
    match.matchId = `${match.matchId}.`;
  },
  derivation: (match) => {
    match.draws = 'other';
  },
  game: (match) => {
    match.game = match.game === 'rps' ? 'coinflip' : 'rps';
  },
  side: (match) => {
    match.side = match.side === 'a' ? 'b' : 'a';
  },
  score: (match) => {
    match.score[0] += 1;
  },
  winner: (match) => {
    match.outcome = other(['win', 'loss', 'draw'], match.outcome);
  },
  'score of a round': (_match, round) => {
    round.score[1] += 1;
  },
  'outcome of a round': (_match, round) => {
    round.outcome = other(['win', 'loss', 'tie'], round.outcome);
  },
  'winner of a round': (_match, round) => {
    round.result.winner = round.result.winner === 'a' ? 'b' : 'a';
  },
  'number of a round': (match, round) => {
    round.round = match.rounds.length + 1;
  },
  'a round less': (match, round) => {
    match.rounds.splice(match.rounds.indexOf(round), 1);
  },
  'what was dealt': (_match, { state }) => change(state),
  'what was drawn': (_match, { result }) => change(result, /_move$|^winner$|_choice$/),
  'a move of mine': (_match, { result }) => change(result.your_move),
  'a move of theirs': (_match, { result }) => change(result.opponent_move),
  'a move that was sent': (_match, { move }) => {
    if (change(move) === false) return false;
    // All spellings alike.
    for (const key of Object.keys(move)) move[key] = Object.values(move)[0];
    return true;
  },
  'names, times and money': (match, round) => {
    Object.assign(match, {
      opponentName: 'x',
      startedAt: 0,
      netLamports: 1,
      payoutLamports: 1,
      strategy: 'x',
    });
    Object.assign(round, { decideMs: 1, source: 'fallback', reason: 'late', timeoutMs: 1 });
  },
};

/** Where a change stays fair, and why. */
const NOT_COVERED: Readonly<Record<string, (match: StoredMatch, round: LooseRound) => boolean>> = {
  // Where nothing is drawn, nothing follows from seed and id; a few flips are the same by chance.
  'seed and hash': ({ game }) => ['rps', 'coinflip'].includes(game),
  id: ({ game }) => ['rps', 'coinflip'].includes(game),
  // A match that is its own mirror image: nothing in it names a side.
  side: ({ game, rounds }) => game === 'hi_lo' || rounds.every(({ result }) => result.winner === null),
  // A move may be told as another that comes to the same round: rules do not say which was meant. What `mine` sent is known.
  'a move of theirs': () => true,
  'a move of mine': (_match, { move }) => move === null,
  // It may have come late; and what is no move in a spelling that botpit knows may have been one to the arena.
  'a move that was sent': ({ game }, { result, move, state }) =>
    result.your_move === null || gameOf(game as GameId).parseMove(move, state) === null,
  // Not from the seed: the account of whoever played.
  'names, times and money': () => true,
};

/** Changes the first value that is not an object. */
function change(object: Record<string, unknown> | null, except = /^$/): false | undefined {
  const field = Object.keys(object ?? {}).find((key) => !except.test(key));
  if (!object || field === undefined) return false;
  const value = object[field];
  const words: Readonly<Record<string, string>> = {
    ...{ rock: 'paper', paper: 'scissors', scissors: 'rock', heads: 'tails', tails: 'heads' },
    ...{ higher: 'lower', lower: 'higher' },
  };
  object[field] =
    typeof value === 'number'
      ? value > 1
        ? value - 1
        : value + 1
      : (words[String(value)] ?? `${String(value)} `);
  return undefined;
}

const sum = (values: readonly string[]) => values.reduce((all, value) => all + Number(value), 0);
const inOrder = (mine: unknown, theirs: unknown, side: 'a' | 'b') =>
  side === 'a' ? [mine, theirs] : [theirs, mine];
