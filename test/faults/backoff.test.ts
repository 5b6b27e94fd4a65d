import { afterEach, describe, expect, test } from 'vitest';
import { BotpitClient } from '../../src/client/index.js';
import { createRng } from '../../src/lib/rng.js';
import { NO_LIMITS, PlayLoop } from '../../src/runner/index.js';
import { hostOf } from '../runner/helpers.js';
import { type Peer, startScriptedServer } from '../support/scripted-server.js';
import { newBook } from './book.js';
import { Stillness } from './quiet.js';
import { OwnClock, WorldClock } from './time.js';
import { API_KEY } from './world.js';

const HOUR_MS = 3_600_000;
const CAP_MS = 30_000;

/** How far a server goes with a connection before it ends it. */
const STAGES: Readonly<Record<string, (peer: Peer) => unknown>> = {
  'before the authentication': (peer) => peer.cut(),
  'before the authentication, politely': (peer) => peer.close(1011),
  'instead of authenticating': async (peer) => {
    await peer.receive('authenticate');
    peer.cut();
  },
  'after the authentication': async (peer) => {
    await peer.welcome();
    peer.cut();
  },
  'after the authentication, politely': async (peer) => {
    await peer.welcome();
    peer.close(1001);
  },
  'after the queue': async (peer) => {
    await peer.welcome();
    await peer.receive('join_queue');
    peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
    peer.cut();
  },
};

interface Siege {
  /** World milliseconds of the attempts, and what the bot said it would wait before each but the first. */
  readonly attemptsAt: readonly number[];
  readonly delaysMs: readonly number[];
  readonly moneySent: number;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A bot against such a server for a time. */
async function besiege(
  script: (peer: Peer, clock: WorldClock) => unknown,
  random: () => number,
  lastsMs = HOUR_MS,
): Promise<Siege> {
  const still = new Stillness();
  const clock = new WorldClock();
  const own = new OwnClock(clock);
  const attemptsAt: number[] = [];
  let moneySent = 0;
  const server = await startScriptedServer(async (peer) => {
    attemptsAt.push(clock.now());
    void peer.ended.then(() => {
      moneySent += peer.types.filter((type) => type === 'join_queue').length;
    });
    await script(peer, clock);
  });
  closing.push(() => server.close());
  const client = new BotpitClient({
    url: server.url,
    apiKey: API_KEY,
    clock: own,
    random,
    logLevel: 'silent',
  });
  closing.push(() => client.disconnect());
  const delaysMs: number[] = [];
  client.on('reconnecting', ({ delayMs }) => delaysMs.push(delayMs));
  // The first connection of a session is tried once, which is not what this is about.
  void client.run().catch(() => undefined);
  const book = newBook(own);
  closing.push(async () => book.ledger.close());
  const session = new PlayLoop({
    client,
    host: hostOf(),
    emit: () => still.stir(),
    game: 'rps',
    turns: null,
    schedule: null,
    entry: { by: 'queue' },
    wagerLamports: 1_000,
    sandbox: false,
    limits: NO_LIMITS,
    book,
    matches: null,
    forMs: null,
    taunts: 'off',
    clock: own,
  });
  void session.run();
  const until = clock.now() + lastsMs;
  do await still.come();
  while (clock.step(until));
  session.stop('signal');
  await client.disconnect();
  await still.come();
  still.close();
  return { attemptsAt, delaysMs, moneySent };
}

/** What full jitter allows before each attempt after the first. */
function bounds(count: number): number[] {
  return Array.from({ length: count }, (_, failures) => Math.min(CAP_MS, 1_000 * 2 ** failures));
}

describe.each(Object.entries(STAGES))('a server that ends every connection %s', (stage, script) => {
  test('is left alone for longer and longer', async () => {
    const { attemptsAt, delaysMs } = await besiege(script, () => 0.5, 10 * 60_000);
    expect(delaysMs.length).toBeGreaterThan(20);
    expect(delaysMs).toEqual(bounds(delaysMs.length).map((bound) => bound / 2));
    const waits = attemptsAt.slice(1).map((at, i) => at - (attemptsAt[i] ?? 0));
    expect(waits).toEqual(delaysMs.slice(0, waits.length));
  });

  test('is tried some four times a minute, at times spread evenly', async () => {
    const { attemptsAt, delaysMs, moneySent } = await besiege(script, createRng(stage));
    // An hour of waits of 15 s on average.
    expect(attemptsAt.length).toBeGreaterThan(200);
    expect(attemptsAt.length).toBeLessThan(300);
    const shares = delaysMs.map((ms, i) => ms / (bounds(delaysMs.length)[i] ?? CAP_MS));
    for (const share of shares) expect(share).toBeLessThan(1);
    // Each tenth of the interval gets its part: some 24 of 240, within five standard deviations.
    for (let tenth = 0; tenth < 10; tenth++) {
      const count = shares.filter((share) => Math.floor(share * 10) === tenth).length;
      expect(count).toBeGreaterThan(2);
      expect(count).toBeLessThan(48);
    }
    expect(moneySent).toBeLessThanOrEqual(attemptsAt.length);
  });
});

describe('the wait before an attempt', () => {
  const lasting = (lastsMs: number) => async (peer: Peer, clock: WorldClock) => {
    await peer.welcome();
    clock.setTimeout(() => peer.cut(), lastsMs);
    await peer.receive('join_queue');
    peer.send({ type: 'queue_joined', game_type: 'rps', position: 1 });
  };

  test('grows on through sessions that last less than a minute', async () => {
    const { delaysMs } = await besiege(lasting(59_000), () => 0.5);
    expect(delaysMs.slice(0, 8)).toEqual(bounds(8).map((bound) => bound / 2));
  });

  test('starts anew after a session that lasted a minute', async () => {
    const { delaysMs } = await besiege(lasting(61_000), () => 0.5);
    expect(delaysMs.length).toBeGreaterThan(50);
    expect(new Set(delaysMs)).toEqual(new Set([500]));
  });
});
