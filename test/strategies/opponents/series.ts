import { type GameId, gameOf, opponentOf, SIDES, type Side } from '../../../src/games/index.js';
import { createRng } from '../../../src/lib/rng.js';
import {
  type MatchState,
  playRound,
  resultFor,
  seededDraws,
  startMatch,
  viewFor,
} from '../../../src/match/index.js';
import type { AnyParams, PastMatch, Round, Strategy, Turn } from '../../../src/strategy/contract.js';
import { declaredParams, setParams } from '../../../src/strategy/params.js';

const KEPT = 100;

/** A strategy in a session of its own, against one opponent. */
export class Seat {
  readonly memory: Record<string, unknown> = {};
  /** The last hundred matches, oldest first. */
  readonly history: PastMatch[];
  readonly strategy: Strategy;
  readonly random: () => number;
  readonly params: AnyParams;
  side: Side = 'a';
  rounds: Round[] = [];

  constructor(strategy: Strategy, seed: string, history: readonly PastMatch[] = []) {
    this.strategy = strategy;
    this.params = setParams(declaredParams(strategy.params), {}, 'the strategy').values;
    this.random = createRng(seed);
    this.history = [...history];
  }

  move(game: GameId, matchId: string, match: MatchState): object {
    const rules = gameOf(game);
    const state = viewFor(rules, match, this.side);
    // One literal: with spreads, making it takes longer than playing the turn.
    const turn = {
      game,
      matchId,
      side: this.side,
      wager: 0,
      deadline: 0,
      state,
      round: match.round,
      score: scoreOf(match, this.side),
      rounds: this.rounds,
      opponent: { id: 'other', name: 'Other', history: this.history },
      random: this.random,
      memory: this.memory,
      params: this.params,
    };
    const answer: unknown = this.strategy.move(turn as unknown as Turn);
    const move = rules.parseMove(typeof answer === 'object' ? answer : { [rules.moveKey]: answer }, state);
    if (!move)
      throw new Error(`${this.strategy.name}: ${JSON.stringify(answer)} in ${JSON.stringify(state)}`);
    return move;
  }
}

export interface SeriesOptions {
  readonly game: GameId;
  readonly matches: number;
  readonly rngSeed: number;
  /** Told the first seat's score of each match. */
  readonly ended?: (score: number, match: number) => void;
}

/** Plays a series, sides swapped from match to match. @returns the first seat's mean score */
export function playSeries(
  first: Seat,
  second: Seat,
  { game, matches, rngSeed, ended }: SeriesOptions,
): number {
  let total = 0;
  for (let number = 0; number < matches; number++) {
    first.side = number % 2 === 0 ? 'a' : 'b';
    second.side = opponentOf(first.side);
    const winner = playMatch(first, second, game, rngSeed * 1_000_003 + number);
    const score = winner === null ? 0.5 : winner === first.side ? 1 : 0;
    total += score;
    ended?.(score, number);
  }
  return total / matches;
}

function playMatch(first: Seat, second: Seat, game: GameId, rngSeed: number): Side | null {
  const rules = gameOf(game);
  const draws = seededDraws(rngSeed);
  const matchId = `match-${rngSeed}`;
  const seats = first.side === 'a' ? { a: first, b: second } : { a: second, b: first };
  for (const side of SIDES) seats[side].rounds = [];
  let match = startMatch(rules, draws);
  while (!match.ended) {
    const [a, b] = SIDES.map((side) => ({ move: seats[side].move(game, matchId, match), elapsedMs: 0 }));
    const before = match;
    const step = playRound(rules, match, a ?? null, b ?? null, draws);
    match = step.match;
    for (const side of SIDES) {
      const result = resultFor(rules, step.round, side);
      const score = scoreOf(match, side);
      const was = scoreOf(before, side);
      const gain = score.mine - was.mine - (score.theirs - was.theirs);
      const outcome = gain > 0 ? 'win' : gain < 0 ? 'loss' : 'tie';
      const state = viewFor(rules, before, side);
      seats[side].rounds.push({ round: before.round, state, result, outcome, score } as unknown as Round);
    }
  }
  const { winner } = match.ended;
  for (const side of SIDES) {
    const seat = seats[side];
    const outcome = winner === null ? 'draw' : winner === side ? 'win' : 'loss';
    seat.history.push({ matchId, game, side, outcome, rounds: seat.rounds } as unknown as PastMatch);
    if (seat.history.length > KEPT) seat.history.shift();
  }
  return winner;
}

function scoreOf({ score: [a, b] }: MatchState, side: Side) {
  return side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a };
}
