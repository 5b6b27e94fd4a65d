import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FleetEvent } from '../../src/fleet/index.js';
import type { RunnerEvent } from '../../src/runner/index.js';
import { type BotStanding, createFleetView, formatJson } from '../../src/ui/index.js';
import { width } from '../../src/ui/text/text.js';
import { Emulator } from './emulator.js';
import { FakeOutput } from './fake-output.js';
import { SAMPLES } from './sample-session.js';

const BOTS = ['rps-live', 'crash', 'a name that is much longer than any table has room for'];
const NOW = Date.UTC(2026, 2, 1, 12);
const FRAME_MS = 250;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const START: FleetEvent = {
  event: 'fleet_start',
  bot: null,
  version: '0.1.0',
  schemaVersion: 1,
  config: '/bots/botpit.config.json',
  bots: BOTS,
};

const end = (bot: string, more: Partial<Extract<FleetEvent, { event: 'bot_end' }>>): FleetEvent => ({
  event: 'bot_end',
  bot,
  exitCode: 0,
  signal: null,
  next: 'stays_ended',
  pauseMs: null,
  ...more,
});

/** A fleet in which one bot plays, one waits to be started again, and one has ended. */
function* played(): Generator<FleetEvent | readonly [bot: string, event: RunnerEvent]> {
  yield START;
  for (const [i, bot] of BOTS.entries()) yield { event: 'bot_start', bot, pid: 100 + i, restarts: 0 };
  const [rps = '', crash = '', long = ''] = BOTS;
  for (const event of ['session_start', 'connected', 'match_start', 'turn', 'move', 'round'] as const)
    yield [rps, SAMPLES[event]];
  for (const event of ['session_start', 'connected', 'match_start', 'match_end'] as const)
    yield [crash, SAMPLES[event]];
  yield end(crash, { exitCode: 69, next: 'restarts', pauseMs: 20_000 });
  for (const event of ['session_start', 'connected', 'limit'] as const) yield [long, SAMPLES[event]];
  yield end(long, { exitCode: 80 });
}

const STANDING: BotStanding = { todayLamports: -12_500_000, limit: 'max-daily-loss 62 %' };

function viewOf(mode: 'live' | 'plain' | 'json' | 'quiet', to: Pick<Emulator, 'stdout' | 'stderr'>) {
  return createFleetView({ mode, ...to, color: false, now: () => NOW, standingOf: () => STANDING });
}

function tell(view: ReturnType<typeof viewOf>, each: FleetEvent | readonly [string, RunnerEvent]): void {
  if ('event' in each) view.fleet(each);
  else view.line(each[0], formatJson({ event: each[1], timeMs: NOW }));
}

test.each([20, 40, 80, 160])('at %i columns the table is whole in every frame', async (columns) => {
  const terminal = new Emulator(columns);
  const view = viewOf('live', terminal);
  let table: string[] = [];
  for (const each of played()) {
    tell(view, each);
    vi.advanceTimersByTime(FRAME_MS);
    const lines = await terminal.lines();
    const heads = lines.flatMap((line, i) => (/^bot\b/.test(line) ? [i] : []));
    expect(heads).toHaveLength(1);
    table = lines.slice(heads[0]);
    expect(table).toHaveLength(1 + BOTS.length);
    for (const line of table) expect(width(line)).toBeLessThanOrEqual(columns);
  }
  expect(table.join('\n')).toMatchSnapshot();
  view.fleet({ event: 'fleet_end', bot: null, exitCode: 80, exitCodes: {} });
  view.close();
  expect((await terminal.lines()).some((line) => /^bot {2}/.test(line))).toBe(false);
  expect(terminal.cursorColumn).toBe(0);
});

test.each([true, false])('resized again and again there is one table (reflow %s)', async (reflow) => {
  const terminal = new Emulator(100, reflow);
  const view = viewOf('live', terminal);
  for (const each of played()) tell(view, each);
  vi.advanceTimersByTime(FRAME_MS);
  for (const columns of [30, 80, 20, 21, 120, 9, 90]) {
    await terminal.resize(columns, FRAME_MS);
    const lines = await terminal.visible();
    expect(lines.filter((line) => /^bot\b/.test(line))).toHaveLength(1);
    expect(lines.at(-BOTS.length - 1)).toMatch(/^bot\b/);
    if (columns >= 80) expect(lines[0]).toContain('botpit 0.1.0');
  }
  view.close();
});

test('more bots than the terminal has lines for are counted', async () => {
  const terminal = new Emulator(80);
  const view = viewOf('live', terminal);
  const bots = Array.from({ length: 40 }, (_, i) => `bot-${i}`);
  view.fleet({ ...START, bots });
  vi.advanceTimersByTime(FRAME_MS);
  const lines = await terminal.lines();
  expect(lines.at(-1)).toMatch(/^… and \d+ more bots$/);
  expect((await terminal.visible()).filter((line) => /^bot-\d+ +starting/.test(line))).toHaveLength(22);
  view.close();
});

describe('without a terminal', () => {
  async function shown(mode: 'plain' | 'quiet' | 'json') {
    const to = { stdout: new FakeOutput(), stderr: new FakeOutput() };
    const view = viewOf(mode, to);
    for (const each of played()) tell(view, each);
    view.fleet({ event: 'fleet_end', bot: null, exitCode: 80, exitCodes: { crash: 69 } });
    await new Promise(setImmediate);
    view.close();
    return { stdout: to.stdout.text, stderr: to.stderr.text };
  }

  test('plain: a line an event, with the bot in front, and what each came to', async () => {
    const { stdout, stderr } = await shown('plain');
    expect({ stdout, stderr }).toMatchSnapshot();
  });

  test('quiet: trouble only', async () => {
    const { stdout, stderr } = await shown('quiet');
    expect({ stdout, stderr }).toMatchSnapshot();
  });

  test('json: the lines of the bots as they are, and those of the fleet', async () => {
    const { stdout, stderr } = await shown('json');
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toContain(formatJson({ event: SAMPLES.match_end, timeMs: NOW }));
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      event: 'fleet_end',
      bot: null,
      exit_codes: { crash: 69 },
    });
  });

  test('lines of a later version that it does not know are passed over', async () => {
    const to = { stdout: new FakeOutput(), stderr: new FakeOutput() };
    const view = viewOf('plain', to);
    view.fleet(START);
    view.line('crash', '{"event":"of_tomorrow","time":"2026-03-01T12:00:00.000Z"}');
    view.line('crash', '{"event":"match_end","time":"2026-03-01T12:00:00.000Z"}');
    view.line('crash', '{"event":"conn');
    await new Promise(setImmediate);
    view.close();
    expect(to.stderr.text).toContain('3 bots');
  });
});
