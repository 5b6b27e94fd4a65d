import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MAX_EVENTS_BEHIND } from '../../src/client/announcer.js';
import type { ClientEvent, ErrorEvent } from '../../src/client/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { cleanUp, client, connected, next, rejection, server } from './helpers.js';

cleanUp();

const MATCH = {
  type: 'match_found' as const,
  match_id: 'm-1',
  game_type: 'rps',
  opponent_id: 'o-1',
  opponent_name: 'Rival',
  wager_lamports: 0,
  server_seed_hash: 'ab',
};
const START = { type: 'game_start' as const, match_id: 'm-1', your_side: 'b' as const };
const TURN = { type: 'your_turn' as const, match_id: 'm-1', round: 1, game_state: {}, timeout_ms: 5000 };
const RESULT = {
  type: 'round_result' as const,
  match_id: 'm-1',
  round: 1,
  result: {},
  score: [0, 1] as [number, number],
};
const OVER = {
  type: 'game_over' as const,
  match_id: 'm-1',
  winner: 'agent-1',
  final_score: [0, 1] as [number, number],
  server_seed: 'cd',
  payout_lamports: 0,
};

describe('the arena’s messages', () => {
  it('reach the handlers of their kind, several for each, as they came', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const seen: [string, unknown][] = [];
    const see = (name: string) => (event: unknown) => seen.push([name, event]);
    const back = bot
      .onMatchFound(see('match'))
      .onMatchFound(see('match too'))
      .onGameStart(see('start'))
      .onYourTurn(see('turn'))
      .onRoundResult(see('result'))
      .onGameOver(see('over'))
      .onQueueJoined(see('joined'))
      .onQueueUpdate(see('update'))
      .onQueueLeft((...nothing: unknown[]) => seen.push(['left', nothing]))
      .onTauntReceived(see('taunt'))
      .onOpponentMoved(see('moved'))
      .onChallengeCreated(see('created'))
      .onChallengeAccepted(see('accepted'))
      .onChallengeCancelled(see('cancelled'))
      .onError(see('error'));
    expect(back).toBe(bot);
    const joined = { type: 'queue_joined' as const, game_type: 'rps', position: 1 };
    const update = { type: 'queue_update' as const, game_type: 'rps', position: 1, wait_time_ms: 5 };
    const taunt = {
      type: 'taunt_received' as const,
      match_id: 'm-1',
      agent_id: 'o-1',
      agent_name: 'Rival',
      taunt_id: 'gg',
      taunt_text: 'GG',
    };
    const moved = { type: 'opponent_moved' as const, match_id: 'm-1', round: 1, move_data: null };
    const created = {
      type: 'challenge_created' as const,
      challenge_id: 'c-1',
      game_type: 'rps',
      wager_lamports: 0,
    };
    const accepted = { type: 'challenge_accepted' as const, challenge_id: 'c-1', match_id: 'm-1' };
    const cancelled = { type: 'challenge_cancelled' as const, challenge_id: 'c-1' };
    const error = { type: 'error' as const, code: 'not_queued', message: 'You are not queued.' };
    const done = next(bot, 'error');
    peer.sendTogether(
      joined,
      update,
      { type: 'queue_left' },
      MATCH,
      START,
      TURN,
      moved,
      RESULT,
      taunt,
      created,
      accepted,
      cancelled,
      OVER,
      error,
    );
    await done;
    expect(seen).toEqual([
      ['joined', joined],
      ['update', update],
      ['left', []],
      ['match', MATCH],
      ['match too', MATCH],
      ['start', START],
      ['turn', TURN],
      ['moved', moved],
      ['result', RESULT],
      ['taunt', taunt],
      ['created', created],
      ['accepted', accepted],
      ['cancelled', cancelled],
      ['over', OVER],
      ['error', { code: 'not_queued', message: 'You are not queued.' }],
    ]);
  });

  it('are not lost when they come in one piece with authenticated', async () => {
    const at = await server(async (peer) => {
      await peer.receive('authenticate');
      peer.sendTogether({ type: 'authenticated', agent_id: 'a', agent_name: 'A' }, MATCH, START, TURN);
    });
    const bot = client({ url: at.url });
    const seen: string[] = [];
    bot.onConnected(() => seen.push('connected'));
    bot.onMatchFound(() => seen.push('match_found'));
    bot.onGameStart(() => seen.push('game_start'));
    bot.onYourTurn(({ match_id }) => {
      seen.push('your_turn');
      return bot.makeMove(match_id, { choice: 'paper' });
    });
    await bot.connect();
    expect(await at.peers[0]?.receive('make_move')).toMatchObject({ move_data: { choice: 'paper' } });
    expect(seen).toEqual(['connected', 'match_found', 'game_start', 'your_turn']);
  });

  it('may come before authenticated', async () => {
    const at = await server();
    const bot = client({ url: at.url });
    const early = next(bot, 'queue_left');
    const connecting = bot.connect();
    const peer = await at.accept();
    await peer.receive('authenticate');
    peer.sendTogether(
      { type: 'queue_left' },
      { type: 'pong' },
      { type: 'error', code: 'busy', message: 'a moment' },
    );
    await early;
    expect(bot.connected).toBe(false);
    peer.send({ type: 'authenticated', agent_id: 'a', agent_name: 'A' });
    await connecting;
  });

  it('of unknown types are passed on', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const heard = next(bot, 'unknown');
    peer.send({ type: 'season_started', name: 'winter' });
    expect((await heard).message).toEqual({ type: 'season_started', name: 'winter' });
  });

  it.each([
    ['not_json', 'nonsense'],
    ['not_an_object', '[1, 2]'],
    ['no_type', '{"hello": 1}'],
    ['forbidden_key', '{"type": "your_turn", "__proto__": {"x": 1}}'],
    ['bad_field', JSON.stringify({ ...TURN, round: 'one' })],
    ['bad_field', JSON.stringify({ ...OVER, match_id: 7 })],
    ['too_deep', JSON.stringify(TURN).replace(/}$/, `,"note":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)],
    ['binary', new Uint8Array([1, 2, 3])],
  ])('that are malformed (%s) are an event, and the next one is read', async (problem, frame) => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const dropped = next(bot, 'malformed');
    const after = next(bot, 'queue_left');
    peer.sendRaw(frame);
    peer.send({ type: 'queue_left' });
    expect((await dropped).problem).toBe(problem);
    await after;
    expect(bot.connected).toBe(true);
  });

  it('that are too long end the connection, which is mended', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock });
    const retrying = next(bot, 'reconnecting');
    peer.send({ type: 'news', text: 'x'.repeat(70_000) });
    const { delayMs, reason } = await retrying;
    expect(reason).toMatch(/payload/i);
    const back = next(bot, 'connected');
    clock.advance(delayMs);
    await (await at.accept()).welcome();
    await back;
  });
});

describe('side', () => {
  it('lasts for the match that it belongs to', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    expect(bot.side).toBe(null);
    let atTheEnd: unknown;
    bot.onGameOver(() => {
      atTheEnd = bot.side;
    });
    let heard = next(bot, 'game_over');
    peer.sendTogether(START, { ...OVER, match_id: 'm-0' });
    await heard;
    expect(bot.side).toBe('b');
    heard = next(bot, 'game_over');
    peer.send(OVER);
    await heard;
    expect([atTheEnd, bot.side]).toEqual(['b', null]);
  });

  it('is not known any more in a new session', async () => {
    const at = await server();
    const clock = new FakeClock();
    const { bot, peer } = await connected(at, { clock });
    const started = next(bot, 'game_start');
    peer.send(START);
    await started;
    peer.cut();
    const { delayMs } = await next(bot, 'reconnecting');
    const back = next(bot, 'connected');
    clock.advance(delayMs);
    await (await at.accept()).welcome();
    await back;
    expect(bot.side).toBe(null);
  });
});

describe('a handler', () => {
  it('that throws or rejects is reported, and harms nothing else', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const errors: ErrorEvent[] = [];
    const allReported = new Promise<void>((resolve) => {
      bot.on('error', (event) => {
        if (errors.push(event) === 4) resolve();
      });
    });
    const failure = new Error('oh no');
    let calls = 0;
    bot.onQueueLeft(() => {
      throw failure;
    });
    bot.onQueueLeft(async () => {
      await Promise.resolve();
      throw failure;
    });
    bot.onQueueLeft(() => calls++);
    const last = next(bot, 'unknown');
    peer.send({ type: 'queue_left' });
    peer.send({ type: 'queue_left' });
    peer.send({ type: 'over' });
    await last;
    expect(calls).toBe(2);
    await allReported;
    expect(errors.map(({ code, cause }) => [code, cause])).toEqual(
      Array(4).fill(['handler_failed', failure]),
    );
    expect(errors[0]?.message).toMatch(/queue_left.*oh no/);
  });

  it('of errors that throws is logged, and not called again for it', async () => {
    const at = await server();
    const logged: string[] = [];
    const log = (message: string) => logged.push(message);
    const { bot, peer } = await connected(at, {
      logLevel: 'error',
      logger: { debug: log, info: log, warn: log, error: log },
    });
    let calls = 0;
    bot.onError(() => {
      calls++;
      throw new Error('again');
    });
    const heard = next(bot, 'unknown');
    peer.send({ type: 'error', code: 'invalid_move', message: 'no' });
    peer.send({ type: 'over' });
    await heard;
    expect(calls).toBe(1);
    expect(logged).toEqual([expect.stringMatching(/handler of error failed: again/)]);
  });

  it('that is slow delays no reading', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    let finished = false;
    bot.onYourTurn(async () => {
      await delay(10_000, undefined, { ref: false });
      finished = true;
    });
    const over = next(bot, 'game_over');
    peer.sendTogether(TURN, RESULT, OVER);
    await over;
    expect(finished).toBe(false);
  });

  it('can be taken off, even from within, and only once', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const seen: string[] = [];
    const listener = () => seen.push('twice');
    const off = bot.on('queue_left', listener);
    bot.on('queue_left', listener);
    const offSelf = bot.on('queue_left', () => {
      seen.push('self');
      offSelf();
      off();
      off();
    });
    let heard = next(bot, 'unknown');
    peer.send({ type: 'queue_left' });
    peer.send({ type: 'one' });
    await heard;
    heard = next(bot, 'unknown');
    peer.send({ type: 'queue_left' });
    peer.send({ type: 'two' });
    await heard;
    expect(seen).toEqual(['twice', 'twice', 'self', 'twice']);
  });

  it('hears its own causes after what it is hearing', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const seen: string[] = [];
    bot.on('disconnected', () => void bot.disconnect());
    for (const type of ['disconnected', 'reconnecting', 'closed'] as const)
      bot.on(type, () => seen.push(type));
    const closed = next(bot, 'closed');
    peer.cut();
    await closed;
    expect(seen).toEqual(['disconnected', 'reconnecting', 'closed']);
  });
});

describe('events()', () => {
  it('gives all events in order and ends with the client', async () => {
    const at = await server();
    const bot = client({ url: at.url });
    const types: string[] = [];
    const loop = (async () => {
      for await (const event of bot.events()) {
        types.push(event.type);
        if (event.type === 'queue_left') bot.stop();
      }
    })();
    const connecting = bot.connect();
    const peer = await at.accept();
    await peer.welcome();
    await connecting;
    peer.sendTogether(MATCH, { type: 'queue_left' });
    await loop;
    expect(types).toEqual(['connected', 'match_found', 'queue_left', 'disconnected', 'closed']);
  });

  it('ends with the error of a fatal end', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const types: string[] = [];
    const loop = rejection(
      (async () => {
        for await (const event of bot.events()) types.push(event.type);
      })(),
    );
    peer.send({ type: 'session_replaced' });
    expect((await loop).code).toBe('auth/replaced');
    expect(types).toEqual(['session_replaced', 'disconnected', 'error', 'closed']);
  });

  it('stops collecting when the loop is left', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const events = bot.events();
    peer.send({ type: 'queue_left' });
    for await (const event of events) {
      expect(event.type).toBe('queue_left');
      break;
    }
    const heard = next(bot, 'unknown');
    peer.send({ type: 'more' });
    await heard;
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('ends a loop that falls too far behind', async () => {
    const at = await server();
    const { bot, peer } = await connected(at);
    const events = bot.events();
    const last = next(bot, 'queue_left');
    for (let i = 0; i <= MAX_EVENTS_BEHIND; i++) peer.send({ type: 'news', i });
    peer.send({ type: 'queue_left' });
    await last;
    const seen: ClientEvent[] = [];
    const error = await rejection(
      (async () => {
        for await (const event of events) seen.push(event);
      })(),
    );
    expect([seen.length, error.code]).toEqual([MAX_EVENTS_BEHIND, 'usage']);
  });
});
