import { describe, expect, test } from 'vitest';
import { GAME_IDS } from '../../src/games/index.js';
import { HANGS } from '../lab/support.js';
import { canaryKey } from '../support/canary.js';
import { expectSession } from '../support/event-fields.js';
import {
  type JsonLine,
  jsonLines,
  runCli,
  spawnArena,
  spawnCli,
  startArena,
  tempFolder,
} from '../support/run-cli.js';

const anna = { BOTPIT_API_KEY: canaryKey('anna') };
const bert = { BOTPIT_API_KEY: canaryKey('bert') };

function named(lines: readonly JsonLine[], name: string): JsonLine[] {
  return lines.filter(({ event }) => event === name);
}

describe('two processes and an arena', () => {
  test.each([
    { game: 'rps', strategies: ['counter-last', 'frequency'] },
    { game: 'coinflip', strategies: ['random', 'fair-coin'] },
    { game: 'blotto', strategies: ['even-spread', 'random'] },
  ])(
    '$game with a wager: what one wins, the other loses',
    async ({ game, strategies: [ours = '', theirs = ''] }) => {
      const { url } = await startArena(['--house', 'none']);
      const args = ['play', game, '--url', url, '--wager', '0.29', '--matches', '3', '--no-limits', '--json'];
      const [a, b] = await Promise.all([
        spawnCli([...args, '--strategy', ours], { env: anna }).ended,
        spawnCli([...args, '--strategy', theirs], { env: bert }).ended,
      ]);
      const mine = jsonLines(a.stdout);
      const other = jsonLines(b.stdout);
      for (const lines of [mine, other]) {
        expectSession(lines);
        expect(lines[0]).toMatchObject({
          local: false,
          url,
          game,
          wager_lamports: 290_000_000,
          sandbox: false,
        });
        expect(lines.at(-1)).toMatchObject({
          reason: 'matches',
          exit_code: 0,
          matches: 3,
          fallbacks: 0,
          timeouts: 0,
        });
        expect(named(lines, 'match_end').map(({ fair }) => fair)).toEqual([true, true, true]);
      }
      expect([a.stderr, b.stderr, a.exitCode, b.exitCode]).toEqual(['', '', 0, 0]);
      const opposite = { win: 'loss', loss: 'win', draw: 'draw' } as const;
      const ends = named(other, 'match_end');
      for (const [i, end] of named(mine, 'match_end').entries()) {
        expect(ends[i]).toMatchObject({
          match_id: end.match_id,
          outcome: opposite[end.outcome as 'win'],
          score: [...(end.score as number[])].reverse(),
        });
        const nets = { win: 275_500_000, loss: -290_000_000, draw: 0 };
        expect(end.net_lamports).toBe(nets[end.outcome as 'win']);
      }
    },
  );

  test('a challenge, printed, taken and played', async () => {
    const { url, arena } = await spawnArena(['--house', 'none']);
    const create = spawnCli(
      ['challenge', 'create', 'hi_lo', '--url', url, '--wager', '0.1', '--strategy', 'likelier-card'],
      { env: anna },
    );
    const [, id = ''] = await create.line(/challenge (\S+) is open/);
    const accept = spawnCli(
      ['challenge', 'accept', id, '--url', url, '--wager', '0.1', '--strategy', 'random', '--json'],
      { env: bert },
    );
    const [a, b] = await Promise.all([create.ended, accept.ended]);
    expect([a.exitCode, b.exitCode]).toEqual([0, 0]);
    expect(a.stdout).toMatch(/1 match/);
    const lines = jsonLines(b.stdout);
    // Which game a challenge is of, the arena tells only when it is taken.
    const [start, ...rest] = lines;
    expect(start).not.toHaveProperty('game');
    expectSession([{ ...start, game: 'hi_lo' }, ...rest] as typeof lines);
    expect(named(lines, 'challenge_accepted')).toMatchObject([{ challenge_id: id }]);
    expect(named(lines, 'match_start')).toMatchObject([{ game: 'hi_lo', wager_lamports: 100_000_000 }]);
    expect(lines.at(-1)).toMatchObject({ reason: 'matches', matches: 1 });
    const gone = await runCli(['challenge', 'accept', id, '--url', url, '--wager', '0', '--json'], {
      env: bert,
    });
    expect(gone.exitCode).toBe(64);
    expect(gone.stdout).toMatch(/challenge_not_found/);
    arena.kill('SIGTERM');
    expect((await arena.ended).exitCode).toBe(0);
  });

  test('a challenge, withdrawn by another command with the same key', async () => {
    const { url } = await startArena(['--house', 'none']);
    const create = spawnCli(['challenge', 'create', 'rps', '--url', url, '--json'], { env: anna });
    const { challenge_id: id } = await create.event('challenge_created');
    const stranger = await runCli(['challenge', 'cancel', String(id), '--url', url], { env: bert });
    expect(stranger.exitCode).toBe(64);
    expect(stranger.stderr).toMatch(/not_your_challenge/);
    const cancelled = await runCli(['challenge', 'cancel', String(id), '--url', url], { env: anna });
    expect(cancelled).toMatchObject({ exitCode: 0, stdout: `Challenge ${id} is withdrawn.\n` });
    // One session a key: the command took the place of the one that had opened it.
    expect((await create.ended).exitCode).toBe(81);
  });

  test('`botpit queue --sandbox` is a whole command where the rest is in the config', async () => {
    const { url } = await startArena(['--house', 'random', '--house-wait', '1ms']);
    const cwd = tempFolder({
      'botpit.config.json': JSON.stringify({
        game: 'dice_duel',
        strategy: 'roller',
        wager: '1',
        url,
        apiKeyFile: 'my.key',
      }),
      'my.key': 'bp_sk_carl_0123456789\n',
    });
    const { exitCode, stdout, stderr } = await spawnCli(['queue', '--sandbox'], { cwd }).ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^dice_duel +1 match/);
    expect(stderr).toMatch(/sandbox/);
    expect(stdout + stderr).not.toMatch(/SOL/);
  });

  test('the keys of a file only', async () => {
    const cwd = tempFolder({ 'arena.keys': `# ours\n${anna.BOTPIT_API_KEY}\n` });
    const { url } = await startArena(['--keys', 'arena.keys', '--house-wait', '1ms'], { cwd });
    const args = ['queue', 'coinflip', '--url', url, '--isolation', 'inline'];
    expect((await runCli(args, { env: anna })).exitCode).toBe(0);
    expect((await runCli(args, { env: bert })).exitCode).toBe(77);
  });
});

