import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/evidence/index.js';
import { commitTo } from '../../src/fairness.js';
import { Archive } from '../../src/history/archive.js';
import { BookFile } from '../../src/history/database.js';
import type { Book } from '../../src/history/index.js';
import { MoneyLedger } from '../../src/history/money-ledger.js';
import type { MatchFoundMessage } from '../../src/protocol/index.js';
import { NO_LIMITS, type SessionEnd } from '../../src/runner/index.js';
import {
  ACCOUNT,
  contextOf,
  controlAt,
  dataFolder,
  endOf,
  foundMatch,
  intend,
  ledgerAt,
  NOON,
  openAt,
  rawAt,
  WAGER,
} from '../history/support.js';
import { FakeClock } from '../support/fake-clock.js';
import { back, cleanUp, type Desk, ME, Run, type RunOptions, seedOf, server, sit, THEM } from './helpers.js';

cleanUp();

/** Books in a file, which do not wait for whoever else holds it. */
function bookAt(folder: string, clock: FakeClock): Book {
  const file = BookFile.open(join(folder, 'real.db'));
  file.exec('PRAGMA busy_timeout = 0');
  const ledger = new MoneyLedger(file, contextOf(), clock);
  return { ledger, archive: new Archive('real', () => file) };
}

async function play(folder: string, options: Partial<RunOptions> = {}): Promise<Desk> {
  const fake = options.fake ?? new FakeClock();
  const book = bookAt(folder, fake);
  const at = await server();
  return sit(at, { wagerLamports: WAGER, sandbox: false, matches: 5, ...options, fake, book });
}

/** The books have been told of the match at hand: it is done a moment after it was found. */
async function told(desk: Desk): Promise<void> {
  await desk.settled();
  desk.run.clock.advance(100);
}

/** A start that is refused before it connects: there is no arena. */
async function startAgain(folder: string, options: Partial<RunOptions> = {}): Promise<SessionEnd> {
  const fake = new FakeClock();
  const book = bookAt(folder, fake);
  const run = new Run({
    url: 'ws://127.0.0.1:1/',
    wagerLamports: WAGER,
    sandbox: false,
    ...options,
    fake,
    book,
  });
  const end = await run.ended;
  expect(run.all('reconnecting')).toEqual([]);
  return end;
}

const paid = { payout_lamports: 19_500_000, fee_lamports: 500_000 };
const wager = { wager_lamports: WAGER };

/** Plays a match that is on to its end. */
async function win(desk: Desk, how: 'won' | 'lost' = 'won'): Promise<void> {
  desk.start();
  desk.turn();
  await desk.peer.receive('make_move');
  desk.over(how === 'won' ? ME : THEM, how === 'won' ? [1, 0] : [0, 1], how === 'won' ? paid : {});
}

describe('what the disk has', () => {
  test('when the wish for a match leaves: the intent', async () => {
    const folder = dataFolder();
    const desk = await play(folder);
    const other = ledgerAt(folder, { account: 'f'.repeat(16) });
    await desk.peer.receive('join_queue');
    const control = await controlAt(folder);
    expect(control.openIntents()).toMatchObject([{ account: ACCOUNT, wagerLamports: WAGER, matchId: null }]);
    desk.found(wager);
    await told(desk);
    expect(control.openIntents()).toMatchObject([{ matchId: 'm1' }]);
    await win(desk);
    await desk.peer.receive('join_queue');
    // That of the next match.
    expect(control.openIntents()).toMatchObject([{ matchId: null }]);
    expect(other.openIntents()).toEqual([]);
    expect(desk.run.totals).toMatchObject({ netLamports: 9_500_000 });
  });
});

