import { expect, test } from 'vitest';
import { LiveBot } from '../../src/pages/watch/live-bot.js';
import type { RunnerEvent } from '../../src/runner/index.js';
import { formatJson } from '../../src/ui/index.js';
import { SAMPLES } from '../ui/sample-session.js';

const NOON = Date.UTC(2026, 2, 1, 12);
const { session_start, connected, match_start, turn, move, round, match_end, limit, queue_joined } = SAMPLES;
const won = { matches: 3, wins: 2, losses: 1, draws: 0, net_lamports: 7 };

/** The first line, and that so many of those that follow tell of what was before. */
function live(events: number): string {
  const about = {
    account: 'a',
    arena: 'wss://arena.example/',
    book: 'real',
    records: '/r',
    pid: 7,
    limits: {},
  };
  const time = new Date(NOON).toISOString();
  return JSON.stringify({ event: 'live', time, bot: 'night', events, ...about, session: won });
}

function botAfter(past: readonly RunnerEvent[], ...then: readonly RunnerEvent[]) {
  const bot = new LiveBot('id');
  bot.take(live(past.length));
  const take = (...events: readonly RunnerEvent[]) =>
    events.map((event) => bot.take(formatJson({ event, timeMs: NOON + 1 }, 'night')));
  take(...past, ...then);
  const view = () => bot.view({ isHalted: false, isRecordedHere: true, uses: [] });
  return { bot, take, view };
}

test('what was before is in the figures already, what comes is added', () => {
  const { take, view } = botAfter([session_start, connected, match_start, turn, move, round, match_end]);
  expect(view()).toMatchObject({ bot: 'night', pid: 7, agentName: connected.agentName, games: ['rps'] });
  expect(view()).toMatchObject({
    session: { matches: 3, netLamports: 7 },
    match: { end: { outcome: 'win' } },
  });
  expect(take(match_start, round, match_end).filter(Boolean)).toMatchObject([{ matchId: match_end.matchId }]);
  expect(view()).toMatchObject({
    session: { matches: 4, wins: 3, netLamports: 7 + match_end.netLamports },
  });
});

test('a round has what was asked, answered and told, and its turn waits before', () => {
  const { bot, take, view } = botAfter([session_start, match_start], turn, move, SAMPLES.taunt_received);
  expect(view()?.phase).toMatchObject({ is: 'turn', deadline: NOON + 1 + turn.timeoutMs, moved: true });
  expect(view()?.match).toMatchObject({ rounds: [], turn: { askedAt: NOON + 1, timeoutMs: turn.timeoutMs } });
  take(round);
  expect(view()?.match).toMatchObject({ turn: null, rounds: [{ state: turn.state, move: move.move }] });
  expect(view()?.match?.rounds[0]).toMatchObject({
    source: move.source,
    decideMs: move.decideMs,
    taunts: [{ by: 'theirs' }],
  });
  bot.changedFrom = 1;
  take(turn, round);
  expect(bot.changedFrom).toBe(1);
});

test('a match that is taken up again goes on, and a new one begins', () => {
  const { bot, take, view } = botAfter([session_start, match_start, turn, move, round]);
  bot.changedFrom = 1;
  take({ ...match_start, resumed: true });
  expect([view()?.match?.rounds.length, bot.changedFrom]).toEqual([1, 1]);
  take({ ...match_start, matchId: 'm_2' });
  expect([view()?.match?.rounds.length, bot.changedFrom]).toEqual([0, 0]);
  bot.take(live(0));
  expect(view()).toMatchObject({ match: null, session: { matches: 3 } });
});

test('a limit holds until play goes on, and the latest notes are kept', () => {
  const { take, view } = botAfter([session_start], limit);
  expect(view()?.limits).toMatchObject([{ limit: limit.limit }]);
  take(queue_joined, ...Array.from({ length: 9 }, (_, i) => ({ ...SAMPLES.warning, code: `w${i}` })));
  expect(view()?.limits).toEqual([]);
  expect(view()?.notes.map(({ code }) => code)).toEqual(['w8', 'w7', 'w6', 'w5', 'w4']);
});

test('what is not an event is passed over, and an endless match does not fill the memory', () => {
  const { bot, take, view } = botAfter([session_start, match_start]);
  for (const line of [
    '',
    'null',
    '[]',
    '{"event":1}',
    '{"event":"round"',
    '{"event":"later","time":"2026-03-01T12:00:00Z"}',
  ])
    expect(bot.take(line)).toBeNull();
  for (let i = 0; i < 3_000; i++) take(round);
  expect(view()?.match?.rounds.length).toBeLessThanOrEqual(1_000);
});
