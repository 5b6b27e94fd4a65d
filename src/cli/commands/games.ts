import { readFileSync } from 'node:fs';
import { readChoice } from '../../config/index.js';
import { type AnyGame, GAME_IDS, type GameId, gameOf } from '../../games/index.js';
import { PACKAGE_ROOT } from '../../lib/package-root.js';
import { fill, type Holes } from '../../lib/template.js';
import type { Given } from '../command.js';
import type { GAMES } from '../options.js';
import { writeJson, writeTable } from '../output.js';

/** Lists the games, tells those that are named, or prints what one must know to write a bot for them. */
export async function showGames({ args, options, config, io }: Given<'config', typeof GAMES>): Promise<void> {
  const named = args.map((word) => readChoice('[games]', GAME_IDS, word));
  const ids = named.length > 0 ? [...new Set(named)] : GAME_IDS;
  if (options.prompt) {
    const text = promptFor(ids);
    if (config.json) writeJson(io, { event: 'prompt', games: ids, text });
    else io.stdout.write(text);
    return;
  }
  const games = ids.map(gameOf);
  if (config.json) {
    for (const { id: game, name, rules, moves, format, turnTimeoutMs } of games) {
      const { kind, bestOf } = format;
      writeJson(io, { event: 'game', game, name, rules, moves, format: kind, bestOf, turnTimeoutMs });
    }
  } else if (named.length > 0) {
    for (const [i, game] of games.entries()) {
      if (i > 0) io.stdout.write('\n');
      writeTable(rowsOf(game), io);
    }
  } else {
    const rows = games.map((game) => [game.id, formatOf(game), game.moves]);
    writeTable([['GAME', 'FORMAT', 'MOVE'], ...rows], io, { drop: [2, 1] });
  }
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

/**
 * What a person or a language model must know to write a bot for these games. What is said there of strategies and of the
 * games is what the documents say.
 */
function promptFor(ids: readonly GameId[]): string {
  const [first = 'rps'] = ids;
  const isAll = ids.length === GAME_IDS.length;
  const rules = documentOf('games');
  return fill('cli/prompt.md', {
    names: isAll ? 'every game' : ids.join(', '),
    game: first,
    list: ids.map((id) => `'${id}'`).join(', '),
    strategies: markedIn(documentOf('strategies')),
    shared: markedIn(rules),
    games: ids.map((id) => sectionOf(id, rules)).join('\n'),
    ...(Object.fromEntries(GAME_IDS.map((id) => [id, ids.includes(id) ? id : null])) as Holes),
  });
}

function documentOf(name: 'games' | 'strategies'): string {
  return readFileSync(new URL(`docs/${name}.md`, PACKAGE_ROOT), 'utf8').replaceAll('\r\n', '\n');
}

/** The parts of a document that are meant for this page, too. */
function markedIn(document: string): string {
  const parts = document.matchAll(/^<!-- prompt -->\n(.*?)^<!-- \/prompt -->$/gms);
  return [...parts].map(([, part = '']) => part.trim()).join('\n\n');
}

function sectionOf(id: GameId, document: string): string {
  return new RegExp(`^### ${id} .*?(?=\\n+^#)`, 'ms').exec(document)?.[0] ?? '';
}
