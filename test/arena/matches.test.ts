import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { GAME_IDS, type GameId, gameOf } from '../../src/games/index.js';
import { createRng } from '../../src/lib/rng.js';
import type { RoundResultMessage, YourTurnMessage } from '../../src/protocol/index.js';
import { type Duel, startDuel } from './peer.js';

/** What one side of one round was asked and told. */
interface Told {
  readonly turn: YourTurnMessage;
  readonly result: RoundResultMessage;
}

/** Plays to the end with random legal moves. */
async function playOut({ matchId, a, b }: Duel, game: GameId, random: () => number) {
  const rules = gameOf(game);
  const told: { a: Told; b: Told }[] = [];
  for (;;) {
    const turnA = await a.until('your_turn');
    const turnB = await b.until('your_turn');
    a.move(matchId, rules.wireMove(rules.randomMove(turnA.game_state, random)));
    await b.next('opponent_moved');
    b.move(matchId, rules.wireMove(rules.randomMove(turnB.game_state, random)));
    const moved = await a.next('opponent_moved');
    expect(moved).toEqual({ type: 'opponent_moved', match_id: matchId, round: turnA.round, move_data: null });
    told.push({
      a: { turn: turnA, result: await a.next('round_result') },
      b: { turn: turnB, result: await b.next('round_result') },
    });
    const { score } = (told.at(-1) as { a: Told }).a.result;
    if (isDecided(game, turnA.round, score))
      return { told, overA: await a.next('game_over'), overB: await b.next('game_over') };
  }
}

/** The formats of the rules page, written out a second time. */
function isDecided(game: GameId, round: number, [a, b]: readonly number[] | [number, number]): boolean {
  const { kind, bestOf } = gameOf(game).format;
  const high = Math.max(a ?? 0, b ?? 0);
  if (kind === 'first_to') return high > bestOf / 2 || round === 3 * bestOf;
  return round === bestOf || Math.abs((a ?? 0) - (b ?? 0)) > bestOf - round;
}

/** The draws of the rules page, from the revealed seed alone. */
function drawsOf(seed: string, matchId: string, round: number) {
  return (index: number, lo: number, hi: number) =>
    lo + Math.floor(uniform(seed, `${matchId}:${round}:${index}`) * (hi - lo + 1));
}

function uniform(seed: string, message: string): number {
  const hex = createHmac('sha256', Buffer.from(seed, 'ascii')).update(message).digest('hex');
  return Number(BigInt(`0x${hex.slice(0, 13)}`)) / 2 ** 52;
}

type Draw = ReturnType<typeof drawsOf>;

/** What the draws make of each game, for side a: fields of `your_turn` or `round_result` that must be so. */
const RECOMPUTED: Record<GameId, (draw: Draw, u: number) => object> = {
  coinflip: (draw) => ({ flip: draw(0, 0, 1) === 0 ? 'heads' : 'tails' }),
  rps: () => ({}),
  hi_lo: (draw) => ({ dealer_card: draw(0, 1, 13), card: draw(1, 1, 13) }),
  dice_duel: (draw) => ({
    your_roll: draw(0, 1, 6) + draw(1, 1, 6),
    opponent_roll: draw(2, 1, 6) + draw(3, 1, 6),
  }),
  high_card_duel: (draw) => ({ your_card: draw(0, 1, 13), opponent_card: draw(1, 1, 13) }),
  crash: (_draw, u) => ({ crash_point: Math.floor(100 / (1 - u)) / 100 }),
  mines: (draw) => ({ mine_at: safeTiles(draw) }),
  math_duel: (draw) => ({ expression: expression(draw) }),
  reaction_ring: (draw) => ({ target: draw(0, 1, 1000) }),
  blotto: (draw) => ({ terrain_bonus_a: draw(0, 8, 12) / 10 }),
};

function safeTiles(draw: Draw): number {
  const tiles = Array.from({ length: 25 }, (_, tile) => tile);
  for (let place = 0; place < 24; place++) {
    const picked = draw(place, place, 24);
    [tiles[place], tiles[picked]] = [tiles[picked] as number, tiles[place] as number];
  }
  return tiles.findIndex((tile) => tile < 5);
}

function expression(draw: Draw): string {
  let index = 0;
  const count = draw(index++, 2, 3);
  const operators = Array.from({ length: count - 1 }, () => '+-*'[draw(index++, 0, 2)]);
  const operands = Array.from({ length: count }, (_, i) =>
    operators[i - 1] === '*' || operators[i] === '*' ? draw(index++, 2, 12) : draw(index++, 1, 99),
  );
  return operands.map((operand, i) => (i === 0 ? `${operand}` : ` ${operators[i - 1]} ${operand}`)).join('');
}

