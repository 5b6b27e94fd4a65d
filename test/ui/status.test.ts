import { describe, expect, test } from 'vitest';
import type { RunnerEvent } from '../../src/runner/index.js';
import { SessionProgress } from '../../src/session-progress.js';
import { formatStatus } from '../../src/ui/session/live.js';
import { createStyle } from '../../src/ui/text/output.js';
import { width } from '../../src/ui/text/text.js';
import { SAMPLES } from './sample-session.js';

const wideName = { ...SAMPLES.match_start, opponentName: '日本の強いボット第二号' };
const earlier = [SAMPLES.session_start, SAMPLES.match_start, SAMPLES.match_end];
const moments: Record<string, readonly RunnerEvent[]> = {
  connecting: [SAMPLES.session_start],
  idle: [SAMPLES.session_start, SAMPLES.connected],
  reconnecting: [SAMPLES.session_start, SAMPLES.reconnecting],
  queued: [SAMPLES.session_start, SAMPLES.queue_joined, SAMPLES.queue_update],
  'queued again': [...earlier, SAMPLES.queue_joined],
  challenge: [SAMPLES.session_start, SAMPLES.challenge_created],
  'match found': [SAMPLES.session_start, SAMPLES.match_start],
  turn: [...earlier, wideName, SAMPLES.turn],
  moved: [...earlier, SAMPLES.match_start, SAMPLES.turn, SAMPLES.move],
  'round over': [...earlier, SAMPLES.match_start, SAMPLES.turn, SAMPLES.move, SAMPLES.round],
};

function progressOf(events: readonly RunnerEvent[]): SessionProgress {
  const progress = new SessionProgress();
  for (const event of events) progress.apply({ event, timeMs: 0 });
  return progress;
}

describe.each(Object.entries(moments))('%s', (_moment, events) => {
  test('fits at 120, 80, 40 and 20 columns', () => {
    const lines = [120, 80, 40, 20].map((columns) =>
      formatStatus(progressOf(events), null, 1200, columns, createStyle(false)),
    );
    expect(lines.join('\n')).toMatchSnapshot();
  });

  test('fits at every width, coloured or not, and is never empty', () => {
    for (let columns = 1; columns <= 130; columns++) {
      const [plain, coloured] = [false, true].map((color) =>
        formatStatus(progressOf(events), null, 1200, columns, createStyle(color)),
      ) as [string, string];
      expect(width(plain)).toBeLessThanOrEqual(columns);
      expect(width(plain)).toBeGreaterThan(0);
      expect(width(coloured)).toBe(width(plain));
    }
  });
});

test('the time of a turn runs down to nothing and is marked when it gets short', () => {
  const progress = progressOf([SAMPLES.session_start, SAMPLES.match_start, SAMPLES.turn]);
  const at = (nowMs: number) => formatStatus(progress, null, nowMs, 80, createStyle(false));
  expect(at(0)).toContain('━━━━━━━━━━  15.0 s');
  expect(at(7500)).toContain('━━━━━─────  7.5 s');
  expect(at(12_500)).toContain('━━────────  2.5 s!');
  expect(at(20_000)).toContain('──────────  0.0 s!');
});

test('quick matches are shown as a count and a rate', () => {
  const status = formatStatus(progressOf(earlier), 1234.5, 0, 80, createStyle(false));
  expect(status).toBe('1 match  1,235 a second  1 won  0 lost  +0.0095 SOL');
});

test('no room at all is not an error', () => {
  expect(formatStatus(progressOf(earlier), null, 0, -3, createStyle(false))).toBe('');
});

test.each<[string, RunnerEvent, RegExp]>([
  ['a pause', SAMPLES.waiting, /^paused/],
  ['the hours of play', { ...SAMPLES.waiting, reason: 'hours' }, /^waiting {2}until 2026-0/],
  ['a lost connection', SAMPLES.reconnecting, /^reconnecting/],
  ['a long wait for an opponent', SAMPLES.queue_joined, /^waiting 30 s/],
])('%s is told, however quick the matches before it were', (_what, event, line) => {
  const status = (events: readonly RunnerEvent[]) =>
    formatStatus(progressOf(events), 1234.5, 30_000, 80, createStyle(false));
  expect(status([...earlier, event])).toMatch(line);
  expect(status(earlier)).toMatch(/1,235 a second/);
});
