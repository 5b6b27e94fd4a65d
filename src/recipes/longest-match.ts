import { GAME_IDS, type GameId, gameOf } from '../games/index.js';
import { mostRounds } from '../match/index.js';

/** The public arena may give more time for a turn than the embedded one does. */
const SLOWER_ARENA = 2;
const SETTLING_MS = 30_000;

/**
 * Seconds that a match may take at most, so that a stop lets it finish: every turn of every round to its end. Of all
 * games where none is named.
 */
export function longestMatchS(game: GameId | null): number {
  const longestMs = Math.max(...(game === null ? GAME_IDS : [game]).map(turnsMs));
  return Math.ceil((SLOWER_ARENA * longestMs + SETTLING_MS) / 1000);
}

function turnsMs(id: GameId): number {
  const game = gameOf(id);
  return mostRounds(game) * game.turnTimeoutMs;
}
