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

  test('in parts, which merge to the same', async () => {
    const cwd = strategyFolder(FILES);
    const play = (part: number) => tune(`${TUNED} --shard ${part}/2 --run part-${part}.jsonl`, cwd);
    const first = await play(1);
    expect(first).toMatchObject({ exitCode: 91, stdout: '' });
    expect(first.stderr).toContain(
      'Part 1 of 2 of round 1 of 7 is in part-1.jsonl. Once all parts of it lie in that folder,',
    );
    let exitCode: number | null = 91;
    for (let turn = 1; turn < 16 && exitCode === 91; turn++) ({ exitCode } = await play(1 + (turn % 2)));
    expect(exitCode).toBe(0);
    const merged = await runCli(['lab', 'merge', 'part-1.jsonl', 'part-2.jsonl', '--json'], { cwd });
    const found = jsonLines(merged.stdout).find(({ event }) => event === 'lab_tune');
    const whole = await tune(`${TUNED} --run whole.jsonl --json`, cwd);
    const reference = jsonLines(whole.stdout).find(({ event }) => event === 'lab_tune');
    expect({ ...found, time: '', nothing_played: '' }).toEqual({
      ...reference,
      time: '',
      nothing_played: '',
    });
  });

  test('refuses before it plays', async () => {
    const cwd = strategyFolder(FILES);
    const refusals = [
      ['peak.mjs', 'open of peak has no range to look in'],
      ['rock.mjs', 'rock declares no parameters, so there is nothing to tune'],
      ['peak.mjs --tune nera', 'peak has no parameter nera'],
      ['peak.mjs --tune near=2..3', '--tune near=2..3: peak takes 0 to 1 for near'],
      ['peak.mjs --tune near --elo0 5 --elo1 0', 'elo0 (5) must be below elo1 (0)'],
      ['peak.mjs --tune near --matches 10', '10 matches are too few to tune by'],
    ] as const;
    for (const [line, said] of refusals) {
      const { exitCode, stderr } = await tune(line, cwd);
      expect({ exitCode, said: stderr.includes(said) ? said : stderr }).toEqual({ exitCode: 64, said });
    }
  });
});
