import { BotpitError } from '../../errors.js';
import type { Ledger } from '../../history/index.js';
import { type Clock, realClock, type Timer, within } from '../../lib/clock.js';
import { lastTimeOfDay, type MinuteOfDay, nextTimeOfDay, untilNextMinute } from '../../lib/time-of-day.js';
import type { EventOf } from '../../runner/index.js';

export interface DailySummaryOptions {
  /** When it is told, on the clock of the zone. */
  readonly at: MinuteOfDay;
  readonly timeZone: string;
  readonly ledger: Ledger;
  readonly maxLossLamports: number | null;
  /** Tells it. @returns whether it has arrived */
  readonly tell: (summary: EventOf<'summary'>) => Promise<boolean>;
  readonly warn: (error: BotpitError) => void;
  /** Default: the system's. */
  readonly clock?: Clock;
}

/** How long to wait after it could not be told. */
const AGAIN_MS = 3_600_000;
const CLOSE_MS = 5_000;

/**
 * Tells once a day what was played since the last time. All of it comes from the books, and so does when that was: what was due
 * while nothing ran is told at the next start, and what has been told is not told again.
 */
export class DailySummary {
  readonly #options: DailySummaryOptions;
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #telling: Promise<void> | null = null;
  /** By `now` of the clock. */
  #notBefore = 0;
  /** Up to when it has been told; null where that has not been asked yet. */
  #told: number | null = null;
  /** When the next is due, in epoch milliseconds: kept, as it takes milliseconds to find. */
  #dueAt: number | null = null;
  /** The books are closed. */
  #isOver = false;

  constructor(options: DailySummaryOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
    this.#look();
  }

  /** Waits a few seconds for one that is being told, so that the books know whether it was. */
  async close(): Promise<void> {
    this.#clock.clearTimeout(this.#timer);
    await within(CLOSE_MS, this.#telling);
    this.#isOver = true;
  }

  /** Each minute: timers stand still while the machine sleeps, and the clock may be set. */
  readonly #look = (): void => {
    const now = this.#clock.epochMs();
    this.#timer = this.#clock.setTimeout(this.#look, untilNextMinute(now));
    if (this.#telling !== null || this.#clock.now() < this.#notBefore) return;
    try {
      const { ledger, timeZone, at } = this.#options;
      const since = this.#told ?? ledger.daily.toldUntil(now);
      this.#told = since;
      this.#dueAt ??= nextTimeOfDay(timeZone, at, since);
      if (now < this.#dueAt) return;
      const until = lastTimeOfDay(timeZone, at, since, now);
      if (until === null) return;
      // Not in `#tell` itself: it may have failed before this is set.
      this.#telling = this.#tell(since, until).finally(() => {
        this.#telling = null;
      });
    } catch (error) {
      this.#failed(error);
    }
  };

  async #tell(since: number, until: number): Promise<void> {
    const { ledger, tell } = this.#options;
    try {
      const isTold = await tell(this.#summary(since, until));
      if (this.#isOver) return;
      if (!isTold) this.#notBefore = this.#clock.now() + AGAIN_MS;
      else {
        ledger.daily.noteTold(until);
        this.#told = until;
        this.#dueAt = null;
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  #summary(since: number, until: number): EventOf<'summary'> {
    const { ledger, maxLossLamports } = this.#options;
    const games = ledger.daily.played(since, until);
    const sum = (of: 'matches' | 'wins' | 'losses' | 'draws' | 'netLamports') =>
      games.reduce((total, game) => total + game[of], 0);
    const { latches, netLamports, openIntents, openLamports } = ledger.standing();
    return {
      event: 'summary',
      from: iso(since),
      until: iso(until),
      matches: sum('matches'),
      wins: sum('wins'),
      losses: sum('losses'),
      draws: sum('draws'),
      netLamports: sum('netLamports'),
      games: games.map(({ netLamports: net_lamports, ...game }) => ({ ...game, net_lamports })),
      limits: latches.map(({ limit, until: end }) => ({ limit, until: end === null ? null : iso(end) })),
      sessionNetLamports: netLamports,
      maxLossLamports,
      openCount: openIntents,
      openLamports,
    };
  }

  /** Play goes on without it. */
  #failed(error: unknown): void {
    if (!(error instanceof BotpitError)) throw error;
    this.#notBefore = this.#clock.now() + AGAIN_MS;
    this.#options.warn(error);
  }
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
