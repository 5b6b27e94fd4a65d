import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { strategyFolder } from '../lab/support.js';
import { jsonLines, runCli } from '../support/run-cli.js';

const FILES = {
  'peak.mjs': `export default {
    name: 'peak', games: ['rps'], memoryDepth: 0,
    params: {
      near: { type: 'number', default: 0.9, min: 0, max: 1 },
      mode: { type: 'choice', options: ['slow', 'fast'], default: 'slow' },
      open: { type: 'number', default: 3 },
    },
    move: ({ params, random }) =>
      random() < 0.9 - Math.abs(params.near - 0.3) - (params.mode === 'slow' ? 0.1 : 0) ? 'paper' : 'scissors',
  };`,
  'best.mjs': `export default {
    name: 'best', games: ['rps'], memoryDepth: 0, params: { move: { type: 'choice', options: ['paper', 'rock'], default: 'paper' } },
    move: ({ params }) => params.move,
  };`,
  'rock.mjs': "export default { name: 'rock', games: ['rps'], memoryDepth: 0, move: () => 'rock' };",
};

function tune(line: string, cwd: string) {
  return runCli(['lab', 'tune', ...line.split(' '), '--game', 'rps', '--jobs', '1'], { cwd });
}

const TUNED = 'peak.mjs --against rock.mjs --tune near,mode --seed 1 --matches 1600 --series 40';

