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
  net: number;
  readonly madeAt: number;
  at: number;
}

interface Latch {
  readonly limit: LimitName;
  readonly until: number | null;
  releasedAt: number | null;
}

/** What must count, in the simplest way to say it. */
class Model {
  readonly intents: Intent[] = [];
  readonly latches: Latch[] = [];
  countedFrom = 0;
  lastExit: number | null = 0;

  begin(now: number): void {
    this.countedFrom = this.lastExit === 0 ? now : Math.min(this.countedFrom, now);
    this.lastExit = null;
  }

  of(id: number): Intent {
    const intent = this.intents.find((each) => each.id === id);
    if (!intent) throw new Error(`no intent ${id}`);
    return intent;
  }

  #since(limit: LimitName, from: number, now: number): number {
    const times = this.latches.flatMap((latch) => {
      if (latch.limit !== limit) return [];
      const end = latch.releasedAt ?? latch.until;
      return end !== null && end <= now ? [end] : [];
    });
    return Math.max(from, ...times);
  }

  standing(now: number) {
    const netSince = (from: number) =>
      this.intents
        .filter(({ state, at }) => state === 'settled' && at >= from)
        .reduce((sum, { net }) => sum + net, 0);
    const open = this.intents.filter(({ state }) => state === 'open');
    let lossesInARow = 0;
    const streakFrom = this.#since('max-streak', 0, now);
    for (const { state, net, at } of this.intents.toReversed()) {
      if (state === 'void') continue;
      if (state === 'settled' && net >= 0) break;
      if (at >= streakFrom) lossesInARow += 1;
    }
    return {
      netLamports: netSince(this.#since('max-loss', this.countedFrom, now)),
      profitLamports: netSince(this.#since('take-profit', this.countedFrom, now)),
      dayNetLamports: netSince(this.#since('max-daily-loss', Math.floor(now / DAY) * DAY, now)),
      openLamports: open.reduce((sum, { wager }) => sum + wager, 0),
      openIntents: open.length,
      lossesInARow,
      latches: this.latches
        .filter(({ until, releasedAt }) => releasedAt === null && (until === null || until > now))
        .map(({ limit, until }) => ({ limit, until })),
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
    this.#model.begin(this.#now.ms);
    this.#ledger = this.#start();
  }

  #start(): Ledger {
    this.#model.begin(this.#now.ms);
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
    const { latches, ...standing } = this.#ledger.standing();
    const seen = { ...standing, latches: latches.map(({ limit, until }) => ({ limit, until })) };
    expect(seen).toMatchObject(this.#model.standing(this.#now.ms));
    const open = this.#model.intents.filter(({ state }) => state === 'open');
    expect(this.#ledger.openIntents().map(({ id, matchId }) => [id, matchId])).toEqual(
      open.map(({ id, matchId }) => [id, matchId]),
    );
  }

  #intend(): void {
    if (this.#sought !== null || this.#match !== null) return;
    const id = intend(this.#ledger);
    const at = this.#now.ms;
    this.#model.intents.push({
      id,
      wager: WAGER,
      matchId: null,
      state: 'open',
      byOwner: false,
      net: 0,
      madeAt: at,
      at,
    });
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
    if (intent?.state === 'open' || intent?.byOwner)
      Object.assign(intent, { state: 'settled', byOwner: false, net: netLamports, at: this.#now.ms });
    this.#match = null;
  }

  #giveUp(): void {
    if (this.#match === null) return;
    const intent = this.#model.intents.find(({ matchId }) => matchId === this.#match);
    if (!intent) return;
    Object.assign(intent, { state: 'open', byOwner: false, net: 0, at: intent.madeAt });
    const lost = { settled: false, netLamports: -intent.wager, wagerLamports: intent.wager };
    this.#ledger.settle(endOf(this.#match, 'loss', lost), 'me', [], null);
    this.#match = null;
  }

  #void(): void {
    if (this.#sought === null) return;
    this.#ledger.void(this.#sought);
    const intent = this.#model.of(this.#sought);
    if (intent.state === 'open') Object.assign(intent, { state: 'void' });
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
    const free = told.filter(
      ({ matchId, state, net }) => matchId === null && (state === 'open' || net === 0),
    );
    const unbound = free.findLast(({ state }) => state === 'open') ?? free.at(-1);
    if (unbound && this.#random() < 0.5) {
      this.#matches += 1;
      unbound.matchId = `m${this.#matches}`;
      expect(this.#ledger.found(foundMatch(unbound.matchId), null)).toBe('before');
      Object.assign(unbound, { state: 'open', byOwner: false, net: 0, at: unbound.madeAt });
      this.#match = unbound.matchId;
    } else if (bound.length > 0) {
      const intent = this.#pick(bound);
      const { matchId, wager: wagerLamports } = intent;
      expect(this.#ledger.found(foundMatch(String(matchId), { wagerLamports }), null)).toBe('before');
      Object.assign(intent, { state: 'open', byOwner: false, net: 0, at: intent.madeAt });
      this.#match = matchId;
    }
  }

  #trip(): void {
    const limit = this.#pick(LIMIT_NAMES);
    const until = this.#random() < 0.5 ? null : this.#now.ms + HOUR;
    this.#ledger.trip(limit, 'test', until);
    this.#model.latches.push({ limit, until, releasedAt: null });
  }

  #release(): void {
    const limit = this.#pick(LIMIT_NAMES);
    const now = this.#now.ms;
    const inForce = this.#model.standing(now).latches.filter((latch) => latch.limit === limit);
    expect(this.#control.release(limit, now)).toHaveLength(inForce.length);
    if (inForce.length === 0) return;
    for (const latch of this.#model.latches) {
      if (latch.limit === limit && latch.releasedAt === null) latch.releasedAt = now;
    }
  }

  #operatorSettles(): void {
    const open = this.#model.intents.filter(({ state }) => state === 'open');
    if (open.length === 0) return;
    const intent = this.#pick(open);
    const payout = this.#pick([0, intent.wager, 2 * intent.wager]);
    this.#control.settle(intent.id, payout, this.#now.ms);
    const net = payout - intent.wager;
    Object.assign(intent, { state: 'settled', byOwner: true, net, at: this.#now.ms });
    // The command line sees to it that nobody plays meanwhile: what was sought is of a run that is gone.
    if (intent.id === this.#sought) this.#sought = null;
    if (intent.matchId !== null && intent.matchId === this.#match) this.#match = null;
  }

  #time(): void {
    this.#now.pass(this.#pick([1, 60_000, HOUR, 7 * HOUR, -1, -HOUR, -2 * DAY, 30 * DAY]));
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
