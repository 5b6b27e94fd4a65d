import { expect, test } from 'vitest';
import type { Control } from '../../src/history/control.js';
import { type Ledger, LIMIT_NAMES, type LimitName } from '../../src/history/index.js';
import { createRng } from '../../src/lib/rng.js';
import {
  controlAt,
  DAY,
  dataFolder,
  endOf,
  foundMatch,
  HOUR,
  intend,
  ledgerAt,
  Now,
  WAGER,
} from './support.js';

interface Intent {
  readonly id: number;
  wager: number;
  matchId: string | null;
  state: 'open' | 'settled' | 'void';
  /** What its owner said of it counts until the arena speaks. */
  byOwner: boolean;
  /** Its owner said something of it, whatever the arena told afterwards. */
  hasOwnersWord: boolean;
  net: number;
  /** How much had happened when it was made or closed, and when by the system's clock. */
  order: number;
  at: number;
}

interface Latch {
  readonly limit: LimitName;
  /** By the system's clock, and how long it lasts; null until a person releases it. */
  readonly trippedAt: number;
  readonly coolDownMs: number | null;
  /** By the time that does not jump. */
  endMs: number | null;
  /** How much had happened when it ended. */
  released: number | null;
}

/** What must count, in the simplest way to say it. */
class Model {
  readonly intents: Intent[] = [];
  readonly latches: Latch[] = [];
  countedAfter = 0;
  lastExit: number | null = 0;
  /** How much has happened to intents. */
  happened = 0;

  begin({ ms, now }: Pick<Now, 'ms' | 'now'>): void {
    if (this.lastExit === 0) this.countedAfter = this.happened;
    this.lastExit = null;
    // What went by before a start, only the system's clock can tell.
    for (const latch of this.inForce) {
      const { trippedAt, coolDownMs } = latch;
      if (coolDownMs === null) continue;
      const leftMs = trippedAt + coolDownMs - ms;
      latch.endMs = now() + Math.min(Math.max(0, leftMs), coolDownMs);
    }
  }

  /** Something happens to an intent. @returns its place in the order */
  next(): number {
    this.happened += 1;
    return this.happened;
  }

  of(id: number): Intent {
    const intent = this.intents.find((each) => each.id === id);
    if (!intent) throw new Error(`no intent ${id}`);
    return intent;
  }

