import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatDocument } from '../../src/evidence/index.js';
import type { Evidence } from '../../src/history/index.js';
import { jsonLines, tempFolder } from '../support/run-cli.js';
import { sample } from './records-sample.js';
import { run } from './records-support.js';
import { keep } from './records-write.js';

const JSON_FLAG = { json: true };
let folder: string;
let matches: Evidence[];

/** Six matches of two games, an hour apart, in the practice book. */
beforeEach(async () => {
  folder = tempFolder();
  matches = [
    sample(1, { outcome: 'win' }),
    sample(2, { outcome: 'loss', opponentId: 'opp-2', opponentName: '=HYPERLINK("http://x","y")' }),
    sample(3, { outcome: 'win', strategyVersion: 'sha256:feedbeefcafe0123' }),
    sample(4, { outcome: 'draw', game: 'hi_lo' }),
    sample(5, { outcome: 'win', game: 'hi_lo' }),
    sample(6, { outcome: 'loss', fair: false }),
  ];
  await keep(folder, 'practice', ...matches);
});

const ids = (stdout: string) => jsonLines(stdout).map(({ match_id: id }) => Number(String(id).slice(-2)));

describe('history', () => {
  test('a table, the newest last', async () => {
    const { exitCode, stdout } = await run('history', folder);
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(8);
    expect(lines[0]).toMatch(/^TIME +MATCH +GAME +OPPONENT +OUTCOME +SCORE +WAGER +NET +FAIR +STRATEGY$/);
    expect(lines[1]).toMatch(
      /rps +brisk-otter +won +2–0 +0\.01 play SOL +\+0\.0095 play SOL +✓ +counter@0a1b2c3d$/,
    );
    expect(lines[6]).toMatch(/lost .* -0\.01 play SOL +✗ /);
    expect(lines[7]).toBe('6 matches of the practice book');
  });

  test('the ids are told as long as it takes to tell them apart', async () => {
    const { stdout } = await run('history', folder);
    const shown = stdout
      .split('\n')
      .slice(1, 7)
      .map((line) => line.split(/ {2,}/)[1] ?? '');
    expect(new Set(shown).size).toBe(6);
    for (const id of shown) expect((await run('show', folder, { args: [id] })).exitCode).toBe(0);
  });

  test.each([
    [{ game: 'hi_lo' }, [4, 5]],
    [{ opponent: 'opp-2' }, [2]],
    [{ opponent: 'OTTER' }, [1, 3, 4, 5, 6]],
    [{ outcome: 'loss' }, [2, 6]],
    [{ strategy: 'counter' }, [1, 2, 3, 4, 5, 6]],
    [{ strategy: 'counter@feedbeef' }, [3]],
    [{ strategy: 'counter@sha256:feedbeef' }, [3]],
    [{ strategy: 'count' }, []],
    [{ last: '2' }, [5, 6]],
    [{ game: 'rps', last: '2' }, [3, 6]],
    [{ since: '2026-03-01T03:00Z', until: '2026-03-01T05:00Z' }, [3, 4]],
    [{ since: '1h' }, []],
  ])('%o', async (options, expected) => {
    const { exitCode, stdout } = await run('history', folder, { flags: JSON_FLAG, options });
    expect(exitCode).toBe(0);
    expect(ids(stdout)).toEqual(expected);
  });

  test.each([
    [{ outcome: 'won' }, '--outcome = "won"'],
    [{ since: 'yesterday' }, '--since = "yesterday"'],
    [{ until: '2026-02-31' }, '--until = "2026-02-31"'],
    [{ last: '0' }, '--last = "0"'],
    [{ book: 'reel' }, 'Did you mean real?'],
    [{ game: 'rsp' }, 'Did you mean rps?'],
  ])('%o is refused', async (options, words) => {
    const { exitCode, stderr } = await run('history', folder, { options });
    expect(exitCode).toBe(64);
    expect(stderr).toContain(words);
  });

  test('JSON has snake case, lamports, and no account', async () => {
    const { stdout } = await run('history', folder, { flags: JSON_FLAG, options: { last: '1' } });
    const [line] = jsonLines(stdout);
    expect(line).toMatchObject({
      event: 'match',
      time: '2026-03-01T06:00:00.000Z',
      opponent_name: 'brisk-otter',
      wager_lamports: 10_000_000,
      net_lamports: -10_000_000,
      fair: false,
      duration_ms: 5000,
    });
    expect(line).not.toHaveProperty('account');
  });

  test('CSV is quoted, and a formula in a name is none', async () => {
    const { stdout } = await run('history', folder, { options: { csv: true, opponent: 'opp-2' } });
    const [head, row, rest] = stdout.split('\r\n');
    expect(head).toMatch(/^match_id,started_at,/);
    expect(row).toContain(',"\'=HYPERLINK(""http://x"",""y"")",');
    expect(row).toContain(',-10000000,');
    expect(row).toContain('2026-03-01T02:00:00.000Z');
    expect(rest).toBe('');
  });

  test('an empty book is not an error, and the other one is pointed at', async () => {
    const real = await run('history', folder, { options: { book: 'real' } });
    expect(real).toMatchObject({ exitCode: 0, stdout: '' });
    expect(real.stderr).toBe(
      'The real book is empty. The practice book has 6: --book practice shows them.\n',
    );
    const none = await run('history', tempFolder());
    expect(none).toMatchObject({ exitCode: 0, stderr: 'The practice book is empty.\n' });
    const filtered = await run('history', folder, { options: { opponent: 'nobody' } });
    expect(filtered.stderr).toBe('No such match among the 6 in the practice book.\n');
  });

  test('with a wager the real book is meant', async () => {
    const { stderr } = await run('history', folder, { flags: { wager: '0.01' } });
    expect(stderr).toMatch(/^The real book is empty/);
  });
});

