import { expect, it } from 'vitest';
import { formatDocument, parseDocument, verify } from '../../src/evidence/index.js';
import type { Book, Evidence } from '../../src/history/index.js';
import { createRng } from '../../src/lib/rng.js';
import { decodeServerMessage } from '../../src/protocol/index.js';
import { SERVER_SAMPLES } from '../protocol/samples.js';
import { hostileFrames } from '../support/hostile-frames.js';
import { bookOf, cleanUp, type Desk, hostOf, ME, SEED, server, sit, THEM } from './helpers.js';

cleanUp();

const WAGER = 10_000_000;
const forMoney = { wagerLamports: WAGER, sandbox: false };

/** Sends a message of the match without the given fields, or with other values in their place. */
function say(desk: Desk, type: 'match_found' | 'game_start' | 'your_turn' | 'round_result' | 'game_over') {
  const whole = {
    match_found: {
      game_type: 'rps',
      opponent_id: THEM,
      opponent_name: 'Other',
      wager_lamports: WAGER,
      server_seed_hash: '',
    },
    game_start: { your_side: 'a' },
    your_turn: { round: 1, game_state: {}, timeout_ms: 10_000 },
    round_result: { round: 1, result: { winner: 'a' }, score: [1, 0] },
    game_over: {
      winner: ME,
      final_score: [2, 0],
      server_seed: '',
      payout_lamports: 19_500_000,
      fee_lamports: 500_000,
      is_sandbox: false,
    },
  }[type];
  return (changes: Record<string, unknown> = {}) =>
    desk.peer.send({ type, match_id: 'm1', ...whole, ...changes });
}

function evidenceOf(book: Book, id: string): Evidence | undefined {
  return book.archive.named({ id, at: '' })[0];
}

async function playedWith(
  changes: Partial<Record<Parameters<typeof say>[1], Record<string, unknown>>>,
): Promise<Desk> {
  const desk = await sit(await server(), forMoney);
  await desk.queue();
  for (const type of ['match_found', 'game_start', 'your_turn'] as const) say(desk, type)(changes[type]);
  await desk.peer.receive('make_move');
  for (const type of ['round_result', 'game_over'] as const) say(desk, type)(changes[type]);
  expect(await desk.run.ended).toMatchObject({ reason: 'matches', exitCode: 0 });
  return desk;
}

const OPTIONAL = {
  match_found: ['server_seed_hash', 'draws'],
  game_over: ['server_seed', 'fee_lamports', 'is_sandbox'],
} as const;

it.each(Object.entries(OPTIONAL).flatMap(([type, fields]) => fields.map((field) => [type, field] as const)))(
  'null for %s %s is the same as leaving it out, and the match is booked',
  async (type, field) => {
    const desk = await playedWith({ [type]: { [field]: null } });
    expect(desk.run.codes).toEqual([]);
    expect(desk.run.records).toMatchObject([{ settled: true, outcome: 'win', netLamports: 9_500_000 }]);
    expect(desk.run.book.ledger.openIntents()).toEqual([]);
  },
);

it.each([
  ['match_found', 'opponent_name', { opponentName: '' }],
  ['match_found', 'wager_lamports', { wagerLamports: WAGER }],
  ['game_start', 'your_side', { side: 'a' }],
  ['your_turn', 'timeout_ms', { rounds: [{ timeoutMs: 10_000 }] }],
  ['your_turn', 'game_state', { rounds: [{ state: {} }] }],
  ['round_result', 'result', { rounds: [{ result: {}, outcome: 'win' }] }],
  ['round_result', 'score', { rounds: [{ score: [0, 0], outcome: 'win' }] }],
  ['game_over', 'final_score', { score: [1, 0] }],
] as const)('%s without %s costs no move and no match, and is told once', async (type, field, kept) => {
  for (const value of [undefined, null, 'nonsense']) {
    if (value === 'nonsense' && (field === 'opponent_name' || field === 'wager_lamports')) continue;
    const desk = await playedWith({ [type]: { [field]: value } });
    expect(desk.run.records).toMatchObject([{ settled: true, outcome: 'win', ...kept }]);
    expect(desk.run.codes).toEqual(['incomplete_message']);
    const message = expect.stringContaining(`\`${field}\` of \`${type}\``);
    expect(desk.run.all('warning')).toMatchObject([{ message }]);
    const evidence = evidenceOf(desk.run.book, 'm1');
    expect(evidence && verify(evidence).checks.flatMap(({ mismatches }) => mismatches)).toEqual([]);
  }
});

