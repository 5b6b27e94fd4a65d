import { describe, expect, it } from 'vitest';
import type { BotpitClient } from '../../src/client/index.js';
import { BotpitError } from '../../src/errors.js';
import type { ClientMessageType } from '../../src/protocol/index.js';
import { FakeClock } from '../support/fake-clock.js';
import type { Peer } from '../support/scripted-server.js';
import { cleanUp, client, connected, next, rejection, server } from './helpers.js';

cleanUp();

const MOVE = { choice: 'rock' };

/** For clocks that jump further than a heartbeat can follow. */
const NO_PINGS = { pingIntervalMs: 2 ** 31 - 1 };

/** What a window is longer by where every answer came at once, as under a clock that stands still. */
const MARGIN_MS = 250;

function turn(timeout_ms: number, match_id = 'm-1') {
  return { type: 'your_turn' as const, match_id, round: 1, game_state: {}, timeout_ms };
}

/** A session in a turn of so many milliseconds, with a clock that stands still. */
async function atTurn(timeoutMs: number) {
  const clock = new FakeClock();
  const { bot, peer } = await connected(await server(), { clock, ...NO_PINGS });
  const turned = next(bot, 'your_turn');
  peer.send(turn(timeoutMs));
  await turned;
  return { bot, clock, peer };
}

/** The next moves that reach the server. */
async function moves(peer: Peer, count: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let i = 0; i < count; i++) seen.push((await peer.receive('make_move')).move_data);
  return seen;
}

describe('commands', () => {
  it('leave as the protocol wants them', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    await bot.joinQueue('rps', 0.29);
    await bot.joinQueue('hi_lo', '0.0157', { sandbox: true });
    await bot.joinQueue('coinflip', 0, { sandbox: false });
    await bot.leaveQueue();
    await bot.makeMove('m-1', MOVE);
    await bot.resign('m-1');
    await bot.sendTaunt('m-1', 'gg');
    await bot.createChallenge('mines', '1');
    await bot.acceptChallenge('c-1');
    await bot.cancelChallenge('c-1');
    await peer.receive('cancel_challenge');
    expect(peer.received.slice(1)).toEqual([
      { type: 'join_queue', game_type: 'rps', wager_lamports: 290_000_000 },
      { type: 'join_queue', game_type: 'hi_lo', wager_lamports: 15_700_000, sandbox: true },
      { type: 'join_queue', game_type: 'coinflip', wager_lamports: 0 },
      { type: 'leave_queue' },
      { type: 'make_move', match_id: 'm-1', move_data: MOVE },
      { type: 'resign', match_id: 'm-1' },
      { type: 'send_taunt', match_id: 'm-1', taunt_id: 'gg' },
      { type: 'create_challenge', game_type: 'mines', wager_lamports: 1_000_000_000 },
      { type: 'accept_challenge', challenge_id: 'c-1' },
      { type: 'cancel_challenge', challenge_id: 'c-1' },
    ]);
  });

  it.each([Number.NaN, -0.01, Number.POSITIVE_INFINITY, 0.1 + 0.2, '1e3', ''])(
    'refuse the wager %s',
    async (wager) => {
      const at = await server();
      const { bot, peer } = await connected(at);
      expect((await rejection(bot.joinQueue('rps', wager))).code).toBe('wager/invalid');
      expect((await rejection(bot.createChallenge('rps', wager))).code).toBe('wager/invalid');
      await bot.leaveQueue();
      await peer.receive('leave_queue');
      expect(peer.types).toEqual(['authenticate', 'leave_queue']);
    },
  );

  it.each([
    ['NaN', { answer: Number.NaN }],
    ['infinity', { answer: Number.POSITIVE_INFINITY }],
    ['undefined', { choice: undefined }],
    ['no move', undefined],
    ['a BigInt', { bid: 10n }],
  ])('refuse %s as a move', async (_name, move) => {
    const at = await server();
    const { bot, peer } = await connected(at);
    expect((await rejection(bot.makeMove('m-1', move))).code).toBe('move/not-json');
    expect(() => bot.send({ type: 'make_move', match_id: 'm-1', move_data: move })).toThrow(BotpitError);
    expect(peer.types).toEqual(['authenticate']);
  });

  it('refuse what the arena would close the connection for', async () => {
    const at = await server();
    const { bot } = await connected(at);
    expect((await rejection(bot.makeMove('m-1', { note: 'x'.repeat(64 * 1024) }))).code).toBe('usage');
    expect(bot.connected).toBe(true);
  });
});

