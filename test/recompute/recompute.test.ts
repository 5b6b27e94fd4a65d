import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { drawAt } from '../../src/fairness.js';
import { type AnyGame, GAME_IDS, gameOf, SIDES, type Side } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import { seededDraws } from '../../src/match/index.js';
import { type Known, recompute, type Told, type ToldRound } from '../../src/recompute/index.js';
import { playthrough } from '../match/playthrough.js';

const ME = 'agent-me';
const THEM = 'agent-them';

interface Sample {
  readonly known: Known;
  readonly told: Told & {
    readonly rounds: Map<number, ToldRound>;
    readonly over: { winner: string | null; final_score: readonly [number, number] };
  };
}

/** A whole match as one side was told of it, with late moves in between. */
function sample(game: AnyGame, name: string, side: Side, lateEvery: number): Sample {
  const seed = createHmac('sha256', 'evidence').update(name).digest('hex');
  const random = createRng(name);
  const draws = (round: number, index: number) => drawAt(seed, `match-${name}`, round, index);
  const { told, rounds, states, end } = playthrough(game, draws, (view) =>
    random() * lateEvery < 1
      ? null
      : { move: game.randomMove(view, random), elapsedMs: Math.floor(3 * random()) },
  );
  const map = new Map<number, ToldRound>();
  for (const { round } of rounds) {
    const [state, result] = told[side].slice(2 * round - 2, 2 * round) as Record<string, unknown>[];
    const [a, b] = states[round]?.score ?? [0, 0];
    const mine = side === 'a' ? rounds[round - 1]?.a : rounds[round - 1]?.b;
    map.set(
      round,
      structuredClone({
        state,
        sent: mine ? [game.wireMove(mine)] : [],
        result: { result, score: [a, b] },
      }) as ToldRound,
    );
  }
  const winner = end.ended?.winner ?? null;
  return {
    known: { game, draws, side, agentId: ME, opponentId: THEM, toSides: ([a, b]) => [a, b] },
    told: {
      rounds: map,
      over: { winner: winner && (winner === side ? ME : THEM), final_score: end.score },
      resigned: false,
      interrupted: false,
    },
  };
}

const places = ({ mismatches }: ReturnType<typeof recompute>) =>
  mismatches.map(({ round, field }) => `${round ?? 'end'} ${field}`);

describe.each(GAME_IDS.map(gameOf))('$id', (game) => {
  test('what really happened does not contradict itself', () => {
    for (let i = 0; i < 60; i++) {
      for (const side of SIDES) {
        const name = `${game.id} ${i} ${side}`;
        const { known, told } = sample(game, name, side, i % 2 === 0 ? 3 : Number.POSITIVE_INFINITY);
        const { mismatches, rounds } = recompute(known, told);
        expect(mismatches, name).toEqual([]);
        expect(rounds, name).toBe(told.rounds.size);
      }
    }
  });

  test('any changed value is found', () => {
    for (let i = 0; i < 60; i++) {
      const name = `${game.id} changed ${i}`;
      const random = createRng(name);
      const { known, told } = sample(game, name, i % 2 === 0 ? 'a' : 'b', 5);
      const rounds = [...told.rounds];
      const [number, round] = rounds[Math.floor(random() * rounds.length)] ?? [];
      if (!round?.result || !round.state) throw new Error('no round');
      const { result, score } = round.result;
      // A move that changes nothing of what follows may be told as another; what was really sent is known, though.
      const fields = Object.keys(result).filter((key) => !/_move$/.test(key));
      const field = fields[Math.floor(random() * fields.length)] ?? '';
      switch (i % 3) {
        case 0:
          result[field] = result[field] === 'a' ? 'b' : 'a';
          break;
        case 1:
          if (score)
            round.result = {
              result,
              score: i % 2 === 0 ? [score[0] + 1, score[1]] : [score[0], score[1] + 1],
            };
          break;
        default:
          if (Object.keys(round.state).length > 0) {
            for (const key of Object.keys(round.state)) round.state[key] = -7;
          } else result[field] = 'changed';
      }
      const found = recompute(known, told).mismatches;
      expect(found.length, `${name}, round ${number}, ${field}`).toBeGreaterThan(0);
      expect(found[0]?.round, name).toBe(number);
    }
  });

  test('another seed does not fit, where anything is random', () => {
    const { known, told } = sample(game, `${game.id} seed`, 'a', Number.POSITIVE_INFINITY);
    const { mismatches, draws } = recompute({ ...known, draws: seededDraws(1) }, told);
    expect(mismatches.length > 0).toBe(draws > 0);
    expect(draws > 0).toBe(game.id !== 'rps');
  });

  test('a missing round is not a contradiction', () => {
    for (let i = 0; i < 30; i++) {
      const name = `${game.id} missing ${i}`;
      const { known, told } = sample(game, name, 'a', Number.POSITIVE_INFINITY);
      const missing = told.rounds.get(1 + (i % told.rounds.size));
      if (!missing) throw new Error('no round');
      missing.result = null;
      const { mismatches, unchecked } = recompute(known, told);
      expect(mismatches, name).toEqual([]);
      expect(unchecked.length, name).toBeGreaterThan(0);
    }
  });
});

