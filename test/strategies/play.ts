import { type GameId, gameOf, type Side } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import {
  type MatchState,
  playRound,
  resultFor,
  seededDraws,
  startMatch,
  viewFor,
} from '../../src/match/index.js';
import type { PastMatch, Round, Strategy, Turn } from '../../src/strategy/contract.js';
import { deepFreeze } from '../match/playthrough.js';

export interface Seat {
  readonly strategy: Strategy;
  readonly history?: readonly PastMatch[];
}

export interface Played {
  readonly end: MatchState;
  /** Every move of each side, canonical. */
  readonly moves: Readonly<Record<Side, readonly object[]>>;
  /** The rounds as side a saw them. */
  readonly rounds: readonly Round[];
}

/** A whole match of two synchronous strategies. Throws at the first illegal move and at any write to a turn. */
export function playMatch(game: GameId, a: Seat, b: Seat, rngSeed: number): Played {
  const rules = gameOf(game);
  const draws = seededDraws(rngSeed);
  const seats = { a, b };
  const random = { a: createRng(`a ${rngSeed}`), b: createRng(`b ${rngSeed}`) };
  const rounds: Record<Side, Round[]> = { a: [], b: [] };
  const moves: Record<Side, object[]> = { a: [], b: [] };
  let match = startMatch(rules, draws);

  const ask = (side: Side) => {
    const state = viewFor(rules, match, side);
    const answer = seats[side].strategy.move({
      ...deepFreeze({
        game,
        matchId: `match-${rngSeed}`,
        side,
        opponent: { id: 'other', name: 'Other', history: seats[side].history ?? [] },
        wager: 0,
        round: match.round,
        state,
        score: scoreOf(match, side),
        rounds: structuredClone(rounds[side]),
        deadline: 0,
      }),
      signal: new AbortController().signal,
      random: random[side],
      memory: {},
    } as Turn);
    const raw = typeof answer === 'object' ? answer : { [rules.moveKey]: answer };
    const move = rules.parseMove(raw, state);
    if (!move)
      throw new Error(`illegal: ${JSON.stringify(answer)} in ${JSON.stringify(state)}, seed ${rngSeed}`);
    moves[side].push(move);
    return { move, elapsedMs: 0 };
  };

  while (!match.ended) {
    const states = { a: viewFor(rules, match, 'a'), b: viewFor(rules, match, 'b') };
    const step = playRound(rules, match, ask('a'), ask('b'), draws);
    match = step.match;
    for (const side of ['a', 'b'] as const) {
      const result = resultFor(rules, step.round, side);
      rounds[side].push({
        round: step.round.round,
        state: states[side],
        result,
        outcome: result.winner === null ? 'tie' : result.winner === side ? 'win' : 'loss',
        score: scoreOf(match, side),
      } as Round);
    }
  }
  return { end: match, moves, rounds: rounds.a };
}

/** Side a's share of `matches` matches, a draw counting half. */
export function shareOf(game: GameId, a: Strategy, b: Strategy, matches: number): number {
  let share = 0;
  for (let seed = 0; seed < matches; seed++) {
    const winner = playMatch(game, { strategy: a }, { strategy: b }, seed).end.ended?.winner;
    share += winner === 'a' ? 1 : winner === 'b' ? 0 : 0.5;
  }
  return share / matches;
}

function scoreOf(match: MatchState, side: Side) {
  const [a, b] = match.score;
  return side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a };
}
