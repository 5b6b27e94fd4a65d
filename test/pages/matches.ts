import { type AnyGame, type GameId, games, type StateOf } from '../../src/games/index.js';
import { MatchLog, matchSeries, seededDraws } from '../../src/match/index.js';
import type { Replay, ReplayEnd, ReplayRound } from '../../src/pages/replay.js';

/* Matches by the rules of `src/games`, as pages show them. */

export interface Script {
  readonly seed?: number;
  /** What each side plays in a round, from 1: null for late, undefined for a random move. */
  readonly mine?: (round: number, state: object) => object | null | undefined;
  readonly theirs?: (round: number, state: object) => object | null | undefined;
  /** In which rounds `mine` is the fallback of the game. */
  readonly fallback?: (round: number) => boolean;
  /** How many rounds are played at most; beyond them the match is under way. */
  readonly most?: number;
}

const WAGER = 10_000_000;

/** Plays a match of side a. */
export function playMatch(gameId: GameId, script: Script = {}): Replay {
  const { seed = 1, most = Number.POSITIVE_INFINITY } = script;
  const series = matchSeries(gameId, 'm');
  const draws = seededDraws(seed);
  const moves = seededDraws(seed + 1_000_000);
  const log = new MatchLog(series, 0, draws);
  const rounds: ReplayRound[] = [];
  while (log.state.ended === null && rounds.length < most) {
    const { round, state } = log.turnFor('a');
    const stateB = log.viewFor('b');
    const isFallback = script.fallback?.(round) === true;
    const mine = isFallback
      ? series.game.fallbackMove(state)
      : chosen(series.game, state, script.mine?.(round, state), () => moves(round, 0));
    const theirs = chosen(series.game, stateB, script.theirs?.(round, stateB), () => moves(round, 1));
    log.play(mine && { move: mine, elapsedMs: 900 }, theirs && { move: theirs, elapsedMs: 2100 });
    const { result, outcome, score } = log.lastRoundFor('a');
    rounds.push({
      round,
      state: { ...state },
      move: mine,
      result: { ...result },
      outcome,
      score: [score.mine, score.theirs],
      source: mine === null ? null : isFallback ? 'fallback' : 'strategy',
      reason: isFallback ? 'it threw: cannot read the state' : null,
      decideMs: 900,
      theirDecideMs: 2100,
      timeoutMs: series.game.turnTimeoutMs,
      taunts: [],
      otherAnswer: null,
    });
  }
  return {
    matchId: log.matchId,
    game: gameId,
    side: 'a',
    mine: { name: 'alpha', strategy: './alpha.ts', strategyVersion: '1f0c' },
    theirs: { name: 'omega', strategy: null, strategyVersion: null },
    wagerLamports: WAGER,
    sandbox: false,
    playMoney: true,
    startedAt: 1_790_000_000_000,
    endedAt: log.state.ended ? 1_790_000_060_000 : null,
    rounds,
    turn: log.state.ended
      ? null
      : {
          round: log.state.round,
          state: { ...log.viewFor('a') },
          askedAt: 1_790_000_060_000,
          timeoutMs: series.game.turnTimeoutMs,
        },
    end: endOf(log),
    fairness: null,
  };
}

function chosen(game: AnyGame, state: object, move: object | null | undefined, draw: () => number) {
  return move === undefined ? game.randomMove(state, draw) : move;
}

function endOf(log: MatchLog): ReplayEnd | null {
  if (log.state.ended === null) return null;
  const { outcome, score } = log.endFor('a');
  const payoutLamports = { win: 19_500_000, draw: WAGER, loss: 0 }[outcome];
  return {
    outcome,
    score: [score.mine, score.theirs],
    termination: log.state.ended.termination,
    payoutLamports,
    feeLamports: outcome === 'draw' ? 0 : 500_000,
    netLamports: payoutLamports - WAGER,
    settled: true,
  };
}

/** How a round can end for `mine`, and what both sides do for it; the outcome that it must have. */
const CASES = {
  win: [{}, 'win'],
  loss: [{}, 'loss'],
  tie: [{}, 'tie'],
  late: [{ mine: (round: number) => (round === 2 ? null : undefined), most: 2 }, undefined],
  fallback: [{ fallback: (round: number) => round === 1 }, undefined],
  // A win of `theirs` on the way would end a match before the third late round.
  forfeit: [{ mine: () => null, theirs: (round: number) => (round < 3 ? null : undefined) }, undefined],
} as const satisfies Record<string, readonly [Script, ReplayRound['outcome'] | undefined]>;

export type Case = keyof typeof CASES;
export const CASE_NAMES = Object.keys(CASES) as readonly Case[];

/** Games in which random moves hardly ever come to it. */
const solved = (round: number, state: object) =>
  round === 1 ? undefined : games.math_duel.fallbackMove(state as StateOf<'math_duel'>);
const guessed = (round: number) => (round === 1 ? undefined : { guess: 500 });
const ARRANGED: Partial<Record<GameId, Partial<Record<Case, Script>>>> = {
  // The faster one wins where both are right.
  math_duel: { win: { mine: solved, theirs: solved }, loss: { theirs: solved } },
  reaction_ring: { tie: { mine: guessed, theirs: guessed } },
};

/** The first match, by seeds from 1, whose first rounds end that way, and how many of its rounds to show for it. */
export function matchOf(gameId: GameId, name: Case): { readonly match: Replay; readonly shown: number } {
  const [script, outcome] = CASES[name];
  for (let seed = 1; seed < 200; seed++) {
    const match = playMatch(gameId, { ...script, ...ARRANGED[gameId]?.[name], seed });
    if (outcome === undefined) return { match, shown: name === 'fallback' ? 1 : match.rounds.length };
    const at = match.rounds.findIndex((round) => round.outcome === outcome);
    if (at >= 1) return { match, shown: at + 1 };
  }
  throw new Error(`no round of ${gameId} ends in a ${name}`);
}
