import { describe, expect, it } from 'vitest';
import { type ArenaErrorCode, REFUSALS } from '../../src/arena/seat.js';
import type { MatchFoundMessage } from '../../src/protocol/index.js';
import { cleanUp, hostOf, ME, type RunOptions, server, sit, THEM } from './helpers.js';

cleanUp();

type Reaction = 'queued' | 'waits' | 'refused' | 'over' | 'warns';

const TO_A_JOIN: Record<ArenaErrorCode, Reaction> = {
  auth_failed: 'refused',
  auth_timeout: 'refused',
  not_authenticated: 'refused',
  invalid_message: 'refused',
  unknown_type: 'refused',
  invalid_game: 'refused',
  other_game: 'refused',
  tournament_over: 'over',
  no_challenges: 'refused',
  invalid_wager: 'refused',
  already_queued: 'queued',
  not_queued: 'refused',
  already_in_match: 'waits',
  match_not_found: 'warns',
  not_your_turn: 'warns',
  invalid_move: 'warns',
  invalid_taunt: 'warns',
  taunt_limit: 'warns',
  challenge_not_found: 'refused',
  own_challenge: 'refused',
  not_your_challenge: 'refused',
  rate_limited: 'waits',
};

async function reactionTo(code: string, entry: RunOptions['entry'] = { by: 'queue' }): Promise<Reaction> {
  const { by } = entry;
  const ask = by === 'queue' ? 'join_queue' : by === 'challenge' ? 'create_challenge' : 'accept_challenge';
  const desk = await sit(await server(), { matches: null, entry });
  await desk.peer.receive(ask);
  desk.error(code);
  await desk.settled();
  if (!desk.run.bot.connected) {
    const end = await desk.run.ended;
    if (end.reason === 'tournament-over') {
      expect(end).toEqual({ reason: 'tournament-over', exitCode: 0 });
      return 'over';
    }
    expect(end).toMatchObject({
      reason: 'refused',
      exitCode: 64,
      error: { code: 'arena/refused' },
    });
    return 'refused';
  }
  if (desk.run.codes.length === 0) return 'queued';
  expect(desk.run.codes).toEqual([code]);
  desk.run.clock.advance(6_000);
  await desk.settled();
  return desk.sent(ask).length === 1 ? 'warns' : 'waits';
}

describe('an error that answers a join', () => {
  it.each(Object.keys(REFUSALS) as ArenaErrorCode[])('%s', async (code) => {
    expect(await reactionTo(code)).toBe(TO_A_JOIN[code]);
  });

  it('of a kind that is not known', async () => {
    expect(await reactionTo('insufficient_balance')).toBe('refused');
  });
});

describe('an error that answers a challenge', () => {
  it.each([
    ['invalid_wager', 'refused'],
    ['rate_limited', 'waits'],
    ['already_in_match', 'waits'],
    // They answer the withdrawal of an older one.
    ['challenge_not_found', 'warns'],
    ['not_your_challenge', 'warns'],
  ])('%s to an own one: %s', async (code, reaction) => {
    expect(await reactionTo(code, { by: 'challenge' })).toBe(reaction);
  });

  it.each([
    ['challenge_not_found', 'refused'],
    ['own_challenge', 'refused'],
    ['already_in_match', 'waits'],
  ])('%s to the taking of one: %s', async (code, reaction) => {
    expect(await reactionTo(code, { by: 'accept', challengeId: 'c1' })).toBe(reaction);
  });
});

