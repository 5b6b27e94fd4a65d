import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CommandEvent } from '../../src/cli/command-events.js';
import { writeJson } from '../../src/cli/output.js';
import type { JsonEvent } from '../../src/json-events.js';
import { EVENTS_VERSION } from '../../src/version.js';
import { expectInSchema } from '../support/events-schema.js';
import { Captured, jsonLines, runCli, spawnArena, tempFolder } from '../support/run-cli.js';
import { played } from './records-support.js';

/** Records of a match, in a folder that is the working folder, too. */
let folder = '';
let matchId = '';

beforeAll(async () => {
  folder = await played('rps', 2, ['--json']);
  const { stdout } = await runCli(['history', '--data-dir', '.', '--json', '--last', '1'], { cwd: folder });
  matchId = String(jsonLines(stdout)[0]?.match_id);
}, 60_000);

async function linesOf(args: readonly string[], cwd = folder): Promise<JsonEvent[]> {
  const { stdout } = await runCli([...args, '--json'], { cwd });
  const lines = jsonLines(stdout);
  expectInSchema(lines);
  return lines as unknown as JsonEvent[];
}

test('a session, with the version of its events', async () => {
  const [start, ...more] = await linesOf([
    'play',
    'rps',
    '--local',
    '--matches',
    '2',
    '--data-dir',
    'played',
  ]);
  expect(start).toMatchObject({ event: 'session_start', schema_version: EVENTS_VERSION });
  const end = more.at(-1);
  expect(end?.event === 'session_end' && end.matches).toBe(2);
});

test('every line of a session with a profile says whose it is, a refusal too', async () => {
  const cwd = tempFolder({
    'botpit.config.json': JSON.stringify({ profiles: { 'night owl': { strategy: 'random' } } }),
  });
  const profile = ['--profile', 'night owl'];
  const lines = await linesOf(['play', 'rps', '--local', '--matches', '1', ...profile], cwd);
  expect(lines.at(-1)?.event).toBe('session_end');
  const refused = await linesOf(['play', 'rps', ...profile], cwd);
  expect(refused.map(({ event }) => event)).toEqual(['error']);
  for (const line of [...lines, ...refused]) expect(line).toHaveProperty('bot', 'night owl');
});

describe('commands without a session', () => {
  test.each([
    [['games'], ['game']],
    [['strategies'], ['strategy']],
    [['strategies', 'random', 'rps'], ['strategy_check']],
    [['config'], ['setting']],
    [
      ['doctor', '--local'],
      ['check', 'doctor_result'],
    ],
    [
      ['init', 'project', '--no-install'],
      ['file', 'init_result'],
    ],
    [['history', '--data-dir', '.'], ['match']],
    [['stats', '--data-dir', '.', '--by', 'game'], ['stats']],
    [['status', '--data-dir', '.'], []],
    [['history', '--last', 'none'], ['error']],
    [['lab', 'match', 'always', 'cycle', '--game', 'rps', '--matches', '20'], ['lab_result']],
    [
      ['lab', 'tournament', 'always', 'cycle', 'random', '--game', 'rps', '--matches', '20'],
      ['lab_pairing', 'lab_rating', 'lab_result'],
    ],
    [['lab', 'exploit', 'random', '--game', 'coinflip'], ['lab_exploit']],
    [['lab', 'exploit', 'counter-last', '--game', 'rps', '--matches', '100'], ['lab_exploit']],
  ])('%j', async (args, events) => {
    const lines = await linesOf(args);
    expect([...new Set(lines.map(({ event }) => event))]).toEqual(events);
  });

  test.each([
    ['show', 'match'],
    ['verify', 'verification'],
    ['replay', 'replay_turn'],
  ])('%s', async (command, event) => {
    expect((await linesOf([command, matchId, '--data-dir', '.']))[0]?.event).toBe(event);
  });

  test('replay with a strategy, and export', async () => {
    const turns = await linesOf(['replay', matchId, '--data-dir', '.', '--strategy', 'random']);
    expect(turns.at(-1)).toMatchObject({ event: 'replay_result', strategy: 'random' });
    const file = join(tempFolder(), 'match.json');
    expect(await linesOf(['export', matchId, '--data-dir', '.', '--output', file])).toMatchObject([
      { event: 'exported', match_id: matchId, path: file },
    ]);
  });
});

test('the arena', async () => {
  const { arena, url } = await spawnArena(['--house-wait', '1ms']);
  const env = { BOTPIT_API_KEY: 'bp_sk_schema_0123456789' };
  expect(await runCli(['queue', 'rps', '--url', url], { env })).toMatchObject({ exitCode: 0 });
  arena.kill('SIGTERM');
  const lines = jsonLines((await arena.ended).stdout);
  expectInSchema(lines);
  expect(lines.map(({ event }) => event)).toContain('match_ended');
});

test('a worker of the lab', () => {
  const events: readonly CommandEvent[] = [
    { event: 'worker_ready', redis: 'redis://localhost', jobs: 2 },
    { event: 'worker_run', runId: 'r1', game: 'rps', entrants: ['always', 'cycle'] },
    { event: 'worker_refused', runId: 'r1', reason: 'it is of another version' },
    { event: 'worker_played', runId: 'r1', series: 3, ms: 12.5 },
    { event: 'worker_over', runId: 'r1' },
    { event: 'worker_trouble', message: 'a thread has ended' },
  ];
  const stdout = new Captured(false);
  for (const event of events) writeJson({ stdout } as unknown as Parameters<typeof writeJson>[0], event);
  const lines = jsonLines(stdout.text);
  expectInSchema(lines);
  expect(lines.map(({ event, run_id }) => [event, run_id])).toEqual(
    events.map((event) => [event.event, 'runId' in event ? event.runId : undefined]),
  );
});
