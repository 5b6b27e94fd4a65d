import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { strategyFolder } from '../lab/support.js';
import { jsonLines, runCli } from '../support/run-cli.js';

const FILES = {
  'bot.mjs': `import { choice } from './choice.mjs'; export default { name: 'bot', games: ['rps'], move: () => choice };`,
  'choice.mjs': `export const choice = 'rock';`,
  'paper.mjs': `export default { name: 'paper', games: ['rps'], move: () => 'paper' };`,
};
const LINE = ['lab', 'match', 'bot.mjs', 'paper.mjs', '--game', 'rps', '--matches', '8', '--seed', '1'];

test('a result from a kept run says so; --fresh plays again, and so does a strategy that has changed', async () => {
  const cwd = strategyFolder(FILES);
  const play = async (...more: string[]) => {
    const { exitCode, stdout, stderr } = await runCli([...LINE, ...more], { cwd });
    expect(exitCode, stderr).toBe(0);
    return stdout;
  };
  const KEPT = /^kept run of \d\d:\d\d, nothing was played/m;
  expect(await play()).not.toMatch(/kept run/);
  expect(await play()).toMatch(KEPT);
  expect(await play('--fresh')).not.toMatch(/kept run/);
  const [kept] = jsonLines(await play('--json')).slice(-1);
  expect(kept).toMatchObject({ nothing_played: true, kept_run: expect.stringMatching(/^\d{4}-.*Z$/) });
  const [fresh] = jsonLines(await play('--json', '--fresh')).slice(-1);
  expect(fresh).toMatchObject({ nothing_played: false, kept_run: null, wins: 0, losses: 8 });

  writeFileSync(`${cwd}/choice.mjs`, `export const choice = 'scissors';`);
  const [changed] = jsonLines(await play('--json')).slice(-1);
  expect(changed).toMatchObject({ nothing_played: false, wins: 8, losses: 0 });
});

const QUITTER = `export default {
  name: 'quitter', games: ['rps'],
  move(turn) {
    if (turn.round === 2 && turn.side === 'b') throw new Error('no \\u001b[31mmore');
    return 'rock';
  },
};`;

test('a match that was kept is shown, replayed, asked again and written as a page; what is not there is refused', async () => {
  const cwd = strategyFolder({ ...FILES, 'quitter.mjs': QUITTER });
  const botpit = (...words: string[]) => runCli(words, { cwd });
  const fight = ['lab', 'match', 'quitter.mjs', 'bot.mjs', '--game', 'rps', '--matches', '8', '--seed', '1'];
  const paper = ['lab', 'match', 'bot.mjs', 'paper.mjs', '--game', 'rps', '--matches', '8', '--seed', '1'];
  const played = await botpit(...paper, '--keep', 'lost', '--run', 'run.jsonl');
  expect(played.stdout).toContain(
    "8 matches kept: `botpit show 'run.jsonl#1'` shows one, `botpit lab runs show run.jsonl` lists them.",
  );

  const shown = await botpit('show', 'run.jsonl#3');
  expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
  expect(shown.stdout).toMatch(/rock – paper +lost +0–1/);
  const [json] = jsonLines((await botpit('show', 'run.jsonl#3', '--json')).stdout);
  expect(json).toMatchObject({
    event: 'lab_match',
    number: 3,
    strategy: 'bot',
    opponent: 'paper',
    score: [0, 2],
  });
  expect((await botpit('replay', 'run.jsonl#3')).stdout).toBe(shown.stdout);

  // Once more by another one: all that was kept before it in its lane is its history.
  const asked = await botpit('replay', 'run.jsonl#5', '--strategy', 'paper.mjs');
  expect(asked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(asked.stdout).toContain('paper moves as recorded in 0 of 2 turns');
  const file = `${cwd}/match.html`;
  expect((await botpit('show', 'run.jsonl#3', '--page', file)).stdout).toContain(`is in ${file}`);
  const answered = await botpit(
    'replay',
    'run.jsonl#3',
    '--strategy',
    'paper.mjs',
    '--page',
    file,
    '--force',
  );
  expect(answered.exitCode, answered.stderr).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('bot against paper');

  // Of many, those next to the one that was asked for are named.
  const many = ['lab', 'match', 'bot.mjs', 'paper.mjs', '--game', 'rps', '--matches', '40', '--keep', '30'];
  await botpit(...many, '--seed', '1', '--run', 'many.jsonl');
  expect((await botpit('show', 'many.jsonl#31')).stderr).toContain('has 26, 27, 28, 29, 30 and 25 more.');

  // In the data folder it is found by its id.
  const inFolder = await botpit(...fight, '--keep', '2');
  const [, id = ''] = /botpit show '([\da-f]+)#1'/.exec(inFolder.stdout) ?? [];
  const forfeited = await botpit('show', `${id.slice(0, 6)}#2`);
  expect(forfeited.stdout).toContain('quitter: threw: Error: no more');
  expect(forfeited.stdout).not.toContain('\u001b[31m');
  const again = await botpit('replay', `${id}#2`, '--strategy', 'bot.mjs');
  expect(again.stdout).toMatch(/round 2 +threw +rock +different/);

  for (const [words, exitCode, problem] of [
    [['show', 'run.jsonl'], 64, 'which match of run.jsonl?'],
    [['show', 'run.jsonl#'], 64, 'which match of run.jsonl?'],
    [['show', 'run.jsonl#0'], 64, 'numbers from 1 to 8'],
    [['show', 'run.jsonl#9'], 64, 'numbers from 1 to 8'],
    [['show', 'run.jsonl#three'], 64, 'numbers from 1 to 8'],
    [['show', 'other.jsonl#1'], 64, 'there is no file'],
    [['show', 'bot.mjs#1'], 74, 'is not the file of a lab run'],
    [['show', `${id}#3`], 64, 'It was played with --keep 2, and has 1, 2.'],
    [['show', 'run.jsonl#1', '--frames'], 64, 'has no frames'],
    [['verify', 'run.jsonl#1'], 64, 'has nothing to verify'],
    [['export', 'run.jsonl#1'], 64, 'has nothing to verify'],
    [[...fight, '--keep', 'some'], 64, 'expected all, lost, forfeited, or a whole number from 1'],
    [[...paper, '--run', 'run.jsonl'], 74, 'is the file of another run'],
  ] as const) {
    const refused = await botpit(...words);
    expect(refused.stderr).toContain(problem);
    expect([refused.stdout, refused.exitCode]).toEqual(['', exitCode]);
  }
});
