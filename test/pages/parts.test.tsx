import { renderToString } from 'preact-render-to-string';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Connect } from '../../src/pages/app/arena/connect.js';
import {
  durationText,
  nameText,
  netText,
  percentText,
  placesFor,
  solText,
  timeText,
} from '../../src/pages/app/format.js';
import { Name, Nothing, Outcome, Sol, Trouble } from '../../src/pages/app/parts.js';
import { hrefOf, routeOf } from '../../src/pages/app/route.js';

describe('amounts', () => {
  test('have as many places as the smallest wager needs, won or lost', () => {
    expect(placesFor([10_000_000, 1_000_000_000])).toBe(4);
    expect(placesFor([1])).toBe(9);
    expect(placesFor([])).toBe(2);
    expect(placesFor([0, 0])).toBe(2);
  });
  test('are never rounded', () => {
    expect(solText(1_234_567_000_000_000, 2)).toBe('1,234,567.00');
    expect(solText(9_500_000, 2)).toBe('0.0095');
    expect(netText(9_500_000, 4)).toBe('+0.0095');
    expect(netText(-10_000_000, 4)).toBe('−0.0100');
    expect(netText(0, 4)).toBe('0.0000');
  });
  test('say what money they are of, and whether it was won or lost', () => {
    expect(renderToString(<Sol lamports={-10_000_000} places={2} net play />)).toBe(
      '<span class="num loss">−0.01<span class="unit"> play SOL</span></span>',
    );
  });
});

test('names of strangers are one visible line of bounded length, set apart and never markup', () => {
  expect(nameText('a'.repeat(500))).toHaveLength(60);
  expect(nameText('evil\u202E\n\u0000 gnp')).toBe('evil gnp');
  expect(nameText('\u200b')).toBe('no name');
  expect([...nameText('😀'.repeat(90))]).toHaveLength(60);
  expect(renderToString(<Name of="<img onerror=alert(1)>" />)).toBe(
    '<bdi class="name" title="&lt;img onerror=alert(1)>">&lt;img onerror=alert(1)></bdi>',
  );
});

test('what was won and lost has a shape and a word', () => {
  for (const [of, word] of [
    ['win', 'won'],
    ['loss', 'lost'],
    ['draw', 'drawn'],
    ['tie', 'tied'],
    ['open', 'open'],
  ] as const) {
    expect(renderToString(<Outcome of={of} />)).toMatch(
      new RegExp(`^<span class="mark .*<path .*</svg>${word}<`),
    );
  }
});

test('what is not there says what to type', () => {
  expect(renderToString(<Nothing title="No match yet." type="botpit play rps --local" />)).toContain(
    '<code class="type">botpit play rps --local</code>',
  );
  expect(renderToString(<Trouble title="The book is damaged." />)).toContain('role="alert"');
});

test('durations and shares are written for a person', () => {
  expect([0.42, 12.4, 1300, 125_000, 12_000_000, 200_000_000].map(durationText)).toEqual([
    '0.4 ms',
    '12 ms',
    '1.3 s',
    '2 min 05 s',
    '3 h 20 min',
    '2 d 7 h',
  ]);
  expect(percentText(0.51282, 2)).toBe('51.28 %');
});

test('a time tells its day where it is not today, and its year where it is not this one', () => {
  const now = new Date(2026, 2, 3, 14, 5, 9).getTime();
  expect(timeText(now, now)).toBe('14:05:09');
  expect(timeText(new Date(2026, 2, 2, 23, 0).getTime(), now)).toMatch(/^Mon,? 2 Mar 23:00:00$/);
  expect(timeText(new Date(2025, 2, 3, 14, 5, 9).getTime(), now)).toMatch(/^Mon,? 3 Mar 2025 14:05:09$/);
});

describe('a place in the page', () => {
  test('is told by its address, whatever is in its names', () => {
    const query = { opponent: 'a&b=#/?<i>', strategy: './my.ts?caution=0.4', game: '' };
    const href = hrefOf(['match', 'id/with?all#'], query);
    expect(routeOf(href)).toEqual({
      path: ['match', 'id/with?all#'],
      query: { opponent: 'a&b=#/?<i>', strategy: './my.ts?caution=0.4' },
    });
  });
  test('is the beginning where nothing is told, and stays what it is where the address is broken', () => {
    expect(routeOf('')).toEqual({ path: [], query: {} });
    expect(routeOf('#/')).toEqual({ path: [], query: {} });
    expect(routeOf('#/match/%E0%A4%A')).toEqual({ path: ['match', '%E0%A4%A'], query: {} });
  });
});

test('how to connect names all games of a tournament: whoever plays not all of them forfeits matches', () => {
  vi.stubGlobal('location', { protocol: 'https:', host: 'arena.example' });
  onTestFinished(() => void vi.unstubAllGlobals());
  const about = { version: '0.1.0', url: null, isClosed: true, house: null };
  const typed = (games: readonly ['rps', 'crash'] | undefined) =>
    renderToString(<Connect about={about} games={games} />);
  expect(typed(['rps', 'crash'])).toContain(
    'botpit play rps,crash --url wss://arena.example/api/v1/ws --strategy ./my.ts',
  );
  expect(typed(undefined)).toContain('botpit play rps --url');
});
