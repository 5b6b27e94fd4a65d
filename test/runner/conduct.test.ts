import { describe, expect, it } from 'vitest';
import { NO_LIMITS } from '../../src/runner/index.js';
import {
  bookOf,
  cleanUp,
  type Desk,
  hostOf,
  ME,
  Run,
  type RunOptions,
  server,
  sit,
  THEM,
} from './helpers.js';

cleanUp();

const WAGER = 10_000_000;
const limits = { ...NO_LIMITS, maxFallbacks: 5 };

/** What a strategy does in its turns, the last of these for ever: a move of its own, a throw, an illegal move. */
type Act = 'own' | 'throws' | 'illegal';

function host(...acts: Act[]) {
  let turns = 0;
  return hostOf({
    move: () => {
      const act = acts[Math.min(turns++, acts.length - 1)];
      if (act === 'throws') throw new Error('no idea');
      return act === 'own' ? 'paper' : ('lizard' as 'paper');
    },
  });
}

async function seated(acts: Act[], options: Partial<RunOptions> = {}): Promise<Desk> {
  const forMoney = { wagerLamports: WAGER, sandbox: false, matches: null };
  return sit(await server(), { ...forMoney, limits, host: host(...acts), ...options });
}

/** A match of so many rounds, which is lost. */
async function lose(desk: Desk, matchId: string, rounds: number, wager_lamports = WAGER): Promise<void> {
  desk.matchId = matchId;
  await desk.match('a', { wager_lamports });
  for (let round = 1; round <= rounds; round++) {
    desk.turn(round);
    await desk.peer.receive('make_move');
    desk.result(round, [0, round], { winner: 'b' });
  }
  desk.over(THEM, [0, rounds]);
}

const ended = { reason: 'limit', exitCode: 80 };

it('does not blame the strategy for a match of a game that it does not play', async () => {
  const book = bookOf({ wagerLamports: WAGER });
  const desk = await seated(['own'], { book });
  await desk.match('a', { game_type: 'coinflip', wager_lamports: WAGER });
  desk.turn();
  await desk.peer.receive('make_move');
  desk.over(THEM, [0, 1]);
  expect(await desk.run.ended).toEqual({ reason: 'mismatch', exitCode: 76 });
  expect(book.ledger.standing().latches.map(({ limit }) => limit)).toEqual(['fairness']);
});

describe('with a wager, play stops', () => {
  it.each([
    ['throws', 'threw'],
    ['illegal', 'illegal'],
  ] as const)('after a match without a move of the strategy: %s', async (act, reason) => {
    const book = bookOf({ wagerLamports: WAGER });
    const desk = await seated([act], { book });
    await lose(desk, 'm1', 2);
    expect(await desk.run.ended).toEqual(ended);
    const [limit] = desk.run.all('limit');
    expect(limit).toMatchObject({ limit: 'broken-strategy', until: null });
    expect(limit?.message).toContain('each of its 2 turns');
    expect(limit?.message).toContain(reason);
    expect(desk.sent('join_queue')).toHaveLength(1);
    // Until a person has looked at it, the next start does not even connect.
    const again = new Run({ url: 'ws://127.0.0.1:1/', wagerLamports: WAGER, sandbox: false, book });
    expect(await again.ended).toMatchObject({ exitCode: 80, error: { code: 'limit/latched' } });
  });

  it('also where that match was the only one that was asked for', async () => {
    const desk = await seated(['throws'], { matches: 1 });
    await lose(desk, 'm1', 1);
    expect(await desk.run.ended).toEqual(ended);
    expect(desk.run.all('limit')[0]?.message).toContain('its only turn');
  });

  it('after the match that ends a row of fallback moves, not in the middle of it', async () => {
    const desk = await seated(['own', 'throws', 'throws', 'own', ...Array<Act>(5).fill('throws'), 'own']);
    await lose(desk, 'm1', 3);
    await lose(desk, 'm2', 3);
    await lose(desk, 'm3', 4);
    expect(await desk.run.ended).toEqual(ended);
    expect(desk.run.all('limit')[0]?.message).toContain('5 turns in a row');
    expect(desk.run.records.map(({ fallbacks }) => fallbacks)).toEqual([2, 2, 3]);
  });

  it('where the arena refuses every move, too', async () => {
    const desk = await seated(['own']);
    await desk.match('a', { wager_lamports: WAGER });
    desk.turn();
    await desk.peer.receive('make_move');
    desk.error('invalid_move');
    await desk.peer.receive('make_move');
    desk.result(1, [0, 1], { winner: 'b' });
    desk.over(THEM, [0, 1]);
    expect(await desk.run.ended).toEqual(ended);
    expect(desk.run.all('limit')[0]?.message).toContain('refused');
  });

  it('with 76 where the arena did not play fair either', async () => {
    const desk = await seated(['throws']);
    await desk.match('a', { wager_lamports: WAGER });
    desk.turn();
    await desk.peer.receive('make_move');
    desk.over(THEM, [0, 1], { server_seed: 'cd'.repeat(32) });
    expect(await desk.run.ended).toEqual({ reason: 'unfair', exitCode: 76 });
  });
});

