import { type AnyGame, type Played, SIDES, type Side } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import {
  type Draws,
  type MatchState,
  type PlayedRound,
  playRound,
  resultFor,
  seededDraws,
  startMatch,
  viewFor,
} from '../../src/match/index.js';

export interface Playthrough {
  /** Every state from the start to the end. */
  readonly states: readonly MatchState[];
  readonly rounds: readonly PlayedRound[];
  /** What each side was told, in order: its view before each round, the result after it. */
  readonly told: Readonly<Record<Side, readonly object[]>>;
  readonly end: MatchState;
}

/** A whole match; `choose` gives each side's move for its view, or `null` to be late. */
export function playthrough(
  game: AnyGame,
  draws: Draws,
  choose: (view: object, side: Side, round: number) => Played<object> | null,
): Playthrough {
  const states = [startMatch(game, draws)];
  const rounds: PlayedRound[] = [];
  const told: Record<Side, object[]> = { a: [], b: [] };
  let match = states[0] as MatchState;
  while (!match.ended) {
    if (rounds.length > 100) throw new Error(`${game.id} does not end`);
    const { round } = match;
    const views = { a: viewFor(game, match, 'a'), b: viewFor(game, match, 'b') };
    const step = playRound(game, match, choose(views.a, 'a', round), choose(views.b, 'b', round), draws);
    match = step.match;
    states.push(match);
    rounds.push(step.round);
    for (const side of SIDES) told[side].push(views[side], resultFor(game, step.round, side));
  }
  return { states, rounds, told, end: match };
}

/** Random moves and answer times, all from one seed; late once in `lateEvery` turns. */
export function randomPlaythrough(
  game: AnyGame,
  rngSeed: number,
  lateEvery = Number.POSITIVE_INFINITY,
): Playthrough {
  const random = createRng(`moves of ${rngSeed}`);
  return playthrough(game, seededDraws(rngSeed), (view) =>
    random() * lateEvery < 1
      ? null
      : { move: game.randomMove(view, random), elapsedMs: Math.floor(random() * 3) },
  );
}

/** Freezes plain data to the bottom, so that a write to it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