it('a field that is missing again and again is told once', async () => {
  const desk = await sit(await server());
  await desk.match();
  for (let round = 1; round <= 3; round++) {
    desk.peer.send({ type: 'your_turn', match_id: 'm1', round });
    await desk.peer.receive('make_move');
    desk.result(round, [0, 0]);
  }
  desk.over(ME, [1, 0]);
  await desk.run.ended;
  expect(desk.run.codes).toEqual(['incomplete_message', 'incomplete_message']);
});

it.each([
  ['win', ME, 9_500_000, true],
  ['draw', null, 0, true],
  ['loss', THEM, -WAGER, false],
] as const)('a %s without a payout is booked by its winner', async (outcome, winner, net, unconfirmed) => {
  const score = winner === null ? [1, 1] : winner === ME ? [2, 0] : [0, 2];
  const desk = await playedWith({
    game_over: { winner, final_score: score, payout_lamports: undefined, fee_lamports: undefined },
  });
  expect(desk.run.records).toMatchObject([{ settled: true, outcome, netLamports: net, unconfirmed }]);
  expect(desk.run.all('match_end')).toMatchObject([{ unconfirmed }]);
  expect(desk.run.codes).toEqual(['incomplete_message', ...(unconfirmed ? ['payout_unconfirmed'] : [])]);
  const evidence = evidenceOf(desk.run.book, 'm1');
  const verdict = evidence && verify(evidence);
  expect(verdict?.checks.find(({ check }) => check === 'money')?.verdict).toBe(
    unconfirmed ? 'unknown' : 'ok',
  );
  expect(verdict?.verdict).not.toBe('mismatch');
});

it('an arena that tells rounds without end is not listened to without end', async () => {
  const desk = await sit(await server(), forMoney);
  await desk.match('a', { wager_lamports: WAGER });
  const large = 'x'.repeat(60_000);
  for (let round = 1; round <= 200; round++) desk.result(round, [0, 0], { winner: null, large });
  desk.over(ME, [2, 0], { payout_lamports: 19_500_000 });
  await desk.run.ended;
  const [record] = desk.run.records;
  expect(record).toMatchObject({ settled: true, outcome: 'win', netLamports: 9_500_000, roundsLeftOut: 199 });
  expect(record?.rounds).toHaveLength(1);
  expect(desk.run.all('round')).toHaveLength(1);
  expect(desk.run.codes).toEqual(['rounds_left_out', 'frames_left_out']);
  const evidence = evidenceOf(desk.run.book, 'm1');
  expect(evidence && verify(evidence).verdict).toBe('ok');
});

it('small rounds are kept up to four times as many as the game can have', async () => {
  const desk = await sit(await server());
  await desk.match();
  for (let round = 1; round <= 50; round++) desk.result(round, [0, 0]);
  desk.over(ME, [2, 0]);
  await desk.run.ended;
  expect(desk.run.records[0]?.rounds).toHaveLength(36);
  expect(desk.run.records[0]?.roundsLeftOut).toBe(14);
});

it.each([2 ** 53 - 1, 37, 36])('a result of round %i keeps no later turn from its answer', async (far) => {
  const desk = await sit(await server());
  await desk.match();
  desk.result(far, [0, 0]);
  for (let round = 1; round <= 3; round++) {
    desk.turn(round);
    await desk.peer.receive('make_move');
    desk.result(round, [0, 0]);
  }
  desk.over(ME, [1, 0]);
  await desk.run.ended;
  expect(desk.moves).toHaveLength(3);
  const evidence = evidenceOf(desk.run.book, 'm1');
  expect(evidence && verify(evidence).checks.find(({ check }) => check === 'record')?.mismatches).toEqual([]);
});

