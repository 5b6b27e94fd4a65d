import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Examined, examine } from '../../src/check/examine.js';
import { judgeAll, judgeGame } from '../../src/check/judge-strategy.js';
import { splitCommandLine } from '../../src/strategy/resolve.js';
import { jsonLines, runCli, tempFolder } from '../support/run-cli.js';

const BOT = `import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "turn":
        print(json.dumps({"move": "rock"}), flush=True)
`;

describe('a program that is named as if it were a file of JavaScript', () => {
  const named = [
    ['its file', './bot.py'],
    ['its command line', 'python3 bot.py'],
    ['its command line with a path', 'python3 ./bot.py'],
    ['a file of a name with a blank', './my bot.py'],
    ['a file that can be executed', './bot'],
  ] as const;

  test.each(named)('%s: the very words to type, and they work', async (_what, spec) => {
    const cwd = tempFolder({ 'bot.py': BOT, 'my bot.py': BOT, bot: `#!/usr/bin/env python3\n${BOT}` });
    chmodSync(join(cwd, 'bot'), 0o755);
    const { exitCode, stderr } = await runCli(['play', 'rps', '--local', '--strategy', spec], { cwd });
    expect(exitCode).toBe(65);
    const [, command = ''] = /with cmd: before it and quotes around both: "(cmd: .*)"$/m.exec(stderr) ?? [];
    expect(command, stderr).toMatch(/^cmd: (?:python3 .*bot\.py|.*\/bot)/);
    // A program is started where the tests run.
    const moved = command.includes(cwd) ? command : command.replace(/(?:\.\/)?bot\.py/, `${cwd}/bot.py`);
    const ran = await runCli(['strategies', moved, 'rps'], { cwd });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('parameters are kept in the words to type, and a prefix in capitals is not', async () => {
    const cwd = tempFolder({ 'bot.py': BOT });
    const { stderr } = await runCli(['strategies', './bot.py?caution=0.4'], { cwd });
    expect(stderr).toMatch(/quotes around both: "cmd\?caution=0\.4: python3 \S*bot\.py"\n/);
    const shouted = await runCli(['strategies', `CMD: python3 ${cwd}/bot.py`]);
    expect(shouted.stderr).toContain(`quotes around both: "cmd: python3 ${cwd}/bot.py"\n`);
  });

  test.each([
    [['play', 'rps', '--local', '--strategy', 'cmd:', 'python3', 'bot.py']],
    [['strategies', 'cmd?caution=0.4:', 'python3', 'bot.py']],
    [['lab', 'match', 'cmd:', 'python3', 'bot.py', 'copy', '--game', 'rps']],
  ])('without quotes: %j', async (words) => {
    const { exitCode, stderr } = await runCli(words);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Put quotes around the command of a program: "cmd: python3 bot.py"\n');
  });

  test('one that is not there, and one in no language that is known', async () => {
    const cwd = tempFolder({ 'bot.xyz': '' });
    const gone = await runCli(['strategies', './gone.py'], { cwd });
    expect(gone.exitCode).toBe(65);
    expect(gone.stderr).toMatch(/there is no program \S+gone\.py\n.*"cmd: python3 \S*gone\.py"/);
    const unknown = await runCli(['strategies', './bot.xyz'], { cwd });
    expect(unknown.exitCode).toBe(65);
    expect(unknown.stderr).toMatch(
      /is not a file of JavaScript or TypeScript\n.*ends in \.ts, .* or \.cjs\./,
    );
  });

  test('a file of JavaScript that is not there is still one', async () => {
    const { stderr } = await runCli(['strategies', './my bot.ts']);
    expect(stderr).toMatch(/there is no strategy file/);
  });
});

describe('a package that is not installed', () => {
  test.each([
    ['my.ts', 'import chess from "chess-of-nobody/openings";\nexport default () => chess;'],
    ['my.mjs', 'import "@nobody/chess";\nexport default () => "rock";'],
    ['my.cjs', 'require("chess-of-nobody"); module.exports = () => "rock";'],
    ['my.ts', 'import "./deep/helper.js";\nexport default () => "rock";'],
    ['my.ts', 'export default { games: ["rps"], async move() { await import("chess-of-nobody"); } };'],
  ])('%s: %s', async (name, source) => {
    const cwd = tempFolder({
      [`project/bots/${name}`]: source,
      'project/bots/deep/helper.js': 'import "chess-of-nobody";',
      'project/package.json': '{}',
    });
    const { exitCode, stdout, stderr } = await runCli(['strategies', `./project/bots/${name}`], { cwd });
    expect(exitCode).toBe(65);
    const said = (stdout + stderr).replace(/\n? {2,}/g, ' ');
    const wanted = source.includes('@nobody') ? '@nobody/chess' : 'chess-of-nobody';
    const file = source.includes('deep') ? 'deep/helper.js' : name;
    expect(said).toContain(`bots/${file} imports the package ${wanted}, which is not installed`);
    expect(said).toMatch(new RegExp(`cd ${cwd}/project && npm install ${wanted}\\n`));
  });

  test('what botpit has no entry for is not to be installed', async () => {
    const cwd = tempFolder({ 'my.ts': 'import "botpit/bots";\nexport default () => "rock";' });
    const { exitCode, stderr } = await runCli(['strategies', './my.ts'], { cwd });
    expect(exitCode).toBe(65);
    expect(stderr).not.toMatch(/npm install/);
  });
});

describe('an answer that is not a move', () => {
  test.each([
    ['a promise', '({ choice: (async () => "rock")() })', /a promise: an `await` may be missing/],
    ['nothing', 'void "rock"', /it answered nothing \(undefined\): a `return` may be missing/],
    ['NaN', '({ choice: NaN })', /NaN, which is not a number to play/],
  ])('%s is told in strategies and in play', async (_what, answer, says) => {
    const cwd = tempFolder({ 'my.js': `export default { games: ['rps'], move: () => ${answer} };` });
    const tried = await runCli(['strategies', './my.js'], { cwd });
    expect(tried.exitCode).toBe(65);
    expect(tried.stdout.replaceAll(/\s+/g, ' ')).toMatch(says);
    const words = ['play', 'rps', '--local', '--matches', '1', '--json', '--strategy', './my.js'];
    const { stdout } = await runCli(words, { cwd });
    expect(jsonLines(stdout).at(-1)).toMatchObject({ matches: 1, exit_code: 0 });
    expect(stdout).toMatch(says);
  });
});

test('a misspelt strategy is told with the nearest, behind the list of all', async () => {
  const { exitCode, stderr } = await runCli(['strategies', 'frequncy']);
  expect(exitCode).toBe(65);
  expect(stderr).toMatch(/Expected random, .* or \S+\. Did you mean frequency\?\n$/);
});

test('a taunt that there is not is said once, with the nearest, and play goes on', async () => {
  const cwd = tempFolder({
    'my.js': `export default { games: ['rps'], move: () => 'rock', taunt: ({ on }) => on === 'match_start' ? 'gl_hv' : false };`,
  });
  const words = ['play', 'rps', '--local', '--matches', '3', '--json', '--strategy', './my.js'];
  const { exitCode, stdout } = await runCli(words, { cwd });
  expect(exitCode).toBe(0);
  const warnings = jsonLines(stdout).filter(({ event }) => event === 'warning');
  expect(warnings).toMatchObject([{ code: 'strategy/unknown-taunt' }]);
  expect(warnings[0]?.message).toMatch(
    /^'gl_hv' is not a taunt, and is not sent\. Expected nice_move, .* or wp\. Did you mean gl_hf\?$/,
  );
});

test('what a program prints beside its answers: one verdict, in the same words', async () => {
  const cwd = tempFolder({
    'bot.py': BOT.replace('        print', '        print("thinking")\n        print'),
  });
  const spec = `cmd: python3 ${cwd}/bot.py`;
  const says =
    /printed "thinking", which is not a \{"move": …\} line\. .*print what is for people to standard error \(Python: print\(…, file=sys\.stderr\)\)/;
  const tried = await runCli(['strategies', spec, 'rps'], { cwd });
  expect(tried.stderr).toMatch(says);
  expect(tried.stderr).toMatch(/^warning: /);
  expect(tried.stdout).toMatch(/ sound\n$/);
  const played = await runCli(['play', 'rps', '--local', '--matches', '1', '--strategy', spec], { cwd });
  expect(played.stderr).toMatch(says);
  expect([tried.exitCode, played.exitCode]).toEqual([0, 0]);
  // As `botpit check` does, but for its arena. Its exit code is that of what has failed.
  const all: Examined[] = [];
  const subject = { spec, isolation: 'worker', seed: 'beginner' } as const;
  for await (const one of examine(subject, ['rps'], { totalMs: 1_500 })) all.push(one);
  const findings = [...all.flatMap(judgeGame), ...judgeAll(all, [])];
  expect(findings.find(({ name }) => name === 'output')).toMatchObject({
    verdict: 'warning',
    seen: expect.stringMatching(says),
  });
  expect(findings.filter(({ verdict }) => verdict === 'failed')).toEqual([]);
});

describe('settings', () => {
  test.each([
    [
      '{"local": "true"}',
      'local = "true": expected true, false or the strategy to play against. Did you mean true without quotes?',
    ],
    ['{"local": "False"}', 'Did you mean false without quotes?'],
    ['{"sandbox": "true"}', 'sandbox = "true": expected true or false. Did you mean true without quotes?'],
    ['{"matches": "5"}', 'Did you mean 5 without quotes?'],
    ['{"allow": "a, b"}', 'Did you mean ["a","b"]?'],
    ['{"wager": NaN}', /:1:11: expected valid JSON/],
  ])('%s in a config is refused', async (text, says) => {
    const { exitCode, stderr } = await runCli(['config'], {
      cwd: tempFolder({ 'botpit.config.json': text }),
    });
    expect(exitCode).toBe(78);
    expect(stderr).toMatch(says);
  });

  test.each(['wager', 'maxLoss', 'matches', 'metrics', 'for'])(
    '%s: NaN in a module is refused',
    async (key) => {
      const cwd = tempFolder({ 'botpit.config.mjs': `export default { ${key}: Number('x') };` });
      const { exitCode, stderr } = await runCli(['config'], { cwd });
      expect(exitCode).toBe(78);
      expect(stderr).toMatch(new RegExp(`botpit\\.config\\.mjs: ${key} = NaN: expected `));
    },
  );
});

describe('what a command does not do', () => {
  test.each([
    ['queue rps --matches 3', 'this command plays one', 'botpit play rps --matches 3'],
    ['challenge create rps --matches 2', 'this command plays one', 'botpit play rps --matches 2'],
    ['challenge accept c-1 --wager 0 --matches 2', 'this command plays one', 'botpit play --matches 2'],
    ['challenge create rps --local', 'there is nobody who could take a challenge', 'botpit arena'],
  ])('%s', async (line, why, instead) => {
    // Also of who has no key yet.
    const { exitCode, stdout, stderr } = await runCli(line.split(' '));
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).toContain(instead);
  });

  test('a config that is for play does not keep queue from its one match', async () => {
    const cwd = tempFolder({ 'botpit.config.json': '{"matches": 3, "local": true, "game": "rps"}' });
    for (const words of [['queue'], ['queue', '--matches', '1']]) {
      const { exitCode, stdout } = await runCli(words, { cwd });
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^rps +1 match /);
    }
  });
});

test('a command line as it is told is one that botpit takes apart again', () => {
  expect(splitCommandLine("python3 './my bot.py'")).toEqual(['python3', './my bot.py']);
});