describe('lab tune', () => {
  test('finds, gives its verdict on fresh matches, and says how to play so', async () => {
    const cwd = strategyFolder(FILES);
    const { exitCode, stdout } = await tune(`${TUNED} --run tune.jsonl`, cwd);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^peak is predicted to score \d\d\.\d % with other parameters, and \d\d\.\d % as it\s+is\.$/m,
    );
    expect(stdout).toMatch(/^"params": \{ "near": 0\.\d+, "mode": "fast" \}$/m);
    expect(stdout).toMatch(/^'peak\.mjs\?near=0\.\d+&mode=fast'$/m);
    expect(stdout).toContain('is better than peak against this field');
    expect(stdout).toMatch(/^Again: botpit lab tune .*peak\.mjs.* --tune 'near,mode'/m);
    expect(
      readdirSync(cwd)
        .filter((name) => name.endsWith('.jsonl'))
        .sort(),
    ).toEqual(['tune.jsonl', 'tune.verdict.jsonl']);
    // Of other matches than those that it was found by.
    const seedOf = (name: string) =>
      JSON.parse(readFileSync(join(cwd, name), 'utf8').split('\n')[0] ?? '').botpit_lab.seed;
    expect(seedOf('tune.verdict.jsonl')).not.toBe(seedOf('tune.jsonl'));

    const again = await tune(`${TUNED} --run tune.jsonl --json`, cwd);
    expect(again.exitCode).toBe(0);
    const lines = jsonLines(again.stdout);
    expect(lines.map(({ event }) => event)).toEqual([
      ...Array.from({ length: 7 }, () => 'lab_tune_round'),
      'lab_tune',
      'lab_pairing',
      'lab_pairing',
      'lab_result',
    ]);
    expect(lines[7]).toMatchObject({
      strategy: 'peak',
      against: ['rock'],
      complete: true,
      matches: 1600,
      settings: 20,
      nothing_played: true,
      params: { mode: 'fast' },
      start: { near: 0.9, mode: 'slow' },
    });
    expect(lines.at(-1)).toMatchObject({ verdict: 'better', nothing_played: true });
  });

  test('is of the files that it began with, and so is its verdict, whatever becomes of them meanwhile', async () => {
    const edits = `import { writeFileSync } from 'node:fs';
      export default { name: 'rock', games: ['rps'], memoryDepth: 0, move() {
        writeFileSync(new URL('peak.mjs', import.meta.url), 'not code any more'); return 'rock';
      } };`;
    const verdictOf = async (files: Record<string, string>) => {
      const cwd = strategyFolder(files);
      const line = TUNED.replace('--matches 1600 --series 40', '--matches 400 --series 10');
      const { exitCode, stderr } = await tune(`${line} --run tune.jsonl`, cwd);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const entrantsIn = (name: string): readonly { name: string; version: string }[] =>
        JSON.parse(readFileSync(join(cwd, name), 'utf8').split('\n')[0] ?? '').botpit_lab.entrants;
      const [found, usual] = entrantsIn('tune.verdict.jsonl');
      expect(usual?.version).toBe(entrantsIn('tune.jsonl')[0]?.version);
      return [found, usual].map((entrant) => [entrant?.name, entrant?.version]);
    };
    expect(await verdictOf({ ...FILES, 'rock.mjs': edits })).toEqual(await verdictOf(FILES));
  });

  test('parts, also those of the verdict, merge to the result of the whole', async () => {
    const cwd = strategyFolder(FILES);
    const play = (part: number) => tune(`${TUNED} --shard ${part}/2 --run part-${part}.jsonl`, cwd);
    const first = await play(1);
    expect(first).toMatchObject({ exitCode: 91, stdout: '' });
    expect(first.stderr).toContain(
      'Part 1 of 2 of round 1 of 7 is in part-1.jsonl. Once all parts of it lie in that folder,',
    );
    const ends = new Map([[1, first]]);
    for (let turn = 1; turn < 17 && [1, 2].some((part) => ends.get(part)?.exitCode !== 0); turn++)
      ends.set(1 + (turn % 2), await play(1 + (turn % 2)));
    for (const part of [1, 2]) {
      expect(ends.get(part)).toMatchObject({ exitCode: 0, stdout: '' });
      expect(ends.get(part)?.stderr).toContain(
        `part ${part} of 2 of it is in part-${part}.jsonl, and part ${part} of 2 of the verdict in part-${part}.verdict.jsonl.`,
      );
    }
    const merged = async (event: string, ...parts: string[]) => {
      const { stdout } = await runCli(['lab', 'merge', ...parts, '--json'], { cwd });
      return jsonLines(stdout).find((line) => line.event === event);
    };
    const whole = jsonLines((await tune(`${TUNED} --run whole.jsonl --json`, cwd)).stdout);
    for (const [event, ...parts] of [
      ['lab_tune', 'part-1.jsonl', 'part-2.jsonl'],
      ['lab_result', 'part-1.verdict.jsonl', 'part-2.verdict.jsonl'],
    ] as const) {
      const other = { time: '', nothing_played: '' };
      expect({ ...(await merged(event, ...parts)), ...other }).toEqual({
        ...whole.find((line) => line.event === event),
        ...other,
      });
    }
  });

  test('the command that a run is listed with finds what is kept of it', async () => {
    const cwd = strategyFolder(FILES);
    const env = { BOTPIT_DATA_DIR: join(cwd, 'data') };
    const botpit = (...words: string[]) => runCli(words, { cwd, env });
    // Against itself, some of its parameters, with options of its own: none of it is to be seen in the names.
    const options = ['--entrant', 'timeout=1500ms', '--tune', 'near=0.2..0.9,mode', '--keep', '2'];
    const asked = ['--elo1', '30', '--alpha', '0.1', '--normalized'];
    const run = [
      '--game',
      'rps',
      '--seed',
      '3',
      '--matches',
      '320',
      '--series',
      '5',
      '--jobs',
      '1',
      ...asked,
    ];
    const first = await botpit('lab', 'tune', './peak.mjs', ...run, ...options);
    expect(first.stdout).toMatch(/^\d+ matches kept: `botpit show '[\da-f]+#\d+'` shows one/m);
    const listed = jsonLines((await botpit('lab', 'runs', '--json')).stdout);
    const [tuned] = listed.filter(({ kind }) => kind === 'tune');
    const shown = await botpit('show', `${tuned?.run_id}#1`);
    expect(shown.stdout).toMatch(/^rps {2}peak\?near=0\.9&mode=slow vs peak as it is {3}side a$/m);
    // Its matches are of many settings: they say nothing of the strategy.
    expect(tuned).toMatchObject({ state: 'finished', verdict: null, elo: null });
    // A run that is continued asks the same question.
    expect(tuned?.command).toContain(' --elo0 0 --elo1 30 --alpha 0.1 --beta 0.05 --normalized ');
    const words = String(tuned?.command).match(/'[^']*'|\S+/g) ?? [];
    const again = await botpit(...words.slice(1).map((word) => word.replaceAll("'", '')), '--json');
    const lines = jsonLines(again.stdout);
    expect(lines.find(({ event }) => event === 'lab_tune')).toMatchObject({ nothing_played: true });
  });

  // Of 270 matches 268 are played, in lanes of 2, and the verdict chooses lanes of 3. Those that are named hold for both.
  test.each([
    ['chosen lanes', '--matches 270'],
    ['named lanes', '--matches 270 --series 5'],
  ])('each command that is printed asks for the same verdict, with %s', async (_, size) => {
    const learner = FILES['peak.mjs'].replace('memoryDepth: 0,', '');
    const cwd = strategyFolder({ ...FILES, 'learner.mjs': learner });
    const env = { BOTPIT_DATA_DIR: join(cwd, 'data') };
    const botpit = (words: readonly string[]) => runCli([...words], { cwd, env });
    const line = `lab tune ./learner.mjs --against ./rock.mjs --tune near,mode --seed 1 ${size} --game rps --jobs 1`;
    const first = await botpit(line.split(' '));
    expect(first.stdout).toContain('The verdict, from fresh matches:');
    const runs = jsonLines((await botpit(['lab', 'runs', '--json'])).stdout);
    const search = runs.find(({ kind }) => kind === 'tune');
    const merged = await botpit(['lab', 'merge', String(search?.path)]);
    const commands = [
      String(search?.command),
      ...[first, merged].map(({ stdout }) => /^Again: (.*)$/m.exec(stdout)?.[1] ?? ''),
    ];
    for (const command of commands) {
      const words = (command.match(/'[^']*'|\S+/g) ?? []).slice(1).map((word) => word.replaceAll("'", ''));
      const again = jsonLines((await botpit([...words, '--json'])).stdout);
      for (const event of ['lab_tune', 'lab_result'])
        expect(again.find((one) => one.event === event)).toMatchObject({ nothing_played: true });
    }
  });

  test('where the verdict is undecided, says how to play more of it: --matches of a tune is that of its search', async () => {
    const flat = FILES['peak.mjs'].replace('0.9 - Math.abs(params.near - 0.3)', '0.5 + params.near / 20');
    const cwd = strategyFolder({ ...FILES, 'flat.mjs': flat });
    const line = 'flat.mjs --against rock.mjs --tune near --seed 1 --matches 320 --series 5 --run it.jsonl';
    for (const more of ['', ' --summary md']) {
      const { exitCode, stdout } = await tune(`${line}${more}`, cwd);
      expect(exitCode).toBe(91);
      const said = stdout.replaceAll('&#96;', '`').replaceAll('\n', ' ');
      expect(said).toMatch(
        /tell: `botpit lab compare \S+near=\S+ flat\.mjs --game rps --against rock\.mjs --matches \d+`/,
      );
    }
  });

  test('named as its own opponent, a strategy is tuned as against itself, which is one run', async () => {
    const cwd = strategyFolder(FILES);
    const env = { BOTPIT_DATA_DIR: join(cwd, 'data') };
    const line =
      'lab tune peak.mjs --tune near,mode --seed 1 --matches 400 --series 10 --game rps --jobs 1 --json';
    const first = await runCli([...line.split(' '), '--against', 'peak.mjs'], { cwd, env });
    const again = jsonLines((await runCli(line.split(' '), { cwd, env })).stdout);
    const known = first.stdout.includes('"event":"lab_result"') ? ['lab_tune', 'lab_result'] : ['lab_tune'];
    for (const event of known)
      expect(again.find((one) => one.event === event)).toMatchObject({ nothing_played: true });
  });

  test('as Markdown, with what was found and nothing else', async () => {
    const cwd = strategyFolder(FILES);
    const better = await tune(`${TUNED} --run tune.jsonl --summary md --report tune.html`, cwd);
    expect(better.exitCode).toBe(0);
    expect(better.stdout).toMatch(/^### ✅ peak/);
    expect(better.stdout).toMatch(/^\| `near` \| `0\.9` \| `0\.\d+` \| `0 to 1` \|$/m);
    expect(better.stdout).toMatch(/^"params": \{ "near": 0\.\d+, "mode": "fast" \}$/m);
    expect(readFileSync(join(cwd, 'tune.html'), 'utf8')).toContain('<p class="kind">botpit lab tune</p>');
    const none = await tune(
      'best.mjs --against rock.mjs --seed 1 --matches 320 --series 10 --summary md',
      cwd,
    );
    expect(none.exitCode).toBe(90);
    expect(none.stdout).toMatch(
      /^### \S+ No parameters are predicted to be better than those that best has\.$/m,
    );
    expect(none.stdout).not.toContain('Again:');
  });

  test('refuses before it plays', async () => {
    const cwd = strategyFolder(FILES);
    const refusals = [
      ['peak.mjs', 'open of peak has no range to look in'],
      ['rock.mjs', 'rock declares no parameters, so there is nothing to tune'],
      ['peak.mjs --tune nera', 'peak has no parameter nera'],
      ['peak.mjs --tune near=2..3', '--tune near=2..3: peak takes 0 to 1 for near'],
      ['peak.mjs --tune near --elo0 5 --elo1 0', 'elo0 (5) must be below elo1 (0)'],
      ['peak.mjs --tune near --seed 1 --shard 1/2 --summary md', '--summary writes nothing here'],
      ['peak.mjs --tune near --seed 1 --shard 1/2 --report x.html', '--report writes nothing here'],
      ['peak.mjs --tune near --matches 10', '10 matches are too few to tune by'],
    ] as const;
    for (const [line, said] of refusals) {
      const { exitCode, stderr } = await tune(line, cwd);
      expect({ exitCode, said: stderr.includes(said) ? said : stderr }).toEqual({ exitCode: 64, said });
    }
  });
});
