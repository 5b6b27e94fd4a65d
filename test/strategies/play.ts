import { type AnyGame, type GameId, gameOf, opponentOf, SIDES, type Side } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import {
  type MatchState,
  playRound,
  resultFor,
  seededDraws,
  startMatch,
  viewFor,
} from '../../src/match/index.js';
import type {
  AnyParams,
  Match,
  MatchEnd,
  PastMatch,
  Round,
  Situation,
  Strategy,
  Turn,
} from '../../src/strategy/contract.js';
import { declaredParams, setParams } from '../../src/strategy/params.js';
import { deepFreeze } from '../match/playthrough.js';

export interface PlayerOptions {
  /** Of `turn.random()`; opponents know the player by it. */
  readonly seed: string;
  /** What was known of every opponent before. */
  readonly history?: readonly PastMatch[];
  /** Changes what the strategy is handed. */
  readonly handed?: (turn: Turn) => Turn;
  /** Without them the strategy sees its turns only. */
  readonly hooks?: boolean;
}

/** Turns of the microtask queue in which a promised move has to arrive: no timer or file can answer within them. */
const MICROTASKS = 100;

/**
 * A strategy in a session of its own. All that it is handed is frozen, so that a write throws; an illegal move throws, and
 * so does one that has to be waited for.
 */
export class Player {
  /** Every move so far, canonical. */
  readonly moves: object[] = [];
  /** Where it stood before each of them. */
  readonly situations: Situation[] = [];
  readonly #strategy: Strategy;
  readonly #options: PlayerOptions;
  readonly #random: () => number;
  readonly #memory: Record<string, unknown> = {};
  /** As they are by default. */
  readonly #params: AnyParams;
  readonly #past = new Map<string, PastMatch[]>();
  #match: Match | undefined;
  #rounds: Round[] = [];

  private constructor(strategy: Strategy, options: PlayerOptions) {
    this.#strategy = strategy;
    this.#options = options;
    this.#random = createRng(options.seed);
    this.#params = setParams(declaredParams(strategy.params), {}, 'the strategy').values;
  }

