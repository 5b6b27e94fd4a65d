import { load } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { EXIT } from '../../exit-codes.js';
import { type AnyGame, GAME_IDS, gameOf, isGameId } from '../../games/index.js';
import { nearest } from '../../lib/suggest.js';
import { formatTable } from '../../ui/index.js';
import type { Io } from '../main.js';
import type { Flags } from '../program.js';

/** Lists the ten games, or tells one. @returns the exit code */
export async function showGames(flags: Flags, id: string | undefined, io: Io): Promise<number> {
  const { config } = await load({ flags, env: io.env, cwd: io.cwd() });
  const games = id === undefined ? GAME_IDS.map(gameOf) : [gameNamed(id)];
  if (config.json) {
    for (const { id, name, rules, moves, format, turnTimeoutMs } of games) {
      const { kind, bestOf } = format;
      const line = { id, name, rules, moves, format: kind, best_of: bestOf, turn_timeout_ms: turnTimeoutMs };
      io.stdout.write(`${JSON.stringify(line)}\n`);
    }
    return EXIT.ok;
  }
  const columns = io.stdout.columns;
  const [game] = games;
  const rows =
    id === undefined || !game
      ? [['GAME', 'FORMAT', 'MOVE'], ...games.map((each) => [each.id, formatOf(each), each.moves])]
      : [
          ['name', `${game.name} (${game.id})`],
          ['format', formatOf(game)],
          ['turn', `${game.turnTimeoutMs / 1000} s in the embedded arena`],
          ['move', game.moves],
          ['rules', game.rules],
        ];
  io.stdout.write(`${formatTable(rows, { columns })}\n`);
  return EXIT.ok;
}

function gameNamed(id: string): AnyGame {
  if (isGameId(id)) return gameOf(id);
  const near = nearest(id, GAME_IDS);
  throw new BotpitError('usage', `there is no game ${JSON.stringify(id)}`, {
    hint: `${near ? `Did you mean ${near}? ` : ''}The games: ${GAME_IDS.join(', ')}.`,
  });
}

function formatOf({ format: { kind, bestOf } }: AnyGame): string {
  return kind === 'first_to' ? `first to ${Math.floor(bestOf / 2) + 1} of ${bestOf}` : `${bestOf} rounds`;
}
