import { describe, expect, it } from 'vitest';
import { createArena } from '../../src/arena/index.js';
import { openCommitment } from '../../src/fairness.js';
import { GAME_IDS } from '../../src/games/index.js';
import type { Strategy } from '../../src/strategy/index.js';
import { FakeClock } from '../support/fake-clock.js';
import { arenaOf, paper, rock, run, silent } from './arena-run.js';
import { cleanUp } from './helpers.js';

cleanUp();

const WAGER = 10_000_000;

describe('two sessions in the embedded arena', () => {
  it('play for money, and their books fit each other and those of the arena', async () => {
    const at = await arenaOf();
    const terms = { wagerLamports: WAGER, sandbox: false, matches: 5 };
    const loser = run(at, 'rock', rock, terms);
    const winner = run(at, 'paper', paper, terms);
    const ends = await Promise.all([loser.ended, winner.ended]);
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(loser.totals).toEqual({ matches: 5, losses: 5, netLamports: -5 * WAGER });
    expect(winner.totals).toEqual({ matches: 5, wins: 5, netLamports: 5 * (19_500_000 - WAGER) });
    expect(at.ledger.balance(winner.bot.agentId ?? '')).toBe(BigInt(5 * 9_500_000));
    expect(at.ledger.balance(loser.bot.agentId ?? '')).toBe(BigInt(-5 * WAGER));
    for (const [n, record] of winner.records.entries()) {
      expect(record).toMatchObject({
        outcome: 'win',
        score: [2, 0],
        payoutLamports: 19_500_000,
        feeLamports: 500_000,
      });
      expect(record).toMatchObject({ fair: true, commitmentOver: 'text', sandbox: false, settled: true });
      expect(openCommitment(record.serverSeed, record.serverSeedHash, record.draws).fair).toBe(true);
      const other = loser.records[n];
      expect(other).toMatchObject({
        matchId: record.matchId,
        outcome: 'loss',
        score: [0, 2],
        payoutLamports: 0,
      });
      expect(other?.side).not.toBe(record.side);
      expect(
        record.rounds.map(({ round, result }) => [round, result.your_move, result.opponent_move]),
      ).toEqual([
        [1, { choice: 'paper' }, { choice: 'rock' }],
        [2, { choice: 'paper' }, { choice: 'rock' }],
      ]);
    }
    expect([...loser.codes, ...winner.codes]).toEqual([]);
  });

  it.each(GAME_IDS)('play %s without a fault', async (game) => {
    const at = await arenaOf();
    // Answers with nothing, so that the fallback move of every game is seen to be taken.
    const nothing = { games: [game], move: () => undefined } as unknown as Partial<Strategy>;
    const one = run(at, 'one', nothing, { game });
    const two = run(at, 'two', nothing, { game });
    await Promise.all([one.ended, two.ended]);
    const outcomes = [one.records[0]?.outcome, two.records[0]?.outcome].sort();
    expect([
      ['loss', 'win'],
      ['draw', 'draw'],
    ]).toContainEqual(outcomes);
    expect(new Set(one.codes)).toEqual(new Set(['strategy_illegal']));
    expect(one.records[0]?.rounds.map(({ round }) => round)).toEqual(
      one.records[0]?.rounds.map((_, n) => n + 1),
    );
    expect(one.records[0]?.score).toEqual(one.records[0]?.rounds.at(-1)?.score);
  });

  it('draw where nobody wins a round, and get their wagers back', async () => {
    const at = await arenaOf();
    const terms = { wagerLamports: WAGER, sandbox: false };
    const one = run(at, 'one', rock, terms);
    const two = run(at, 'two', rock, terms);
    await Promise.all([one.ended, two.ended]);
    expect(one.records[0]).toMatchObject({
      outcome: 'draw',
      score: [0, 0],
      payoutLamports: WAGER,
      feeLamports: 0,
    });
    expect(one.totals).toEqual({ matches: 1, draws: 1 });
    expect(one.records[0]?.rounds).toHaveLength(9);
  });

  it('meet by challenge', async () => {
    const at = await arenaOf();
    const terms = { wagerLamports: WAGER, sandbox: false };
    const creator = run(at, 'rock', rock, { ...terms, entry: { by: 'challenge' } });
    const { challengeId } = await creator.next('challenge_created');
    const taker = run(at, 'paper', paper, { ...terms, entry: { by: 'accept', challengeId } });
    await Promise.all([creator.ended, taker.ended]);
    expect([creator.totals.losses, taker.totals.wins]).toEqual([1, 1]);
    expect(taker.all('challenge_accepted')).toMatchObject([{ challengeId }]);
  });

  it('stop when the loss limit is reached, the other one with a signal', async () => {
    const at = await arenaOf();
    const terms = { wagerLamports: WAGER, sandbox: false, matches: null };
    const loser = run(at, 'rock', rock, { ...terms, maxLossLamports: 3 * WAGER });
    const winner = run(at, 'paper', paper, terms);
    expect(await loser.ended).toEqual({ reason: 'loss-limit', exitCode: 80 });
    await winner.until(() => winner.records.length === 3);
    winner.session.stop('signal');
    expect(await winner.ended).toEqual({ reason: 'signal', exitCode: 0 });
    expect(winner.totals.matches).toBe(3);
  });

  it('tell a resignation apart: who aborts has lost, who stays has won', async () => {
    const at = await arenaOf();
    const quitter = run(at, 'quitter', silent);
    const stayer = run(at, 'stayer', rock);
    await quitter.next('turn');
    quitter.session.abort(130);
    expect(await quitter.ended).toMatchObject({ reason: 'forced', exitCode: 130 });
    expect(await stayer.ended).toEqual({ reason: 'matches', exitCode: 0 });
    expect(stayer.records[0]).toMatchObject({ outcome: 'win', score: [0, 0] });
    expect(quitter.records[0]).toMatchObject({ outcome: 'loss', settled: false });
  });

  it('lose no round by silence: the fallback move is in time', async () => {
    const fake = new FakeClock();
    const at = await arenaOf({ clock: fake });
    const one = run(at, 'silent', silent, { fake });
    const two = run(at, 'paper', paper, { fake });
    for (let round = 1; round <= 2; round++) {
      await Promise.all([one.next('turn'), two.next('move')]);
      fake.advance(14_950);
    }
    await Promise.all([one.ended, two.ended]);
    expect(one.records[0]).toMatchObject({ outcome: 'loss', fallbacks: 2, timeouts: 2 });
    expect(two.records[0]?.rounds.map(({ result }) => result.opponent_move)).toEqual([
      { choice: 'rock' },
      { choice: 'rock' },
    ]);
  });

  it('are polite without being refused', async () => {
    const at = await arenaOf();
    const one = run(at, 'rock', rock, { taunts: 'polite', matches: 3 });
    const two = run(at, 'paper', paper, { taunts: 'polite', matches: 3 });
    await Promise.all([one.ended, two.ended]);
    expect(one.all('taunt_sent').map(({ tauntId }) => tauntId)).toEqual(
      Array.from({ length: 3 }, () => ['gl_hf', 'nice_move']).flat(),
    );
    expect(two.all('taunt_sent')).toHaveLength(3);
    expect([...one.codes, ...two.codes]).toEqual([]);
  });
});