describe('a database that another program holds', () => {
  test('before the wish: nothing is sent, exit 74', async () => {
    const folder = dataFolder();
    ledgerAt(folder).end('matches', 0);
    const clock = new FakeClock();
    const book = bookAt(folder, clock);
    const raw = rawAt(folder);
    raw.exec('BEGIN IMMEDIATE');
    const at = await server();
    const desk = await sit(at, { wagerLamports: WAGER, sandbox: false, fake: clock, book });
    expect(await desk.run.ended).toMatchObject({ reason: 'records', exitCode: 74 });
    expect(desk.sent('join_queue')).toEqual([]);
    raw.exec('ROLLBACK');
    expect((await controlAt(folder)).openIntents()).toEqual([]);
  });

  test('when the match comes: it is played, told when they are let go, settled, and play goes on', async () => {
    const folder = dataFolder();
    const desk = await play(folder);
    await desk.queue();
    const raw = rawAt(folder);
    raw.exec('BEGIN IMMEDIATE');
    desk.found(wager);
    await told(desk);
    const control = await controlAt(folder);
    expect(control.openIntents()).toMatchObject([{ matchId: null }]);
    raw.exec('ROLLBACK');
    desk.run.clock.advance(1_000);
    expect(control.openIntents()).toMatchObject([{ matchId: 'm1' }]);
    await win(desk);
    await desk.peer.receive('join_queue');
    expect(desk.run.all('error')).toEqual([]);
    expect(desk.moves).toHaveLength(1);
    expect(control.standings(desk.run.clock.epochMs())).toMatchObject([
      { netLamports: 9_500_000, openIntents: 1 },
    ]);
  });

  test('through all of the match: it is played, and counts as lost', async () => {
    const folder = dataFolder();
    const desk = await play(folder);
    await desk.queue();
    const raw = rawAt(folder);
    raw.exec('BEGIN IMMEDIATE');
    desk.found(wager);
    await told(desk);
    desk.run.clock.advance(1_000);
    expect(desk.run.all('error')).toEqual([]);
    await win(desk);
    expect(await desk.run.ended).toMatchObject({ reason: 'records', exitCode: 74 });
    expect(desk.moves).toHaveLength(1);
    raw.exec('ROLLBACK');
    expect(ledgerAt(folder).standing()).toMatchObject({ netLamports: 0, openLamports: WAGER });
  });

  test('at the settlement: play stops, and the match counts as lost', async () => {
    const folder = dataFolder();
    const desk = await play(folder);
    await desk.match('a', wager);
    await told(desk);
    const raw = rawAt(folder);
    raw.exec('BEGIN IMMEDIATE');
    await win(desk);
    expect(await desk.run.ended).toMatchObject({ reason: 'records', exitCode: 74 });
    raw.exec('ROLLBACK');
    const next = ledgerAt(folder);
    expect(next.leftOpen).toMatchObject([{ matchId: 'm1', wagerLamports: WAGER }]);
    expect(desk.sent('join_queue')).toHaveLength(1);
  });
});

test('a database that is deleted in a match ends play after it', async () => {
  const folder = dataFolder();
  const desk = await play(folder);
  await desk.match('a', wager);
  await desk.settled();
  rmSync(join(folder, 'real.db'));
  await win(desk);
  expect(await desk.run.ended).toMatchObject({ reason: 'records', exitCode: 74 });
  expect(desk.sent('join_queue')).toHaveLength(1);
});

describe('the match at hand, announced again', () => {
  async function playing(folder: string, again: object): Promise<Desk> {
    const desk = await play(folder);
    await desk.queue();
    desk.found(wager);
    desk.found({ ...wager, ...again });
    await win(desk, 'lost');
    return desk;
  }

  test.each([
    [{ wager_lamports: 500 * WAGER }, 500 * WAGER],
    [{ game_type: 'coinflip' }, WAGER],
  ] as const)(
    'as something else ends play with 76, and what is at stake now counts: %j',
    async (again, lost) => {
      const folder = dataFolder();
      const desk = await playing(folder, again);
      expect(await desk.run.ended).toMatchObject({ reason: 'mismatch', exitCode: 76 });
      expect(desk.run.all('error')).toMatchObject([{ code: 'match_mismatch', matchId: 'm1' }]);
      expect(desk.run.totals).toMatchObject({ matches: 1, netLamports: -lost });
      expect([...openAt(folder).archive.matches({})]).toMatchObject([
        { game: 'rps', wagerLamports: lost, netLamports: -lost },
      ]);
    },
  );

  test('with the same terms, or lower ones, is the same match', async () => {
    const desk = await playing(dataFolder(), { wager_lamports: WAGER / 2 });
    await desk.peer.receive('join_queue');
    expect(desk.run.all('error')).toEqual([]);
    expect(desk.run.totals).toMatchObject({ matches: 1, netLamports: -WAGER });
  });
});

