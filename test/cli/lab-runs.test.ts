import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { strategyFolder } from '../lab/support.js';
import { jsonLines, runCli } from '../support/run-cli.js';

const HOSTILE = `export default { name: 'a\`|<img src=x> @all https://evil.example www.evil.example #12 [x](y)', games: ['rps'], move: () => 'rock' };`;

test('runs are listed, shown, put in a row and deleted; results are told as Markdown', async () => {
  const cwd = strategyFolder({ 'hostile.mjs': HOSTILE });
  const env = { BOTPIT_DATA_DIR: join(cwd, 'data') };
  const botpit = (...words: string[]) => runCli(['lab', ...words], { cwd, env });
  const play = (seed: string, ...more: string[]) =>
    botpit('match', 'hostile.mjs', 'cycle', '--game', 'rps', '--matches', '40', '--seed', seed, ...more);
  expect(await botpit('runs')).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: expect.stringMatching(/^No run/),
  });
  await play('1', '--keep', '2');
  const second = await play('2', '--summary', 'md');
  // The night before is in it; and nothing in a name is more than a name.
  expect(second.stdout).toMatch(/\*\*Trend\*\*\n\n\| when .*\n.*\n\| \d{4}-.*\n\| now /);
  expect(second.stdout).not.toMatch(/^(?!.*`[^`]*(?:<img|@all|\]\())(?=.*(?:<img|@all|\]\()).*$/m);
  const file = join(cwd, 'summary.md');
  writeFileSync(file, 'before\n');
  const inCi = await runCli(
    [
      'lab',
      'match',
      'hostile.mjs',
      'cycle',
      '--game',
      'rps',
      '--matches',
      '40',
      '--seed',
      '2',
      '--summary',
      'md',
      '--json',
    ],
    { cwd, env: { ...env, GITHUB_STEP_SUMMARY: file } },
  );
  expect(jsonLines(inCi.stdout).at(-1)).toMatchObject({ event: 'lab_result' });
  expect(readFileSync(file, 'utf8')).toMatch(/^before\n### /);
  expect(await play('3', '--summary', 'md', '--json')).toMatchObject({ exitCode: 64 });
  // Before it is played, and not after hours.
  const nowhere = await runCli('lab match always cycle --game rps --seed 9 --summary md'.split(' '), {
    cwd,
    env: { ...env, GITHUB_STEP_SUMMARY: join(cwd, 'none', 'summary.md') },
  });
  expect(nowhere).toMatchObject({ exitCode: 74, stdout: '' });
  await play('4', '--shard', '1/2');

  const lines = jsonLines((await botpit('runs', '--json')).stdout);
  expect(lines).toEqual([
    expect.objectContaining({ event: 'lab_run', seed: '1', state: 'finished', kept_matches: 2, part: null }),
    expect.objectContaining({ event: 'lab_run', seed: '2', state: 'finished', kept_matches: 0 }),
    // A part is as large as it is.
    expect.objectContaining({ event: 'lab_run', seed: '4', state: 'finished', part: '1/2', share: 1 }),
  ]);
  expect((await botpit('runs')).stdout).not.toMatch(/To continue|lab\s+merge/);
  const [first, , part] = lines.map((line) => String(line.run_id));
  const shown = await botpit('runs', 'show', first ?? '');
  expect(shown.stdout).toMatch(/2 matches kept.*\n'.*#1' +\w+ in \d+ rounds/);
  expect((await botpit('runs', 'trend')).stdout.match(/^\d{4}-/gm)).toHaveLength(2);
  const nights = await botpit('runs', 'trend', '--summary', 'md');
  expect(nights.stdout).toMatch(/^### rps .*\n\n\| when .* verdict \|\n\| ---.*(?:\n\| \d{4}-.*){2}\n$/);
  expect(nights.stdout).not.toMatch(/<img|@all|\]\(/);
  const nightsInCi = await runCli(['lab', 'runs', 'trend', '--summary', 'md', '--json'], {
    cwd,
    env: { ...env, GITHUB_STEP_SUMMARY: file },
  });
  expect(jsonLines(nightsInCi.stdout)).toHaveLength(2);
  expect(readFileSync(file, 'utf8')).toContain(nights.stdout);

  for (const [words, exitCode, problem] of [
    [['runs', 'show'], 64, 'which run?'],
    [['runs', 'frob'], 64, 'Expected list, show, delete or trend.'],
    [['runs', 'list', 'x'], 64, 'takes no run'],
    [['runs', '--summary', 'md'], 64, 'lab runs list has no --summary'],
    [['runs', 'delete', 'x', '--summary', 'md'], 64, 'lab runs delete has no --summary'],
    [['runs', 'trend', '--summary', 'md', '--json'], 64, '--summary md has no place beside --json'],
    [['runs', 'delete', 'fffffff'], 64, 'there is no run'],
    [['runs', 'delete', 'hostile.mjs'], 74, 'is not the file of a lab run'],
    [['runs', 'delete', part ?? ''], 64, 'is one part of a run'],
  ] as const) {
    const refused = await botpit(...words);
    expect(refused.stderr).toContain(problem);
    expect(refused.exitCode).toBe(exitCode);
  }
  // Of several, none goes where one of them may not.
  expect(await botpit('runs', 'delete', first ?? '', part ?? '')).toMatchObject({ exitCode: 64 });
  expect(readdirSync(join(cwd, 'data', 'lab'))).toHaveLength(3);

  await play('4', '--shard', '2/2');
  const parts = await botpit('runs');
  const merge = /lab\s+merge\s+([\s\S]*)$/.exec(parts.stdout)?.[1]?.trim().split(/\s+/) ?? [];
  expect(merge).toHaveLength(2);
  expect(await botpit('merge', ...merge)).toMatchObject({ exitCode: 0 });
  const several = await botpit('runs', 'show', part ?? '');
  expect(several.stderr).toContain(`Give more of the id: ${part}.1-of-2 or ${part}.2-of-2.`);
  expect((await botpit('runs', 'delete', `${part}.2`, '--force')).exitCode).toBe(0);
  const folder = join(cwd, 'data', 'lab');
  writeFileSync(join(folder, 'damaged.jsonl'), '{"botpit_lab":{}}\n');
  expect(await botpit('runs')).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/^warning: .*damaged\.jsonl is not the file of a lab run/),
  });
  unlinkSync(join(folder, 'damaged.jsonl'));
  expect((await botpit('runs', 'delete', first ?? '', part ?? '', '--force')).exitCode).toBe(0);
  expect(readdirSync(join(cwd, 'data', 'lab'))).toHaveLength(1);
});

