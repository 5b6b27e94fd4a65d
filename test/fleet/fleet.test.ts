import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tellGivenUp } from '../../src/cli/fleet/fleet.js';
import { load } from '../../src/config/index.js';
import { EXIT } from '../../src/exit-codes.js';
import { type Bot, type BotEnd, Fleet, type FleetEvent, startBot } from '../../src/fleet/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { startReceiver } from '../support/receiver.js';
import { tempFolder } from '../support/run-cli.js';

const { config, ...loaded } = await load({ env: {}, cwd: '/' });

function bot(name: string, settings: Partial<Bot['config']> = {}, key = `key of ${name}`): Bot {
  return {
    name,
    key,
    config: { ...config, profile: name, strategy: 'random', ...settings },
    ...loaded,
    warnings: [],
  };
}

/** A fleet whose processes only note what they are told: what it makes of their ends is what is tested. */
class Harness {
  readonly clock = new FakeClock();
  readonly events: FleetEvent[] = [];
  /** What was done to processes, in order: `start a`, `stop a`. */
  readonly done: string[] = [];
  readonly #running = new Map<string, (end: BotEnd) => void>();
  isOver = false;
  readonly fleet = new Fleet({
    clock: this.clock,
    random: () => 0,
    emit: (event) => this.events.push(event),
    start: ({ name }, ended) => {
      this.done.push(`start ${name}`);
      this.#running.set(name, ended);
      return {
        pid: this.done.length,
        stop: () => this.done.push(`stop ${name}`),
        force: () => this.done.push(`force ${name}`),
      };
    },
  });

  constructor(...bots: readonly Bot[]) {
    void this.fleet.ended.then(() => {
      this.isOver = true;
    });
    this.fleet.start(bots);
    this.done.length = 0;
  }

  end(name: string, exitCode: number | null, wasConnected = true): void {
    const ended = this.#running.get(name);
    this.#running.delete(name);
    ended?.({ exitCode, signal: exitCode === null ? 'SIGKILL' : null, wasConnected });
  }

  get last(): FleetEvent | undefined {
    return this.events.at(-1);
  }
}

test.each([1, EXIT.unexpected, null])('a bot that ends with %j is started again after a pause', (code) => {
  const fleet = new Harness(bot('a'), bot('b'));
  fleet.end('a', code);
  expect(fleet.last).toMatchObject({ event: 'bot_end', bot: 'a', next: 'restarts', pauseMs: 1_000 });
  fleet.clock.advance(999);
  expect(fleet.done).toEqual([]);
  fleet.clock.advance(1);
  expect(fleet.done).toEqual(['start a']);
  expect(fleet.last).toMatchObject({ event: 'bot_start', bot: 'a', restarts: 1 });
});

test.each(Object.values(EXIT).filter((code) => code !== EXIT.unreachable && code !== EXIT.unexpected))(
  'one that ends with %d stays ended, and the others go on',
  async (code) => {
    const fleet = new Harness(bot('a'), bot('b'));
    fleet.end('a', code);
    expect(fleet.last).toMatchObject({ event: 'bot_end', bot: 'a', next: 'stays_ended', pauseMs: null });
    fleet.clock.advance(3_600_000);
    expect(fleet.done).toEqual([]);
    await Promise.resolve();
    expect(fleet.isOver).toBe(false);
  },
);

test('one that ends five times within ten minutes is given up, and the others go on', async () => {
  const fleet = new Harness(bot('a'), bot('b'));
  for (const pauseMs of [1_000, 3_000, 9_000, 27_000]) {
    fleet.end('a', EXIT.unexpected);
    fleet.clock.advance(pauseMs);
  }
  expect(fleet.done).toEqual(['start a', 'start a', 'start a', 'start a']);
  fleet.end('a', EXIT.unexpected);
  expect(fleet.last).toMatchObject({ event: 'bot_end', bot: 'a', next: 'gave_up' });
  fleet.clock.advance(3_600_000);
  expect(fleet.done).toHaveLength(4);
  fleet.end('b', EXIT.ok);
  await fleet.fleet.ended;
  expect(fleet.fleet.exitCode).toBe(EXIT.gaveUp);
  expect(fleet.fleet.exitCodes).toEqual({ a: EXIT.unexpected, b: EXIT.ok });
});