  /** Rejects where `init` throws. */
  static async open(strategy: Strategy, options: PlayerOptions): Promise<Player> {
    const player = new Player(strategy, options);
    await strategy.init?.({ memory: player.#memory, random: player.#random, params: player.#params });
    return player;
  }

  get id(): string {
    return this.#options.seed;
  }

  get rounds(): readonly Round[] {
    return this.#rounds;
  }

  async start(game: GameId, matchId: string, side: Side, opponentId: string): Promise<void> {
    const history = this.#past.get(opponentId) ?? [...(this.#options.history ?? [])];
    this.#past.set(opponentId, history);
    const opponent = { id: opponentId, name: opponentId, history: [...history] };
    this.#match = deepFreeze({ game, matchId, side, opponent, wager: 0 }) as Match;
    this.#rounds = [];
    if (this.#options.hooks !== false) await this.#strategy.matchStart?.(this.#match, this.#params);
  }

  async move(
    rules: AnyGame,
    state: object,
    round: number,
    score: readonly [number, number],
  ): Promise<object> {
    const match = this.#match;
    if (!match) throw new Error('a turn before any match');
    const { game, side } = match;
    const situation = deepFreeze({
      game,
      side,
      round,
      score: own(score, side),
      state: structuredClone(state),
    });
    this.situations.push(situation as unknown as Situation);
    const turn = Object.freeze({
      ...match,
      ...situation,
      rounds: Object.freeze([...this.#rounds]),
      deadline: 0,
      signal: new AbortController().signal,
      random: this.#random,
      memory: this.#memory,
      params: this.#params,
    }) as unknown as Turn;
    const answer = await prompt(this.#strategy.move(this.#options.handed?.(turn) ?? turn));
    const raw = typeof answer === 'object' ? answer : { [rules.moveKey]: answer };
    const move = rules.parseMove(raw, state);
    if (!move) {
      throw new Error(
        `illegal: ${JSON.stringify(answer)} in ${JSON.stringify(situation)}, ${this.#options.seed}`,
      );
    }
    this.moves.push(move);
    return move;
  }

  async end(round: Round): Promise<void> {
    this.#rounds.push(deepFreeze(round));
    if (this.#options.hooks !== false) await this.#strategy.roundEnd?.(round, this.#params);
  }

  async finish(outcome: MatchEnd['outcome'], score: readonly [number, number]): Promise<void> {
    const match = this.#match;
    if (!match) throw new Error('an end before any match');
    const { game, matchId, side, opponent } = match;
    const past = deepFreeze({
      matchId,
      game,
      side,
      outcome,
      rounds: [...this.#rounds],
    }) as unknown as PastMatch;
    this.#past.get(opponent.id)?.push(past);
    const told = { matchId, game, outcome, score: own(score, side), netLamports: 0 };
    if (this.#options.hooks !== false) await this.#strategy.matchEnd?.(deepFreeze(told), this.#params);
  }
}

/** A whole match, a step a round. */
export async function* playRounds(
  game: GameId,
  a: Player,
  b: Player,
  rngSeed: number,
): AsyncGenerator<void, MatchState> {
  const rules = gameOf(game);
  const draws = seededDraws(rngSeed);
  const players = { a, b };
  for (const side of SIDES) {
    await players[side].start(game, `match-${rngSeed}`, side, players[opponentOf(side)].id);
  }
  let match = startMatch(rules, draws);
  while (!match.ended) {
    const { round, score } = match;
    const states = { a: viewFor(rules, match, 'a'), b: viewFor(rules, match, 'b') };
    const moves = {
      a: { move: await a.move(rules, states.a, round, score), elapsedMs: 0 },
      b: { move: await b.move(rules, states.b, round, score), elapsedMs: 0 },
    };
    const step = playRound(rules, match, moves.a, moves.b, draws);
    match = step.match;
    for (const side of SIDES) {
      const result = resultFor(rules, step.round, side);
      const before = own(score, side);
      const now = own(match.score, side);
      const gain = now.mine - before.mine - (now.theirs - before.theirs);
      const outcome = gain > 0 ? 'win' : gain < 0 ? 'loss' : 'tie';
      await players[side].end({ round, state: states[side], result, outcome, score: now } as Round);
    }
    yield;
  }
  const { winner } = match.ended;
  for (const side of SIDES) {
    await players[side].finish(winner === null ? 'draw' : winner === side ? 'win' : 'loss', match.score);
  }
  return match;
}

export async function playMatch(game: GameId, a: Player, b: Player, rngSeed: number): Promise<MatchState> {
  const rounds = playRounds(game, a, b, rngSeed);
  for (;;) {
    const step = await rounds.next();
    if (step.done) return step.value;
  }
}

/** Side a's share of a series of matches, a draw counting half. */
export async function shareOf(game: GameId, a: Strategy, b: Strategy, matches: number): Promise<number> {
  const players = [await Player.open(a, { seed: 'a' }), await Player.open(b, { seed: 'b' })] as const;
  let share = 0;
  for (let seed = 0; seed < matches; seed++) {
    const { ended } = await playMatch(game, ...players, seed);
    share += ended?.winner === 'a' ? 1 : ended?.winner === 'b' ? 0 : 0.5;
  }
  return share / matches;
}

async function prompt(answer: unknown): Promise<unknown> {
  if (typeof answer !== 'object' || answer === null || !('then' in answer)) return answer;
  let settled = false;
  const promised = Promise.resolve(answer).finally(() => {
    settled = true;
  });
  // Whether it has rejected is found out below.
  promised.catch(() => undefined);
  for (let i = 0; i < MICROTASKS && !settled; i++) await undefined;
  if (!settled) throw new Error('a move that has to be waited for');
  return promised;
}

function own([a, b]: readonly [number, number], side: Side) {
  return side === 'a' ? { mine: a, theirs: b } : { mine: b, theirs: a };
}
