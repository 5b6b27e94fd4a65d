import { blotto } from './blotto.js';
import { coinflip } from './coinflip.js';
import { crash } from './crash.js';
import type { AnyGame, Game } from './game.js';
import { hiLo } from './hi-lo.js';
import { diceDuel, highCardDuel } from './luck.js';
import { mathDuel } from './math-duel.js';
import { mines } from './mines.js';
import { reactionRing } from './reaction-ring.js';
import { rps } from './rps.js';

export type * from './game.js';
export { drawInt, opponentOf, SIDES } from './game.js';

/** The ten games, by the id that the wire uses. */
export const games = {
  coinflip,
  rps,
  hi_lo: hiLo,
  dice_duel: diceDuel,
  high_card_duel: highCardDuel,
  crash,
  mines,
  math_duel: mathDuel,
  reaction_ring: reactionRing,
  blotto,
} as const;

export type GameId = keyof typeof games;

export const GAME_IDS = Object.keys(games) as readonly GameId[];

const PURE_CHANCE: ReadonlySet<string> = new Set<GameId>(['coinflip', 'dice_duel', 'high_card_duel']);

/** Whether every strategy wins this game as often as every other: nobody can win it in the long run. */
export function isPureChance(id: string): boolean {
  return PURE_CHANCE.has(id);
}

export function isGameId(id: unknown): id is GameId {
  return typeof id === 'string' && Object.hasOwn(games, id);
}

/** The rules of a game, for code that treats all of them alike. */
export function gameOf(id: GameId): AnyGame {
  return games[id] as AnyGame;
}

type Rules = typeof games;

/** The canonical move object of a game. */
export type MoveOf<G extends GameId> = Rules[G] extends Game<infer M, infer _S, infer _R> ? M : never;
/** The `game_state` of a game. */
export type StateOf<G extends GameId> = Rules[G] extends Game<infer _M, infer S, infer _R> ? S : never;
/** The `round_result.result` of a game. */
export type ResultOf<G extends GameId> = Rules[G] extends Game<infer _M, infer _S, infer R> ? R : never;
/** The canonical move object or the bare value that stands for it: `{ choice: 'rock' }` or `'rock'`. */
export type MoveLike<G extends GameId> = G extends GameId ? MoveOf<G> | MoveOf<G>[keyof MoveOf<G>] : never;