describe('a session in the embedded arena', () => {
  it('leaves the queue when it is told to', async () => {
    const at = await arenaOf();
    const one = run(at, 'one', rock, { matches: null });
    await one.next('queue_joined');
    one.session.stop('signal');
    expect(await one.ended).toEqual({ reason: 'signal', exitCode: 0 });
  });

  it('withdraws its challenge when it is told to', async () => {
    const at = await arenaOf();
    const one = run(at, 'one', rock, { entry: { by: 'challenge' } });
    await one.next('challenge_created');
    one.session.stop('signal');
    expect(await one.ended).toEqual({ reason: 'signal', exitCode: 0 });
    expect(one.all('challenge_cancelled')).toHaveLength(1);
  });

  it('cannot take a challenge that is not there', async () => {
    const at = await arenaOf();
    const one = run(at, 'one', rock, { entry: { by: 'accept', challengeId: 'c1' } });
    expect(await one.ended).toMatchObject({ reason: 'refused', exitCode: 64 });
  });

  it('gives way to a newer one with the same key', async () => {
    const at = await arenaOf();
    const older = run(at, 'one', rock);
    await older.next('queue_joined');
    const newer = run(at, 'one', rock);
    expect(await older.ended).toMatchObject({ reason: 'replaced', exitCode: 81 });
    newer.session.stop('signal');
    await newer.ended;
  });

  it('is turned away with a key that is not on the list', async () => {
    const at = await arenaOf({ keys: ['bp_sk_other'] });
    expect(await run(at, 'one', rock).ended).toMatchObject({ reason: 'rejected', exitCode: 77 });
  });

  it('leaves nothing behind that would keep the process alive', async () => {
    const at = await createArena({ limits: false });
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const one = run(at, 'one', rock, { forMs: 3_600_000 });
    const two = run(at, 'two', paper, { forMs: 3_600_000 });
    await Promise.all([one.ended, two.ended]);
    await at.close();
    // Other tests of this thread may have left timers, which end meanwhile.
    const after = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    expect(after).toBeLessThanOrEqual(before);
  });
});

describe('a session with one bug in it', () => {
  it('rejects, and leaves no timer behind', async () => {
    const at = await arenaOf();
    const bug = new Error('disk full');
    const onMatch = () => {
      throw bug;
    };
    const one = run(at, 'one', rock, { onMatch, forMs: 3_600_000, matches: null });
    const two = run(at, 'two', paper);
    await expect(one.ended).rejects.toBe(bug);
    await two.ended;
    expect(one.bot.connected).toBe(false);
  });
});
