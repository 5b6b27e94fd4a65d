import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LabOptions, match, planIn, prepareMatch, RunFile, type RunPlan } from '../../src/lab/index.js';
import { tempFolder } from '../support/run-cli.js';
import biased from './strategies/biased.js';
import learner from './strategies/learner.js';
import { text } from './support.js';

const OPTIONS = { game: 'rps', matches: 80, series: 5, seed: 'file' } satisfies LabOptions;

const plays = (file: string, options: Partial<LabOptions> = {}) =>
  match(learner, biased, { ...OPTIONS, file, ...options });
const plan = async (): Promise<RunPlan> => (await prepareMatch(learner, biased, OPTIONS)).plan;
const newFile = () => join(tempFolder(), 'run.jsonl');

const refused = { code: 'lab/run-file', message: expect.any(String) };

describe('is refused and left as it is', () => {
  test.each([
    ['a text of somebody else', 'dear diary\nit rained\n'],
    ['JSON of somebody else', '{"name":"botpit","private":true}\n'],
    ['one line without an end', '{"botpit_lab":{}'],
    ['the plan of another format', '{"botpit_lab":{"format":99}}\n'],
    ['a binary', '\0\u0001\ufffd\n'],
  ])('%s', async (_, content) => {
    const file = newFile();
    // Longer than the first line of a run, too.
    for (const written of [content, content + 'x'.repeat(4_000)]) {
      writeFileSync(file, written);
      await expect(plays(file)).rejects.toMatchObject(refused);
      expect(readFileSync(file, 'utf8')).toBe(written);
    }
  });

  test.each<Partial<LabOptions>>([{ seed: 'other' }, { matches: 82 }, { series: 20 }, { moveTimeoutMs: 1 }])(
    'the file of another run: %j',
    async (options) => {
      const file = newFile();
      await plays(file);
      const before = readFileSync(file, 'utf8');
      await expect(plays(file, options)).rejects.toMatchObject(refused);
      const changed = { ...learner, move: () => 'rock' as const };
      await expect(match(changed, biased, { ...OPTIONS, file })).rejects.toMatchObject(refused);
      expect(readFileSync(file, 'utf8')).toBe(before);
    },
  );

  test('one that is in use', async () => {
    const file = newFile();
    const open = await RunFile.open(file, await plan());
    await expect(plays(file)).rejects.toMatchObject(refused);
    await open.close();
    expect(await plays(file)).toMatchObject({ complete: true });
  });

  test('a folder, and a file in no folder', async () => {
    const folder = tempFolder();
    await expect(plays(folder)).rejects.toMatchObject(refused);
    await expect(plays(join(folder, 'none', 'run.jsonl'))).rejects.toMatchObject(refused);
    await expect(planIn(join(folder, 'none'))).rejects.toMatchObject(refused);
    // Nothing is held on to by what was refused.
    await expect(plays(folder)).rejects.toMatchObject({ message: expect.not.stringContaining('process') });
  });

  test('a damaged line in the middle', async () => {
    const file = newFile();
    await plays(file);
    const lines = readFileSync(file, 'utf8').split('\n');
    lines[3] = lines[3]?.slice(0, -9) ?? '';
    writeFileSync(file, lines.join('\n'));
    await expect(plays(file)).rejects.toMatchObject({
      code: 'lab/run-file',
      message: expect.stringContaining('line 4'),
    });
  });

  test.runIf(existsSync('/dev/full'))('a disk that is full', async () => {
    await expect(plays('/dev/full')).rejects.toMatchObject({
      code: 'lab/run-file',
      message: expect.stringContaining('ENOSPC'),
    });
  });
});

describe('a crash', () => {
  test('in the first line: it is begun anew', async () => {
    const file = newFile();
    const whole = text(await plays(file));
    const [head = ''] = readFileSync(file, 'utf8').split('\n');
    for (const end of [0, 1, 40, head.length]) {
      writeFileSync(file, head.slice(0, end));
      expect(text(await plays(file))).toBe(whole);
      expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(1 + 8 + 1 + 1);
    }
  });

  test('between two lines: what is there is kept', async () => {
    const file = newFile();
    const whole = text(await plays(file));
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${lines.slice(0, 4).join('\n')}\n`);
    expect(text(await plays(file))).toBe(whole);
    expect(readFileSync(file, 'utf8').split('\n').slice(0, 4)).toEqual(lines.slice(0, 4));
  });
});

test.each([8, -1, 1e9, 0.5])(
  'with a line of series %d, which the run does not have, it is refused and left as it is',
  async (task) => {
    const file = newFile();
    await plays(file);
    const [head = '', first = ''] = readFileSync(file, 'utf8').split('\n');
    const written = `${head}\n${first.replace('"task":0', `"task":${task}`)}\n`;
    writeFileSync(file, written);
    await expect(plays(file)).rejects.toMatchObject(refused);
    expect(readFileSync(file, 'utf8')).toBe(written);
  },
);

test('played again, it keeps nothing of what was there, however its first line was written', async () => {
  const file = newFile();
  const whole = text(await plays(file));
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(
    file,
    [JSON.stringify(JSON.parse(lines[0] ?? ''), null, ' ').replaceAll('\n', ' '), ...lines.slice(1)].join(
      '\n',
    ),
  );
  expect(text(await match(learner, biased, { ...OPTIONS, file, fresh: true }))).toBe(whole);
  expect(text(await plays(file))).toBe(whole);
});

test('that says it is finished, and is not, is refused', async () => {
  const file = newFile();
  await plays(file);
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.toSpliced(2, 1).join('\n'));
  await expect(plays(file)).rejects.toMatchObject(refused);
});

test('tells what it is a run of', async () => {
  const file = newFile();
  await plays(file);
  expect(await planIn(file)).toEqual(await plan());
});
