import type { Side } from '../../games/index.js';
import { isThenable } from '../../lib/shape.js';
import { addTime } from '../../stats/index.js';
import { describeThrown, StrategyFailure } from '../../strategy/index.js';
import type { ConductSum } from '../tally.js';
import type { Fault, Lane, Player } from './player.js';

/** Matches that are not played, as one side is known to hang or to die in them: it loses them. */
export interface LostMatch {
  readonly lane: Lane;
  /** In the lane, from 0. */
  readonly match: number;
  /** Which of the two players. */
  readonly player: 0 | 1;
  readonly fault: Fault;
  /** Whether all later matches of the lane are lost likewise, unplayed. */
  readonly forGood: boolean;
}

/** A strategy that is late so often in a lane loses the rest of it: waiting for it would take longer than all else. */
const MOST_LATE = 10;

/** As many times its program may end. */
const MOST_DEATHS = 3;

/** What is lost by a seat that has been late or has died too often; null where it has not. */
export function givenUp(seat: Seat, lane: Lane, match: number): LostMatch | null {
  const kind = seat.late >= MOST_LATE ? 'late' : seat.deaths >= MOST_DEATHS ? 'crashed' : null;
  if (kind === null) return null;
  seat.late = 0;
  seat.deaths = 0;
  const detail = `too often ${kind} in the series, and not asked again`;
  return { lane, match, player: seat.number, fault: { kind, detail }, forGood: true };
}

function faultOf(error: unknown): Fault {
  return error instanceof StrategyFailure
    ? { kind: error.reason, detail: error.message }
    : { kind: 'threw', detail: describeThrown(error) };
}

export function lostIn(
  known: readonly LostMatch[],
  lane: Lane,
  match: number,
  player: 0 | 1,
): LostMatch | undefined {
  return known.find(
    (one) =>
      one.lane === lane &&
      one.player === player &&
      (one.match === match || (one.forGood && one.match < match)),
  );
}

/** What a match is lost by: what was done in it, or that it was not played any more. */
export function faultIn(lost: LostMatch, match: number): Fault {
  const { fault, match: at } = lost;
  return Math.max(at, 0) === match ? fault : { kind: 'unplayed', detail: fault.detail };
}

/** One of the two players of a lane, and what its strategy did in both lanes. */
export class Seat {
  readonly number: 0 | 1;
  readonly player: Player;
  readonly conduct: ConductSum;
  side: Side = 'a';
  /** What it did wrong in the match at hand. */
  fault: Fault | null = null;
  late = 0;
  deaths = 0;
  /** Ends the waiting for its answer. */
  giveUp: (() => void) | undefined;
  /** Whether it answered with a promise that is still to be waited for. */
  isPending = false;

  /** @param conduct of the same strategy in the other lane, too: what they do is counted together */
  constructor(number: 0 | 1, player: Player, conduct: ConductSum) {
    this.number = number;
    this.player = player;
    this.conduct = conduct;
  }

  /** @returns the answer, or a promise of it: see `isPending`. Where the strategy throws, that is its fault. */
  ask(isSampled: boolean): unknown {
    try {
      const startedAt = isSampled ? performance.now() : 0;
      const answer = this.player.move();
      // Read here, as an object of the strategy's own making may throw when it is.
      if (isThenable(answer)) this.isPending = true;
      else if (isSampled) addTime(this.conduct.times, performance.now() - startedAt);
      return answer;
    } catch (error) {
      this.fault = faultOf(error);
      return undefined;
    }
  }

  /** Waits for the answer that was promised, if it comes in time. */
  async wait(answer: unknown, moveTimeoutMs: number, isSampled: boolean): Promise<unknown> {
    this.isPending = false;
    const { startingMs } = this.player;
    const isStarting = startingMs !== null;
    const limitMs = Math.ceil(moveTimeoutMs + (startingMs ?? 0));
    const startedAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      this.giveUp = () => resolve(undefined);
      timer = setTimeout(() => {
        this.#isLate(isStarting, limitMs);
        resolve(undefined);
      }, limitMs);
    });
    try {
      const given = await Promise.race([answer, late]);
      // Loading is not a decision.
      if (isSampled && !isStarting) addTime(this.conduct.times, performance.now() - startedAt);
      return given;
    } catch (error) {
      this.fault ??= faultOf(error);
      if (this.fault.kind === 'crashed') this.deaths++;
      return undefined;
    } finally {
      this.giveUp = undefined;
      clearTimeout(timer);
    }
  }

  /** Its answer did not come in time. Whoever has not started in the time for that is not waited for again. */
  #isLate(isStarting: boolean, limitMs: number): void {
    this.late = isStarting ? MOST_LATE : this.late + 1;
    const detail = `no ${isStarting ? 'first ' : ''}answer within ${limitMs} ms`;
    this.fault ??= { kind: 'late', detail };
    this.player.abandon();
  }
}
