import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId, gameOf } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import { TAUNTS } from '../../src/protocol/index.js';
import type {
  Match,
  MatchEnd,
  Opponent,
  PastMatch,
  Round,
  Session,
  Strategy,
  TauntEvent,
  Turn,
} from '../../src/strategy/contract.js';
import { jsonLines, runCli, tempFolder } from '../support/run-cli.js';

const DOCUMENT = readFileSync(new URL('../../docs/strategies.md', import.meta.url), 'utf8');

async function prompt(...games: readonly GameId[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(['games', '--prompt', ...games]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

/** Every name of a type: one that is missing here does not compile. */
type NamesOf<T> = Readonly<Record<T extends unknown ? keyof T : never, true>>;

const TURN: NamesOf<Turn> = {
  ...{ game: true, matchId: true, side: true, opponent: true, wager: true, round: true, state: true },
  ...{ score: true, rounds: true, deadline: true, signal: true, random: true, memory: true },
  params: true,
};
const ROUND: NamesOf<Round> = { round: true, state: true, result: true, outcome: true, score: true };
const PAST: NamesOf<PastMatch> = { matchId: true, game: true, side: true, outcome: true, rounds: true };
const OPPONENT: NamesOf<Opponent> = { id: true, name: true, history: true };
const STRATEGY: NamesOf<Strategy> = {
  ...{
    name: true,
    games: true,
    stochastic: true,
    memoryDepth: true,
    files: true,
    env: true,
    reasoning: true,
  },
  ...{
    params: true,
    mix: true,
    init: true,
    matchStart: true,
    move: true,
    roundEnd: true,
    matchEnd: true,
    taunt: true,
  },
};
const SESSION: NamesOf<Session> = { memory: true, params: true, random: true };
const MATCH: NamesOf<Match> = { game: true, matchId: true, side: true, opponent: true, wager: true };
const END: NamesOf<MatchEnd> = { matchId: true, game: true, outcome: true, score: true, netLamports: true };
const TAUNT: NamesOf<TauntEvent> = { on: true, match: true, round: true, tauntId: true };

/** The row of a table that begins with this. */
function rowOf(text: string, start: string): string {
  const row = text.split('\n').find((line) => line.startsWith(`| \`${start}`));
  expect(row, start).toBeDefined();
  return row ?? '';
}

function missingIn(text: string, names: object): string[] {
  return Object.keys(names).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
}

describe('the page and the document of strategies', () => {
  test.each([
    ['docs/strategies.md', async () => DOCUMENT],
    ['games --prompt', () => prompt('rps')],
  ])('%s names every field', async (_name, read) => {
    const text = await read();
    const turn = text.slice(text.indexOf('| in `turn` |'), text.indexOf('All of it is a copy'));
    const fields = [...turn.matchAll(/^\| (`.*?`) \|/gm)].flatMap(
      ([, cell = '']) => cell.match(/\w+/g) ?? [],
    );
    expect(fields.toSorted()).toEqual(Object.keys(TURN).toSorted());
    expect(missingIn(rowOf(text, 'rounds`'), ROUND)).toEqual([]);
    expect(missingIn(rowOf(text, 'opponent`'), { ...OPPONENT, ...PAST })).toEqual([]);
    expect(missingIn(rowOf(text, 'init('), SESSION)).toEqual([]);
    expect(missingIn(rowOf(text, 'matchStart('), MATCH)).toEqual([]);
    expect(missingIn(rowOf(text, 'roundEnd('), ROUND)).toEqual([]);
    expect(missingIn(rowOf(text, 'matchEnd('), END)).toEqual([]);
    expect(missingIn(rowOf(text, 'taunt('), TAUNT)).toEqual([]);
    expect(missingIn(text, { ...STRATEGY, ...TAUNTS })).toEqual([]);
    const { exitCode, stdout } = await runCli(['games', '--prompt', '--json', 'rps']);
    expect(exitCode).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ event: 'prompt', games: ['rps'], text: await prompt('rps') }]);
  });

  test('what a program is told is named there, too', () => {
    const golden = readFileSync(new URL('../golden/files/program-in-play.txt', import.meta.url), 'utf8');
    const lines = [...golden.matchAll(/^> (.*)$/gm)].map(
      ([, line = '']) => JSON.parse(line) as { type: string },
    );
    const types = new Set(lines.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(['match_end', 'match_start', 'round_end', 'session_start', 'turn']);
    for (const { type, ...fields } of lines)
      expect(missingIn(rowOf(DOCUMENT, `${type}\``), fields)).toEqual([]);
  });

  test('has all ten games in less than 300 lines, and one in less than 200', async () => {
    expect((await prompt()).split('\n').length).toBeLessThan(300);
    for (const id of GAME_IDS) expect((await prompt(id)).split('\n').length).toBeLessThan(200);
  });

  test('has the named games and no other', async () => {
    const text = await prompt('rps', 'crash');
    const headings = [...text.matchAll(/^### (\w+)/gm)].map(([, id]) => id);
    expect(headings).toEqual(['rps', 'crash']);
    expect(text).not.toMatch(/hi_lo'|"hi_lo"|\{\{|<!--/);
    const wrong = await runCli(['games', '--prompt', 'rsp']);
    expect(wrong.exitCode).toBe(64);
    expect(wrong.stderr).toMatch(/did you mean rps\?/i);
  });
});

test.each(GAME_IDS)('what the page says of %s is what its rules say', async (id) => {
  const text = await prompt(id);
  const section = text.slice(text.indexOf(`### ${id} `), text.indexOf('## A whole bot'));
  const game = gameOf(id);
  const { kind, bestOf } = game.format;
  expect(section).toContain(
    kind === 'fixed' ? `(fixed ${bestOf})` : `(first to ${Math.floor(bestOf / 2) + 1})`,
  );
  const draw = createRng('the page');
  const carry = game.start();
  const deal = game.deal(carry, 1, draw);
  const state = game.state(deal, carry, 'a');
  const [mine, theirs] = [game.randomMove(state, draw), game.randomMove(state, draw)];
  const resolved = game.resolve(
    deal,
    carry,
    { move: mine, elapsedMs: 1 },
    { move: theirs, elapsedMs: 1 },
    draw,
  );
  const result = game.result(resolved, deal, mine, theirs, 'a');
  const { winner: _winner, your_move: _mine, opponent_move: _theirs, ...shown } = result;
  expect(missingIn(section, { ...mine, ...state, ...shown })).toEqual([]);
});

/** What a side is asked with in a first round. */
function stateOf(id: GameId): object {
  const game = gameOf(id);
  const carry = game.start();
  return game.state(game.deal(carry, 1, createRng('a turn')), carry, 'a');
}

describe('the bots of the page play every game with moves of their own', () => {
  const block = (text: string, language: string) =>
    new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1] ?? '';

  test('in TypeScript', async () => {
    const cwd = tempFolder({ 'bot.ts': block(await prompt(), 'ts') });
    const { exitCode, stdout } = await runCli(['strategies', './bot.ts'], { cwd });
    expect(exitCode, stdout).toBe(0);
    for (const id of GAME_IDS) expect(stdout).toMatch(new RegExp(`^${id} .* sound$`, 'm'));
    const play = ['play', 'math_duel', '--local', '--matches', '2', '--strategy', './bot.ts', '--json'];
    const end = jsonLines((await runCli(play, { cwd })).stdout).at(-1);
    expect(end).toMatchObject({ event: 'session_end', exit_code: 0, matches: 2, wins: 2, fallbacks: 0 });
  });

  test.skipIf(spawnSync('python3', ['--version']).status !== 0)('in Python', async () => {
    const cwd = tempFolder({ 'bot.py': block(await prompt(), 'python') });
    const turns = GAME_IDS.map((game) => ({ type: 'turn', game, state: stateOf(game), rounds: [] }));
    const input = [{ type: 'session_start', seed: '1' }, ...turns].map((line) => JSON.stringify(line));
    const { stdout, stderr } = spawnSync('python3', ['bot.py'], {
      cwd,
      input: input.join('\n'),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const moves = jsonLines(stdout).map(({ move }) => move);
    expect(moves).toHaveLength(GAME_IDS.length);
    const illegal = GAME_IDS.filter((id, i) => {
      const { moveKey, parseMove } = gameOf(id);
      return parseMove({ [moveKey]: moves[i] }, stateOf(id)) === null;
    });
    expect(illegal).toEqual([]);

    const strategy = `cmd: python3 ${cwd}/bot.py`;
    const play = ['play', 'math_duel', '--local', '--matches', '2', '--strategy', strategy, '--json'];
    const end = jsonLines((await runCli(play, { cwd })).stdout).at(-1);
    expect(end).toMatchObject({ event: 'session_end', exit_code: 0, matches: 2, wins: 2, fallbacks: 0 });
  });
});
