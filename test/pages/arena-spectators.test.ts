import { describe, expect, test } from 'vitest';
import type { FaultSettings, SeenMatch } from '../../src/arena/index.js';
import { GAME_IDS, type GameId, gameOf } from '../../src/games/index.js';
import { Gallery, replayOf } from '../../src/pages/arena/gallery.js';
import { type Frame, HOUSE, WildPeer } from '../arena/chaos/wild-peer.js';
import { startArena, type TestArena } from '../arena/peer.js';

const SEED = 'c0ffee'.padEnd(64, '0');

/** Everything that the page could show of a match. */
function shownBy(gallery: Gallery): { readonly match: SeenMatch; readonly text: string }[] {
  return [...gallery.underWay, ...gallery.latest()].map((match) => ({
    match,
    text: JSON.stringify([replayOf(match), gallery.rowOf(match), match]),
  }));
}

/** What a side has been told of its match up to now. */
class Told {
  readonly frames: Frame[] = [];
  readonly peer: WildPeer;

  constructor(peer: WildPeer) {
    this.peer = peer;
  }

  read(): void {
    this.frames.push(...this.peer.take());
  }

  of(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type);
  }

  rounds(): Set<unknown> {
    return new Set(this.of('round_result').map(({ round }) => round));
  }

  get isOver(): boolean {
    return this.of('game_over').length > 0;
  }

  /** The turn that waits for its move. */
  turn(): Frame | undefined {
    const asked = this.of('your_turn').at(-1);
    return asked && !this.rounds().has(asked.round) && !this.isOver ? asked : undefined;
  }
}

interface Watched {
  readonly arena: TestArena;
  readonly gallery: Gallery;
  /** Side a first. */
  readonly sides: readonly [Told, Told];
}

async function watchedDuel(game: GameId, faults: FaultSettings | null): Promise<Watched> {
  const gallery = new Gallery();
  const chaos = faults ? { chaos: { faults, seed: `spectators of ${game}` } } : {};
  const arena = await startArena({ spectators: gallery, newSeed: () => SEED, ...chaos });
  const one = new Told(await WildPeer.login(arena, 'bp_sk_first'));
  const two = new Told(await WildPeer.login(arena, 'bp_sk_second'));
  for (const { peer } of [one, two]) {
    peer.join(10_000_000, game);
    await peer.settle();
  }
  for (let waited = 0; one.of('game_start').length === 0; waited++) {
    expect(waited).toBeLessThan(100);
    arena.clock.advance(100);
    await settle([one, two]);
    look(gallery, [one, two]);
  }
  const sides = one.of('game_start')[0]?.your_side === 'a' ? ([one, two] as const) : ([two, one] as const);
  return { arena, gallery, sides };
}

async function settle(sides: readonly Told[]): Promise<void> {
  for (const { peer } of sides) await peer.settle();
  for (const side of sides) side.read();
}

/** Spectators have what both sides have been told by now: nothing else, and all of it. */
function look(gallery: Gallery, sides: readonly [Told, Told]): void {
  const [a, b] = sides;
  const isOver = a.isOver && b.isOver;
  for (const { match, text } of shownBy(gallery)) {
    const replay = replayOf(match);
    expect(sides.every((side) => side.of('match_found').length > 0)).toBe(true);
    expect(replay.turn).toBeNull();
    expect(replay.end !== null).toBe(isOver);
    expect(text.includes(SEED)).toBe(isOver);
    const told = [...a.rounds()].filter((round) => b.rounds().has(round));
    expect(replay.rounds.map(({ round }) => round)).toEqual(told);
    for (const { round, state, result, score } of replay.rounds) {
      const heard = a.of('round_result').find((frame) => frame.round === round);
      expect({ result, score }).toEqual({ result: heard?.result, score: heard?.score });
      const asked = a.of('your_turn').find((frame) => frame.round === round);
      expect(state).toEqual(asked?.game_state);
    }
  }
}

/** Plays to the end in small steps, with a look after each; sometimes a side is late. */
async function playOut({ arena, gallery, sides }: Watched, game: GameId, lateRound: number): Promise<void> {
  const moved = new Map<Told, unknown>();
  for (let step = 0; !sides.every((side) => side.isOver); step++) {
    expect(step).toBeLessThan(1_000);
    for (const [index, side] of sides.entries()) {
      const turn = side.turn();
      const isLate = index === 1 && turn?.round === lateRound;
      if (!turn || moved.get(side) === turn.round || isLate) continue;
      moved.set(side, turn.round);
      const state = turn.game_state as Record<string, unknown>;
      const move = gameOf(game).randomMove(state, () => ((step * 7 + index * 3) % 10) / 10);
      side.peer.send({ type: 'make_move', match_id: turn.match_id, move_data: move });
      await settle(sides);
      look(gallery, sides);
    }
    arena.clock.advance(step % 3 === 0 ? 2_500 : 150);
    await settle(sides);
    look(gallery, sides);
  }
}