describe('show', () => {
  test('the match round by round', async () => {
    const { exitCode, stdout } = await run('show', folder, { args: ['match-01'] });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('rps  vs brisk-otter   side a   0.01 play SOL');
    expect(stdout).toMatch(/round 1 +rock – scissors +won +1–0/);
    expect(stdout).toMatch(/round 2 +rock – scissors +won +2–0\n +fallback: late, after 1\.5 s of 15\.0 s/);
    expect(stdout).toMatch(/you: gl hf/);
    expect(stdout).toMatch(/brisk-otter: oops/);
    expect(stdout).toMatch(/money +payout 0\.0195 play SOL +fee 0\.0005 play SOL +net \+0\.0095 play SOL/);
    expect(stdout).toMatch(/played by +strategy counter \(sha256:0a1b2c3d4e5f6071\) +botpit 0\.1\.0/);
  });

  test('as JSON, and with the frames', async () => {
    const { stdout } = await run('show', folder, { flags: JSON_FLAG, args: ['match-01'] });
    const [line] = jsonLines(stdout);
    expect(line).toMatchObject({ event: 'match', match_id: 'match-01', started_at: Date.UTC(2026, 2, 1, 1) });
    expect((line as { rounds?: object[] }).rounds?.[1]).toMatchObject({ decide_ms: 1500, reason: 'late' });
    expect(line).not.toHaveProperty('frames');
    expect(line).not.toHaveProperty('account');
    const frames = await run('show', folder, { args: ['match-01'], options: { frames: true } });
    expect(frames.stdout).toMatch(/\+0\.000 s {2}← {2}\{"type":"match_found"/);
  });

  test.each([
    [[], 'which match?'],
    [['nothing'], 'there is no match nothing in the records'],
    [['match-0'], 'several matches begin with match-0'],
    [['nothing.json'], 'nothing.json cannot be read: the file does not exist'],
  ])('%o is refused', async (args, words) => {
    const { exitCode, stderr } = await run('show', folder, { args });
    expect(exitCode).toBe(64);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  describe('a file that is not a record', () => {
    let cwd: string;
    beforeAll(() => {
      const { match, frames } = sample(1);
      const rounds = Array(25_000).fill(match.rounds[0]);
      cwd = tempFolder({
        'rounds.json': formatDocument({ match: { ...match, rounds }, frames, hashUsedIn: null }, '0'),
        'nested.json': `{"format":${'['.repeat(1_000_000)}`,
        'empty.json': '',
        'huge.json': '',
      });
      truncateSync(join(cwd, 'huge.json'), 33 * 2 ** 20);
    });

    test.each([
      ['/dev/zero', 'it is a socket or a device'],
      ['.', 'it is a folder'],
      ['huge.json', 'it is larger than 32 MB'],
      ['rounds.json', '`match.rounds` has more than 20000 entries'],
      ['nested.json', 'nested more than 100 deep'],
      ['empty.json', 'it is not JSON'],
    ])('%s is refused, and soon', async (name, words) => {
      for (const command of ['show', 'verify', 'export', 'replay']) {
        const { exitCode, stderr } = await run(command, folder, { args: [name], cwd });
        expect(exitCode, stderr).toBe(64);
        expect(stderr).toContain(words);
      }
    });
  });

  test('both books are looked into', async () => {
    await keep(folder, 'real', sample(7, { outcome: 'win' }));
    expect((await run('show', folder, { args: ['match-07'] })).exitCode).toBe(0);
    expect((await run('show', folder, { args: ['match-01'] })).exitCode).toBe(0);
  });

  test('an id that was used for several matches is told apart by the commitment or the arena', async () => {
    const [a, b] = ['aa'.repeat(32), 'bb'.repeat(32)];
    await keep(folder, 'real', sample(9, { serverSeedHash: a }), sample(9, { serverSeedHash: b }));
    const listed = await run('history', folder, { options: { book: 'real' } });
    const names = listed.stdout.match(/match-09@\w+/g);
    expect(names).toEqual(['match-09@aaaaaaaa', 'match-09@bbbbbbbb']);
    await keep(folder, 'real', sample(9, { serverSeedHash: b, arena: 'wss://elsewhere.test/ws' }));
    for (const command of ['show', 'replay', 'verify', 'export']) {
      await expect(run(command, folder, { args: ['match-09'] })).resolves.toMatchObject({
        exitCode: 64,
        stderr: expect.stringMatching(/several matches have the id match-09\n.*match-09@wss:.*elsewhere/),
      });
      const found = await run(command, folder, { args: ['match-09@aa'], flags: JSON_FLAG });
      expect(found.exitCode).not.toBe(64);
    }
    const shown = async (name: string) =>
      jsonLines((await run('show', folder, { args: [name], flags: JSON_FLAG })).stdout)[0];
    expect(await shown('match-09@aa')).toMatchObject({ server_seed_hash: a });
    expect(await shown('match-09@elsewhere')).toMatchObject({
      server_seed_hash: b,
      arena: 'wss://elsewhere.test/ws',
    });
  });

  test('nothing that a stranger chose reaches the terminal as it is', async () => {
    const evil = '\u001b]0;owned\u0007\u202eevil\n\u009b31m';
    const one = sample(8, {
      opponentName: evil,
      opponentId: evil,
      disputed: evil,
      serverSeed: evil,
      arena: evil,
      sandbox: true,
    });
    await keep(folder, 'practice', {
      match: { ...one.match, rounds: [], taunts: [{ round: 0, by: 'opponent', tauntId: evil }] },
      frames: [{ at: 0, direction: 'in', text: evil }],
      hashUsedIn: null,
    });
    for (const command of ['show', 'verify', 'replay', 'history', 'stats']) {
      const { stdout, stderr } = await run(command, folder, {
        args: ['match-08'],
        options: { frames: true, by: 'opponent' },
      });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });
});

describe('export', () => {
  test('to stdout and to a file, never over another one', async () => {
    const { stdout } = await run('export', folder, { args: ['match-01'] });
    expect(JSON.parse(stdout)).toMatchObject({ format: 'botpit-match/1', match: { match_id: 'match-01' } });
    const given = { args: ['match-01'], options: { output: 'one.json' } };
    expect((await run('export', folder, given)).exitCode).toBe(0);
    expect(readFileSync(join(folder, 'one.json'), 'utf8')).toBe(stdout);
    writeFileSync(join(folder, 'one.json'), 'mine');
    const again = await run('export', folder, given);
    expect(again.exitCode).toBe(64);
    expect(again.stderr).toContain('one.json is there already');
    expect(readFileSync(join(folder, 'one.json'), 'utf8')).toBe('mine');
    const forced = { ...given, options: { ...given.options, force: true as const } };
    expect((await run('export', folder, forced)).exitCode).toBe(0);
    expect(readFileSync(join(folder, 'one.json'), 'utf8')).toBe(stdout);
    const nowhere = { args: ['match-01'], options: { output: 'no/such/folder.json' } };
    expect(await run('export', folder, nowhere)).toMatchObject({ exitCode: 64 });
  });

  test('another machine reads it', async () => {
    await run('export', folder, { args: ['match-01'], options: { output: 'one.json' } });
    const elsewhere = tempFolder();
    const args = [join(folder, 'one.json')];
    const here = await run('show', folder, { args: ['match-01'] });
    expect(await run('show', elsewhere, { args })).toMatchObject({ exitCode: 0, stdout: here.stdout });
    expect(await run('replay', elsewhere, { args })).toMatchObject({ exitCode: 0, stdout: here.stdout });
    writeFileSync(join(elsewhere, 'broken.json'), '{"format":"botpit-match/1","match":{}}');
    const broken = await run('verify', elsewhere, { args: ['broken.json'] });
    expect(broken).toMatchObject({ exitCode: 64 });
    expect(broken.stderr).toContain('`match.match_id` is missing');
  });
});

describe('stats', () => {
  test('as JSON: all, then each group', async () => {
    const { stdout } = await run('stats', folder, { flags: JSON_FLAG });
    const [all, ...groups] = jsonLines(stdout);
    expect(all).toMatchObject({
      event: 'stats',
      book: 'practice',
      key: null,
      matches: 6,
      wins: 3,
      losses: 2,
      draws: 1,
      win_rate: 0.6,
      net_lamports: 3 * 9_500_000 - 20_000_000,
      fee_rate: 0.025,
      decide_p50_ms: 0.5,
      decide_max_ms: 1500,
      longest_wins: 1,
      streak: { outcome: 'loss', length: 1 },
    });
    expect(groups.map(({ by, key, matches: n }) => [by, key, n])).toEqual([
      ['game', 'rps', 4],
      ['game', 'hi_lo', 2],
    ]);
  });

  test.each([
    ['opponent', ['opp-1', 'opp-2']],
    ['strategy', ['counter@sha256:0a1b2c3d4e5f6071', 'counter@sha256:feedbeefcafe0123']],
  ])('by %s', async (by, keys) => {
    const { stdout } = await run('stats', folder, { flags: JSON_FLAG, options: { by } });
    expect(
      jsonLines(stdout)
        .slice(1)
        .map(({ key }) => key),
    ).toEqual(keys);
  });

  test('for a person', async () => {
    const { stdout } = await run('stats', folder);
    expect(stdout).toMatch(/^practice book +6 matches +3 won +2 lost +1 drawn\n/);
    expect(stdout).toMatch(/win rate +60\.0 % of decided matches +95 % range 23\.1 % to 88\.2 %/);
    expect(stdout).toMatch(/2\.50 %, so 51\.28 % must be won to break even/);
    expect(stdout).toMatch(/verdict +cannot tell yet/);
    expect(stdout).toMatch(/net, over 6 matches/);
    expect(stdout).toMatch(/\nrps +4 +2–2–0 +50\.0 %/);
  });

  test('games of pure chance are called that', async () => {
    await keep(folder, 'real', sample(9, { game: 'dice_duel', outcome: 'win' }));
    const { stdout } = await run('stats', folder, { options: { book: 'real' } });
    expect(stdout).toMatch(/verdict +pure chance/);
  });

  test('of nothing', async () => {
    const empty = await run('stats', folder, { options: { book: 'real' } });
    expect(empty).toMatchObject({ exitCode: 0, stdout: '' });
    const json = await run('stats', folder, { options: { book: 'real' }, flags: JSON_FLAG });
    expect(jsonLines(json.stdout)).toMatchObject([{ matches: 0, win_rate: null }]);
  });
});

describe('what an arena has made invisible', () => {
  const NAME = 'a\u009b31mb\u2028c\u202ed\u{e0041}e';

  test.each([
    ['history', {}],
    ['show', { args: ['match-07'] }],
    ['verify', { args: ['match-07'] }],
    ['export', { args: ['match-07'], options: { output: '-' } }],
  ] as const)('is seen in the JSON of %s', async (command, given) => {
    const more = { opponentName: NAME, strategy: NAME, serverSeed: NAME, opponentId: NAME, agentId: NAME };
    await keep(folder, 'practice', sample(7, more));
    const { stdout } = await run(command, folder, { flags: JSON_FLAG, ...given });
    expect(stdout).toContain('\\u009b');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});
