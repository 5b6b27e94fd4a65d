import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { commitTo } from '../../src/fairness.js';
import type { StoredMatch } from '../../src/history/index.js';
import { jsonLines, tempFolder } from '../support/run-cli.js';
import { sample } from './records-sample.js';
import { HANG_UP, played, run } from './records-support.js';
import { keep } from './records-write.js';

const JSON_FLAG = { json: true };

let folder: string;

beforeEach(async () => {
  folder = tempFolder();
  await keep(folder, 'practice', sample(1), sample(2), sample(3, { opponentId: 'opp-2' }));
});

/** The turns and the result of a replay of match 2 with a strategy of this code. */
async function asked(code: string, more: { readonly seed?: string } = {}) {
  const strategy = join(folder, 'strategy.mjs');
  writeFileSync(strategy, `export default { games: ['rps'], ${code} }`);
  const given = { flags: { ...JSON_FLAG, strategy, ...more }, args: ['match-02'] };
  const { exitCode, stdout, stderr } = await run('replay', folder, given);
  const lines = jsonLines(stdout);
  return { exitCode, stderr, turns: lines.slice(0, -1), result: lines.at(-1) };
}

describe('with a strategy', () => {
  test('the same moves agree, whatever dialect they went out in', async () => {
    const { exitCode, turns, result } = await asked(`name: 'rocky', move: () => 'rock'`);
    expect(exitCode).toBe(0);
    expect(turns).toMatchObject([
      { event: 'replay_turn', match_id: 'match-02', round: 1, recorded: { choice: 'rock' }, same: true },
      { round: 2, recorded_source: 'fallback', move: { choice: 'rock' }, same: true, source: 'strategy' },
    ]);
    expect(result).toMatchObject({
      event: 'replay_result',
      strategy: 'rocky',
      turns: 2,
      same: 2,
      crashes: 0,
    });
  });

  test('what was recorded comes next, whatever it answers', async () => {
    const { turns, result } = await asked(
      `move: ({ rounds, score }) => rounds.at(-1)?.result.your_move.choice === 'rock' && score.mine === 1 ? 'paper' : 'scissors'`,
    );
    expect(turns.map(({ move }) => move)).toEqual([{ choice: 'scissors' }, { choice: 'paper' }]);
    expect(result).toMatchObject({ same: 0, turns: 2 });
  });

  test('it knows the opponent from the matches before, and from no other', async () => {
    const { turns } = await asked(
      `move: ({ opponent }) => ['rock', 'paper', 'scissors'][opponent.history.length]`,
    );
    expect(turns[0]?.move).toEqual({ choice: 'paper' });
    const seen = `opponent.history.map(({ matchId, rounds }) => matchId + ' ' + rounds.length + ' ' + rounds[0].score.mine)`;
    const { stderr } = await asked(`move: ({ opponent }) => { console.log(${seen}.join()); return 'rock'; }`);
    expect(stderr).toContain('strategy | match-01 2 1');
  });

  test('crashes and illegal moves are counted, and the match goes on', async () => {
    const threw = await asked(`move({ round }) { if (round === 1) throw new Error('oh'); return 'spock'; }`);
    expect(threw.exitCode).toBe(0);
    expect(threw.turns).toMatchObject([{ reason: 'threw' }, { reason: 'illegal', source: 'fallback' }]);
    expect(threw.result).toMatchObject({ crashes: 1, illegal: 1, late: 0 });
  });

  test('the same seed gives the same moves', async () => {
    const code = `move: ({ random }) => ['rock', 'paper', 'scissors'][Math.floor(3 * random())]`;
    const moves = async (seed: string) => (await asked(code, { seed })).turns.map(({ move }) => move);
    expect(await moves('one')).toEqual(await moves('one'));
    const seeds = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(moves));
    expect(new Set(seeds.map((all) => JSON.stringify(all))).size).toBeGreaterThan(1);
  });

  test('for a person', async () => {
    const { stdout } = await run('replay', folder, { args: ['match-02'], flags: { strategy: 'random' } });
    expect(stdout).toMatch(/round 1 +rock +(rock +same|(paper|scissors) +different) /);
    expect(stdout).toMatch(/random moves as recorded in [012] of 2 turns +0 crashed, 0 illegal, 0 late/);
  });

  test('one that does not play the game', async () => {
    await keep(folder, 'practice', sample(4, { game: 'blotto' }));
    writeFileSync(join(folder, 's.mjs'), `export default { name: 'x', games: ['rps'], move: () => 'rock' }`);
    const { exitCode, stderr } = await run('replay', folder, {
      args: ['match-04'],
      flags: { strategy: './s.mjs' },
    });
    expect(exitCode).toBe(65);
    expect(stderr).toContain('does not play blotto');
  });
});