describe('the end', () => {
  const rps = gameOf('rps');
  const fresh = () => sample(rps, 'the end', 'a', Number.POSITIVE_INFINITY);

  test('another winner, another score', () => {
    const { known, told } = fresh();
    const { over } = told;
    over.winner = over.winner === ME ? THEM : ME;
    expect(places(recompute(known, told))).toEqual(['end winner']);
    over.winner = over.winner === ME ? THEM : ME;
    over.final_score = [9, 9];
    expect(places(recompute(known, told))).toEqual(['end final_score']);
  });

  test('a round after the last one', () => {
    const { known, told } = fresh();
    const last = told.rounds.size;
    told.rounds.set(last + 1, structuredClone(told.rounds.get(last)) as ToldRound);
    expect(places(recompute(known, told))).toContain(`${last + 1} round`);
  });

  /** A match that is over after its first round, which did not decide it. */
  function cutShort(winner: string | null) {
    for (let i = 0; ; i++) {
      const { known, told } = sample(rps, `cut short ${i}`, 'a', Number.POSITIVE_INFINITY);
      const first = told.rounds.get(1);
      if (told.rounds.size < 2 || !first?.result?.score) continue;
      const over = {
        ...told.over,
        winner,
        final_score: first.result.score,
      };
      return { known, told: { ...told, rounds: new Map([[1, first]]), over } };
    }
  }

  test('cut short in the own favour: the opponent may have resigned', () => {
    const { known, told } = cutShort(ME);
    const { mismatches, unchecked } = recompute(known, told);
    expect(mismatches).toEqual([]);
    expect(unchecked.join()).toContain('the opponent gave up');
  });

  test('cut short against oneself: only after a resignation of one’s own', () => {
    const { known, told } = cutShort(THEM);
    expect(places(recompute(known, told))).toEqual(['end winner']);
    expect(recompute(known, { ...told, resigned: true }).mismatches).toEqual([]);
    expect(recompute(known, { ...told, interrupted: true }).mismatches).toEqual([]);
  });

  test('points that no round has brought', () => {
    const { known, told } = cutShort(THEM);
    const [first, second] = told.over.final_score;
    told.over.final_score = [first, second + 2];
    expect(places(recompute(known, told))).toEqual(['end final_score']);
  });
});

test('a move that was sent and told as another', () => {
  const { known, told } = sample(gameOf('rps'), 'sent', 'b', Number.POSITIVE_INFINITY);
  const first = told.rounds.get(1) as ToldRound;
  const sent = (first.sent[0] as { choice: string }).choice;
  first.sent.splice(0, 1, { choice: sent === 'rock' ? 'paper' : 'rock' });
  expect(places(recompute(known, told))).toEqual(['1 your_move']);
});

test('a round number without end does not go on without end', () => {
  const { known, told } = sample(gameOf('rps'), 'far', 'a', Number.POSITIVE_INFINITY);
  const last = told.rounds.get(1) as ToldRound;
  told.rounds.clear();
  told.rounds.set(Number.MAX_SAFE_INTEGER, last);
  expect(places(recompute(known, told))).toEqual(['10 round']);
});
