import { expect, test } from 'vitest';
import { FrameLog } from '../../src/runner/book-effects.js';
import { FakeClock } from '../support/fake-clock.js';

/** A log with a clock. */
class ClockedLog {
  readonly clock = new FakeClock();
  readonly log = new FrameLog(this.clock.now());

  take(direction: 'in' | 'out', text: string): void {
    this.log.take(direction, text, this.clock);
  }

  begin(game: string): void {
    this.log.begin(game);
  }

  end() {
    return this.log.end(this.clock.now());
  }

  get heardAt(): number {
    return this.log.heardAt;
  }
}

function logAt(): { log: ClockedLog; clock: FakeClock } {
  const log = new ClockedLog();
  return { log, clock: log.clock };
}

const texts = (log: ClockedLog) => log.end().frames.map(({ text }) => text);

test('a match is kept with the frames that asked for it, at the times that the system’s clock showed', () => {
  const { log, clock } = logAt();
  log.take('out', 'join');
  clock.setAhead(-60_000);
  log.take('in', 'found');
  log.begin('rps');
  log.take('in', 'over');
  expect(log.end().frames).toEqual([
    { at: 1_000_000, direction: 'out', text: 'join' },
    { at: 940_000, direction: 'in', text: 'found' },
    { at: 940_000, direction: 'in', text: 'over' },
  ]);
  expect(log.end()).toEqual({ frames: [], leftOut: 0 });
});

test('of a long wait the last frames are kept', () => {
  const { log } = logAt();
  for (let i = 0; i < 200; i += 1) log.take('in', `wait ${i}`);
  log.begin('rps');
  const kept = texts(log);
  expect(kept).toHaveLength(50);
  expect(kept.at(-1)).toBe('wait 199');
});

test('what belongs to no match is left out, but counts as heard', () => {
  const { log, clock } = logAt();
  for (const type of ['ping', 'pong', 'queue_update']) log.take('in', `{"type": "${type}"}`);
  log.take('in', '{"type":"your_turn","note":"ping"}');
  clock.advance(5);
  log.take('in', '{"type":"pong"}');
  expect(log.heardAt).toBe(1_000_005);
  clock.advance(5);
  log.take('out', '{"type":"ping"}');
  expect(log.heardAt).toBe(1_000_005);
  clock.advance(5);
  expect(texts(log)).toEqual(['{"type":"your_turn","note":"ping"}']);
  expect(log.heardAt).toBe(1_000_015);
});

test('of a match without end the beginning and the end are kept, and the rest is counted', () => {
  const { log } = logAt();
  log.begin('rps');
  for (let i = 0; i < 25_000; i += 1) log.take('in', `frame ${i}`);
  const { frames, leftOut } = log.end();
  const kept = frames.map(({ text }) => text);
  // A match of the game has up to 9 rounds; four times as many are kept, and 25 frames for each.
  expect(kept).toHaveLength(50 + 4 * 9 * 25);
  expect(kept.slice(0, 400)).toEqual(Array.from({ length: 400 }, (_, i) => `frame ${i}`));
  expect(kept.at(-1)).toBe('frame 24999');
  expect(leftOut).toBe(25_000 - kept.length);
});

test('large frames are kept up to a size', () => {
  const { log } = logAt();
  log.begin('rps');
  const large = 'x'.repeat(60_000);
  for (let i = 0; i < 30; i += 1) log.take('in', `${i} ${large}`);
  const { frames, leftOut } = log.end();
  expect(frames).toHaveLength(17);
  expect(frames[0]?.text.slice(0, 2)).toBe('0 ');
  expect(frames.at(-1)?.text.slice(0, 3)).toBe('29 ');
  expect(leftOut).toBe(13);
});
