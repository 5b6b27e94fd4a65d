import type { Lamports } from '../wager.js';
import type { MatchRecord } from './record.js';

/** Running totals of a session. */
export class Totals {
  matches = 0;
  wins = 0;
  losses = 0;
  draws = 0;
  netLamports: Lamports = 0;
  fallbacks = 0;
  timeouts = 0;

  add(record: MatchRecord): void {
    this.matches += 1;
    if (record.outcome === 'win') this.wins += 1;
    else if (record.outcome === 'loss') this.losses += 1;
    else this.draws += 1;
    this.netLamports += record.netLamports;
    this.fallbacks += record.fallbacks;
    this.timeouts += record.timeouts;
  }

  /** Whether losing one more wager would go past the limit. */
  wouldExceed(maxLossLamports: Lamports | null, wagerLamports: Lamports): boolean {
    return (
      maxLossLamports !== null && wagerLamports > 0 && this.netLamports - wagerLamports < -maxLossLamports
    );
  }
}
