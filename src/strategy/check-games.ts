import { BotpitError } from '../errors.js';
import { GAME_IDS, type GameId, isGameId } from '../games/index.js';
import { nearest } from '../lib/suggest.js';
import { shown } from './blame.js';

/** @throws BotpitError `strategy/no-game` for anything but a list of known games */
export function checkGames(games: unknown): readonly GameId[] {
  if (games === undefined) return GAME_IDS;
  if (!Array.isArray(games) || games.length === 0) {
    throw new BotpitError('strategy/no-game', 'the `games` of the strategy is not a list of games', {
      hint: `Leave it out for every game, or list some of ${GAME_IDS.join(', ')}.`,
    });
  }
  for (const game of games as unknown[]) {
    if (isGameId(game)) continue;
    const isText = typeof game === 'string';
    const near = isText ? nearest(game, GAME_IDS) : undefined;
    const named = isText ? JSON.stringify(game) : shown(game);
    throw new BotpitError('strategy/no-game', `the strategy names an unknown game: ${named}`, {
      hint: near === undefined ? `The games are ${GAME_IDS.join(', ')}.` : `Did you mean ${near}?`,
    });
  }
  return games as GameId[];
}
