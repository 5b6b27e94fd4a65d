import { type AnyGame, GAME_IDS, gameOf } from '../../games/index.js';
import type { Given } from '../command.js';
import { writeJson, writeTable } from '../output.js';

/** Lists the ten games, or tells one. */
export async function showGames({ flags, config, io }: Given<'config'>): Promise<void> {
  // Only where it is asked for here: a config file names one for play.
  const named = flags.game === undefined || config.game === null ? null : gameOf(config.game);
  const games = named ? [named] : GAME_IDS.map(gameOf);
  if (config.json) {
    for (const { id: game, name, rules, moves, format, turnTimeoutMs } of games) {
      const { kind, bestOf } = format;
      writeJson(io, { event: 'game', game, name, rules, moves, format: kind, bestOf, turnTimeoutMs });
    }
  } else if (named) writeTable(rowsOf(named), io);
  else
    writeTable(
      [['GAME', 'FORMAT', 'MOVE'], ...games.map((game) => [game.id, formatOf(game), game.moves])],
      io,
    );
}

function rowsOf(game: AnyGame): string[][] {
  return [
    ['name', `${game.name} (${game.id})`],
    ['format', formatOf(game)],
    ['turn', `${game.turnTimeoutMs / 1000} s in the embedded arena`],
    ['move', game.moves],
    ['rules', game.rules],
  ];
}

function formatOf({ format: { kind, bestOf } }: AnyGame): string {
  return kind === 'first_to' ? `first to ${Math.floor(bestOf / 2) + 1} of ${bestOf}` : `${bestOf} rounds`;
}