it('a turn of a round that no match reaches keeps no other from its answer', async () => {
  const desk = await sit(await server());
  await desk.match();
  for (const round of [2 ** 53 - 1, 1, 2]) {
    desk.turn(round);
    await desk.peer.receive('make_move');
  }
  desk.over(ME, [1, 0]);
  await desk.run.ended;
  expect(desk.moves).toHaveLength(3);
});

it('an end that is nested without end is dropped, late or not, and the next one is read', async () => {
  const desk = await sit(await server(), { ...forMoney, matches: 2 });
  await desk.match('a', { wager_lamports: WAGER });
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const over = { type: 'game_over', match_id: 'm1', winner: THEM, final_score: [0, 2], note: '@' };
  desk.matchId = 'm2';
  desk.found({ wager_lamports: WAGER });
  desk.peer.sendRaw(JSON.stringify(over).replace('"@"', nested));
  desk.peer.send({ ...over, server_seed: SEED, payout_lamports: 0 });
  desk.over(ME, [2, 0], { payout_lamports: 19_500_000 });
  // The second match was not asked for.
  expect(await desk.run.ended).toMatchObject({ reason: 'mismatch', exitCode: 76 });
  expect(desk.run.codes).toContain('malformed_too_deep');
  expect(desk.run.codes).toContain('settled_late');
});

it('messages of unknown types are told, and counted', async () => {
  const desk = await sit(await server());
  await desk.match();
  desk.peer.send({ type: 'season_ended', match_id: 'm1', season: 4 });
  desk.peer.send({ type: 'weather' });
  desk.over(ME, [2, 0]);
  await desk.run.ended;
  expect(desk.run.all('unknown_message')).toEqual([
    {
      event: 'unknown_message',
      matchId: 'm1',
      type: 'season_ended',
      message: { type: 'season_ended', match_id: 'm1', season: 4 },
    },
    { event: 'unknown_message', type: 'weather', message: { type: 'weather' } },
  ]);
  expect(desk.run.session.totals.unknownMessages).toBe(2);
});

const FUZZ = process.env.FUZZ_SEED ?? String(Date.now());
const SEQUENCES = 60;
const FRAMES = 12;

it(`the books take every sequence of messages that can be decoded (FUZZ_SEED=${FUZZ})`, async () => {
  const random = createRng(`decodable ${FUZZ}`);
  const at = await server();
  const { match_found, game_start, your_turn, round_result, game_over, taunt_received } = SERVER_SAMPLES;
  const samples = [match_found, game_start, your_turn, round_result, game_over, taunt_received].map(
    (sample) => ({ ...sample, match_id: 'm1', ...('game_type' in sample && { game_type: 'rps' }) }),
  );
  const next = hostileFrames(random, samples);
  const decodable = (): string => {
    for (;;) {
      const { data, isBinary } = next();
      if (decodeServerMessage(String(data), isBinary).kind === 'message') return String(data);
    }
  };
  for (let n = 0; n < SEQUENCES; n++) {
    const book = bookOf(forMoney);
    const desk = await sit(at, { ...forMoney, book, matches: 3, host: hostOf() });
    await desk.match('a', { wager_lamports: WAGER });
    for (let i = 0; i < FRAMES; i++) desk.peer.sendRaw(decodable());
    await desk.settled();
    desk.run.session.abort(0);
    await desk.run.ended;
    expect(desk.run.codes.filter((code) => code.startsWith('history/'))).toEqual([]);
    const ended = desk.run.all('match_end').map(({ matchId }) => matchId);
    expect(ended).toContain('m1');
    for (const id of ended) {
      const evidence = evidenceOf(book, String(id));
      expect(evidence?.match.matchId).toBe(id);
      if (evidence) verify(parseDocument(formatDocument(evidence, '0'), 'document'));
    }
    book.ledger.close();
  }
});