const WAYS: readonly [string, FaultSettings | null][] = [
  ['nothing goes wrong', null],
  ['frames come late', { delays: { rate: 0.5, maxMs: 900 } }],
  ['results come late', { 'late-results': { rate: 0.6, maxMs: 2_000 }, reorders: 0.1, duplicates: 0.1 }],
];

describe.each(GAME_IDS)('%s', (game) => {
  test.each(WAYS)('spectators see what both sides have been told, at every moment: %s', async (_, faults) => {
    const watched = await watchedDuel(game, faults);
    await playOut(watched, game, 2);
    const { gallery, arena } = watched;
    const [match] = gallery.latest();
    if (match === undefined) throw new Error('the match is not kept');
    const replay = replayOf(match);
    expect(gallery.underWay.size).toBe(0);
    expect(replay.rounds.length).toBeGreaterThan(1);
    expect(replay.fairness?.serverSeed).toBe(SEED);
    const ended = arena.events.find(({ event }) => event === 'match_ended');
    expect(ended).toMatchObject({ matchId: replay.matchId, score: replay.end?.score });
  });
});

test('what a side that is away is never told, spectators see at the end', async () => {
  const { arena, gallery, sides } = await watchedDuel('rps', null);
  const [a, b] = sides;
  const choose = async (side: Told, choice: string) => {
    const matchId = side.of('match_found')[0]?.match_id;
    side.peer.send({ type: 'make_move', match_id: matchId, move_data: { choice } });
    await side.peer.settle();
  };
  await choose(a, 'rock');
  b.peer.ws.terminate();
  while (!arena.events.some(({ event }) => event === 'agent_disconnected')) await a.peer.settle();
  arena.clock.advance(15_000);
  await a.peer.settle();
  a.read();
  expect(a.rounds()).toEqual(new Set([1]));
  const [match] = gallery.underWay;
  expect(match?.rounds).toEqual([]);
  await choose(a, 'paper');
  arena.clock.advance(15_000);
  await a.peer.settle();
  expect(gallery.underWay.size).toBe(0);
  expect(match?.rounds.map(({ round }) => round)).toEqual([1, 2]);
  expect(match?.end).toMatchObject({ winner: 'a', score: [2, 0], serverSeed: SEED });
});

test('matches against the house are seen like any other', async () => {
  const gallery = new Gallery();
  const arena = await startArena({ spectators: gallery, house: HOUSE });
  const one = new Told(await WildPeer.login(arena, 'bp_sk_first'));
  one.peer.join(0, 'hi_lo');
  await one.peer.settle();
  arena.clock.advance(1);
  await settle([one]);
  for (let turn = one.turn(); turn; turn = one.turn()) {
    one.peer.send({ type: 'make_move', match_id: turn.match_id, move_data: { choice: 'higher' } });
    await settle([one]);
  }
  const [match] = gallery.latest();
  expect([match?.a.name, match?.b.name]).toContain('House');
  expect(match?.rounds.length).toBe(one.rounds().size);
});

test('taunts belong to the round in which both have heard them', async () => {
  const { gallery, sides } = await watchedDuel('rps', null);
  const [a, b] = sides;
  const matchId = a.of('match_found')[0]?.match_id;
  b.peer.send({ type: 'send_taunt', match_id: matchId, taunt_id: 'gl_hf' });
  await settle([b, a]);
  for (const { peer } of sides) {
    peer.send({ type: 'make_move', match_id: matchId, move_data: { choice: 'rock' } });
    await settle(sides);
  }
  const [match] = gallery.underWay;
  if (match === undefined) throw new Error('the match is not seen');
  expect(replayOf(match).rounds[0]?.taunts).toEqual([{ by: 'theirs', tauntId: 'gl_hf' }]);
});

test('an arena that forgets everything takes its matches off the page', async () => {
  const { arena, gallery, sides } = await watchedDuel('rps', { restarts: 0.2 });
  for (let step = 0; gallery.underWay.size > 0; step++) {
    expect(step).toBeLessThan(100);
    sides[0].peer.send({ type: 'leave_queue' });
    await sides[0].peer.settle();
  }
  expect(arena.events.some((event) => event.event === 'chaos' && event.fault === 'restarts')).toBe(true);
  expect(shownBy(gallery)).toEqual([]);
});