describe('a match that follows an error', () => {
  const WAGER = 10_000_000;
  const forMoney = { wagerLamports: WAGER, sandbox: false, matches: null };
  const CODES = ['already_in_match', 'rate_limited', 'maintenance', 'what_is_this'];

  async function afterError(code: string, found: Partial<MatchFoundMessage>) {
    const desk = await sit(await server(), forMoney);
    await desk.peer.receive('join_queue');
    desk.error(code);
    desk.found({ wager_lamports: WAGER, ...found });
    desk.start();
    await desk.settled();
    return desk;
  }

  it.each(CODES)('%s: is played where it is the one that was asked for, once', async (code) => {
    const desk = await afterError(code, {});
    const intents = desk.run.book.ledger.openIntents();
    expect(intents).toMatchObject([{ wagerLamports: WAGER }]);
    desk.over(THEM, [0, 2]);
    await desk.peer.receive('join_queue');
    expect(desk.run.codes).toEqual([code]);
    expect(desk.run.book.ledger.standing()).toMatchObject({ netLamports: -WAGER, openIntents: 1 });
    desk.found({ match_id: 'm2', wager_lamports: WAGER });
    desk.found({ match_id: 'm3', wager_lamports: WAGER });
    await desk.settled();
    expect(desk.run.codes).toEqual(expect.arrayContaining(['unsettled', 'match_mismatch']));
  });

  it.each(
    CODES.flatMap((code) => [
      [code, 'a higher wager', { wager_lamports: 500 * WAGER }] as const,
      [code, 'another game', { game_type: 'coinflip' }] as const,
    ]),
  )('%s: ends play with 76 where it has %s', async (code, _what, found) => {
    const desk = await afterError(code, found);
    desk.over(THEM, [0, 2]);
    expect(await desk.run.ended).toEqual({ reason: 'mismatch', exitCode: 76 });
    expect(desk.run.all('error')).toMatchObject([{ code: 'match_mismatch', matchId: 'm1' }]);
    expect(desk.run.book.ledger.standing()).toMatchObject({
      netLamports: 'wager_lamports' in found ? -found.wager_lamports : -WAGER,
      latches: [{ limit: 'fairness' }],
    });
  });
});

describe('an error of a kind that is not known', () => {
  const forMoney = { wagerLamports: 10_000_000, sandbox: false, matches: null };

  it('does not take the wish back: a place that follows is kept', async () => {
    const desk = await sit(await server(), forMoney);
    await desk.peer.receive('join_queue');
    desk.error('what_is_this');
    desk.peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
    await desk.settled();
    desk.run.clock.advance(60_000);
    await desk.settled();
    expect(desk.sent('join_queue')).toHaveLength(1);
    expect(desk.run.book.ledger.openIntents()).toHaveLength(1);
  });

  it('ends play at the third time, when it is known that no match came of it', async () => {
    const desk = await sit(await server(), forMoney);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await desk.peer.receive('join_queue');
      expect(desk.run.book.ledger.openIntents()).toHaveLength(1);
      desk.error('what_is_this');
      await desk.settled();
      desk.run.clock.advance(12_000);
    }
    expect(await desk.run.ended).toMatchObject({ reason: 'refused', exitCode: 64 });
    expect(desk.sent('leave_queue')).toHaveLength(1);
    expect(desk.run.book.ledger.openIntents()).toEqual([]);
  });

  it('plays what comes at the third time all the same', async () => {
    const desk = await sit(await server(), forMoney);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await desk.peer.receive('join_queue');
      if (attempt === 3) desk.peer.answersPings = false;
      desk.error('what_is_this');
      if (attempt === 3) break;
      await desk.settled();
      desk.run.clock.advance(12_000);
    }
    desk.found({ wager_lamports: 10_000_000 });
    desk.start();
    desk.over(THEM, [0, 2]);
    expect(await desk.run.ended).toMatchObject({ reason: 'refused', exitCode: 64 });
    expect(desk.run.book.ledger.standing()).toMatchObject({ netLamports: -10_000_000, openIntents: 0 });
  });
});

it('a match that was made as the queue was to be left is played, whatever was said first', async () => {
  const desk = await sit(await server(), { wagerLamports: 10_000_000, sandbox: false, matches: null });
  await desk.queue();
  await desk.run.next('queue_joined');
  desk.run.session.stop('signal');
  await desk.peer.receive('leave_queue');
  desk.error('already_in_match');
  await desk.settled();
  expect(desk.run.book.ledger.openIntents()).toHaveLength(1);
  desk.found({ wager_lamports: 10_000_000 });
  desk.start();
  desk.over(THEM, [0, 2]);
  expect(await desk.run.ended).toEqual({ reason: 'signal', exitCode: 0 });
  expect(desk.run.records).toMatchObject([{ settled: true, netLamports: -10_000_000 }]);
});