describe('after a crash', () => {
  test.each(['bound', 'unbound'] as const)(
    'the match that the arena takes up is settled (%s)',
    async (kind) => {
      const folder = dataFolder();
      const first = ledgerAt(folder, { arena: 'wss://arena.test/ws' });
      const intent = intend(first);
      if (kind === 'bound') first.found(foundMatch('m1', { serverSeedHash: commitTo(seedOf('m1')) }), intent);
      const desk = await play(folder, { matches: 1 });
      expect(desk.run.all('intents_open')).toMatchObject([{ count: 1, lamports: WAGER }]);
      desk.found(wager);
      await win(desk, 'lost');
      expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
      expect(desk.sent('join_queue')).toEqual([]);
      const next = ledgerAt(folder).standing();
      expect(next).toMatchObject({ netLamports: -WAGER, openIntents: 0 });
    },
  );

  test('the match that the arena takes up with another wager ends play with 76', async () => {
    const folder = dataFolder();
    const first = ledgerAt(folder, { arena: 'wss://arena.test/ws' });
    first.found(foundMatch('m1', { serverSeedHash: commitTo(seedOf('m1')) }), intend(first));
    const desk = await play(folder);
    desk.found({ wager_lamports: 500 * WAGER });
    await win(desk, 'lost');
    expect(await desk.run.ended).toMatchObject({ reason: 'mismatch', exitCode: 76 });
    expect(ledgerAt(folder).standing()).toMatchObject({ netLamports: -500 * WAGER, openIntents: 0 });
  });

  test('the loss that may still come counts before the first wish', async () => {
    const folder = dataFolder();
    intend(ledgerAt(folder));
    const limits = { ...NO_LIMITS, maxLossLamports: 2 * WAGER - 1 };
    const desk = await play(folder, { limits });
    await desk.run.next('connected');
    desk.run.clock.advance(5_000);
    expect(await desk.run.ended).toMatchObject({ reason: 'loss-limit', exitCode: 80 });
    expect(desk.sent('join_queue')).toEqual([]);
  });
});

describe('a match that is not what was asked for', () => {
  test('is played with all of its wager on the books; then play stops and is latched', async () => {
    const folder = dataFolder();
    const desk = await play(folder);
    await desk.queue();
    desk.found({ wager_lamports: 4 * WAGER });
    await told(desk);
    const control = await controlAt(folder);
    expect(control.openIntents()).toMatchObject([{ wagerLamports: 4 * WAGER, matchId: 'm1' }]);
    await win(desk, 'lost');
    expect(await desk.run.ended).toMatchObject({ reason: 'mismatch', exitCode: 76 });
    expect(desk.moves).toHaveLength(1);
    expect(await startAgain(folder)).toMatchObject({ reason: 'unfair', exitCode: 76 });
    expect(ledgerAt(folder).standing()).toMatchObject({ netLamports: -4 * WAGER });
  });
});

test.each([
  { says: 'that it was for money', is_sandbox: false },
  { says: 'nothing about it', is_sandbox: undefined },
])(
  'a match with a wager in practice is booked as money and latched, where the arena says $says',
  async (how) => {
    const folder = dataFolder();
    const at = await server();
    const clock = new FakeClock();
    const desk = await sit(at, { fake: clock, book: openAt(folder, { book: 'practice' }) });
    await desk.queue();
    desk.found(wager);
    desk.start();
    desk.turn();
    await desk.peer.receive('make_move');
    const { is_sandbox } = how;
    desk.over(THEM, [0, 1], is_sandbox === undefined ? {} : { is_sandbox });
    expect(await desk.run.ended).toMatchObject({ reason: 'mismatch', exitCode: 76 });
    expect(ledgerAt(folder).standing()).toMatchObject({
      netLamports: -WAGER,
      openIntents: 0,
      latches: [{ limit: 'fairness', until: null }],
    });
  },
);

test('a match with a wager in practice that is given up is open in the book for money', async () => {
  const folder = dataFolder();
  const at = await server();
  const desk = await sit(at, { fake: new FakeClock(), book: openAt(folder, { book: 'practice' }) });
  await desk.queue();
  desk.found(wager);
  desk.start();
  await desk.settled();
  desk.run.session.abort(130);
  await desk.run.ended;
  expect(ledgerAt(folder).standing()).toMatchObject({
    openLamports: WAGER,
    latches: [{ limit: 'fairness' }],
  });
});

