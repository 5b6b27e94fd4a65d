import { createHash } from 'node:crypto';
import { type Arena, type ArenaEvent, createArena, type HouseOptions } from '../../src/arena/index.js';
import { BotpitClient } from '../../src/client/index.js';
import type { MatchRecord, Standing } from '../../src/history/index.js';
import { createRng } from '../../src/lib/rng.js';
import {
  type Entry,
  NO_LIMITS,
  PlayLoop,
  type RunnerEvent,
  type SessionEnd,
} from '../../src/runner/index.js';
import { hostOf } from '../runner/helpers.js';
import { newBook } from './book.js';
import type { Fault, FaultPoint } from './fault.js';
import type { LogEntry } from './log.js';
import { Opponent } from './opponent.js';
import { FaultProxy } from './proxy.js';
import { Stillness } from './quiet.js';
import { INTERVENE_MS, intervene, type Scenario, WAGER } from './scenarios.js';
import { OwnClock, WorldClock } from './time.js';

export const API_KEY = 'bp_sk_canary_9f8e7d6c5b4a';

/** No session may need longer than this to come to its end. */
export const PATIENCE_MS = 2 * 3_600_000;

/** Far more than the timers of an arena and a bot fire in that time, unless one of them spins. */
const MOST_STEPS = 15_000;

/** As the command line has it. */
const GIVE_UP_AFTER_MS = 10 * 60_000;

/** The house plays this, so that the bot wins some matches and loses others. */
const HOUSE_CHOICES = ['scissors', 'rock', 'paper', 'scissors', 'rock'];

const THINKING_MS = 1_500;

/** All that is known of a case once it is over. */
export interface Story {
  readonly scenario: Scenario;
  readonly fault: Fault | null;
  readonly log: readonly LogEntry[];
  readonly events: readonly RunnerEvent[];
  readonly records: readonly MatchRecord[];
  readonly arenaEvents: readonly ArenaEvent[];
  /** Null where the session hung. */
  readonly end: SessionEnd | null;
  readonly bug: unknown;
  /** Everything that was told to anybody, as text. */
  readonly told: string;
  readonly botId: string;
  readonly struck: boolean;
  /** Timers fired so often that it was cut short. */
  readonly spins: boolean;
  /** What the bot's own books say at the end. */
  readonly standing: Standing;
  readonly left: { readonly timers: number; readonly links: number };
}

