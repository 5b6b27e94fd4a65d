import { describe, expect, test } from 'vitest';
import type { RunnerEvent } from '../../src/runner/index.js';
import { Feed, type FeedOptions } from '../../src/ui/session/feed.js';
import { formatSummary } from '../../src/ui/session/format-session.js';
import { createStyle } from '../../src/ui/text/output.js';
import { quickMatches, SAMPLES, SESSION } from './sample-session.js';

const plain = createStyle(false);

function feedOf(options: Partial<FeedOptions> = {}): Feed {
  return new Feed({ style: plain, level: 'normal', statusLine: false, bot: null, ...options });
}

/** The lines of events that follow each other `stepMs` apart, and what was held back at the end. */
function tell(feed: Feed, events: readonly RunnerEvent[], stepMs = 1000): string[] {
  const told = events.flatMap((event, i) => feed.take({ event, timeMs: i * stepMs }));
  return [...told, ...feed.takeHeldBack(events.length * stepMs, true)].map(({ text }) => text);
}

describe.each(['quiet', 'normal', 'verbose'] as const)('a session at level %s', (level) => {
  test.each([true, false])('beside a status line: %s', (statusLine) => {
    expect(tell(feedOf({ level, statusLine }), SESSION).join('\n')).toMatchSnapshot();
  });
});

test('a bot is named where a session starts, and where lines of several bots may stand together', () => {
  const feed = feedOf({ bot: 'night\u001b[2J\nowl' });
  const [start] = tell(feed, [SAMPLES.session_start]);
  expect(start).toBe('botpit 0.1.0   bot night owl   rps   0.01 SOL a match   strategy counter-last');
  expect(feed.signed('a line')).toBe('night owl   a line');
  expect(feedOf().signed('a line')).toBe('a line');
});

test('colours change nothing but the colours', () => {
  const coloured = tell(feedOf({ style: createStyle(true) }), SESSION).join('\n');
  expect(coloured).toMatchSnapshot();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: style codes begin with one
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(tell(feedOf(), SESSION).join('\n'));
});

test('sandbox and free play show no money', () => {
  const events = SESSION.map((event) =>
    event.event === 'session_start' || event.event === 'match_start'
      ? { ...event, sandbox: true, wagerLamports: 0 }
      : event.event === 'challenge_created'
        ? { ...event, wagerLamports: 0 }
        : event,
  ).map((event) => (event.event === 'session_start' ? { ...event, maxLossLamports: null } : event));
  const lines = tell(feedOf(), events).filter((line) => !line.includes('challenge'));
  expect(lines.join('\n')).not.toContain('SOL');
  expect(lines.join('\n')).toContain('sandbox');
});

test('the money of the embedded arena is called play money wherever it is told', () => {
  const local = SESSION.map((event) => (event.event === 'session_start' ? { ...event, local: true } : event));
  const lines = tell(feedOf(), local);
  expect(lines.filter((line) => / SOL/.test(line)).every((line) => /play SOL/.test(line))).toBe(true);
  expect(lines.join('\n')).toContain('play money');
});

