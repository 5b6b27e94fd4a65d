import { BotpitError } from '../../errors.js';
import { type Clock, realClock, type Timer } from '../../lib/clock.js';
import { Host, type HostContext } from './host.js';
import { openJournal } from './journal.js';
import { planFor, type TournamentOptions } from './plan.js';
import { writeResults } from './results.js';

/** How long the tournament waits for an agent that is not there, where nobody says. */
const FORFEIT_AFTER_MS = 120_000;
/** How long it waits for those who have not come yet, before its first match. */
const BEGIN_WITHIN_MS = 600_000;
/** The files of results are written no more often than this, and take no more than this share of the time. */
const RESULTS_EVERY_MS = 2_000;
const RESULTS_SHARE = 0.02;

/** What an arena has beside a tournament, and may not. */
interface Beside {
  readonly keys?: unknown;
  readonly house?: unknown;
  readonly chaos?: unknown;
  readonly clock?: Clock | undefined;
}

/** What the host of a tournament needs of its arena. */
type HostArena = Pick<HostContext, 'emit' | 'agents' | 'seat' | 'sendAway'>;

interface Hosted {
  readonly host: Host;
  /** Writes the results, and lets go of the folder. Idempotent. */
  close(): void;
}

/**
 * Begins a tournament of those that are let in, or goes on with the one in its folder.
 * @throws BotpitError `usage`, `process/running`, `history/unavailable`
 */
export async function openTournament(
  { folder, forfeitAfterMs, beginWithinMs, onFailure, ...request }: TournamentOptions,
  { keys, house, chaos, clock = realClock }: Beside,
  arena: HostArena,
): Promise<Hosted> {
  if (keys === undefined) {
    throw new BotpitError('usage', 'a tournament needs to know who plays', {
      hint: 'Give a file with one key and name per line: --keys arena.keys.',
    });
  }
  if (house || chaos) {
    throw new BotpitError('usage', `a tournament is played without ${house ? 'a house bot' : 'chaos'}`, {
      hint: house ? 'Leave --house out, or give --house none.' : 'Leave --chaos out.',
    });
  }
  const journal = await openJournal(folder, planFor(request, arena.agents));
  const fail = (error: Error) => onFailure?.(error);
  let timer: Timer | undefined;
  let isClosed = false;
  let tookMs = 0;
  const write = () => {
    clock.clearTimeout(timer);
    timer = undefined;
    const beganAt = clock.now();
    try {
      writeResults(folder, journal.course);
    } catch (error) {
      fail(error as Error);
    }
    tookMs = clock.now() - beganAt;
  };
  const host = new Host({
    ...{ ...arena, clock, journal, onFailure: fail },
    forfeitAfterMs: forfeitAfterMs ?? FORFEIT_AFTER_MS,
    beginWithinMs: beginWithinMs ?? BEGIN_WITHIN_MS,
    onChange: () => {
      if (journal.course.isOver) write();
      else timer ??= clock.setTimeout(write, Math.max(RESULTS_EVERY_MS, tookMs / RESULTS_SHARE));
    },
  });
  return {
    host,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      write();
      journal.close();
    },
  };
}