describe('play goes on', () => {
  it('where the row is shorter than is allowed', async () => {
    const desk = await seated(['own', 'throws', 'throws', 'throws', 'throws', 'own'], { matches: 2 });
    await lose(desk, 'm1', 3);
    await lose(desk, 'm2', 3);
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.run.all('limit')).toEqual([]);
  });

  it('after a match in which the strategy was not asked, or whose turns the arena broke off', async () => {
    const never = hostOf({ move: () => new Promise<'rock'>(() => {}) });
    const desk = await seated([], { host: never, matches: 2 });
    await desk.match('a', { wager_lamports: WAGER });
    desk.over(ME, [1, 0], { payout_lamports: 19_500_000, fee_lamports: 500_000 });
    desk.matchId = 'm2';
    await desk.match('a', { wager_lamports: WAGER });
    desk.turn();
    desk.result(1, [0, 1], { winner: 'b' });
    desk.over(THEM, [0, 1]);
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
  });

  it('without a wager, with a warning', async () => {
    const desk = await seated(['throws'], { wagerLamports: 0, sandbox: true, matches: 3 });
    for (const matchId of ['m1', 'm2', 'm3']) await lose(desk, matchId, 1, 0);
    expect(await desk.run.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(desk.run.codes.filter((code) => code === 'broken_strategy')).toHaveLength(1);
    expect(desk.run.all('limit')).toEqual([]);
  });
});

describe('a game that nobody can win', () => {
  const chance = (wagerLamports: number) => ({ wagerLamports, game: 'coinflip' }) as const;

  it('is announced with what it costs before anything is committed', async () => {
    const desk = await seated(['own'], chance(WAGER));
    await desk.peer.receive('join_queue');
    expect(desk.run.events[0]).toMatchObject({
      event: 'warning',
      code: 'pure_chance',
      message: expect.stringMatching(/^THIS LOSES MONEY.* keeps 2\.5 % of every stake/),
    });
    const costs = '0.00025 SOL a match on average, 0.025 SOL in 100 matches';
    expect(desk.run.events[0]).toMatchObject({ message: expect.stringContaining(costs) });
  });

  it('is announced with its match where a challenge does not say which game it is of', async () => {
    const entry = { by: 'accept', challengeId: 'c1' } as const;
    const desk = await seated(['own'], { entry });
    await desk.peer.receive('accept_challenge');
    desk.found({ game_type: 'dice_duel', wager_lamports: WAGER });
    desk.start();
    await desk.settled();
    expect(desk.run.codes).toEqual(['pure_chance']);
  });

  it.each([
    ['without a wager', chance(0)],
    ['where the game can be won', { wagerLamports: WAGER }],
  ])('is not announced %s', async (_what, options) => {
    const desk = await seated(['own'], options);
    await desk.peer.receive('join_queue');
    expect(desk.run.codes).toEqual([]);
  });
});