test('an arena that was reached and is gone does not make it give up', () => {
  const fleet = new Harness(bot('a'));
  for (let end = 0; end < 100; end += 1) {
    // Only the first of them had been in the arena.
    fleet.end('a', EXIT.unreachable, end === 0);
    fleet.clock.advance(600_000);
  }
  expect(fleet.done).toHaveLength(100);
});

test.each([
  { codes: [0, 0], whole: 0 },
  { codes: [0, EXIT.limit], whole: EXIT.limit },
  { codes: [EXIT.limit, EXIT.rejected], whole: EXIT.rejected },
  { codes: [EXIT.unfair, EXIT.rejected], whole: EXIT.unfair },
])('ends of $codes come to $whole', async ({ codes, whole }) => {
  const fleet = new Harness(...codes.map((_, i) => bot(`bot ${i}`)));
  for (const [i, code] of codes.entries()) fleet.end(`bot ${i}`, code);
  await fleet.fleet.ended;
  expect(fleet.fleet.exitCode).toBe(whole);
});

test('a drain stops all of them, those that wait to be started again too', async () => {
  const fleet = new Harness(bot('a'), bot('b'));
  fleet.end('a', EXIT.unexpected);
  fleet.fleet.drain();
  expect(fleet.done).toEqual(['stop b']);
  fleet.end('b', EXIT.ok);
  await fleet.fleet.ended;
  fleet.clock.advance(3_600_000);
  expect(fleet.done).toEqual(['stop b']);
});

test('force reaches those that drain', () => {
  const fleet = new Harness(bot('a'));
  fleet.fleet.drain();
  fleet.fleet.force();
  expect(fleet.done.at(-1)).toBe('force a');
});

test('other settings: new bots start, changed and removed ones drain first, the rest plays on', () => {
  const fleet = new Harness(bot('same'), bot('changed'), bot('removed'));
  fleet.fleet.reload([bot('same'), bot('changed', { game: ['rps'] }), bot('new')]);
  expect(fleet.events).toContainEqual({
    event: 'fleet_reload',
    bot: null,
    started: ['new'],
    changed: ['changed'],
    removed: ['removed'],
    unchanged: ['same'],
  });
  expect(fleet.done).toEqual(['stop changed', 'stop removed', 'start new']);
  fleet.end('changed', EXIT.ok);
  expect(fleet.events.slice(-2)).toMatchObject([
    { event: 'bot_end', bot: 'changed', next: 'starts_anew' },
    { event: 'bot_start', bot: 'changed', restarts: 0 },
  ]);
  fleet.end('removed', EXIT.ok);
  expect(fleet.last).toMatchObject({ event: 'bot_end', bot: 'removed', next: 'removed' });
  expect(fleet.done.slice(3)).toEqual(['start changed']);
});

test('a bot that has ended is left alone where its settings are the same, and starts anew where not', () => {
  const fleet = new Harness(bot('a'), bot('b'), bot('c'));
  fleet.end('a', EXIT.limit);
  fleet.end('b', EXIT.limit);
  fleet.fleet.reload([bot('a'), bot('b', { game: ['rps'] }), bot('c')]);
  expect(fleet.done).toEqual(['start b']);
});

test('a bot starts only when the one that had its key has ended', () => {
  const fleet = new Harness(bot('old', {}, 'one key'));
  fleet.fleet.reload([bot('new', {}, 'one key')]);
  expect(fleet.done).toEqual(['stop old']);
  fleet.end('old', EXIT.ok);
  expect(fleet.done).toEqual(['stop old', 'start new']);
});