describe('without a session', () => {
  it('refuses every command, at once, and tells the error handler', async () => {
    const at = await server();
    const bot = client({ url: at.url });
    const errors: string[] = [];
    bot.onError(({ code }) => errors.push(code));
    // Nobody looks at these promises: an unhandled rejection would fail the run.
    void bot.joinQueue('rps', 0);
    void bot.makeMove('m-1', MOVE);
    expect((await rejection(bot.acceptChallenge('c-1'))).code).toBe('connection/not-open');
    expect(() => bot.send({ type: 'leave_queue' })).toThrow(BotpitError);
    expect(errors).toEqual(Array(3).fill('connection/not-open'));
  });

  it('refuses between the opening of the socket and the authentication', async () => {
    const at = await server();
    const bot = client({ url: at.url });
    const connecting = bot.connect();
    const peer = await at.accept();
    await peer.receive('authenticate');
    expect((await rejection(bot.leaveQueue())).code).toBe('connection/not-open');
    peer.send({ type: 'authenticated', agent_id: 'a', agent_name: 'A' });
    await connecting;
    await bot.resign('m-1');
    await peer.receive('resign');
    expect(peer.types).toEqual(['authenticate', 'resign']);
  });

  it('replays nothing on the next connection', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock });
    peer.cut();
    const { delayMs } = await next(bot, 'reconnecting');
    void bot.makeMove('m-1', MOVE);
    void bot.joinQueue('rps', '0.01');
    void bot.acceptChallenge('c-1');
    const back = next(bot, 'connected');
    clock.advance(delayMs);
    const second = await at.accept();
    await second.welcome();
    await back;
    await bot.leaveQueue();
    await second.receive('leave_queue');
    expect(second.types).toEqual(['authenticate', 'leave_queue']);
  });

  it('does not call an error handler for what it repeats itself', async () => {
    const at = await server();
    const bot = client({ url: at.url });
    let calls = 0;
    bot.onError(() => {
      calls++;
      return bot.joinQueue('rps', 0);
    });
    void bot.joinQueue('rps', 0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toBe(1);
  });
});

