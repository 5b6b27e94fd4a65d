import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { type AnyGame, GAME_IDS, gameOf, isGameId } from '../../games/index.js';
import { nearest } from '../../lib/suggest.js';
import { formatTable } from '../../ui/index.js';
import type { Flags } from '../command-spec.js';
import type { Io } from '../main.js';
import { showWarnings, withConfig, writeJson } from '../with-config.js';

/** Lists the ten games, or tells one. @returns the exit code */
export function showGames(flags: Flags, id: string | undefined, io: Io): Promise<number> {
  return withConfig(flags, io, async ({ config, warnings }) => {
    showWarnings(warnings, io);
    const named = id === undefined ? null : gameNamed(id);
    const games = named ? [named] : GAME_IDS.map(gameOf);
    if (config.json) for (const game of games) writeJson(io, 'game', toJson(game));
    else {
      const rows = named ? rowsOf(named) : listOf(games);
      io.stdout.write(`${formatTable(rows, { columns: io.stdout.columns })}\n`);
    }
    return EXIT.ok;
  });
}

function gameNamed(id: string): AnyGame {
  if (isGameId(id)) return gameOf(id);
  const near = nearest(id, GAME_IDS);
  throw new BotpitError('usage', `there is no game ${JSON.stringify(id)}`, {
    hint: `${near ? `Did you mean ${near}? ` : ''}The games: ${GAME_IDS.join(', ')}.`,
  });
}

function toJson({ id, name, rules, moves, format, turnTimeoutMs }: AnyGame): object {
  const { kind, bestOf } = format;
  return { game: id, name, rules, moves, format: kind, best_of: bestOf, turn_timeout_ms: turnTimeoutMs };
}

function listOf(games: readonly AnyGame[]): string[][] {
  return [['GAME', 'FORMAT', 'MOVE'], ...games.map((game) => [game.id, formatOf(game), game.moves])];
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
