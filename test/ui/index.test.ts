import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSink, type SinkMode, sinkMode } from '../../src/ui/index.js';
import { BrokenOutput, FakeOutput } from './fake-output.js';
import { KINDS, SAMPLES, SESSION } from './sample-session.js';

const NOON = new Date(2026, 0, 2, 12, 0, 0).getTime();

beforeEach(() => {
  vi.useFakeTimers({ now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

async function start(mode: SinkMode, options: { verbose?: boolean; now?: () => number } = {}) {
  const stdout = new FakeOutput();
  const stderr = new FakeOutput(mode === 'live' ? 80 : undefined);
  return { stdout, stderr, sink: await createSink({ mode, stdout, stderr, color: false, ...options }) };
}

/** What a terminal control sequence is not: text and line ends. */
function textOf(written: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences begin with one
  return written.replace(/\u001b\[[?\d]*[A-Za-z]/g, '');
}

describe.each(['live', 'plain', 'quiet', 'json'] as const)('mode %s', (mode) => {
  test.each(KINDS)('%s alone', async (kind) => {
    const { sink, stdout, stderr } = await start(mode, { verbose: true });
    const first = mode === 'live' ? SAMPLES.session_start : undefined;
    if (first) sink.emit(first);
    sink.emit(SAMPLES[kind]);
    sink.close();
    const json = mode === 'json' && JSON.parse(stdout.text).time;
    const out = json ? stdout.text.replace(json, '<time>') : stdout.text;
    expect(`stdout:\n${out}\nstderr:\n${textOf(stderr.text)}`).toMatchSnapshot();
  });

  test('a session in the order in which it is told', async () => {
    const { sink, stdout, stderr } = await start(mode);
    for (const event of SESSION) sink.emit(event);
    sink.close();
    if (mode === 'json') {
      const events = stdout.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).event);
      expect(events).toEqual(SESSION.map(({ event }) => event));
      expect(stderr.text).toBe('');
    } else {
      expect(stdout.text).toMatchSnapshot();
      expect(stdout.text).not.toContain('warning');
      expect(textOf(stderr.text)).toContain('warning  the strategy took too long');
    }
  });

  test('nothing is written while an event is taken, and everything soon after', async () => {
    const { sink, stdout, stderr } = await start(mode);
    sink.emit(SAMPLES.session_start);
    const before = stdout.text + stderr.text;
    sink.emit(SAMPLES.error);
    expect(stdout.text + stderr.text).toBe(before);
    vi.advanceTimersByTime(200);
    expect(stdout.text + stderr.text).toContain('does not match');
    sink.close();
  });

  test('closing twice, and events after the end, do no harm', async () => {
    const { sink, stdout, stderr } = await start(mode);
    sink.emit(SAMPLES.session_start);
    sink.emit(SAMPLES.session_end);
    sink.close();
    sink.close();
    const before = stdout.text + stderr.text;
    sink.emit(SAMPLES.warning);
    sink.close();
    expect((stdout.text + stderr.text).slice(before.length)).toContain('took too long');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves nothing behind on the process', async () => {
    const before = process.listenerCount('exit');
    const { sink } = await start(mode);
    expect(process.listenerCount('exit')).toBe(before + 1);
    sink.emit(SAMPLES.session_start);
    sink.close();
    expect(process.listenerCount('exit')).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a broken stdout is reported so that the bot can stop', async () => {
  vi.useRealTimers();
  let report: (lost: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    report = resolve;
  });
  const sink = await createSink({
    mode: 'json',
    stdout: new BrokenOutput(),
    stderr: new FakeOutput(),
    onOutputLost: (name, error) => report(`${name}: ${error.message}`),
  });
  for (const event of SESSION) sink.emit(event);
  sink.close();
  expect(await lost).toBe('stdout: write EPIPE');
});

test('a log has the date where it changes', async () => {
  let time = new Date(2026, 0, 2, 23, 59, 59).getTime();
  const { sink, stderr } = await start('plain', { now: () => time });
  sink.emit(SAMPLES.connected);
  time += 2000;
  sink.emit(SAMPLES.disconnected);
  sink.emit(SAMPLES.error);
  sink.close();
  const lines = stderr.text.split('\n').map((line) => line.slice(0, 10).trimEnd());
  expect(lines).toEqual(['2026-01-02', '23:59:59', '2026-01-03', '00:00:01', '00:00:01', '']);
});

test('a log tells what was held back though nothing else happens', async () => {
  const { sink, stderr } = await start('plain');
  for (let i = 0; i < 100; i++) sink.emit(SAMPLES.warning);
  vi.advanceTimersByTime(2500);
  expect(stderr.text).toContain('and 95 more warnings');
  sink.close();
});

test.each([
  ['a terminal', {}, 80, {}, 'live'],
  ['a pipe', {}, undefined, {}, 'plain'],
  ['CI', {}, 80, { CI: 'true' }, 'plain'],
  ['CI=false', {}, 80, { CI: 'false' }, 'live'],
  ['a dumb terminal', {}, 80, { TERM: 'dumb' }, 'plain'],
  ['--quiet', { quiet: true }, 80, {}, 'quiet'],
  ['--json', { json: true, quiet: true }, 80, {}, 'json'],
])('%s', (_case, flags, columns, env, mode) => {
  expect(sinkMode(flags, new FakeOutput(columns), env)).toBe(mode);
});
