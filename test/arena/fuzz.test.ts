import { expect, test } from 'vitest';
import { type ArenaEvent, ESCROW } from '../../src/arena/index.js';
import { createRng } from '../../src/lib/rng.js';
import { answersNewcomer, attackArena, HONEST_WAGER, HonestPair } from '../support/arena-attack.js';
import { FakeClock } from '../support/fake-clock.js';
import { startArena } from './peer.js';

const FRAMES = 5_000;
const SEED = process.env.FUZZ_SEED ?? String(Date.now());

test.each([
  ['lifted', false],
  ['in force', true],
])(`hostile frames harm nobody's match, limits %s (FUZZ_SEED=${SEED})`, async (_what, limits) => {
  const clock = new FakeClock();
  const events: ArenaEvent[] = [];
  const honestMatches = new Set<string>();
  const onEvent = (event: ArenaEvent) => {
    events.push(event);
    if (event.event === 'match_started' && event.wagerLamports === HONEST_WAGER)
      honestMatches.add(event.matchId);
    // An honest pair keeps to the limits; time passes for the others too, so that their turns run out.
    if (event.event === 'match_ended' && honestMatches.has(event.matchId)) {
      setImmediate(() => clock.advance(7_000));
    }
  };
  const arena = await startArena({ limits, clock, onEvent, authTimeoutMs: 600_000 });
  const pair = new HonestPair(arena.url, false);
  await pair.start();
  const random = createRng(`arena ${limits} ${SEED}`);
  const report = await attackArena({ url: arena.url, frames: FRAMES, random, connections: 8 });
  const during = pair.matches;
  await pair.until(() => pair.matches >= during + 2 || pair.faults.length > 0);
  await pair.stop();
  expect(pair.faults).toEqual([]);
  expect(report.wrong).toEqual([]);
  expect(report.matches).toBeGreaterThan(0);
  expect(await answersNewcomer(arena.url)).toBe(true);
  // Three late rounds end a match, the longest of 15 s.
  clock.advance(60_000);
  const count = (name: string) => events.filter(({ event }) => event === name).length;
  expect(count('match_ended')).toBe(count('match_started'));
  expect(count('house_failed')).toBe(0);
  expect(arena.ledger.balance(ESCROW)).toBe(0n);
  expect(arena.ledger.total()).toBe(0n);
  while (count('agent_disconnected') < count('agent_connected'))
    await new Promise((next) => setImmediate(next));
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