test('of many stopped runs the newest are continued by the commands in the list, and the way to the others is told', async () => {
  const cwd = strategyFolder({});
  const env = { BOTPIT_DATA_DIR: join(cwd, 'data') };
  const botpit = (...words: string[]) => runCli(['lab', ...words], { cwd, env });
  const folder = join(cwd, 'data', 'lab');
  const stopped = async (seed: string) => {
    await botpit('match', 'always', 'cycle', '--game', 'rps', '--matches', '40', '--seed', seed);
    for (const file of readdirSync(folder)) {
      const [head] = readFileSync(join(folder, file), 'utf8').split('\n');
      writeFileSync(join(folder, file), `${head}\n`);
    }
    return (await botpit('runs')).stdout;
  };
  for (const seed of ['1', '2']) await stopped(seed);
  const three = await stopped('3');
  expect(three.match(/^To continue/gm)).toHaveLength(3);
  expect(three).not.toContain('more');
  expect(await stopped('4')).toContain(
    'One more is stopped: `botpit lab runs show <run>` tells the command of one',
  );
  const five = await stopped('5');
  expect(five.match(/^To continue/gm)).toHaveLength(3);
  expect(five).toContain('2 more are stopped: ');
  // Both ways lead there.
  const lines = jsonLines((await botpit('runs', '--json')).stdout);
  expect(lines).toHaveLength(5);
  for (const { run_id, command } of lines)
    expect((await botpit('runs', 'show', String(run_id))).stdout).toContain(`Again: ${command}\n`);
});

test('of a run that was played whole and in parts, the id names the whole', async () => {
  const cwd = strategyFolder({});
  const env = { BOTPIT_DATA_DIR: join(cwd, 'data') };
  const botpit = (line: string) => runCli(['lab', ...line.split(' ')], { cwd, env });
  const run = 'match always cycle --game rps --matches 40 --seed 4';
  await botpit(`${run} --shard 1/2`);
  await botpit(run);
  const [part, whole] = jsonLines((await botpit('runs --json')).stdout);
  const id = String(whole?.run_id);
  expect(part?.run_id).toBe(id);
  const { stdout, stderr } = await botpit(`runs show ${id} --json`);
  expect({ stderr, matches: jsonLines(stdout).at(-1)?.matches }).toEqual({ stderr: '', matches: 40 });
});
