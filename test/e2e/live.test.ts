import { expect, test, vi } from 'vitest';
import { userSockets } from '../../src/lib/user-sockets.js';
import { spawnCli, startArena, tempFolder } from '../support/run-cli.js';
import { Viewer } from '../support/viewer.js';
import { someKey } from './ledger-support.js';

test('a bot for money shows what it does to its user, and nothing of its key', async () => {
  const cwd = tempFolder();
  const { url } = await startArena(['--house', 'random', '--house-wait', '0s', '--house-delay', '20ms'], {
    cwd,
  });
  const key = `${someKey()}Zq9X`;
  const args = [
    'play',
    'rps',
    '--url',
    url,
    '--wager',
    '0.01',
    '--strategy',
    'random',
    '--no-limits',
    '--json',
  ];
  const runtime = tempFolder();
  const env = { BOTPIT_API_KEY: key, XDG_RUNTIME_DIR: runtime };
  const bot = spawnCli(args, { cwd, env });
  const folder = `${runtime}/botpit`;
  await vi.waitUntil(() => userSockets([folder]).length > 0, { timeout: 60_000, interval: 20 });
  const [path = ''] = userSockets([folder]);
  const viewer = new Viewer(path);
  const live = await viewer.event('live');
  expect(live).toMatchObject({ book: 'real', pid: bot.pid, limits: { max_loss_lamports: 100_000_000 } });
  const end = await viewer.event('match_end');
  // The same lines as --json has them, but for the time at which each was shown.
  const { input } = await bot.line(new RegExp(`"event":"match_end".*"match_id":"${end.match_id}"`));
  expect({ ...end, time: '' }).toEqual({ ...JSON.parse(input), time: '' });
  bot.kill('SIGTERM');
  expect(await viewer.event('session_end')).toMatchObject({ reason: 'signal' });
  await viewer.closed;
  expect(userSockets([folder])).toEqual([]);
  for (const part of [key, key.slice(6), key.slice(-12), 'Zq9X']) expect(viewer.text).not.toContain(part);
  expect(await bot.ended).toMatchObject({ exitCode: 0 });
}, 60_000);
