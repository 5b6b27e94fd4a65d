import type { MatchRecord } from '../history/index.js';
import type { Lamports } from '../wager.js';

/** What of a match is counted. */
type Counted = Pick<MatchRecord, 'outcome' | 'netLamports' | 'fallbacks' | 'timeouts'>;

/** Running totals of a session. */
export class Totals {
  matches = 0;
  wins = 0;
  losses = 0;
  draws = 0;
  netLamports: Lamports = 0;
  fallbacks = 0;
  timeouts = 0;
  /** Messages of types that this version does not know. */
  unknownMessages = 0;

  /** Matches that were given up, by id and commitment: the arena may take one up again after all. */
  readonly #unsettled = new Map<string, Counted>();

  add(record: MatchRecord): void {
    const key = keyOf(record);
    const before = this.#unsettled.get(key);
    if (before) this.#count(before, -1);
    this.#unsettled.delete(key);
    if (!record.settled) {
      const { outcome, netLamports, fallbacks, timeouts } = record;
      this.#unsettled.set(key, { outcome, netLamports, fallbacks, timeouts });
    }
    this.#count(record, 1);
  }

  /** Puts right what was counted of a match that was given up, once its end is known after all. */
  correct(record: MatchRecord): void {
    if (this.#unsettled.has(keyOf(record))) this.add(record);
  }

  #count({ outcome, netLamports, fallbacks, timeouts }: Counted, sign: 1 | -1): void {
    this.matches += sign;
    if (outcome === 'win') this.wins += sign;
    else if (outcome === 'loss') this.losses += sign;
    else this.draws += sign;
    this.netLamports += sign * netLamports;
    this.fallbacks += sign * fallbacks;
    this.timeouts += sign * timeouts;
  }
}

function keyOf({ matchId, serverSeedHash }: MatchRecord): string {
  return `${serverSeedHash} ${matchId}`;
}
