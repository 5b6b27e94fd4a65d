import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type MonitorSettings, openMonitors } from '../../src/monitoring/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { startReceiver } from '../support/receiver.js';
import { tempFolder } from '../support/run-cli.js';
import { SAMPLES, SESSION } from '../ui/sample-session.js';
import { format, warnings } from './support.js';

const OFF: MonitorSettings = {
  ...{ metrics: null, metricsHost: '127.0.0.1', webhook: null, giveUpAfterMs: 60_000 },
  ...{ logFile: null, logLevel: 'debug', logFormat: 'json', logMaxSizeBytes: 1_000_000, logKeep: 1 },
};
const JITI = fileURLToPath(new URL('../../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

async function open(settings: Partial<MonitorSettings>, env: NodeJS.ProcessEnv = {}) {
  const clock = new FakeClock();
  const { warn, given } = warnings();
  const monitors = await openMonitors({ ...OFF, ...settings }, { env, format, warn, clock });
  onTestFinished(() => monitors.close());
  return { clock, given, monitors };
}

const eventsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).event);

test('a whole session goes to all of them, in order', async () => {
  const path = join(tempFolder(), 'bot.log');
  const { monitors } = await open({ metrics: 0, logFile: path });
  for (const event of SESSION) monitors.take({ event, timeMs: 1_767_000_000_000 });
  const text = await (await fetch(`${monitors.metricsUrl}/metrics`)).text();
  expect(text).toContain('botpit_matches_total{game="rps",outcome="win"} 1');
  await monitors.close();
  expect(eventsIn(path)).toEqual(SESSION.map(({ event }) => event));
});

test('an event is dealt with later, not when it is taken', async () => {
  const told: string[] = [];
  const clock = new FakeClock();
  const spy = {
    ...format,
    json: (stamped: Parameters<typeof format.json>[0]) => {
      told.push(stamped.event.event);
      return '{}';
    },
  };
  const path = join(tempFolder(), 'bot.log');
  const { warn } = warnings();
  const monitors = await openMonitors({ ...OFF, logFile: path }, { env: {}, format: spy, warn, clock });
  onTestFinished(() => monitors.close());
  monitors.take({ event: SAMPLES.turn, timeMs: 0 });
  monitors.take({ event: SAMPLES.move, timeMs: 0 });
  expect(told).toEqual([]);
  clock.advance(20);
  expect(told).toEqual(['turn', 'move']);
});

test('with nothing asked for there is nothing to wait for', async () => {
  const { monitors, clock } = await open({});
  expect(monitors.metricsUrl).toBeNull();
  monitors.take({ event: SAMPLES.connected, timeMs: 0 });
  await monitors.close();
  expect(clock.pending).toBe(0);
});

test('a summary is delivered to the webhook, and goes to the others as any event', async () => {
  const receiver = await startReceiver();
  const path = join(tempFolder(), 'bot.log');
  const hook = { format: 'telegram', webhookChat: '@bots', webhookEvents: null, timeZone: 'UTC' } as const;
  const { monitors } = await open({ logFile: path, webhook: { ...hook, url: receiver.url } });
  const stamped = { event: SAMPLES.summary, timeMs: 0 };
  monitors.take(stamped);
  expect(await monitors.deliver(stamped)).toBe(true);
  await monitors.close();
  expect(receiver.bodies).toMatchObject([{ chat_id: '@bots', text: expect.stringContaining('5 matches') }]);
  expect(eventsIn(path)).toEqual(['summary']);
  const alone = await open({});
  expect(await alone.monitors.deliver(stamped)).toBe(true);
});

test('what one of them cannot do is a warning, and the others go on', async () => {
  const path = join(tempFolder(), 'bot.log');
  const clock = new FakeClock();
  const { warn, given } = warnings();
  const broken = {
    ...format,
    json: (stamped: Parameters<typeof format.json>[0]) => {
      if (stamped.event.event === 'turn') throw new Error('no words');
      return format.json(stamped);
    },
  };
  const monitors = await openMonitors(
    { ...OFF, logFile: path, metrics: 0 },
    { env: {}, format: broken, warn, clock },
  );
  onTestFinished(() => monitors.close());
  for (const event of [SAMPLES.turn, SAMPLES.connected, SAMPLES.turn]) monitors.take({ event, timeMs: 0 });
  clock.advance(20);
  expect(given).toEqual([{ code: 'monitoring', message: expect.stringContaining('no words') }]);
  await monitors.close();
  expect(eventsIn(path)).toEqual(['connected']);
});

test('what the others say at their end is logged', async () => {
  const path = join(tempFolder(), 'bot.log');
  const clock = new FakeClock();
  const monitors = await openMonitors(
    { ...OFF, logFile: path },
    {
      env: { NOTIFY_SOCKET: '/run/none', PATH: tempFolder() },
      format,
      warn: (code, message) => monitors.take({ event: { event: 'warning', code, message }, timeMs: 0 }),
      clock,
    },
  );
  await monitors.close();
  expect(eventsIn(path)).toEqual(['warning']);
});

test('what cannot be had is an error, and leaves nothing behind', async () => {
  const listeners = process.listenerCount('exit');
  const logFile = join(tempFolder(), 'bot.log');
  await expect(open({ logFile: '/dev/null' })).rejects.toMatchObject({ code: 'config/invalid' });
  await expect(open({ logFile, metrics: 0, metricsHost: '256.0.0.1' })).rejects.toMatchObject({
    code: 'metrics/listen',
  });
  expect(process.listenerCount('exit')).toBe(listeners);
});

test.each([
  ['is made to exit', 'process.exit(7)', 7],
  ['fails', 'throw new Error("no")', 1],
])('a process that %s leaves every line in its log', async (_what, end, exitCode) => {
  const folder = tempFolder();
  const path = join(folder, 'bot.log');
  const script = join(folder, 'script.ts');
  writeFileSync(
    script,
    `import { openMonitors } from ${JSON.stringify(`${root}src/monitoring/index.ts`)};
     const format = { json: ({ event }) => JSON.stringify(event), text: () => [] };
     const settings = ${JSON.stringify({ ...OFF, logFile: path, logMaxSizeBytes: 100_000_000 })};
     openMonitors(settings, { env: {}, format, warn: () => {} }).then((monitors) => {
       let count = 0;
       const tell = () => monitors.take({ event: { event: 'strategy_output', line: String(count++) }, timeMs: Date.now() });
       const more = () => {
         for (let i = 0; i < 10; i++) tell();
         if (count < 20_000) return setImmediate(more);
         // In the same turn as the last events, and with writes under way.
         ${end};
       };
       more();
     });`,
  );
  const child = spawn(process.execPath, [JITI, script], { stdio: ['ignore', 'ignore', 'ignore'] });
  const [code] = await once(child, 'exit');
  expect(code).toBe(exitCode);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => Number(JSON.parse(line).line))).toEqual(
    Array.from({ length: 20_000 }, (_, i) => i),
  );
});