describe.each(GAME_IDS)('%s', (game) => {
  test.each([1, 2, 3])('a whole match, and every draw of it from the revealed seed (%i)', async (run) => {
    const duel = await startDuel(game, { wager: 10_000_000 });
    const { arena, a, b, matchId } = duel;
    const { told, overA, overB } = await playOut(duel, game, createRng(`${game} ${run}`));

    expect(createHash('sha256').update(overA.server_seed).digest('hex')).toBe(duel.hash);
    expect(overA.server_seed).toMatch(/^[0-9a-f]{64}$/);
    told.forEach(({ a: toldA, b: toldB }, i) => {
      const round = i + 1;
      expect(toldA.turn.round).toBe(round);
      expect(toldA.turn.timeout_ms).toBe(gameOf(game).turnTimeoutMs);
      const u = uniform(overA.server_seed, `${matchId}:${round}:0`);
      const expected = RECOMPUTED[game](drawsOf(overA.server_seed, matchId, round), u);
      expect({ ...toldA.turn.game_state, ...toldA.result.result }).toMatchObject(expected);
      expect(toldA.result.score).toEqual(toldB.result.score);
      expect(toldA.result.result.winner).toBe(toldB.result.result.winner);
      expect(toldA.result.result.your_move).toEqual(toldB.result.result.opponent_move);
      expect(toldB.result.result.your_move).toEqual(toldA.result.result.opponent_move);
    });

    const [scoreA, scoreB] = overA.final_score;
    const winner = scoreA > scoreB ? a : scoreB > scoreA ? b : null;
    const payout = (peer: typeof a) => (winner === peer ? 19_500_000 : winner ? 0 : 10_000_000);
    const common = {
      type: 'game_over',
      match_id: matchId,
      winner: winner?.id ?? null,
      final_score: told.at(-1)?.a.result.score,
      server_seed: overA.server_seed,
      fee_lamports: winner ? 500_000 : 0,
      is_sandbox: false,
    };
    expect(overA).toEqual({ ...common, payout_lamports: payout(a) });
    expect(overB).toEqual({ ...common, payout_lamports: payout(b) });
    expect(arena.ledger.balance(a.id)).toBe(BigInt(payout(a) - 10_000_000));
    expect(arena.ledger.balance(b.id)).toBe(BigInt(payout(b) - 10_000_000));
    expect(arena.ledger.total()).toBe(0n);
    expect(arena.events.filter(({ event }) => event === 'round_ended')).toHaveLength(told.length);
    expect(arena.events.at(-1)).toMatchObject({
      event: 'match_ended',
      termination: 'normal',
      winner: winner?.id ?? null,
    });
  });
});

test('every match has a seed of its own', async () => {
  const duel = await startDuel('coinflip');
  const { overA } = await playOut(duel, 'coinflip', createRng('one'));
  duel.a.join('coinflip');
  await duel.a.next('queue_joined');
  duel.b.join('coinflip');
  expect((await duel.a.next('match_found')).server_seed_hash).not.toBe(duel.hash);
  expect(overA.server_seed).not.toBe('');
});

test('the seed decides who is side a', async () => {
  const sides = new Set<boolean>();
  for (const last of '01') {
    const { a } = await startDuel('rps', { newSeed: () => last.padStart(64, '0') });
    sides.add(a.name === (await startDuel('rps', { newSeed: () => '0'.repeat(64) })).a.name);
  }
  expect(sides).toEqual(new Set([true, false]));
});

test('sandbox plays for nothing, whatever the wager says', async () => {
  const duel = await startDuel('rps', { wager: 5_000, sandbox: true });
  duel.a.send({ type: 'resign', match_id: duel.matchId });
  for (const peer of [duel.a, duel.b]) {
    const over = await peer.until('game_over');
    expect(over).toMatchObject({ is_sandbox: true, payout_lamports: 0, fee_lamports: 0, winner: duel.b.id });
  }
  expect([...duel.arena.ledger.accounts()]).toEqual([]);
});

test('math_duel: of two right answers the faster one by the arena clock wins', async () => {
  const { arena, a, b, matchId } = await startDuel('math_duel');
  const { game_state } = await a.next('your_turn');
  await b.next('your_turn');
  const right = gameOf('math_duel').fallbackMove(game_state);
  arena.clock.advance(100);
  b.move(matchId, right);
  await a.next('opponent_moved');
  arena.clock.advance(1);
  a.move(matchId, right);
  expect((await a.next('round_result')).result).toMatchObject({ winner: 'b', correct: true });
});
