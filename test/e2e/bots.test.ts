import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canaryKey } from '../support/canary.js';
import { expectInSchema } from '../support/events-schema.js';
import { Captured, jsonLines, runCli, spawnCli, startArena, tempFolder } from '../support/run-cli.js';

const CONFIG = {
  strategy: 'random',
  isolation: 'inline',
  limits: false,
  dataDir: './data',
  profiles: { live: { wager: '0.01', maxLoss: '0.5' }, 'night-owl': { wager: '0.02' }, idle: {} },
};

/** A folder with three bots, and an arena in which nobody is met. */
async function botsOf() {
  const cwd = tempFolder({ 'botpit.config.json': JSON.stringify(CONFIG) });
  const { url } = await startArena(['--house', 'none'], { cwd });
  const keys: Record<string, string> = { live: canaryKey('live'), 'night-owl': canaryKey('owl') };
  const start = (game: string, bot: string, key = keys[bot] ?? '', ...flags: readonly string[]) =>
    spawnCli(['play', game, '--profile', bot, '--url', url, '--json', ...flags], {
      cwd,
      env: { BOTPIT_API_KEY: key },
    });
  /** A command that an operator types in the folder. @param columns of the terminal */
  const typed = async (args: readonly string[], columns?: number) => {
    const stdout = columns === undefined ? new Captured(false) : new Captured(true, columns);
    return runCli(args, { cwd, stdout });
  };
  const told = async (...args: readonly string[]) => {
    const lines = jsonLines((await typed([...args, '--json'])).stdout);
    expectInSchema(lines);
    return lines;
  };
  return { cwd, keys, start, typed, told };
}

test('two bots of one folder, by their names, from the first look to the stop', async () => {
  const { cwd, keys, start, typed, told } = await botsOf();
  const live = start('rps', 'live');
  const { agent_id, agent_name } = await live.event('connected');
  await live.event('queue_joined');
  const owl = start('mines', 'night-owl', undefined, '--metrics', '0');
  await owl.event('queue_joined');

  const running = (await told('status')).filter(({ event }) => event === 'process');
  expect(running).toMatchObject([
    { bot: 'night-owl', pid: owl.pid },
    { bot: 'live', pid: live.pid, agent_id, agent_name },
  ]);
  const open = (await told('status')).filter(({ event }) => event === 'open_intent' || event === 'standing');
  expect(open.map(({ event, bot }) => [event, bot]).toSorted()).toEqual([
    ['open_intent', 'live'],
    ['open_intent', 'night-owl'],
    ['standing', 'live'],
    ['standing', 'night-owl'],
  ]);
  for (const columns of [40, 80]) {
    const { stdout } = await typed(['status', '--no-color'], columns);
    expect(stdout).toMatch(/^ {4}live +process/m);
    expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
  }

  const second = start('rps', 'idle', keys.live);
  expect(await second.event('error')).toMatchObject({ bot: 'idle', code: 'process/running' });
  expect(await second.ended).toMatchObject({
    exitCode: 82,
    stderr: expect.stringContaining(`bot live, process ${live.pid}`),
  });
  const { url } = await owl.event('metrics_listening');
  const port = new URL(String(url)).port;
  const elsewhere = start('rps', 'idle', canaryKey('idle'), '--metrics', port);
  expect(await elsewhere.ended).toMatchObject({
    exitCode: 78,
    stderr: expect.stringContaining('the bot night-owl uses the port'),
  });

  expect(await typed(['stop'])).toMatchObject({
    exitCode: 64,
    stdout: '',
    stderr: expect.stringMatching(/night-owl \(process \d+\), live \(process \d+\) run\n.*--all/),
  });
  expect(await typed(['stop', 'nihgt-owl'])).toMatchObject({
    exitCode: 64,
    stderr: expect.stringContaining('Did you mean night-owl?'),
  });
  expect(await typed(['stop', 'live', '--all'])).toMatchObject({ exitCode: 64 });
  expect((await told('status')).filter(({ event }) => event === 'process')).toHaveLength(2);

  // With other records at hand, one that runs can still be named.
  const others = ['--data-dir', join(cwd, 'none')];
  expect((await typed(['stop', ...others])).stdout).toMatch(
    /^Nothing runs\.\nPlaying with other records; .*live \(process \d+\)/,
  );
  const asked = await typed(['stop', 'live', ...others]);
  expect(asked.stdout).toBe(`asked live (process ${live.pid}) to finish its match and stop\n`);
  expect((await live.ended).exitCode).toBe(0);
  expect(await typed(['stop', 'live'])).toMatchObject({ exitCode: 0, stdout: 'live does not run.\n' });
  expect(await told('stop')).toMatchObject([{ event: 'stop_asked', bot: 'night-owl', pid: owl.pid }]);
  const { stdout } = await owl.ended;
  for (const line of jsonLines(stdout)) expect(line).toHaveProperty('bot', 'night-owl');
  expect(await typed(['stop', '--all'])).toMatchObject({ exitCode: 0, stdout: 'Nothing runs.\n' });
  expect(await typed(['stop', 'live', ...others])).toMatchObject({ exitCode: 64 });
}, 60_000);