/** Plays a scenario, with one fault or none, until nothing more can happen. */
export async function play(
  scenario: Scenario,
  point: FaultPoint | null,
  fault: Fault | null,
): Promise<Story> {
  const still = new Stillness();
  const clock = new WorldClock();
  const own = new OwnClock(clock);
  const arenaEvents: ArenaEvent[] = [];
  const seeds = createSeeds(scenario.name);
  const newArena = () =>
    createArena({
      limits: false,
      clock,
      house: scenario.against === 'house' ? house() : null,
      newSeed: seeds,
      onEvent: (event) => {
        still.stir();
        arenaEvents.push(event);
      },
    });
  let arena: Arena = await newArena();
  const wish = scenario.entry === 'accept' ? 'challenge' : 'queue';
  const opponent =
    scenario.against === 'agent'
      ? new Opponent(() => arena.url, WAGER, wish, scenario.taunts !== 'off')
      : null;
  const restart = async () => {
    await arena.close();
    // On another port, as a free one may not stay free; the bot knows the proxy's only.
    arena = await newArena();
    opponent?.connect();
  };
  const proxy = new FaultProxy({
    clock,
    still,
    arenaUrl: () => arena.url,
    cutAfter: scenario.cutAfter,
    point,
    strike: (strike) =>
      fault?.strike(strike, {
        apiKey: API_KEY,
        restartArena: () => void still.during(restart()),
        leap: (ms) => {
          proxy.mark('leap');
          own.leap(ms);
        },
      }),
  });
  const url = await proxy.listen();
  opponent?.connect();
  await still.come();

  const logged: unknown[] = [];
  const write = (message: string, context?: unknown) => void logged.push(message, context);
  const client = new BotpitClient({
    url,
    apiKey: API_KEY,
    clock: own,
    random: createRng(scenario.name),
    giveUpAfterMs: GIVE_UP_AFTER_MS,
    logLevel: 'debug',
    logger: { debug: write, info: write, warn: write, error: write },
  });
  const events: RunnerEvent[] = [];
  const records: MatchRecord[] = [];
  const entry: Entry =
    scenario.entry === 'accept'
      ? { by: 'accept', challengeId: opponent?.challengeIds[0] ?? '' }
      : { by: scenario.entry };
  const book = newBook(own);
  const session = new PlayLoop({
    client,
    // Every second move takes its time, so that some faults strike while the strategy thinks.
    host: hostOf({
      move: ({ round }) =>
        round % 2 === 1
          ? 'rock'
          : new Promise((resolve) => clock.setTimeout(() => resolve('paper'), THINKING_MS)),
    }),
    emit: (event) => {
      still.stir();
      events.push(event);
    },
    game: 'rps',
    turns: null,
    schedule: null,
    entry,
    wagerLamports: WAGER,
    sandbox: false,
    limits: NO_LIMITS,
    book,
    matches: scenario.matches,
    forMs: null,
    taunts: scenario.taunts,
    onMatch: (record) => {
      records.push(record);
      proxy.mark('record', 0, record.matchId);
    },
    clock: own,
  });
  let end: SessionEnd | null = null;
  let bug: unknown;
  let over = false;
  const finished = (how: () => void) => {
    how();
    over = true;
    proxy.mark('ended');
  };
  session.run().then(
    (value) => finished(() => (end = value)),
    (error: unknown) => finished(() => (bug = error)),
  );

  const startedAt = clock.now();
  let steps = 0;
  let intervention = scenario.intervention;
  for (;;) {
    await still.come();
    proxy.epoch++;
    if (over) break;
    if (
      intervention &&
      (clock.now() - startedAt >= INTERVENE_MS || events.some(({ event }) => event === intervention?.on))
    ) {
      proxy.mark(intervention.what);
      intervene(session, intervention);
      intervention = null;
    } else if (++steps > MOST_STEPS || !clock.step(startedAt + PATIENCE_MS)) {
      break;
    }
  }
  const timers = own.pending;
  const opened = proxy.log.filter(({ what }) => what === 'open').length;
  const links = opened - proxy.log.filter(({ what }) => what === 'dead').length;

  // What was still on its way in the arena comes to its end, so that its books are complete.
  for (const until = clock.now() + 10 * 60_000; clock.step(until); ) await still.come();
  const standing = book.ledger.standing();
  book.ledger.close();
  opponent?.close();
  await client.disconnect();
  await proxy.close();
  await arena.close();
  still.close();
  return {
    scenario,
    fault,
    log: proxy.log,
    events,
    records,
    arenaEvents,
    end,
    bug,
    told: textOf([events, records, logged, end, bug]),
    botId: botIdIn(proxy.log),
    struck: proxy.struck,
    standing,
    spins: steps > MOST_STEPS,
    left: { timers, links },
  };
}

function botIdIn(log: readonly LogEntry[]): string {
  for (const entry of log)
    if (entry.what === 'arena-sent' && entry.type === 'authenticated') return String(entry.message.agent_id);
  return '';
}

function textOf(things: unknown): string {
  return JSON.stringify(things, (_name, value: unknown) =>
    value instanceof Error
      ? { ...value, name: value.name, message: value.message, stack: value.stack, cause: value.cause }
      : value,
  );
}

function createSeeds(name: string): () => string {
  let count = 0;
  return () => createHash('sha256').update(`${name} ${count++}`).digest('hex');
}

function house(): HouseOptions {
  let matches = 0;
  return {
    name: 'house',
    // Longer than it takes until the first `queue_update` and the first ping.
    waitMs: 40_000,
    thinkMs: 0,
    takesChallenges: true,
    open: () => {
      const match = matches++;
      return {
        matchStart: () => {},
        move: ({ round }) => ({ choice: HOUSE_CHOICES[(match + round) % HOUSE_CHOICES.length] }),
        abandon: () => {},
        roundEnd: () => {},
        matchEnd: () => {},
        close: () => {},
      };
    },
  };
}
