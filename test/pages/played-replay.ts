import { commitTo, DRAWS, drawAt } from '../../src/fairness.js';
import { type AnyGame, type GameId, gameOf, type Side } from '../../src/games/index.js';
import type { StoredMatch } from '../../src/history/index.js';
import { createRng } from '../../src/lib/rng.js';
import { outcomeFor, roundOutcome } from '../../src/match/index.js';
import { sample } from '../cli/records-sample.js';
import { playthrough } from '../match/playthrough.js';

/** The record of a match that was played by the rules from a seed, seen from one side. @param lateEvery turns, once late */
export function recordOf(
  id: GameId,
  name: string,
  side: Side = 'a',
  lateEvery = Number.POSITIVE_INFINITY,
  choose?: (game: AnyGame, view: object, side: Side) => object,
): StoredMatch {
  const game = gameOf(id);
  const serverSeed = commitTo(`seed of ${name}`);
  const matchId = `match ${name}`;
  const random = createRng(name);
  const { told, rounds, states, end } = playthrough(
    game,
    (round, index) => drawAt(serverSeed, matchId, round, index),
    (view, mover) =>
      random() * lateEvery < 1
        ? null
        : {
            move: choose?.(game, view, mover) ?? game.randomMove(view, random),
            elapsedMs: Math.floor(3 * random()),
          },
  );
  const own = ([a, b]: readonly [number, number]): [number, number] => (side === 'a' ? [a, b] : [b, a]);
  const record = sample(1).match;
  const [template] = record.rounds;
  if (!template) throw new Error('no round');
  return {
    ...record,
    ...{ matchId, game: id, side, serverSeed, serverSeedHash: commitTo(serverSeed), draws: DRAWS },
    agentId: 'agent-me',
    opponentId: 'agent-them',
    rounds: rounds.map((played, i) => {
      const [state, result] = told[side].slice(2 * i, 2 * i + 2) as [
        Record<string, unknown>,
        Record<string, unknown>,
      ];
      const [before, after] = [states[i], states[i + 1]].map((one) => own(one?.score ?? [0, 0]));
      const mine = side === 'a' ? played.a : played.b;
      return structuredClone({
        ...template,
        round: played.round,
        state,
        result,
        move: mine && game.wireMove(mine),
        source: mine && 'strategy',
        reason: null,
        score: after ?? [0, 0],
        outcome: roundOutcome(result.winner, side, before ?? [0, 0], after ?? [0, 0]),
      });
    }),
    taunts: [],
    score: own(end.score),
    outcome: outcomeFor(side, end.ended?.winner ?? null),
  };
}