test('a limit of practice is over with its session, and says so', async () => {
  const at = await server();
  const limits = { ...NO_LIMITS, maxStreak: 1 };
  const desk = await sit(at, { fake: new FakeClock(), limits, matches: 2 });
  await desk.match();
  await win(desk, 'lost');
  expect(await desk.run.next('limit')).toMatchObject({
    limit: 'max-streak',
    remedy: 'The next session begins anew.',
  });
  expect(await desk.run.ended).toMatchObject({ exitCode: 80 });
});

describe('limits, over starts', () => {
  test('a cool-down is waited for, also by the next start', async () => {
    const folder = dataFolder();
    const limits = { ...NO_LIMITS, maxStreak: 1, coolDownMs: 60_000 };
    const clock = new FakeClock();
    const desk = await play(folder, { limits, fake: clock });
    await desk.match('a', wager);
    await win(desk, 'lost');
    expect(await desk.run.next('limit')).toMatchObject({ limit: 'max-streak', until: expect.any(String) });
    desk.run.session.stop('signal');
    expect(await desk.run.ended).toMatchObject({ exitCode: 0 });

    clock.advance(40_000);
    const next = await play(folder, { limits, fake: clock });
    await next.run.next('limit');
    clock.advance(19_999);
    await next.settled();
    expect(next.sent('join_queue')).toEqual([]);
    clock.advance(1);
    await next.peer.receive('join_queue');
  });

  test('a profit that was made ends with 0, and the next start with 80', async () => {
    const folder = dataFolder();
    const limits = { ...NO_LIMITS, takeProfitLamports: 9_500_000 };
    const desk = await play(folder, { limits });
    await desk.match('a', wager);
    await win(desk);
    expect(await desk.run.ended).toMatchObject({ reason: 'take-profit', exitCode: 0 });
    expect(await startAgain(folder, { limits })).toMatchObject({ reason: 'limit', exitCode: 80 });
  });
});

describe('a connection that is lost while a wager is out', () => {
  async function lost(folder: string, awayMs: number, clockSetMs = 0): Promise<Desk> {
    const at = await server();
    const fake = new FakeClock();
    const options = { wagerLamports: WAGER, sandbox: false, matches: 5, fake, book: bookAt(folder, fake) };
    const desk = await sit(at, { ...options, client: { giveUpAfterMs: 2 ** 31 - 1, random: () => 0 } });
    await desk.queue();
    await desk.settled();
    desk.peer.cut();
    await desk.run.next('disconnected');
    fake.advance(awayMs);
    fake.setAhead(clockSetMs);
    const next = await back(at, desk);
    await next.peer.receive('ping');
    next.peer.send({ type: 'pong' });
    await next.peer.receive('join_queue');
    return next;
  }

  test('for a moment keeps its intent', async () => {
    const folder = dataFolder();
    await lost(folder, 0);
    expect((await controlAt(folder)).openIntents()).toHaveLength(1);
  });

  test.each([
    { what: 'the machine slept', clockSetMs: 600_000 },
    { what: 'its clock was set back', clockSetMs: -600_000 },
  ])('for a moment counts as lost too where $what: nobody knows how long it was', async ({ clockSetMs }) => {
    const folder = dataFolder();
    const desk = await lost(folder, 0, clockSetMs);
    const open = (await controlAt(folder)).openIntents();
    expect(open).toHaveLength(2);
    expect(desk.run.codes).toContain('intent_open');
  });

  test('for longer than a match may last counts as lost, beside the next one', async () => {
    const folder = dataFolder();
    const desk = await lost(folder, 10_001);
    expect((await controlAt(folder)).openIntents()).toHaveLength(2);
    expect(desk.run.codes).toContain('intent_open');
  });
});

/** What of the records and their frames differs. */
function differences(folder: string) {
  const { archive } = openAt(folder);
  const evidence = [...archive.matches({})].flatMap(({ matchId, serverSeedHash }) =>
    archive.named({ id: matchId, at: serverSeedHash }),
  );
  return evidence.flatMap((each) => verify(each).checks.flatMap(({ mismatches }) => mismatches));
}

