import { type Clock, realClock } from '../lib/clock.js';
import type { StrategyHost } from '../strategy/index.js';

/**
 * A clock that runs `speed` times as fast as the real one from now on. It shortens the pauses of arena, client and
 * runner.
 */
export function scaledClock(speed: number): Clock {
  const startMs = realClock.now();
  const startedAt = realClock.epochMs();
  const now = () => (realClock.now() - startMs) * speed;
  return {
    now,
    epochMs: () => Math.round(startedAt + now()),
    setTimeout: (callback, ms) => realClock.setTimeout(callback, ms / speed),
    clearTimeout: realClock.clearTimeout,
  };
}

/**
 * The host, for callers that use the scaled clock. The strategy uses the real one, so its deadlines are converted.
 * @param unannounced told of each turn of a match that the host has not been told of
 */
export function inRealTime(
  host: StrategyHost,
  games: StrategyHost['games'],
  clock: Clock,
  speed: number,
  unannounced: () => void,
): StrategyHost {
  let matchId: string | undefined;
  return {
    name: host.name,
    games,
    params: host.params,
    forgetful: host.forgetful,
    snapshot: host.snapshot,
    isolation: host.isolation,
    matchStart: (match) => {
      matchId = match.matchId;
      host.matchStart(match);
    },
    move: (question) => {
      if (question.matchId !== matchId) unannounced();
      const leftMs = (question.deadline - clock.epochMs()) / speed;
      return host.move({ ...question, deadline: realClock.epochMs() + leftMs });
    },
    abandon: () => host.abandon(),
    roundEnd: (round) => host.roundEnd(round),
    matchEnd: (end) => host.matchEnd(end),
    taunt: (event) => host.taunt(event),
    close: () => host.close(),
  };
}