test('what strangers send cannot reach the terminal', () => {
  const hostile = '\u001b[2J\u001b]0;x\u0007\u202e\n\u009b31mboo';
  const events = SESSION.map((event): RunnerEvent => {
    const own = [...OWN, ...(OWN_OF[event.event] ?? [])];
    const strings = Object.entries(event).filter(
      ([key, value]) => typeof value === 'string' && !own.includes(key),
    );
    return { ...event, ...Object.fromEntries(strings.map(([key]) => [key, hostile])) } as RunnerEvent;
  });
  const lines = tell(feedOf({ level: 'verbose' }), events);
  expect(lines.length).toBeGreaterThan(15);
  for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

/** Not from outside: words of botpit's own, or decoded to one of a few values. */
const OWN = ['event', 'version', 'side', 'outcome', 'source'];
const OWN_OF: Partial<Record<RunnerEvent['event'], string[]>> = {
  session_start: ['game'],
  move: ['reason'],
  session_end: ['reason'],
};

describe('when matches follow each other quickly', () => {
  test('rounds, then matches, are no longer told, and nothing is lost from the totals', () => {
    const lines = tell(feedOf(), [SAMPLES.session_start, ...quickMatches(500)], 1);
    expect(lines.join('\n')).toMatchSnapshot();
    const told = lines.flatMap((line) => /^#(\d+)(?: to #(\d+))?/.exec(line)?.slice(1) ?? []).filter(Boolean);
    expect(told.at(-1)).toBe('500');
  });

  test('three a second are told in a line each', () => {
    const lines = tell(feedOf({ statusLine: true }), quickMatches(6), 40);
    expect(lines.filter((line) => line.startsWith('  round'))).toHaveLength(4);
    expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(6);
  });

  test('a verbose log tells everything all the same', () => {
    const lines = tell(feedOf({ level: 'verbose' }), quickMatches(50), 1);
    expect(lines.filter((line) => / turn,/.test(line))).toHaveLength(100);
  });

  test('and it goes back to rounds when they slow down', () => {
    const feed = feedOf();
    tell(feed, quickMatches(20), 1);
    const lines = quickMatches(1).flatMap((event, i) => feed.take({ event, timeMs: 60_000 + i * 1000 }));
    expect(lines.filter(({ text }) => text.startsWith('  round'))).toHaveLength(2);
  });
});

test('a flood of one warning is counted and leaves others alone', () => {
  const feed = feedOf({ level: 'quiet' });
  const flood = Array.from({ length: 100 }, () => SAMPLES.warning);
  const lines = tell(feed, [...flood, { ...SAMPLES.warning, code: 'other', message: 'another one' }], 1);
  expect(lines).toEqual([
    ...Array.from({ length: 5 }, () => 'warning  the strategy took too long'),
    'warning  another one',
    '… and 95 more warnings of this kind (strategy_late)',
  ]);
});

test('a clock that is set back holds no line back for longer', () => {
  const feed = feedOf();
  const warning: RunnerEvent = { event: 'warning', code: 'rate_limited', message: 'slow down' };
  for (let i = 0; i < 50; i += 1) feed.take({ event: warning, timeMs: 3_600_000 });
  const later = feed.takeHeldBack(1_000).map(({ text }) => text);
  expect(later.join()).toContain('more');
  expect(feed.take({ event: warning, timeMs: 1_001 })).toHaveLength(1);
});

test('a flood of ever new kinds is held to as few lines as one of a few kinds', () => {
  const flood = Array.from({ length: 10_000 }, (_, i) => ({ ...SAMPLES.warning, code: `code-${i}` }));
  const lines = tell(feedOf({ level: 'quiet' }), flood, 0.01);
  expect(lines.length).toBeLessThan(30);
  expect(lines.at(-1)).toBe('… and 9,985 more lines of other kinds');
});

test.each(['taunt_received', 'challenge_created', 'queue_joined'] as const)(
  'a flood of %s, which an arena can send at any time, is held to a few lines a second',
  (name) => {
    const flood = Array.from({ length: 5000 }, () => SAMPLES[name]);
    expect(tell(feedOf(), flood, 0.1).length).toBeLessThan(2100);
  },
);

test.each([
  ['ch_1-a', 'accept ch_1-a --wager'],
  ['$(touch x); y', "accept '$(touch x); y' --wager"],
  ["'; touch x; '", "accept ''\\''; touch x; '\\''' --wager"],
  ['--help', "accept '--help' --wager"],
])('the id of a challenge is one word in the command that takes it: %s', (challengeId, words) => {
  const lines = tell(feedOf(), [{ ...SAMPLES.challenge_created, challengeId }], 1);
  expect(lines.join('\n')).toContain(words);
});

test('a strategy that prints without end is held to a few lines a second', () => {
  const lines = tell(
    feedOf(),
    Array.from({ length: 3000 }, () => SAMPLES.strategy_output),
    0.1,
  );
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe('… and 2,980 more lines of the strategy');
});

test('a match that is found again keeps its number', () => {
  const resumed = { ...SAMPLES.match_start, resumed: true };
  const lines = tell(feedOf(), [SAMPLES.match_start, SAMPLES.disconnected, SAMPLES.connected, resumed]);
  expect(lines.filter((line) => line.startsWith('#1 '))).toHaveLength(2);
  expect(lines.at(-1)).toContain('resumed');
});

describe('the summary', () => {
  function summary(events: readonly RunnerEvent[], end: Partial<typeof SAMPLES.session_end> = {}): string {
    const feed = feedOf();
    tell(feed, events);
    return formatSummary({ ...SAMPLES.session_end, ...end }, feed.progress, 125_400, plain).join('\n');
  }

  test('of a session for money', () => {
    expect(summary(SESSION, { matches: 12, wins: 8, losses: 3, draws: 1, timeouts: 2 })).toMatchSnapshot();
  });

  test('of play money', () => {
    const local = SESSION.map((event) =>
      event.event === 'session_start' ? { ...event, local: true } : event,
    );
    expect(summary(local)).toContain('+0.0095 SOL   play money');
  });

  test('of sandbox play has no word of money', () => {
    const start = { ...SAMPLES.session_start, sandbox: true, wagerLamports: 0, maxLossLamports: null };
    const text = summary([start], { matches: 2, wins: 1, losses: 1, netLamports: 0, fallbacks: 0 });
    expect(text).not.toMatch(/SOL|wager|break-even/);
    expect(text).not.toMatch(/fallback|timeout/);
    expect(text).toContain('50.0 % won');
  });

  test('of no match at all', () => {
    const nothing = { matches: 0, wins: 0, netLamports: 0, fallbacks: 0, reason: 'unreachable' } as const;
    expect(summary([SAMPLES.session_start], nothing)).toMatchSnapshot();
  });

  test('without a win states the break-even point of the fee rule', () => {
    const lost = {
      ...SAMPLES.match_end,
      outcome: 'loss',
      netLamports: -10_000_000,
      payoutLamports: 0,
    } as const;
    const text = summary([SAMPLES.session_start, SAMPLES.match_start, lost], {
      wins: 0,
      losses: 1,
      netLamports: -10_000_000,
    });
    expect(text).toContain('-100.0 %   break-even at 51.28 % of decided matches won');
  });

  test('has a sentence of its own for a loss limit', () => {
    const text = summary([SAMPLES.session_start], { reason: 'loss-limit' });
    expect(text).toContain('one more loss would have gone past the loss limit');
  });
});