  #releasedAfter(limit: LimitName): number {
    return Math.max(0, ...this.latches.flatMap((each) => (each.limit === limit ? (each.released ?? 0) : 0)));
  }

  /** What is over by itself. */
  coolDown(nowMs: number): void {
    for (const latch of this.latches) {
      if (latch.released === null && latch.endMs !== null && latch.endMs <= nowMs)
        latch.released = this.happened;
    }
  }

  get inForce(): readonly Latch[] {
    return this.latches.filter(({ released }) => released === null);
  }

  standing(now: number) {
    const settled = this.intents
      .filter(({ state }) => state === 'settled')
      .toSorted((a, b) => a.order - b.order);
    const sum = (intents: readonly Intent[]) => intents.reduce((total, { net }) => total + net, 0);
    const netAfter = (order: number) => sum(settled.filter((intent) => intent.order > order));
    const open = this.intents.filter(({ state }) => state === 'open');
    let lossesInARow = 0;
    const streakAfter = this.#releasedAfter('max-streak');
    for (const { state, net, order } of this.intents.toReversed()) {
      if (state === 'void') continue;
      if (state === 'settled' && net >= 0) break;
      if (order > streakAfter) lossesInARow += 1;
    }
    // The day never goes back, and what came after its first settlement belongs to it.
    const counted = settled.filter(({ order }) => order > this.#releasedAfter('max-daily-loss'));
    const dayOf = (at: number) => Math.floor(at / DAY);
    const day = Math.max(dayOf(now), ...counted.map(({ at }) => dayOf(at)));
    const first = counted.findIndex(({ at }) => dayOf(at) >= day);
    return {
      netLamports: netAfter(Math.max(this.countedAfter, this.#releasedAfter('max-loss'))),
      profitLamports: netAfter(Math.max(this.countedAfter, this.#releasedAfter('take-profit'))),
      dayNetLamports: first === -1 ? 0 : sum(counted.slice(first)),
      openLamports: open.reduce((total, { wager }) => total + wager, 0),
      openIntents: open.length,
      lossesInARow,
    };
  }
}

/** A user, an arena and a machine that fails, all at random, with the books and with the model. */
class World {
  readonly #random: () => number;
  readonly #folder: string;
  readonly #now = new Now();
  readonly #model = new Model();
  readonly log: string[] = [];
  #ledger: Ledger;
  readonly #control: Control;
  /** The intent without a match that this run has made. */
  #sought: number | null = null;
  #match: string | null = null;
  #matches = 0;

  static async make(random: () => number): Promise<World> {
    const folder = dataFolder();
    ledgerAt(folder).close();
    return new World(random, folder, await controlAt(folder));
  }

  private constructor(random: () => number, folder: string, control: Control) {
    this.#random = random;
    this.#folder = folder;
    this.#folder = folder;
    this.#control = control;
    // The run that made the file was killed at its start.
    this.#begin();
    this.#ledger = this.#start();
  }

  #begin(): void {
    this.#model.begin({ ms: this.#now.ms, now: () => this.#now.now() });
  }

  #start(): Ledger {
    this.#begin();
    this.#sought = null;
    this.#match = null;
    return ledgerAt(this.#folder, { now: this.#now });
  }

  #pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }

  step(): void {
    const acts: readonly (readonly [string, () => void])[] = [
      ['intend', () => this.#intend()],
      ['intend', () => this.#intend()],
      ['find', () => this.#find()],
      ['find', () => this.#find()],
      ['settle', () => this.#settle()],
      ['settle', () => this.#settle()],
      ['give up', () => this.#giveUp()],
      ['void', () => this.#void()],
      ['crash', () => this.#crash()],
      ['end', () => this.#end()],
      ['take up', () => this.#takeUp()],
      ['trip', () => this.#trip()],
      ['release', () => this.#release()],
      ['operator settles', () => this.#operatorSettles()],
      ['time', () => this.#time()],
    ];
    const [name, act] = this.#pick(acts);
    this.log.push(name);
    act();
    this.#now.pass(Math.floor(this.#random() * 3) * 1000);
    this.#model.coolDown(this.#now.now());
    const { latches, ...standing } = this.#ledger.standing();
    expect(standing).toMatchObject(this.#model.standing(this.#now.ms));
    const { ms } = this.#now;
    expect(latches.map(({ limit, until }) => [limit, until])).toEqual(
      this.#model.inForce.map(({ limit, endMs }) => [
        limit,
        endMs === null ? null : ms + endMs - this.#now.now(),
      ]),
    );
    const open = this.#model.intents.filter(({ state }) => state === 'open');
    expect(this.#ledger.openIntents().map(({ id, matchId }) => [id, matchId])).toEqual(
      open.map(({ id, matchId }) => [id, matchId]),
    );
  }

  #intend(): void {
    if (this.#sought !== null || this.#match !== null) return;
    const id = intend(this.#ledger);
    const [at, order] = [this.#now.ms, this.#model.next()];
    const intent = { id, wager: WAGER, matchId: null, state: 'open', byOwner: false, net: 0 } as const;
    this.#model.intents.push({ ...intent, hasOwnersWord: false, order, at });
    this.#sought = id;
  }

  #find(): void {
    if (this.#sought === null) return;
    this.#matches += 1;
    const matchId = `m${this.#matches}`;
    const wagerLamports = this.#pick([WAGER, WAGER, 3 * WAGER]);
    expect(this.#ledger.found(foundMatch(matchId, { wagerLamports }), this.#sought)).toBe('now');
    Object.assign(this.#model.of(this.#sought), { matchId, wager: wagerLamports });
    this.#sought = null;
    this.#match = matchId;
  }

  #settle(): void {
    if (this.#match === null) return;
    const intent = this.#model.intents.find(({ matchId }) => matchId === this.#match);
    const wager = intent?.wager ?? WAGER;
    const outcome = this.#pick(['win', 'loss', 'draw'] as const);
    const netLamports = { win: wager / 2, loss: -wager, draw: 0 }[outcome];
    const end = endOf(this.#match, outcome, { netLamports, wagerLamports: wager });
    this.#ledger.settle(end, 'me', [], null);
    if (intent?.state === 'open' || intent?.byOwner) {
      this.#reopen(intent);
      const order = this.#model.next();
      Object.assign(intent, { state: 'settled', byOwner: false, net: netLamports, order, at: this.#now.ms });
    }
    this.#match = null;
  }

  #giveUp(): void {
    if (this.#match === null) return;
    const intent = this.#model.intents.find(({ matchId }) => matchId === this.#match);
    if (!intent) return;
    this.#reopen(intent);
    const lost = { settled: false, netLamports: -intent.wager, wagerLamports: intent.wager };
    this.#ledger.settle(endOf(this.#match, 'loss', lost), 'me', [], null);
    this.#match = null;
  }

  /** What its owner said gives way to the arena's word. */
  #reopen(intent: Intent): void {
    if (!intent.byOwner) return;
    Object.assign(intent, { state: 'open', byOwner: false, net: 0, order: this.#model.next() });
  }

  #void(): void {
    if (this.#sought === null) return;
    this.#ledger.void(this.#sought);
    const intent = this.#model.of(this.#sought);
    if (intent.state === 'open') Object.assign(intent, { state: 'void', order: this.#model.next() });
    this.#sought = null;
  }

  /** The connection of the one that is gone stays open, as its process never said a word. */
  #crash(): void {
    if (this.#random() < 0.5) this.#ledger.close();
    this.#ledger = this.#start();
  }

  #end(): void {
    const exitCode = this.#pick([0, 0, 69, 80, 143]);
    this.#ledger.end('test', exitCode);
    this.#ledger.close();
    this.#model.lastExit = exitCode;
    this.#ledger = this.#start();
  }

  /** The arena mentions a match of an earlier run: one that is bound, or the latest that fits. */
  #takeUp(): void {
    if (this.#sought !== null || this.#match !== null) return;
    const told = this.#model.intents.filter(({ state, byOwner }) => state === 'open' || byOwner);
    const bound = told.filter(({ matchId }) => matchId !== null);
    const { intents } = this.#model;
    const latest = intents.findLastIndex(({ matchId, hasOwnersWord }) => matchId !== null && !hasOwnersWord);
    const free = told.filter(
      (intent) => intent.matchId === null && (intent.state === 'open' || intents.indexOf(intent) > latest),
    );
    const unbound = free.findLast(({ state }) => state === 'open') ?? free.at(-1);
    if (unbound && this.#random() < 0.5) {
      this.#matches += 1;
      unbound.matchId = `m${this.#matches}`;
      expect(this.#ledger.found(foundMatch(unbound.matchId), null)).toBe('before');
      this.#reopen(unbound);
      this.#match = unbound.matchId;
    } else if (bound.length > 0) {
      const intent = this.#pick(bound);
      const { matchId, wager: wagerLamports } = intent;
      expect(this.#ledger.found(foundMatch(String(matchId), { wagerLamports }), null)).toBe('before');
      this.#reopen(intent);
      this.#match = matchId;
    }
  }

  #trip(): void {
    const limit = this.#pick(LIMIT_NAMES);
    const coolDownMs = this.#random() < 0.5 ? null : HOUR;
    this.#ledger.trip(limit, 'test', coolDownMs);
    const endMs = coolDownMs === null ? null : this.#now.now() + coolDownMs;
    this.#model.latches.push({ limit, trippedAt: this.#now.ms, coolDownMs, endMs, released: null });
  }

  #release(): void {
    const limit = this.#pick(LIMIT_NAMES);
    const inForce = this.#model.inForce.filter((latch) => latch.limit === limit);
    const released = this.#control.release(limit, this.#now.ms);
    expect(released).toHaveLength(inForce.length);
    for (const latch of inForce) latch.released = this.#model.happened;
  }

  #operatorSettles(): void {
    const open = this.#model.intents.filter(({ state }) => state === 'open');
    if (open.length === 0) return;
    const intent = this.#pick(open);
    const payout = this.#pick([0, intent.wager, 2 * intent.wager]);
    this.#control.settle(intent.id, payout, this.#now.ms);
    const [net, order] = [payout - intent.wager, this.#model.next()];
    Object.assign(intent, {
      state: 'settled',
      byOwner: true,
      hasOwnersWord: true,
      net,
      order,
      at: this.#now.ms,
    });
    // The command line sees to it that nobody plays meanwhile: what was sought is of a run that is gone.
    if (intent.id === this.#sought) this.#sought = null;
    if (intent.matchId !== null && intent.matchId === this.#match) this.#match = null;
  }

  #time(): void {
    this.#now.pass(this.#pick([1, 60_000, HOUR, 7 * HOUR]));
    this.#now.set(this.#pick([0, 0, -1, HOUR, -HOUR, -2 * DAY, 30 * DAY]));
  }
}

const BASE = Number(process.env.LEDGER_SEED ?? Math.floor(Math.random() * 2 ** 31));
const WORLDS = process.env.LEDGER_SEED === undefined ? 12 : 1;
const STEPS = 120;

test(`whatever happens, the books count what a simple model counts (LEDGER_SEED=${BASE}…${BASE + WORLDS - 1})`, async () => {
  for (let i = 0; i < WORLDS; i += 1) {
    const world = await World.make(createRng(String(BASE + i)));
    try {
      for (let step = 0; step < STEPS; step += 1) world.step();
    } catch (error) {
      throw new Error(`LEDGER_SEED=${BASE + i}, after ${world.log.join(', ')}`, { cause: error });
    }
  }
});
