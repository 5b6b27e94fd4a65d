import type { ArenaEvent } from './arena/index.js';
import type { CommandEvent, MatchEvent, ShownMatch, SnakeKeys } from './cli/command-events.js';
import type { FleetEvent } from './fleet/index.js';
import type { RunnerEvent } from './runner/index.js';
import type { ExploitEvent, LabEvent, LabMatchEvent, TuneEvent } from './ui/index.js';

/** An event as it is written: its keys in snake case, and when it was reported (ISO 8601, UTC). */
type Written<Event> = Event extends unknown ? SnakeKeys<Event & { readonly time: string }> : never;

/** An event of a session, and whose it is: `bot` is the profile that it plays by, and absent where it plays by none. */
type OfBot<Event> = Event extends unknown ? Event & { readonly bot?: string } : never;

/**
 * A line of `--json` of any command: `Extract<JsonEvent, { event: 'match_end' }>` is one kind of them. `session_start` says
 * which version of these events it is.
 */
export type JsonEvent = Written<
  | OfBot<RunnerEvent>
  | FleetEvent
  | ArenaEvent
  | LabEvent
  | LabMatchEvent
  | ExploitEvent
  | TuneEvent
  | MatchEvent
  | ShownMatch
  | CommandEvent
>;