test('two bots can swap their ports', () => {
  const fleet = new Harness(bot('a', { metrics: 1 }), bot('b', { metrics: 2 }));
  fleet.fleet.reload([bot('a', { metrics: 2 }), bot('b', { metrics: 1 })]);
  fleet.end('a', EXIT.ok);
  expect(fleet.done).toEqual(['stop a', 'stop b']);
  fleet.end('b', EXIT.ok);
  expect(fleet.done).toEqual(['stop a', 'stop b', 'start a', 'start b']);
});

test('settings that change again while a bot drains: the latest count', () => {
  const fleet = new Harness(bot('a'));
  fleet.fleet.reload([bot('a', { game: ['rps'] })]);
  fleet.fleet.reload([]);
  fleet.fleet.reload([bot('a', { game: ['crash'] })]);
  fleet.end('a', EXIT.ok);
  expect(fleet.done.filter((what) => what === 'start a')).toHaveLength(1);
  expect(fleet.last).toMatchObject({ event: 'bot_start', bot: 'a' });
});

test('a fleet whose last bot is removed is over', async () => {
  const fleet = new Harness(bot('a'));
  fleet.fleet.reload([]);
  fleet.end('a', EXIT.ok);
  await fleet.fleet.ended;
  expect(fleet.fleet.exitCode).toBe(EXIT.ok);
});

test('a process that cannot be started has ended like one that crashed, and costs no other bot', async () => {
  const said: string[] = [];
  const end = await new Promise<BotEnd>((ended) => {
    const output = (line: string) => void said.push(line);
    // No command line can have such a name in it.
    startBot(bot('a\0b'), { env: {}, cwd: '/', keys: [] }, { line: output, output, ended });
    expect(said).toEqual([]);
  });
  expect(end).toEqual({ exitCode: 1, signal: null, wasConnected: false });
  expect(said).toEqual([expect.stringContaining('the process cannot be started: ')]);
});

test('a bot is not started again past its `until`, which would be that of the next day then', async () => {
  const fleet = new Harness(bot('a', { until: '12:10', timeZone: 'UTC' }), bot('b'));
  fleet.clock.advance(untilMinute(fleet.clock.epochMs(), 12 * 60 + 10) - 10_000);
  fleet.end('a', 1);
  expect(fleet.last).toMatchObject({ bot: 'a', next: 'restarts' });
  fleet.clock.advance(1_000);
  expect(fleet.done).toEqual(['start a']);
  // Pauses after an outage are longer than the rest of the time.
  fleet.end('a', EXIT.unreachable);
  expect(fleet.last).toMatchObject({ bot: 'a', next: 'stays_ended', pauseMs: null });
  fleet.clock.advance(3_600_000);
  expect(fleet.done).toEqual(['start a']);
  // With 69 a supervisor would start the whole fleet again.
  fleet.end('b', 0);
  expect(fleet.fleet.exitCode).toBe(EXIT.gaveUp);
});

/** Milliseconds until a clock in UTC shows a minute of the day. */
function untilMinute(epochMs: number, minute: number): number {
  const day = 86_400_000;
  return (((minute * 60_000 - epochMs) % day) + day) % day;
}

test('of a bot that is given up, its webhook and its log are told, in place of the bot', async () => {
  const receiver = await startReceiver();
  const logFile = join(tempFolder(), 'botpit.log');
  const given = { ...config, profile: 'live', metrics: 9464, webhook: receiver.url, logFile };
  const said: string[] = [];
  await tellGivenUp(given, (message) => said.push(message));
  expect(receiver.bodies).toMatchObject([
    { event: 'crash', bot: 'live', text: expect.stringMatching(/^live: botpit: The fleet has given it up/) },
  ]);
  expect(readFileSync(logFile, 'utf8')).toContain('The fleet has given it up');
  await tellGivenUp({ ...given, webhookEvents: ['stop'] }, (message) => said.push(message));
  expect(receiver.bodies).toHaveLength(1);
  expect(said).toEqual([]);
});
