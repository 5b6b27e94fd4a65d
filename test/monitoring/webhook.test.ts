import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { GAME_IDS } from '../../src/games/index.js';
import type { Timer } from '../../src/lib/clock.js';
import { noticeOf } from '../../src/monitoring/notices.js';
import { Webhook, type WebhookSettings } from '../../src/monitoring/webhook.js';
import { FORMATS } from '../../src/monitoring/webhook-formats.js';
import type { RunnerEvent } from '../../src/runner/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { SAMPLES } from '../ui/sample-session.js';
import { format, stoppingCodes, until, warnings } from './support.js';

const SECRET = 'T0KEN-in-the-path';

type Answer = (response: ServerResponse, number: number) => void;

const ok: Answer = (response) => response.end('ok');
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end('no');

type HookOptions = Partial<WebhookSettings> & { readonly bot?: string | null };

/** A server that keeps what is posted to it, and a webhook that posts to it. */
async function open(answer: Answer = ok, settings: HookOptions = {}) {
  const bodies: Record<string, unknown>[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    bodies.push(JSON.parse(text));
    answer(response, bodies.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { bodies, origin, ...webhook(`${origin}/${SECRET}`, settings) };
}

const PLAIN = { format: 'json', timeZone: null, webhookChat: null, webhookEvents: null } as const;
const CONTEXT = { who: null, local: false, timeZone: null };

function webhook(url: string, { bot = null, ...settings }: HookOptions = {}) {
  const clock = new Watch();
  const { warn, given } = warnings();
  const hook = new Webhook({ ...PLAIN, url, ...settings }, { bot, clock, random: () => 0.5, format, warn });
  const take = (...events: readonly RunnerEvent[]) => {
    for (const event of events) hook.take({ event, timeMs: Date.UTC(2026, 0, 2) });
  };
  return { clock, given, hook, take };
}

/** Tells which waits were begun. */
class Watch extends FakeClock {
  readonly waits: number[] = [];

  override setTimeout(callback: () => void, ms: number): Timer {
    this.waits.push(ms);
    return super.setTimeout(callback, ms);
  }

  /** Lets the wait pass once it has begun. */
  async pass(ms: number): Promise<void> {
    await until(() => this.waits.at(-1) === ms);
    this.advance(ms);
  }
}

test('a notice has a sentence for chats, and the fields of the event', async () => {
  const { bodies, hook, take } = await open();
  take(SAMPLES.session_start, SAMPLES.session_end);
  await hook.close();
  expect(bodies).toHaveLength(2);
  expect(bodies[0]).toMatchObject({
    event: 'start',
    time: '2026-01-02T00:00:00.000Z',
    text: 'botpit 0.1.0 started: rps with counter-last, 0.01 SOL a match.',
    content: bodies[0]?.text,
    host: expect.any(String),
    wager_lamports: 10_000_000,
  });
  expect(bodies[1]).toMatchObject({
    event: 'stop',
    text: 'botpit stopped (matches, exit code 0): 1 matches, 1 won, 0 lost, 0 drawn, net 0.0095 SOL.',
    net_lamports: 9_500_000,
    exit_code: 0,
  });
});

test('a bot with a name is named first, with its account once that is known', async () => {
  const { bodies, origin } = await open();
  const { hook, take } = webhook(origin, { bot: 'live' });
  take(SAMPLES.session_start, SAMPLES.connected, SAMPLES.session_end);
  await hook.close();
  const { agentId, agentName } = SAMPLES.connected;
  expect(bodies[0]).not.toHaveProperty('agent_id');
  expect(bodies).toMatchObject([
    { text: expect.stringMatching(/^live: botpit 0\.1\.0 started/) },
    {
      text: expect.stringContaining(`live (${agentName}): botpit stopped`),
      agent_id: agentId,
      agent_name: agentName,
    },
  ]);
});

test('nothing else is told', async () => {
  const { bodies, hook, take } = await open();
  const {
    session_start: _start,
    session_end: _end,
    error: _error,
    limit: _limit,
    intents_open: _open,
    arena_lost: _lost,
    ...others
  } = SAMPLES;
  take(...Object.values(others));
  take({ event: 'error', code: 'auth/rejected', message: 'no' });
  await hook.close();
  expect(bodies).toEqual([]);
});

test.each([503, 429])('status %i: three attempts, later each time, and one warning', async (code) => {
  const { bodies, hook, take, clock, given } = await open(status(code));
  take(SAMPLES.session_start);
  await clock.pass(500);
  await clock.pass(1000);
  await until(() => given.length > 0);
  await hook.close();
  expect(clock.waits).toEqual([10_000, 500, 10_000, 1000, 10_000, 5000]);
  expect(bodies).toHaveLength(3);
  expect(given).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test('an attempt after one that failed may succeed', async () => {
  const { bodies, hook, take, clock, given } = await open((response, number) =>
    (number === 1 ? status(500) : ok)(response, number),
  );
  take(SAMPLES.session_start);
  await clock.pass(500);
  await until(() => bodies.length === 2);
  await hook.close();
  expect(given).toEqual([]);
});

test.each([
  ['7', 7000],
  [new Date(1_000_000 + 9_000).toUTCString(), 9000],
  ['86400', 30_000],
  ['soon', 500],
])('Retry-After: %s', async (header, waitMs) => {
  const { bodies, hook, take, clock } = await open((response, number) =>
    (number === 1 ? status(429, { 'retry-after': header }) : ok)(response, number),
  );
  take(SAMPLES.session_start);
  await clock.pass(waitMs);
  await until(() => bodies.length === 2);
  await hook.close();
});

test('no answer at all is given up after ten seconds', async () => {
  const { bodies, hook, take, clock, given } = await open(() => undefined);
  take(SAMPLES.session_start);
  for (const [attempt, pauseMs] of [500, 1000, 0].entries()) {
    await until(() => bodies.length === attempt + 1);
    await clock.pass(10_000);
    if (pauseMs > 0) await clock.pass(pauseMs);
  }
  await until(() => given.length > 0);
  await hook.close();
  expect(given[0]?.message).toContain('no answer in time');
});

test('the end waits for what is under way, but not for long', async () => {
  const { bodies, hook, take, clock, given } = await open(() => undefined);
  take(SAMPLES.session_end);
  await until(() => bodies.length === 1);
  const closing = hook.close();
  clock.advance(5000);
  await closing;
  expect(given).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test('the end cuts a pause short', async () => {
  const { hook, take, clock, given } = await open(status(503));
  take(SAMPLES.session_end);
  await until(() => clock.waits.at(-1) === 500);
  const closing = hook.close(100);
  clock.advance(100);
  await closing;
  expect(given).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test('a host that cannot be reached is one warning, which does not hold the URL', async () => {
  const { clock, given, hook, take } = webhook(`http://127.0.0.1:1/${SECRET}?key=${SECRET}`);
  take(SAMPLES.session_start, SAMPLES.session_end);
  for (let notice = 0; notice < 2; notice++) {
    await clock.pass(500);
    await clock.pass(1000);
  }
  await hook.close();
  expect(given).toHaveLength(1);
  expect(given[0]?.message).toContain('http://127.0.0.1:1 ');
  expect(JSON.stringify(given)).not.toContain(SECRET);
});

test('an answer that it is wrong is final', async () => {
  const { bodies, hook, take, given, origin } = await open(status(404));
  take(SAMPLES.session_start);
  await hook.close();
  expect(bodies).toHaveLength(1);
  expect(given).toEqual([{ code: 'webhook', message: expect.stringContaining(origin) }]);
  expect(given[0]?.message).not.toContain(SECRET);
});

test('a redirect is not followed', async () => {
  const { bodies, hook, take, given } = await open(status(307, { location: '/elsewhere' }));
  take(SAMPLES.session_start);
  await hook.close();
  expect(bodies).toHaveLength(1);
  expect(given).toHaveLength(1);
});

test('a flood is not queued up', async () => {
  const { bodies, hook, take, given } = await open();
  take(
    ...Array.from({ length: 100 }, (): RunnerEvent => ({ event: 'error', code: 'disputed', message: 'x' })),
  );
  await hook.close();
  expect(bodies).toHaveLength(20);
  expect(given).toHaveLength(1);
});

test("once connected, no warning makes a notice: its code may be the arena's", async () => {
  const { bodies, hook, take } = await open();
  const crash: RunnerEvent = {
    event: 'warning',
    code: 'previous_crash',
    message: 'It ended without a word.',
  };
  take(crash, SAMPLES.connected, crash);
  await hook.close();
  expect(bodies).toMatchObject([{ event: 'crash', code: 'previous_crash' }]);
});

test('play money is called so', () => {
  expect(noticeOf(SAMPLES.session_end, { ...CONTEXT, local: true })?.text).toContain('play SOL');
});

test.each<[RunnerEvent, string | undefined]>([
  [{ event: 'error', code: 'unfair', message: 'm', matchId: 'm_1' }, 'fairness'],
  [{ event: 'error', code: 'disputed', message: 'm' }, 'fairness'],
  [{ event: 'error', code: 'match_mismatch', message: 'm' }, 'fairness'],
  [{ event: 'warning', code: 'match_mismatch', message: 'm' }, undefined],
  [{ event: 'error', code: 'unexpected', message: 'm' }, 'crash'],
  [{ event: 'error', code: 'constructor', message: 'm' }, undefined],
])('%o', (event, kind) => {
  expect(noticeOf(event, CONTEXT)?.kind).toBe(kind);
});

test('whatever play stops over after a match is told as a matter of fairness', () => {
  const codes = [...stoppingCodes()];
  expect(codes.sort()).toEqual(['disputed', 'hash_reused', 'not_revealed', 'unfair']);
  for (const code of codes)
    expect(noticeOf({ event: 'error', code, message: 'm' }, CONTEXT)?.kind, code).toBe('fairness');
});

test('limits are told', () => {
  const message = 'More than 1 SOL was lost today.';
  const remedy = 'Sleep on it.';
  const limit = { event: 'limit', limit: 'daily-loss', message, remedy, until: null } as const;
  expect(noticeOf(limit, CONTEXT)).toEqual({
    kind: 'limit',
    text: `botpit: a limit keeps play from going on. ${message} ${remedy}`,
  });
});

test('what strangers wrote calls nobody and links nowhere', () => {
  const message = '@everyone <!here>\n[x](https://evil.test) www.evil.test/x evil.test \u202eabc 0.01 SOL.';
  const text = noticeOf({ event: 'error', code: 'disputed', message }, CONTEXT)?.text ?? '';
  expect(text).not.toMatch(/[@<>[\]\n\u202e]/);
  expect(text).not.toMatch(/:\/\/|\w\.[a-z]/i);
  expect(text).toContain('0.01 SOL.');
});

test('every notice says which bot it is of', async () => {
  const { bodies, hook, take } = await open(ok, { bot: 'live' });
  take(SAMPLES.session_start, SAMPLES.limit, SAMPLES.intents_open, SAMPLES.arena_lost, SAMPLES.session_end);
  await hook.close();
  expect(bodies.map(({ event }) => event)).toEqual(['start', 'limit', 'exposure', 'outage', 'stop']);
  for (const { text } of bodies) expect(text).toMatch(/^live: botpit/);
});

test('only what is asked for is told', async () => {
  const { bodies, hook, take } = await open(ok, { webhookEvents: ['limit', 'outage'] });
  take(SAMPLES.session_start, SAMPLES.limit, SAMPLES.intents_open, SAMPLES.arena_lost, SAMPLES.session_end);
  await hook.close();
  expect(bodies.map(({ event }) => event)).toEqual(['limit', 'outage']);
});

test('what is open is told once, and again after more was played', async () => {
  const { bodies, hook, take } = await open();
  take(SAMPLES.intents_open, SAMPLES.intents_open, { ...SAMPLES.intents_open, count: 3 });
  take(SAMPLES.match_end, { ...SAMPLES.intents_open, count: 3 });
  await hook.close();
  expect(bodies.map(({ count }) => count)).toEqual([2, 3, 3]);
  expect(bodies[0]?.text).toBe(
    'botpit: 2 commitments are open, and 0.02 SOL count as lost until settled (botpit status, botpit settle).',
  );
});

test('a summary has matches, net, games, limits and what is open, by the clock of the zone', () => {
  const context = { who: 'live', local: false, timeZone: 'Europe/Berlin' };
  expect(noticeOf(SAMPLES.summary, context)).toEqual({
    kind: 'summary',
    text:
      'live: botpit, summary of 2026-04-30 08:00 to 2026-05-01 08:00 (Europe/Berlin): 5 matches, 3 won, 2 lost, 0 drawn, net 0.0085 SOL. ' +
      'By game: rps 3 matches, net 0.019 SOL; crash 2 matches, net -0.0105 SOL. ' +
      'Limits: max-streak; session net 0.0085 SOL, with a loss limit of 0.1 SOL. ' +
      '1 commitment is open, and 0.01 SOL count as lost until settled (botpit status, botpit settle).',
  });
});

test('a summary says whether it has arrived', async () => {
  const stamped = { event: SAMPLES.summary, timeMs: 0 };
  const there = await open();
  expect(await there.hook.deliver(stamped)).toBe(true);
  expect(there.bodies).toMatchObject([{ event: 'summary', matches: 5 }]);
  const notThere = await open(status(404));
  expect(await notThere.hook.deliver(stamped)).toBe(false);
  const unwanted = await open(ok, { webhookEvents: ['stop'] });
  expect(await unwanted.hook.deliver(stamped)).toBe(true);
  expect(unwanted.bodies).toEqual([]);
  for (const { hook } of [there, notThere, unwanted]) await hook.close();
});

describe('what chats take', () => {
  const nasty: RunnerEvent = {
    event: 'limit',
    limit: 'opponent',
    message: '*Bold*_under_~~`x`||spoiler|| <!channel> & @everyone is on the deny list.',
    remedy: null,
    until: null,
  };
  const posted = async (settings: Partial<WebhookSettings>, event = nasty) => {
    const { bodies, hook, take } = await open(ok, settings);
    take(event);
    await hook.close();
    return bodies[0] ?? {};
  };

  test('Discord: nobody is called, and nothing is bold', async () => {
    const { content, ...rest } = await posted({ format: 'discord' });
    expect(rest).toEqual({ allowed_mentions: { parse: [] }, flags: 4 });
    expect(content).toContain('\\*Bold\\*\\_under\\_\\~\\~\\`x\\`\\|\\|spoiler\\|\\|');
    expect(content).not.toMatch(/[@<>]/);
  });

  test('Slack: no markup, and its three characters escaped', async () => {
    const { text, ...rest } = await posted({ format: 'slack' });
    expect(rest).toEqual({ mrkdwn: false, unfurl_links: false, unfurl_media: false });
    expect(text).toContain('&amp;');
    expect(text).not.toMatch(/[@<>]/);
  });

  test('Telegram: plain text to the chat', async () => {
    const { text, ...rest } = await posted({ format: 'telegram', webhookChat: '-1001234567890' });
    expect(rest).toEqual({ chat_id: '-1001234567890', link_preview_options: { is_disabled: true } });
    expect(text).toContain('*Bold*_under_');
  });

  test.each([
    ['discord', 'content', 2000],
    ['slack', 'text', 4000],
    ['telegram', 'text', 4096],
    ['json', 'text', 4000],
  ] as const)('%s: a text is cut to what it takes', async (format, field, most) => {
    for (const character of ['*', '&', '\u{1F600}', 'a']) {
      const body = await posted({ format }, { ...nasty, message: character.repeat(5000) });
      const text = String(body[field]);
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text.length).toBeGreaterThan(most - 6);
      expect(text).toMatch(/…$/);
      expect(text.isWellFormed?.() ?? true).toBe(true);
    }
  });

  test('a full day of all ten games is not cut', () => {
    const [first] = SAMPLES.summary.games;
    const games = GAME_IDS.map((game) => ({
      ...first,
      game,
      matches: 99_999,
      net_lamports: -123_456_789_012,
    }));
    const text = noticeOf({ ...SAMPLES.summary, games } as RunnerEvent, CONTEXT)?.text ?? '';
    expect(FORMATS.discord({ kind: 'summary', text }, { fields: {}, host: '', chat: null })).toMatchObject({
      content: expect.stringMatching(/botpit settle\)\.$/),
    });
  });
});