/** How the books stand at the end, as the session at the desk counts. */
async function standing(folder: string, { run }: Desk) {
  return (await controlAt(folder)).standings(run.clock.epochMs())[0];
}

describe('a match id that was used before', () => {
  const OTHER = 'cd'.repeat(32);
  const other = { ...wager, server_seed_hash: commitTo(OTHER) };

  test('with another commitment is a match of its own: played, booked and told', async () => {
    const folder = dataFolder();
    const desk = await play(folder, { matches: 3 });
    await desk.match('a', wager);
    await win(desk, 'lost');
    await desk.match('a', other);
    desk.turn();
    await desk.peer.receive('make_move');
    desk.over(THEM, [0, 1], { server_seed: OTHER });
    await desk.match('a', { ...wager, server_seed_hash: '' });
    desk.turn();
    await desk.peer.receive('make_move');
    desk.over(THEM, [0, 1], { server_seed: '' });
    expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
    expect(desk.run.codes).toEqual(['match_id_reused', 'match_id_reused']);
    expect(desk.run.totals).toMatchObject({ matches: 3, netLamports: -3 * WAGER });
    expect(await standing(folder, desk)).toMatchObject({
      dayNetLamports: -3 * WAGER,
      openIntents: 0,
      lossesInARow: 3,
    });
    expect([...openAt(folder).archive.matches({})]).toMatchObject([
      { matchId: 'm1', serverSeed: seedOf('m1'), fair: true },
      { matchId: 'm1', serverSeed: OTHER, fair: true },
      { matchId: 'm1', serverSeed: '', fair: null },
    ]);
  });

  test('at another URL is known to nobody', async () => {
    const folder = dataFolder();
    const elsewhere = ledgerAt(folder, { arena: 'wss://elsewhere.test/ws' });
    elsewhere.found(foundMatch('m1'), intend(elsewhere));
    elsewhere.settle(endOf('m1', 'win'), ME, [], null);
    elsewhere.end('matches', 0);
    const desk = await play(folder, { matches: 1 });
    await desk.match('a', { ...wager, server_seed_hash: '' });
    await win(desk, 'lost');
    expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
    expect(desk.run.codes).toEqual([]);
    expect(desk.run.totals).toMatchObject({ matches: 1, losses: 1 });
    expect(await standing(folder, desk)).toMatchObject({ netLamports: -WAGER, openIntents: 0 });
  });

  test('that nothing tells from the one before is not played, and its intent stays open', async () => {
    const folder = dataFolder();
    const desk = await play(folder);
    await desk.match('a', wager);
    await win(desk, 'lost');
    await desk.queue();
    desk.found(wager);
    desk.start();
    desk.turn();
    // What the arena means by it cannot be known. On a new connection, another place is asked for.
    const next = await back(desk.at, desk);
    await next.queue();
    expect(next.run.codes).toContain('intent_open');
    const control = await controlAt(folder);
    expect(control.openIntents()).toMatchObject([{ matchId: null }, { matchId: null }]);
    next.run.session.stop('signal');
    await next.peer.receive('leave_queue');
    next.peer.send({ type: 'queue_left' });
    expect(await next.run.ended).toMatchObject({ exitCode: 0 });
    expect(desk.moves).toHaveLength(1);
    expect(next.moves).toEqual([]);
    expect(control.openIntents()).toHaveLength(1);
    expect(await standing(folder, desk)).toMatchObject({ dayNetLamports: -WAGER, openLamports: WAGER });
  });

  test('is told from the match at hand by its commitment', async () => {
    const folder = dataFolder();
    const desk = await play(folder);
    await desk.match('a', wager);
    // The same one, with and without its commitment.
    desk.found(wager);
    desk.found({ ...wager, server_seed_hash: '' });
    await desk.settled();
    expect(desk.run.all('match_start')).toHaveLength(1);
    desk.found(other);
    desk.start();
    desk.turn();
    await desk.peer.receive('make_move');
    desk.over(THEM, [0, 1], { server_seed: OTHER });
    // Nobody asked for the second one.
    expect(await desk.run.ended).toMatchObject({ reason: 'mismatch', exitCode: 76 });
    expect(desk.run.codes).toContain('match_id_reused');
    expect(await standing(folder, desk)).toMatchObject({ dayNetLamports: -WAGER, openLamports: WAGER });
    expect(differences(folder)).toEqual([]);
  });

  describe('and whose end comes while another match with that id is on', () => {
    const older = foundMatch('m1', { serverSeedHash: commitTo(OTHER) });

    test.each([{ isOver: false }, { isOver: true }])(
      'does not end that one: the seed tells whose it is (the end is known: $isOver)',
      async ({ isOver }) => {
        const folder = dataFolder();
        const first = ledgerAt(folder);
        first.found(older, intend(first));
        if (isOver)
          first.settle(
            endOf('m1', 'loss', { ...older, serverSeed: OTHER, fair: true, commitmentOver: 'text' }),
            ME,
            [],
            null,
          );
        first.end('matches', 0);
        const desk = await play(folder, { matches: 1 });
        if (!isOver) {
          await desk.peer.receive('ping');
          desk.peer.send({ type: 'pong' });
        }
        await desk.match('a', wager);
        desk.turn();
        await desk.peer.receive('make_move');
        desk.over(THEM, [0, 1], { server_seed: OTHER });
        await desk.settled();
        expect(desk.run.codes).toEqual(['match_id_reused', ...(isOver ? [] : ['settled_late'])]);
        expect(desk.run.all('match_end')).toEqual([]);
        desk.result(1, [1, 0], { winner: 'a' });
        desk.over(ME, [1, 0], paid);
        expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
        expect(desk.run.totals).toMatchObject({ matches: 1, netLamports: 9_500_000 });
        const { archive } = openAt(folder);
        expect([...archive.matches({})]).toMatchObject([
          { serverSeed: OTHER, settled: true, netLamports: -WAGER, fair: true },
          { serverSeed: seedOf('m1'), settled: true, netLamports: 9_500_000, fair: true },
        ]);
        const [evidence] = archive.named({ id: 'm1', at: commitTo(seedOf('m1')) });
        expect(evidence && verify(evidence).verdict).toBe('ok');
      },
    );

    test('ends that one where its seed opens no commitment: play stops with 76', async () => {
      const folder = dataFolder();
      const first = ledgerAt(folder);
      first.found(older, intend(first));
      const desk = await play(folder);
      await desk.peer.receive('ping');
      desk.peer.send({ type: 'pong' });
      await desk.match('a', wager);
      desk.over(ME, [1, 0], { ...paid, server_seed: 'ef'.repeat(32) });
      expect(await desk.run.ended).toEqual({ reason: 'unfair', exitCode: 76 });
      expect(desk.run.all('error')).toMatchObject([{ code: 'unfair', matchId: 'm1' }]);
    });
  });

  test('ends late as the match whose commitment the seed opens', async () => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    const hashes = [commitTo(seedOf('m1')), commitTo(OTHER)];
    for (const serverSeedHash of hashes) first.found(foundMatch('m1', { serverSeedHash }), intend(first));
    const desk = await play(folder);
    desk.over(ME, [1, 0], paid);
    desk.over(ME, [1, 0], paid);
    await desk.settled();
    const { archive } = openAt(folder);
    expect([...archive.matches({})]).toMatchObject([
      { serverSeedHash: hashes[0], settled: true, fair: true, netLamports: 9_500_000 },
      { serverSeedHash: hashes[1], settled: false },
    ]);
    desk.over(THEM, [0, 1], { server_seed: OTHER });
    await desk.settled();
    expect([...archive.matches({})]).toMatchObject([
      { serverSeedHash: hashes[0], netLamports: 9_500_000 },
      { serverSeedHash: hashes[1], settled: true, fair: true, netLamports: -WAGER },
    ]);
    expect(desk.run.all('error')).toEqual([]);
  });
});