describe('local', () => {
  test.each(GAME_IDS.map((game, i) => ({ game, isolation: ['worker', 'process', 'inline'][i % 3] ?? '' })))(
    '$game, strategy $isolation',
    async ({ game, isolation }) => {
      const { exitCode, stdout, stderr } = await runCli([
        ...['play', game, '--local', '--matches', '2', '--wager', '0.5', '--strategy', 'random'],
        ...['--isolation', isolation, '--json'],
      ]);
      expect(stderr).toBe('');
      const lines = jsonLines(stdout);
      expectSession(lines);
      expect(lines[0]).toMatchObject({ local: true, game, wager_lamports: 500_000_000, sandbox: false });
      expect(lines.at(-1)).toMatchObject({ reason: 'matches', matches: 2, fallbacks: 0, timeouts: 0 });
      expect(exitCode).toBe(0);
    },
  );

  test('the built command, as a newcomer types it', async () => {
    const { exitCode, stdout, stderr } = await spawnCli(['play', 'rps', '--local', '--matches', '2']).ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rps +2 matches/);
    expect(stderr).toMatch(/strategy random/);
  });

  test('--for ends play after a time', async () => {
    const { exitCode, stdout } = await runCli([
      'play',
      'coinflip',
      '--local',
      '--isolation',
      'inline',
      '--for',
      '50ms',
      '--json',
    ]);
    const lines = jsonLines(stdout);
    expectSession(lines);
    expect(exitCode).toBe(0);
    expect(lines.at(-1)).toMatchObject({ reason: 'time', exit_code: 0 });
  });

  test('--seed makes the moves of a strategy repeatable', async () => {
    const moves = async (seed: string) => {
      const args = ['play', 'rps', '--local', '--matches', '5', '--isolation', 'inline'];
      const { stdout } = await runCli([...args, '--seed', seed, '--json']);
      return named(jsonLines(stdout), 'move').map(({ move }) => move);
    };
    const first = await moves('one');
    const again = await moves('one');
    const other = await moves('two');
    // How many rounds a match takes depends on the opponent, whose moves nobody seeds.
    const both = Math.min(first.length, again.length, other.length);
    expect(both).toBeGreaterThanOrEqual(10);
    expect(again.slice(0, both)).toEqual(first.slice(0, both));
    expect(other.slice(0, both)).not.toEqual(first.slice(0, both));
  });

  test('an opponent of one’s own, as a file and as a program', async () => {
    const cwd = tempFolder({
      'rock.mjs': 'export default { name: "rocky", games: ["rps"], move: () => "rock" };',
      'paper.mjs': `
        import { createInterface } from 'node:readline';
        for await (const line of createInterface({ input: process.stdin })) {
          const { type } = JSON.parse(line);
          if (type === 'turn') console.log(JSON.stringify({ move: { choice: 'paper' } }));
        }`,
    });
    const args = ['play', 'rps', '--local', './rock.mjs', '--matches', '1', '--json'];
    const { exitCode, stdout } = await runCli(
      [...args, '--strategy', `cmd: ${process.execPath} ${cwd}/paper.mjs`],
      { cwd },
    );
    expect(exitCode).toBe(0);
    const lines = jsonLines(stdout);
    expectSession(lines);
    expect(named(lines, 'match_start')).toMatchObject([{ opponent_name: 'house-rocky' }]);
    expect(named(lines, 'match_end')).toMatchObject([{ outcome: 'win' }]);
    expect(named(lines, 'move').every(({ source }) => source === 'strategy')).toBe(true);
  });

  test('a strategy that hangs loses no match by it, and the summary tells', async () => {
    const { url } = await startArena(['--turn-timeout', '1s', '--house-wait', '1ms']);
    const cwd = tempFolder({ 'bot.mjs': `export default { move() { ${HANGS} } };` });
    const { exitCode, stdout, stderr } = await spawnCli(
      ['queue', 'rps', '--url', url, '--strategy', './bot.mjs'],
      { cwd, env: anna },
    ).ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/1 match[\s\S]*fallbacks +\d+ fallback moves? played/);
    expect(stderr).toMatch(/no answer after/);
  });

  test('an opponent that fails is reported', async () => {
    const cwd = tempFolder({
      'bad.mjs': 'export default { games: ["rps"], move() { throw new Error("tired"); } };',
    });
    const { exitCode, stdout } = await runCli(
      ['play', 'rps', '--local', './bad.mjs', '--matches', '1', '--isolation', 'inline', '--json'],
      { cwd },
    );
    expect(exitCode).toBe(0);
    expect(named(jsonLines(stdout), 'warning')[0]).toMatchObject({
      code: 'opponent_failed',
      message: expect.stringContaining('tired'),
    });
  });
});

test('the house bot is told of a round before it is asked for the next', async () => {
  const { stdout } = await runCli([
    ...['play', 'rps', '--local', 'counter-last', '--strategy', 'counter-last'],
    ...['--matches', '3', '--json'],
  ]);
  // Two who do the same and know the same tie every round.
  const ends = named(jsonLines(stdout), 'match_end');
  expect(ends.map(({ outcome, score }) => [outcome, score])).toEqual(Array(3).fill(['draw', [0, 0]]));
});
