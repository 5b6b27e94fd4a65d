import type { BotpitClient } from '../client/index.js';
import type { Book, MatchRecord } from '../history/index.js';
import type { Clock } from '../lib/clock.js';
import type { StrategyHost } from '../strategy/index.js';
import type { Entry, Terms } from './entrance.js';
import type { EventSink } from './events.js';
import type { Limits } from './limits.js';
import type { TauntPolicy } from './taunts.js';

export interface SessionOptions extends Terms {
  readonly client: BotpitClient;
  readonly host: StrategyHost;
  readonly emit: EventSink;
  readonly entry: Entry;
  readonly limits: Limits;
  /** Where money is accounted for and matches are kept; stays open. */
  readonly book: Book;
  /** Stop after so many matches; null for no such stop. */
  readonly matches: number | null;
  /** Start no match after this time; null for no such stop. */
  readonly forMs: number | null;
  readonly taunts: TauntPolicy;
  /** Told of every match once, when it is over and recorded. What it throws ends the session. */
  readonly onMatch?: (record: MatchRecord) => void;
  /** For tests, as is the client's. Default: the system's. */
  readonly clock?: Clock;
}