test.each([
  { frame: '{"type":"match_found","match_id":7}', open: 1 },
  { frame: 'no JSON', open: 1 },
  { frame: '{"type":"game_over"}', open: 0 },
])('a queue that is left after $frame leaves $open open', async ({ frame, open }) => {
  const folder = dataFolder();
  const desk = await play(folder);
  await desk.queue();
  desk.peer.sendRaw(frame);
  await desk.settled();
  desk.run.session.stop('signal');
  await desk.peer.receive('leave_queue');
  desk.peer.send({ type: 'queue_left' });
  expect(await desk.run.ended).toMatchObject({ exitCode: 0 });
  expect((await controlAt(folder)).openIntents()).toHaveLength(open);
});

describe('a match that its owner settled', () => {
  test('and that the arena says is on is played, and its end corrects the books', async () => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    const intent = intend(first);
    first.found(foundMatch('m1', { serverSeedHash: commitTo(seedOf('m1')) }), intent);
    (await controlAt(folder)).settle(intent, 2 * WAGER, NOON);
    const desk = await play(folder, { matches: 1 });
    desk.found(wager);
    await win(desk, 'lost');
    expect(desk.moves).toHaveLength(1);
    expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
    expect(desk.run.all('warning').map(({ code }) => code)).toContain('settle_corrected');
    // What was asked for meanwhile may still come.
    expect(await standing(folder, desk)).toMatchObject({ netLamports: -WAGER, openIntents: 1 });
    expect([...openAt(folder).archive.matches({})]).toMatchObject([
      { netLamports: -WAGER, operatorNetLamports: WAGER },
    ]);
  });

  test('and whose end the arena tells late is corrected by it', async () => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    const intent = intend(first);
    first.found(foundMatch('m1', { serverSeedHash: commitTo(seedOf('m1')) }), intent);
    // Something else is open, so that the arena is heard first.
    intend(first);
    (await controlAt(folder)).settle(intent, 2 * WAGER, NOON);
    const desk = await play(folder);
    desk.over(THEM, [0, 1]);
    expect(await desk.run.next('warning')).toMatchObject({ code: 'settle_corrected' });
    await desk.settled();
    expect([...openAt(folder).archive.matches({})]).toMatchObject([
      { netLamports: -WAGER, operatorNetLamports: WAGER },
    ]);
    expect(differences(folder)).toEqual([]);
  });
});

