import { BotpitError } from '../errors.js';
import { GAME_IDS, type GameId, isGameId } from '../games/index.js';
import { nearest } from '../lib/suggest.js';

/** @throws BotpitError `strategy/no-game` for anything but a list of known games */
export function checkGames(games: unknown): readonly GameId[] {
  if (games === undefined) return GAME_IDS;
  if (!Array.isArray(games) || games.length === 0) {
    throw new BotpitError('strategy/no-game', 'the `games` of the strategy is no list of games', {
      hint: `Leave it out for every game, or list some of ${GAME_IDS.join(', ')}.`,
    });
  }
  for (const game of games as unknown[]) {
    if (isGameId(game)) continue;
    const near = nearest(String(game), GAME_IDS);
    throw new BotpitError('strategy/no-game', `the strategy names an unknown game: ${JSON.stringify(game)}`, {
      hint: near === undefined ? `The games are ${GAME_IDS.join(', ')}.` : `Did you mean ${near}?`,
    });
  }
  return games as GameId[];
}
