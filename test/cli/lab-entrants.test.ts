import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines, runCli, tempFolder } from '../support/run-cli.js';

const NEVER = `export default { name: 'never', games: ['rps'], move: () => new Promise(() => {}) };`;
const says = (move: string) =>
  `export default { name: 'my', games: ['rps'], memoryDepth: 0, move: () => '${move}' };`;
/** Plays what a file of its working folder says. */
const PROGRAM = `const move = require('node:fs').readFileSync('move.txt', 'utf8').trim();
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { type } = JSON.parse(line);
  if (type === 'session_start') console.log(JSON.stringify({ memoryDepth: 0 }));
  if (type === 'turn') console.log(JSON.stringify({ move }));
});`;

const cwd = tempFolder({ 'never.mjs': NEVER });
for (const [folder, move] of Object.entries({ new: 'paper', old: 'rock' })) {
  mkdirSync(join(cwd, folder));
  const files = { 'my.mjs': says(move), 'bot.cjs': PROGRAM, 'move.txt': move };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, folder, name), text);
}

function match(strategies: readonly string[], ...options: string[]) {
  const run = ['--game', 'rps', '--matches', '4', '--series', '2', '--seed', '1', '--jobs', '1'];
  return runCli(['lab', 'match', ...strategies, ...run, ...options], { cwd });
}

const OF_BOTH = ['--entrant', 'name=new,dir=new', '--entrant', 'name=old,dir=./old,timeout=5s'];

describe('options of one strategy', () => {
  test.each([['./my.mjs'], ['cmd: node bot.cjs']])(
    '%s of two folders, by names of their own',
    async (spec) => {
      const { exitCode, stdout, stderr } = await match([spec, spec], ...OF_BOTH, '--json');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const [result] = jsonLines(stdout);
      expect(JSON.stringify(result)).toMatch(/"new".*"old"/);
      expect(result).toMatchObject({ wins: 4, losses: 0 });
    },
  );

  test('are in the command that repeats the run, which finds what is kept of it', async () => {
    const first = await match(['./my.mjs', './my.mjs'], ...OF_BOTH);
    const again = /Again: botpit (.*)/.exec(first.stdout)?.[1] ?? '';
    expect(again).toContain("--entrant '1,name=new,dir=new' --entrant '2,name=old,timeout=5s,dir=./old'");
    const words = again.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? [];
    const file = join(cwd, 'run.jsonl');
    await runCli([...words, '--run', file], { cwd });
    const once = readFileSync(file, 'utf8');
    const { stdout } = await runCli([...words, '--run', file], { cwd });
    expect(stdout).toContain('nothing was played');
    expect(readFileSync(file, 'utf8')).toBe(once);
  });

  test('a time for moves holds for the strategy at its place alone', async () => {
    const { exitCode, stderr } = await match(
      ['random', './never.mjs'],
      ...['--move-timeout', '1h', '--entrant', '2,timeout=20ms'],
    );
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('never did not play: match 1, round 1: no answer within 20 ms');
  });

  test.each([
    ['nme=x', '"nme" is not an option of an entrant', 'Did you mean name?'],
    ['./my.mjs', '"./my.mjs" is not an option of an entrant', 'after the strategies'],
    ['name=a,name=b', 'name is set twice', ''],
    ['name=', 'name is empty', ''],
    ['timeout=5', 'timeout is not a time', '500ms'],
    ['0,name=a', 'counted from 1', ''],
    ['20000,name=a', 'strategies are counted from 1 to 10,000', ''],
    ['3,name=a', 'options for 3 entrants, and 2 strategies', 'in the order of the strategies'],
    ['dir=nowhere', 'there is no folder', 'from the working folder'],
  ])('%s is refused, with what to do', async (entrant, problem, hint) => {
    const { exitCode, stderr } = await match(['random', 'random'], '--entrant', entrant);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(hint);
  });

  test('no two have one name, and no place has two', async () => {
    const names = await match(['random', 'random'], '--entrant', 'name=a', '--entrant', 'name=a');
    expect(names).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining('two entrants are called "a"'),
    });
    const places = await match(['random', 'random'], '--entrant', 'name=a', '--entrant', '1,name=b');
    expect(places.stderr).toContain('strategy 1 has options already');
  });
});