describe('an intent that its owner settled, and of which no match is known', () => {
  /** @returns the folder and the intents */
  async function settled(...payouts: number[]): Promise<[string, number[]]> {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    const intents = payouts.map(() => intend(first));
    first.end('signal', 143);
    const control = await controlAt(folder);
    for (const [i, intent] of intents.entries()) control.settle(intent, payouts[i] ?? 0, NOON);
    return [folder, intents];
  }

  test.each([
    { said: 'that it won', payout: 2 * WAGER },
    { said: 'that it lost', payout: 0 },
    { said: 'that nothing came of it', payout: WAGER },
  ])('has the match that the arena takes up, whatever the owner said: $said', async ({ payout }) => {
    const [folder] = await settled(payout);
    const desk = await play(folder, { matches: 1 });
    desk.found(wager);
    await win(desk);
    expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
    expect(desk.sent('join_queue')).toEqual([]);
    expect(desk.run.codes).toEqual(['settle_corrected']);
    expect(
      rawAt(folder)
        .prepare('SELECT state, net_lamports, operator_net_lamports, settled_by FROM intents')
        .all(),
    ).toEqual([
      {
        state: 'settled',
        net_lamports: 9_500_000,
        operator_net_lamports: payout - WAGER,
        settled_by: 'arena',
      },
    ]);
    expect([...openAt(folder).archive.matches({})]).toMatchObject([
      { netLamports: 9_500_000, operatorNetLamports: payout - WAGER },
    ]);
  });

  test('has the match whose end alone the arena tells', async () => {
    const [folder] = await settled(2 * WAGER);
    const desk = await play(folder);
    desk.over(THEM, [0, 1]);
    expect(await desk.run.next('warning')).toMatchObject({ code: 'settle_corrected' });
    await desk.settled();
    expect(await standing(folder, desk)).toMatchObject({ netLamports: -WAGER });
    expect(desk.run.all('error')).toEqual([]);
    expect(differences(folder)).toEqual([]);
  });

  test('does not keep a session waiting where the arena says nothing', async () => {
    const [folder] = await settled(2 * WAGER);
    const desk = await play(folder);
    await desk.peer.receive('ping');
    expect(desk.sent('join_queue')).toEqual([]);
    desk.peer.send({ type: 'pong' });
    await desk.peer.receive('join_queue');
    expect(await standing(folder, desk)).toMatchObject({ netLamports: WAGER, openIntents: 1 });
  });

  test('has one match, and none of other terms: another is one that nobody asked for', async () => {
    const [folder] = await settled(WAGER, WAGER);
    const next = ledgerAt(folder);
    expect(next.found(foundMatch('m1', { game: 'coinflip' }), null)).toBe('never');
    const [again] = await settled(WAGER, WAGER);
    const other = ledgerAt(again);
    for (const [id, asked] of [
      ['m1', 'before'],
      ['m2', 'before'],
      ['m3', 'never'],
    ] as const) {
      expect(other.found(foundMatch(id), null)).toBe(asked);
      other.settle(endOf(id, 'loss'), ME, [], null);
    }
    expect(other.mayBeOn).toBe(false);
  });

  test('has none any more once a later intent led to one', async () => {
    const [folder] = await settled(2 * WAGER);
    const next = ledgerAt(folder);
    expect(next.mayBeOn).toBe(true);
    // Elsewhere nothing was asked for.
    expect(ledgerAt(folder, { arena: 'wss://elsewhere.test/ws' }).mayBeOn).toBe(false);
    next.found(foundMatch('m1'), intend(next));
    next.settle(endOf('m1', 'loss'), ME, [], null);
    const later = ledgerAt(folder);
    expect(later.mayBeOn).toBe(false);
    expect(later.found(foundMatch('m2'), null)).toBe('never');
  });
});

