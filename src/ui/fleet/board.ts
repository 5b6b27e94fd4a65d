import type { FleetEvent } from '../../fleet/index.js';
import type { Stamped } from '../../runner/index.js';
import { MatchTotals, SessionProgress } from '../../session-progress.js';
import type { Lamports } from '../../wager.js';

/** What is known of a bot beside what its process tells. */
export interface BotStanding {
  /** What the day (UTC) has brought by the books; null where there is no money in play. */
  readonly todayLamports: Lamports | null;
  /** The limit that is nearest, and how far it is used up: `max-loss 60 %`. Empty where there is none. */
  readonly limit: string;
}

/** A bot on the board: what it does, and what it has come to in all its sessions of this fleet. */
export class BotRow extends MatchTotals {
  readonly name: string;
  /** Of the session at hand or the last one. */
  progress = new SessionProgress();
  /** How its last process ended; null while one runs. */
  end: Extract<FleetEvent, { event: 'bot_end' }> | null = null;
  /** Epoch milliseconds at which it is started again. */
  againMs: number | null = null;
  /** The net of the day (UTC) of the latest match. */
  todayLamports: Lamports = 0;
  #day = '';

  constructor(name: string) {
    super();
    this.name = name;
  }

  take(stamped: Stamped): void {
    const { event } = stamped;
    this.progress.apply(stamped);
    if (event.event !== 'match_end') return;
    this.count(event);
    const day = new Date(stamped.timeMs).toISOString().slice(0, 10);
    if (day !== this.#day) this.todayLamports = 0;
    this.#day = day;
    this.todayLamports += event.netLamports;
  }
}

/** Where all bots of a fleet stand, by their events and those of the fleet. */
export class Board {
  readonly rows = new Map<string, BotRow>();
  isStopping = false;

  row(bot: string): BotRow {
    const row = this.rows.get(bot) ?? new BotRow(bot);
    this.rows.set(bot, row);
    return row;
  }

  takeFleet(event: FleetEvent, timeMs: number): void {
    if (event.event === 'fleet_start') for (const bot of event.bots) this.row(bot);
    if (event.event === 'fleet_stopping') this.isStopping = true;
    if (event.event === 'bot_start') {
      const row = this.row(event.bot);
      row.end = null;
      row.againMs = null;
      row.progress = new SessionProgress(timeMs);
    }
    if (event.event === 'bot_end') {
      const row = this.row(event.bot);
      row.end = event;
      row.againMs = event.pauseMs === null ? null : timeMs + event.pauseMs;
      if (event.next === 'removed') this.rows.delete(event.bot);
    }
  }
}