describe('rate limits', () => {
  it('let a minute’s worth through at once, and the next when its turn comes', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, ...NO_PINGS });
    for (let i = 0; i < 20; i++) await bot.sendTaunt('m-1', 'gg');
    let left = 0;
    const waiting = [bot.sendTaunt('m-1', 'wp'), bot.sendTaunt('m-1', 'oops')].map((sent) =>
      sent.then(() => left++),
    );
    // Other kinds are not held up.
    await bot.leaveQueue();
    await peer.receive('leave_queue');
    expect(left).toBe(0);
    clock.advance(59_999 + MARGIN_MS);
    await bot.leaveQueue();
    await peer.receive('leave_queue');
    expect(peer.types.filter((type) => type === 'send_taunt')).toHaveLength(20);
    clock.advance(1);
    await Promise.all(waiting);
    await bot.resign('m-1');
    await peer.receive('resign');
    expect(peer.received.filter(({ type }) => type === 'send_taunt').slice(20)).toMatchObject([
      { taunt_id: 'wp' },
      { taunt_id: 'oops' },
    ]);
  });

  it('drop what waits when the connection that it was meant for ends', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, ...NO_PINGS });
    for (let i = 0; i < 10; i++) void bot.joinQueue('rps', '0.01');
    const late = rejection(bot.joinQueue('rps', '0.01'));
    peer.cut();
    const { delayMs } = await next(bot, 'reconnecting');
    expect((await late).code).toBe('connection/lost');
    const back = next(bot, 'connected');
    clock.advance(delayMs);
    const second = await at.accept();
    await second.welcome();
    await back;
    clock.advance(120_000);
    await bot.leaveQueue();
    await second.receive('leave_queue');
    expect(second.types.filter((type) => type !== 'ping')).toEqual(['authenticate', 'leave_queue']);
  });

  it('are an error at once for a move that would wait past its deadline', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, ...NO_PINGS });
    for (let i = 0; i < 60; i++) void bot.makeMove('m-1', { guess: i });
    await moves(peer, 60);
    let turned = next(bot, 'your_turn');
    peer.send(turn(30_000));
    await turned;
    expect((await rejection(bot.makeMove('m-1', MOVE))).code).toBe('move/too-late');
    clock.advance(31_000 + MARGIN_MS);
    turned = next(bot, 'your_turn');
    peer.send(turn(30_000));
    await turned;
    const sent = bot.makeMove('m-1', MOVE);
    clock.advance(29_000);
    await sent;
    expect(await moves(peer, 1)).toEqual([MOVE]);
  });

  it('let a move expire whose time runs out while others wait before it', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, ...NO_PINGS });
    void bot.makeMove('m-2', { guess: 0 });
    clock.advance(1000);
    for (let i = 1; i < 60; i++) void bot.makeMove('m-2', { guess: i });
    const turned = next(bot, 'your_turn');
    peer.send(turn(59_500));
    await turned;
    // One slot is free after 59 s and the margin, the next a second later; the first goes to the one that came first.
    const first = bot.makeMove('m-2', { guess: 60 });
    const second = rejection(bot.makeMove('m-1', MOVE));
    clock.advance(59_000 + MARGIN_MS);
    await first;
    clock.advance(1000);
    expect((await second).code).toBe('move/too-late');
  });

  it('refuse a crowd of waiting commands', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot } = await connected(at, { clock, ...NO_PINGS });
    const outcomes = Array.from({ length: 125 }, () => bot.sendTaunt('m-1', 'gg'));
    expect((await rejection(Promise.all(outcomes))).code).toBe('usage');
    clock.advance(6 * 60_000);
    const settled = await Promise.allSettled(outcomes);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(5);
  });

  it('can be lifted', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, limits: false, ...NO_PINGS });
    for (let i = 0; i < 200; i++) await bot.makeMove('m-1', { guess: i });
    expect(await moves(peer, 200)).toHaveLength(200);
  });

  it('count what is sent past them', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, ...NO_PINGS });
    for (let i = 0; i < 12; i++) bot.send({ type: 'leave_queue' });
    for (let i = 0; i < 12; i++) await peer.receive('leave_queue');
    expect([bot.waitMs('queue'), bot.waitMs('move')]).toEqual([60_000 + MARGIN_MS, 0]);
    const waiting = bot.leaveQueue();
    clock.advance(60_000 + MARGIN_MS);
    await waiting;
    await peer.receive('leave_queue');
  });

  it('allow for the longest time that an answer took: the arena counts when a command arrives', async () => {
    const at = await server();
    const clock = new FakeClock();
    const bot = client({ url: at.url, clock, ...NO_PINGS });
    const connecting = bot.connect();
    const peer = await at.accept();
    await peer.receive('authenticate');
    clock.advance(900);
    peer.send({ type: 'authenticated', agent_id: 'a', agent_name: 'A' });
    await connecting;
    for (let i = 0; i < 10; i++) await bot.leaveQueue();
    expect(bot.waitMs('queue')).toBe(60_900 + MARGIN_MS);
    peer.answersPings = false;
    const answered = next(bot, 'latency');
    bot.ping();
    await peer.receive('ping');
    clock.advance(2000);
    peer.send({ type: 'pong' });
    await answered;
    expect(bot.waitMs('queue')).toBe(60_000 + MARGIN_MS);
    for (let i = 0; i < 10; i++) bot.send({ type: 'leave_queue' });
    expect(bot.waitMs('queue')).toBe(62_000 + MARGIN_MS);
  });

  it('say what waits, and for how long', async () => {
    const at = await server();
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const logger = { debug: () => {}, info: () => {}, warn: log, error: log };
    const { bot } = await connected(at, { clock: new FakeClock(), ...NO_PINGS, logger, logLevel: 'warn' });
    for (let i = 0; i < 11; i++) void bot.leaveQueue();
    expect(lines).toEqual(['leave_queue waits for the rate limit; it leaves in 61 s']);
  });
});

