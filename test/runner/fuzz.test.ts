import { expect, test } from 'vitest';
import { createRng } from '../../src/lib/rng.js';
import { besiegeSessions } from '../support/client-siege.js';

const FRAMES = 5_000;
const SEED = process.env.FUZZ_SEED ?? String(Date.now());

test(`hostile frames neither break a session nor keep it from playing (FUZZ_SEED=${SEED})`, async () => {
  const random = createRng(`sessions ${SEED}`);
  const { faults, turns, ends } = await besiegeSessions({ frames: FRAMES, random });
  expect(faults).toEqual([]);
  expect(turns).toBeGreaterThan(0);
  expect(ends.matches).toBeGreaterThan(0);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