describe('stepping', () => {
  /** What each page shows as its foot. */
  const feet = (stdout: string) => [...stdout.matchAll(/(\d of \d) {3}space next/g)].map(([, foot]) => foot);

  test.each([
    [[' ', 'q'], 0, ['1 of 2', '2 of 2']],
    [['\r', '\u001b[D', '\u001b[D', 'q'], 0, ['1 of 2', '2 of 2', '1 of 2', '1 of 2']],
    [['\u001b[C\u001b[C\u001b[C', 'Q'], 0, ['1 of 2', '2 of 2', '2 of 2', '2 of 2']],
    [['x', '\u0003'], 130, ['1 of 2', '1 of 2']],
    [[' ', HANG_UP], 0, ['1 of 2', '2 of 2']],
  ])('%j', async (keys, code, expected) => {
    const { exitCode, stdout, keyboard } = await run('replay', folder, { args: ['match-01'], keys });
    expect(exitCode).toBe(code);
    expect(feet(stdout)).toEqual(expected);
    expect(stdout.startsWith('\u001b[?1049h')).toBe(true);
    expect(stdout.endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
    expect(keyboard.raw).toBe(false);
    expect(keyboard.listenerCount('data')).toBe(0);
  });

  test('the end is told on the last page only', async () => {
    const { stdout } = await run('replay', folder, { args: ['match-01'], keys: [' ', 'q'] });
    const [, first, second] = stdout.split('\u001b[H\u001b[J');
    expect(first).not.toContain('fairness');
    expect(second).toContain('fairness');
  });

  test('without a terminal all at once, and as JSON a line a round', async () => {
    const plain = await run('replay', folder, { args: ['match-01'] });
    expect(plain.stdout).toMatch(/round 1[\s\S]*round 2[\s\S]*outcome +won/);
    const { stdout } = await run('replay', folder, { flags: JSON_FLAG, args: ['match-01'] });
    expect(jsonLines(stdout)).toMatchObject([
      { event: 'replay_turn', round: 1, recorded: { choice: 'rock' }, source: 'strategy', decide_ms: 0.5 },
      { event: 'replay_turn', round: 2, source: 'fallback', reason: 'late' },
      { event: 'replay_result', match_id: 'match-01', rounds: 2, outcome: 'win', score: [2, 0] },
    ]);
  });
});

describe('verify', () => {
  test('a match that was played, and the same after tampering with its file', async () => {
    await played('hi_lo', 1, [], folder);
    const [match] = jsonLines(
      (await run('history', folder, { flags: JSON_FLAG, options: { game: 'hi_lo' } })).stdout,
    );
    const args = [String(match?.match_id)];
    const { exitCode, stdout } = await run('verify', folder, { args });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^hi_lo[^\n]*\n✓ commitment [^\n]*\n✓ record [^\n]*\n✓ draws [^\n]*\n✓ money [^\n]*\nNothing contradicts\.\n$/,
    );

    const { stdout: text } = await run('export', folder, { args });
    writeFileSync(join(folder, 'good.json'), text);
    expect((await run('verify', folder, { args: ['good.json'] })).exitCode).toBe(0);
    writeFileSync(join(folder, 'bad.json'), text.replace(/("server_seed": ")./, '$1x'));
    const bad = await run('verify', folder, { args: ['bad.json'] });
    expect(bad.exitCode).toBe(76);
    expect(bad.stdout).toMatch(
      /✗ commitment .*\n +server_seed of the record: expected [0-9a-f]{64}, found x/,
    );
    expect(bad.stdout).toMatch(/The evidence contradicts itself\.\n$/);
    const json = await run('verify', folder, { args: ['bad.json'], flags: JSON_FLAG });
    expect(json.exitCode).toBe(76);
    expect(jsonLines(json.stdout)).toMatchObject([
      {
        event: 'verification',
        verdict: 'mismatch',
        checks: [{ check: 'commitment', verdict: 'mismatch' }, {}, {}, {}],
      },
    ]);
  });

  describe('in a match for money', () => {
    const serverSeed = 'cd'.repeat(32);
    const serverSeedHash = commitTo(serverSeed);
    const arena = 'wss://arena.test/ws';
    /** Two matches of which nothing but the record was kept. @returns both, from the book and as exported files */
    async function verified(first: Partial<StoredMatch>, second: Partial<StoredMatch>) {
      const both = [sample(21, { arena, ...first }), sample(22, { arena, ...second })];
      await keep(folder, 'real', ...both.map((one) => ({ ...one, frames: [] })));
      const rans: { id: string; exitCode: number | null; stdout: string }[] = [];
      for (const id of ['match-21', 'match-22']) {
        const ran = await run('verify', folder, { args: [id] });
        await run('export', folder, { args: [id], options: { output: `${id}.json` } });
        const elsewhere = await run('verify', tempFolder(), { args: [join(folder, `${id}.json`)] });
        expect(elsewhere).toMatchObject({ exitCode: ran.exitCode, stdout: ran.stdout });
        rans.push({ id, exitCode: ran.exitCode, stdout: ran.stdout });
      }
      return rans;
    }

    test('a seed that is not revealed is a failure', async () => {
      const [hidden, shown] = await verified(
        { serverSeedHash, serverSeed: '', fair: null, commitmentOver: null },
        { serverSeedHash: commitTo(serverSeedHash), serverSeed: serverSeedHash },
      );
      expect(hidden).toMatchObject({ exitCode: 76, stdout: expect.stringMatching(/✗ commitment .*reveal/) });
      expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/✓ commitment /) });
    });

    test('a seed of an earlier match is a failure, and the earlier one is none', async () => {
      const [first, second] = await verified({ serverSeedHash, serverSeed }, { serverSeedHash, serverSeed });
      expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/✓ commitment /) });
      expect(second).toMatchObject({
        exitCode: 76,
        stdout: expect.stringMatching(/✗ commitment .*used before.*\n.*found that of match match-21/),
      });
    });

    test.each([
      ['of another arena', { arena: 'wss://other.test/ws' }, {}],
      ['of the local arena', { arena: 'local' }, { arena: 'local' }],
    ])('a seed of an earlier match %s says nothing', async (_name, first, second) => {
      const seed = { serverSeedHash, serverSeed };
      const rans = await verified({ ...seed, ...first }, { ...seed, ...second });
      expect(rans).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    });
  });
});