describe('errors at other times', () => {
  it('only warn in the queue', async () => {
    const desk = await sit(await server());
    await desk.queue();
    desk.error('rate_limited');
    desk.error('match_not_found');
    await desk.settled();
    desk.run.clock.advance(60_000);
    await desk.settled();
    expect(desk.run.codes).toEqual(['rate_limited', 'match_not_found']);
    expect(desk.sent('join_queue')).toHaveLength(1);
  });

  it('only warn in a match', async () => {
    const desk = await sit(await server());
    await desk.match();
    desk.turn();
    await desk.peer.receive('make_move');
    for (const code of ['not_your_turn', 'taunt_limit', 'invalid_taunt', 'rate_limited']) desk.error(code);
    await desk.settled();
    expect(desk.moves).toHaveLength(1);
    desk.over(ME, [2, 0]);
    expect(await desk.run.ended).toMatchObject({ exitCode: 0 });
    expect(desk.run.all('warning')).toHaveLength(4);
    for (const { matchId } of desk.run.all('warning')) expect(matchId).toBe('m1');
  });

  it('of the match before do not harm the next join', async () => {
    const desk = await sit(await server(), { matches: 2 });
    await desk.match();
    desk.over(ME, [2, 0]);
    await desk.peer.receive('join_queue');
    desk.error('match_not_found');
    desk.matchId = 'm2';
    desk.found();
    desk.start();
    desk.over(ME, [2, 0]);
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
  });
});

describe('a move that the arena refuses', () => {
  const hiLo = { game: 'hi_lo', host: hostOf({ games: ['hi_lo'], move: () => 'lower' }) } as const;

  async function asked() {
    const desk = await sit(await server(), hiLo);
    await desk.queue();
    desk.found({ game_type: 'hi_lo' });
    desk.start();
    desk.turn(1, 10_000, { dealer_card: 2 });
    await desk.peer.receive('make_move');
    return desk;
  }

  it('is sent in its other dialects, then comes the fallback, and never two at a time', async () => {
    const desk = await asked();
    for (let n = 1; n <= 6; n++) {
      await desk.settled();
      expect(desk.moves).toHaveLength(n);
      desk.error('invalid_move');
    }
    await desk.settled();
    expect(desk.moves).toEqual([
      { choice: 'lower', guess: 'lower' },
      { choice: 'lower' },
      { guess: 'lower' },
      { choice: 'higher', guess: 'higher' },
      { choice: 'higher' },
      { guess: 'higher' },
    ]);
    expect(desk.run.all('warning').map(({ code, round }) => [code, round])).toEqual(
      Array.from({ length: 6 }, () => ['move_refused', 1]),
    );
    expect(desk.run.all('move')).toMatchObject([
      { source: 'strategy', move: { choice: 'lower' } },
      { source: 'fallback', reason: 'refused', move: { choice: 'higher' } },
    ]);
    desk.result(1, [0, 1]);
    desk.over(ME, [3, 0]);
    await desk.run.ended;
    expect(desk.run.totals).toMatchObject({ fallbacks: 1 });
    expect(desk.run.records[0]?.rounds).toMatchObject([
      { move: { guess: 'higher' }, source: 'fallback', reason: 'refused' },
    ]);
  });

  it('is recorded in the dialect that was taken', async () => {
    const desk = await asked();
    desk.error('invalid_move');
    await desk.peer.receive('make_move');
    desk.result(1, [1, 0]);
    desk.over(ME, [3, 0]);
    await desk.run.ended;
    expect(desk.run.records[0]).toMatchObject({
      fallbacks: 0,
      rounds: [{ move: { choice: 'lower' }, source: 'strategy', reason: null }],
    });
  });

  it('is not sent again when the time is over', async () => {
    const desk = await asked();
    desk.run.clock.advance(10_000);
    desk.error('invalid_move');
    await desk.settled();
    expect(desk.moves).toHaveLength(1);
    expect(desk.run.codes).toEqual(['move_refused']);
    desk.result(1, [0, 1]);
    desk.over(ME, [3, 0]);
    await desk.run.ended;
    expect(desk.run.records[0]?.rounds).toMatchObject([{ move: { choice: 'lower', guess: 'lower' } }]);
  });

  it('is not sent again where the fallback was refused already', async () => {
    const host = hostOf({
      move: () => {
        throw new Error('no idea');
      },
    });
    const desk = await sit(await server(), { host });
    await desk.match();
    desk.turn();
    await desk.peer.receive('make_move');
    desk.error('invalid_move');
    await desk.settled();
    expect(desk.moves).toEqual([{ choice: 'rock' }]);
    desk.result(1, [0, 1]);
    desk.over(ME, [2, 0]);
    await desk.run.ended;
    expect(desk.run.records[0]).toMatchObject({ fallbacks: 1, rounds: [{ reason: 'threw' }] });
  });
});