describe('a command that the arena refuses for its rate limit', () => {
  const REFUSED = { type: 'error', code: 'rate_limited', message: 'Too many.' } as const;

  async function refused(
    act: (bot: BotpitClient) => unknown,
    type: ClientMessageType,
    message: object = REFUSED,
  ) {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock, ...NO_PINGS });
    void act(bot);
    await peer.receive(type);
    const told = next(bot, 'error');
    peer.send({ ...message });
    await told;
    const count = () => peer.types.filter((each) => each === type).length;
    /** All that has left has arrived. */
    const settled = async () => {
      bot.send({ type: 'resign', match_id: 'fence' });
      while ((await peer.receive('resign')).match_id !== 'fence');
    };
    return { bot, peer, clock, count, settled };
  }

  it('is sent again when the arena says, and after longer and longer waits', async () => {
    const { bot, peer, clock } = await refused((bot) => bot.joinQueue('rps', '0.01'), 'join_queue', {
      ...REFUSED,
      retry_after_ms: 7000,
    });
    const again = peer.receive('join_queue');
    clock.advance(7000 + MARGIN_MS);
    expect(await again).toMatchObject({ game_type: 'rps', wager_lamports: 10_000_000 });
    for (const waitMs of [2000, 4000, 8000]) {
      const told = next(bot, 'error');
      peer.send(REFUSED);
      await told;
      clock.advance(waitMs + MARGIN_MS - 1);
      expect(peer.types.at(-1)).toBe('join_queue');
      const next_ = peer.receive('join_queue');
      clock.advance(1);
      await next_;
    }
  });

  it.each<[string, (at: { bot: BotpitClient; peer: Peer }) => Promise<unknown>]>([
    [
      'has been answered meanwhile',
      async ({ bot, peer }) => {
        const told = next(bot, 'queue_joined');
        peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
        await told;
      },
    ],
    [
      'has led to a match meanwhile',
      async ({ bot, peer }) => {
        const told = next(bot, 'match_found');
        peer.send({
          type: 'match_found',
          match_id: 'm',
          game_type: 'rps',
          opponent_id: 'o',
          opponent_name: 'O',
          wager_lamports: 0,
          server_seed_hash: '',
        });
        await told;
      },
    ],
    [
      'has been refused for good meanwhile',
      async ({ bot, peer }) => {
        const told = next(bot, 'error');
        peer.send({ type: 'error', code: 'invalid_wager', message: 'No.' });
        await told;
      },
    ],
    ['is not wanted any more', ({ bot }) => bot.leaveQueue()],
    [
      'was for a connection that is gone',
      async ({ bot, peer }) => {
        const told = next(bot, 'disconnected');
        peer.cut();
        await told;
      },
    ],
  ])('is not sent again when it %s', async (_why, meanwhile) => {
    const { bot, peer, clock, count } = await refused((bot) => bot.joinQueue('rps', '0.01'), 'join_queue');
    await meanwhile({ bot, peer });
    clock.advance(120_000);
    if (bot.connected) {
      await bot.resign('fence');
      await peer.receive('resign');
    }
    expect(count()).toBe(1);
  });

  it('is not sent again when it opens a challenge: two would be two stakes', async () => {
    const { clock, count, settled } = await refused(
      (bot) => bot.createChallenge('rps', '0.01'),
      'create_challenge',
    );
    clock.advance(120_000);
    await settled();
    expect(count()).toBe(1);
  });

  it('is sent again as a move while the turn lasts, and not later', async () => {
    const { bot, clock, peer } = await atTurn(4000);
    void bot.makeMove('m-1', MOVE);
    for (const waitMs of [1000, 2000]) {
      await peer.receive('make_move');
      const told = next(bot, 'error');
      peer.send(REFUSED);
      await told;
      clock.advance(waitMs + MARGIN_MS);
    }
    expect((await peer.receive('make_move')).move_data).toEqual(MOVE);
    const told = next(bot, 'error');
    peer.send(REFUSED);
    await told;
    clock.advance(120_000);
    await bot.resign('fence');
    await peer.receive('resign');
    expect(peer.types.filter((type) => type === 'make_move')).toHaveLength(3);
  });
});

describe('the deadline of a turn', () => {
  it('is kept: a move after it is not sent', async () => {
    const { bot, clock, peer } = await atTurn(2000);
    clock.advance(1999);
    await bot.makeMove('m-1', MOVE);
    clock.advance(1);
    expect((await rejection(bot.makeMove('m-1', { choice: 'late' }))).code).toBe('move/too-late');
    // Another match has another clock.
    await bot.makeMove('m-2', { choice: 'other' });
    expect(await moves(peer, 2)).toEqual([MOVE, { choice: 'other' }]);
  });

  it('is over where the machine slept past it, though its timers have not gone on', async () => {
    const { bot, clock } = await atTurn(2000);
    clock.setAhead(2000);
    expect((await rejection(bot.makeMove('m-1', MOVE))).code).toBe('move/too-late');
  });

  it('is half a minute where the arena says 0', async () => {
    const { bot, clock } = await atTurn(0);
    await bot.makeMove('m-1', MOVE);
    clock.advance(30_000);
    expect((await rejection(bot.makeMove('m-1', MOVE))).code).toBe('move/too-late');
  });
});