describe('what the arena does not say of a match of an earlier run', () => {
  const unsaid = { wager_lamports: undefined } as unknown as Partial<MatchFoundMessage>;

  test.each([
    { is: 'lower', before: WAGER, now: 2 * WAGER },
    { is: 'higher', before: 3 * WAGER, now: 2 * WAGER },
  ])('is as the books have it: a $is wager', async ({ before, now }) => {
    const folder = dataFolder();
    const first = ledgerAt(folder);
    const serverSeedHash = commitTo(seedOf('m1'));
    first.found(foundMatch('m1', { serverSeedHash, wagerLamports: before }), intend(first, before));
    const desk = await play(folder, { wagerLamports: now, matches: 1 });
    desk.found(unsaid);
    await win(desk, 'lost');
    expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
    expect(desk.run.all('error')).toEqual([]);
    expect(desk.run.totals).toMatchObject({ netLamports: -before });
    expect(await standing(folder, desk)).toMatchObject({ netLamports: -before, openIntents: 0 });
  });

  test.each([
    { announced: true, what: 'its announcement' },
    { announced: false, what: 'its end alone' },
  ])('is as it was asked for, where the books have the wish alone and $what comes', async ({ announced }) => {
    const folder = dataFolder();
    intend(ledgerAt(folder), WAGER);
    const desk = await play(folder, { wagerLamports: 2 * WAGER, matches: 1 });
    if (announced) {
      desk.found(unsaid);
      await win(desk, 'lost');
    } else {
      desk.over(THEM, [0, 1]);
    }
    expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
    expect(desk.run.all('error')).toEqual([]);
    expect(await standing(folder, desk)).toMatchObject({ netLamports: -WAGER, openIntents: 0 });
  });

  test('is what is asked for now where nothing was asked for before', async () => {
    const folder = dataFolder();
    const desk = await play(folder, { wagerLamports: 2 * WAGER, matches: 1 });
    await desk.queue();
    desk.found(unsaid);
    await win(desk, 'lost');
    expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
    expect(desk.run.totals).toMatchObject({ netLamports: -2 * WAGER });
  });
});

test('an arena that cuts the connection in the queue gets one wager past the limit, not any number', async () => {
  const folder = dataFolder();
  const limits = { ...NO_LIMITS, maxLossLamports: 2 * WAGER };
  let desk = await play(folder, { limits, client: { random: () => 0 } });
  const isOver = desk.run.ended.then(() => false);
  while (await Promise.race([desk.queue().then(() => true), isOver])) {
    await desk.settled();
    desk.peer.cut();
    await Promise.race([isOver, desk.run.next('disconnected')]);
    desk = await back(desk.at, desk);
  }
  expect(await desk.run.ended).toMatchObject({ reason: 'loss-limit', exitCode: 80 });
  const joins = desk.at.peers.flatMap(({ types }) => types.filter((type) => type === 'join_queue'));
  expect(joins).toHaveLength(3);
  expect((await controlAt(folder)).openIntents()).toHaveLength(2);
});
