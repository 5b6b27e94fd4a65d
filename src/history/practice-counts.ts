import type { Time } from '../lib/clock.js';
import type { Lamports } from '../wager.js';
import type { Known, MatchKey } from './ledger.js';
import type { MatchRecord } from './record.js';
import { CoolDowns, Meetings } from './sessions.js';
import type { Balance, Latch, Standing } from './standing.js';

/** Ended matches that are remembered, as a late frame may name them again. */
const REMEMBERED = 100;

/** What a session without money counts, in memory: what its limits are judged by, and which matches it has seen. */
export class PracticeCounts {
  readonly #time: Time;
  /** By id: the commitments of the matches that ended. */
  readonly #ended = new Map<string, readonly string[]>();
  /** What was counted of matches that were given up, by id and commitment: the arena may tell their end after all. */
  readonly #givenUp = new Map<string, Lamports>();
  #netLamports: Lamports = 0;
  #peakLamports: Lamports = 0;
  #lossesInARow = 0;
  #latches: readonly Latch[] = [];
  readonly #coolDowns: CoolDowns<Latch>;
  readonly #meetings: Meetings;
  #lastMet: { readonly id: string; readonly name: string } | null = null;

  constructor(time: Time) {
    this.#time = time;
    this.#meetings = new Meetings(time);
    this.#coolDowns = new CoolDowns(time);
  }

  standing(): Standing {
    const [net, latches] = [this.#netLamports, this.#latchesInForce()];
    return new PracticeStanding(
      net,
      this.#peakLamports - net,
      this.#lossesInARow,
      this.#lastMet,
      latches,
      this.#meetings,
    );
  }

  known({ matchId, serverSeedHash }: MatchKey): Known {
    if (this.#givenUp.has(keyOf({ matchId, serverSeedHash }))) return 'open';
    const ended = this.#ended.get(matchId);
    if (ended === undefined) return 'new';
    return ended.includes(serverSeedHash) ? 'over' : 'reused';
  }

  /** A match is over, or given up. */
  count(record: MatchRecord): void {
    const { matchId, serverSeedHash, settled, outcome, netLamports } = record;
    const { opponentId, opponentName } = record;
    const key = keyOf(record);
    const before = this.#givenUp.get(key);
    this.#givenUp.delete(key);
    this.#netLamports += netLamports - (before ?? 0);
    this.#peakLamports = Math.max(this.#peakLamports, this.#netLamports);
    if (before === undefined) {
      this.#lossesInARow = outcome === 'loss' ? this.#lossesInARow + 1 : 0;
      this.#lastMet = { id: opponentId, name: opponentName };
      this.#meetings.add(opponentId, opponentName);
    }
    if (!settled) {
      this.#givenUp.set(key, netLamports);
      return;
    }
    this.#ended.set(matchId, [...(this.#ended.get(matchId) ?? []), serverSeedHash].slice(-REMEMBERED));
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
  }

  trip(limit: string, message: string, coolDownMs: number | null): void {
    const latch: Latch = { limit, message, trippedAt: this.#time.epochMs(), until: null, over: 'account' };
    this.#latches = [...this.#latches, latch];
    if (coolDownMs === null) return;
    this.#coolDowns.start(latch, coolDownMs);
    // What led to it does not count again once it has cooled down.
    if (limit === 'max-streak') this.#lossesInARow = 0;
    if (limit !== 'opponent') return;
    this.#meetings.forget();
    this.#lastMet = null;
  }

  #latchesInForce(): Latch[] {
    if (this.#latches.length === 0) return [];
    const over = this.#coolDowns.over();
    this.#latches = this.#latches.filter((latch) => !over.includes(latch));
    this.#coolDowns.forget(over);
    return this.#latches.map((latch) => this.#coolDowns.asItEnds(latch, latch));
  }
}

/** A class, as an object literal with a getter takes long to make, and every match has one. */
class PracticeStanding implements Standing {
  readonly netLamports: Lamports;
  readonly dayNetLamports: Lamports;
  readonly profitLamports: Lamports;
  readonly openLamports = 0;
  readonly openIntents = 0;
  readonly lossesInARow: number;
  readonly lastOpponent: Standing['lastOpponent'];
  readonly latches: readonly Latch[];
  readonly #below: Lamports;
  readonly #meetings: Meetings;

  /** @param below how far it is below its highest point */
  constructor(
    net: Lamports,
    below: Lamports,
    lossesInARow: number,
    lastOpponent: Standing['lastOpponent'],
    latches: readonly Latch[],
    meetings: Meetings,
  ) {
    this.netLamports = net;
    this.dayNetLamports = net;
    this.profitLamports = net;
    this.lossesInARow = lossesInARow;
    this.lastOpponent = lastOpponent;
    this.latches = latches;
    this.#below = below;
    this.#meetings = meetings;
  }

  drawdown(): Lamports {
    return this.#below;
  }

  /** No other account plays in this book. */
  get folder(): Balance {
    return this;
  }

  /** Asked for only where they are limited; rapid local play has thousands. */
  get meetings(): Standing['meetings'] {
    return this.#meetings.withinAnHour();
  }
}

function keyOf({ matchId, serverSeedHash }: MatchKey): string {
  return `${serverSeedHash} ${matchId}`;
}
