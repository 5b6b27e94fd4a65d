import { describe, expect, test } from 'vitest';
import { CHAOS_PRESETS, type ChaosFault, type ChaosOptions, parseChaos } from '../../../src/arena/index.js';
import { Peer, startArena, type TestArena } from '../peer.js';
import { HOUSE, persist, WildPeer } from './wild-peer.js';

const STEPS = 60;

/** Ids differ from run to run; their order does not. */
function withoutIds(value: unknown): unknown {
  const ids = new Map<string, string>();
  const text = JSON.stringify(value).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    const known = ids.get(id) ?? `id ${ids.size}`;
    ids.set(id, known);
    return known;
  });
  return JSON.parse(text);
}

function faultsOf(arena: TestArena) {
  return arena.events.filter((event) => event.event === 'chaos');
}

function start(chaos?: ChaosOptions): Promise<TestArena> {
  return startArena({ chaos, house: HOUSE, newSeed: () => 'ab'.repeat(32) });
}

async function run(chaos?: ChaosOptions) {
  const arena = await start(chaos);
  const frames = await persist(arena, 'bp_sk_persistent', STEPS);
  const all = faultsOf(arena);
  return {
    frames: withoutIds(frames),
    faults: withoutIds(all),
    kinds: new Set(all.map(({ fault }) => fault)),
  };
}

describe.each(CHAOS_PRESETS.map(({ name }) => name))('%s', (name) => {
  const { faults } = parseChaos(name, 'test');
  const options = (seed: string) => ({ faults, seed });

  test('the same seed brings the same faults and frames, another seed others', async () => {
    const once = await run(options('one'));
    const again = await run(options('one'));
    expect(again).toEqual(once);
    expect((await run(options('two'))).faults).not.toEqual(once.faults);
  });

  test('every fault of it happens, and no other', async () => {
    const kinds = new Set<ChaosFault>();
    const wanted = Object.keys(faults);
    for (let seed = 0; seed < 40 && kinds.size < wanted.length; seed++) {
      for (const kind of (await run(options(`${name} ${seed}`))).kinds) kinds.add(kind);
    }
    expect([...kinds].sort()).toEqual(wanted.sort());
  });
});

test('an arena without chaos and one where nothing is to go wrong say the same', async () => {
  const off = await run();
  expect(off.faults).toEqual([]);
  expect(off.frames).toContainEqual(expect.objectContaining({ type: 'game_over' }));
  expect(await run({ faults: {} })).toEqual(off);
  expect(await run({ faults: { cuts: 0, delays: { rate: 0, maxMs: 5 } } })).toEqual(off);
});

test('what befalls an agent does not depend on what others do', async () => {
  const chaos = { faults: { duplicates: 0.3, delays: 0.3, junk: 0.3, 'wrong-seeds': 0.5 }, seed: 'apart' };
  const play = async (meanwhile: (arena: TestArena) => Promise<void>) => {
    const arena = await start(chaos);
    await persist(arena, 'bp_sk_first', STEPS / 2);
    const { agentId } = faultsOf(arena)[0] ?? {};
    await meanwhile(arena);
    await persist(arena, 'bp_sk_first', STEPS / 2);
    return withoutIds(faultsOf(arena).filter((event) => event.agentId === agentId));
  };
  const alone = await play(async () => {});
  const inCompany = await play(async (arena) => {
    for (let i = 0; i < 5; i++) {
      const other = await WildPeer.login(arena, 'bp_sk_second');
      for (let j = 0; j < 7; j++) other.send({ type: 'ping' });
      await other.settle();
    }
  });
  expect(inCompany).toEqual(alone);
});

test('the seed is told, also one that was not given', async () => {
  const given = await startArena({ chaos: { faults: { cuts: 0.5 }, seed: 'mine' } });
  expect(given.events[1]).toEqual({ event: 'chaos_started', seed: 'mine', faults: ['cuts'] });
  const chosen = await startArena({ chaos: { faults: {} } });
  expect(chosen.events[1]).toMatchObject({
    event: 'chaos_started',
    seed: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
});

test('no event tells a key', async () => {
  const arena = await startArena({ chaos: { faults: { delays: 1, 'rate-limits': 1 } }, house: HOUSE });
  await persist(arena, 'bp_sk_very_secret', 5);
  expect(faultsOf(arena).length).toBeGreaterThan(3);
  expect(JSON.stringify(arena.events)).not.toContain('secret');
});

test('without chaos there is no event of it', async () => {
  const arena = await startArena();
  await Peer.login(arena, 'bp_sk_one');
  expect(arena.events.map(({ event }) => event)).toEqual(['arena_listening', 'agent_connected']);
});
