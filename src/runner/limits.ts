import { HOUR_MS, type Judge, type LimitName, type SessionLimits, type Standing } from '../history/index.js';
import { formatSol, type Lamports } from '../wager.js';

/** What a session is held to while it plays; the ceiling on the wager is looked at before it begins. */
export type Limits = Omit<SessionLimits, 'maxWagerLamports'>;

export const NO_LIMITS: Limits = {
  maxLossLamports: null,
  maxDailyLossLamports: null,
  takeProfitLamports: null,
  maxFallbacks: null,
  maxStreak: null,
  coolDownMs: null,
  maxPerOpponent: null,
  allow: null,
  deny: null,
};

/** Why no match may be started now. */
export interface Refusal {
  readonly limit: LimitName | 'max-per-opponent';
  /** For a person: what tripped, with the numbers, and what happens now. */
  readonly message: string;
  /** Epoch milliseconds until which to wait; null where play stops until a person releases the limit. */
  readonly until: number | null;
  /** How long that is, by the clock of the books, which need not be the session's. */
  readonly waitMs: number | null;
  /** It had tripped before. */
  readonly latched: boolean;
}

/**
 * Judges whether one more wager may be committed to. Open intents count as lost, and so does the wager itself: a limit
 * stops play before it is passed, not after.
 */
export function judgeBy(limits: Limits, wagerLamports: Lamports): Judge<Refusal> {
  return (standing, now) => {
    const latch = standing.latches.find(({ until }) => until === null) ?? standing.latches[0];
    if (latch) {
      const { limit, message, until } = latch;
      return { limit: limit as LimitName, message, ...pause(until, now), latched: true };
    }
    return (
      lossRefusal(limits, wagerLamports, standing) ??
      streakRefusal(limits, standing, now) ??
      opponentRefusal(limits, standing, now) ??
      meetingRefusal(limits, standing, now)
    );
  };
}

function lossRefusal(limits: Limits, wager: Lamports, standing: Standing): Refusal | null {
  const { openLamports: open, openIntents, netLamports, dayNetLamports, profitLamports } = standing;
  const because = (net: Lamports) => {
    const pending = openIntents > 0 ? `, ${sol(open)} in ${openIntents} open intents count as lost` : '';
    return `net ${sol(net)}${pending}, next wager ${sol(wager)}`;
  };
  if (wager > 0 && isPast(limits.maxLossLamports, netLamports - open - wager)) {
    return latching(
      'max-loss',
      `The loss limit of ${sol(limits.maxLossLamports)} SOL is reached: ${because(netLamports)}.`,
    );
  }
  if (wager > 0 && isPast(limits.maxDailyLossLamports, dayNetLamports - open - wager)) {
    return latching(
      'max-daily-loss',
      `The daily loss limit of ${sol(limits.maxDailyLossLamports)} SOL is reached: ${because(dayNetLamports)}.`,
    );
  }
  const { takeProfitLamports: target } = limits;
  if (target !== null && profitLamports - open >= target && profitLamports > 0) {
    return latching('take-profit', `The profit of ${sol(target)} SOL is made: net ${sol(profitLamports)}.`);
  }
  return null;
}

function isPast(maxLossLamports: Lamports | null, netLamports: Lamports): boolean {
  return maxLossLamports !== null && netLamports < -maxLossLamports;
}

function streakRefusal({ maxStreak, coolDownMs }: Limits, standing: Standing, now: number): Refusal | null {
  if (maxStreak === null || standing.lossesInARow < maxStreak) return null;
  return cooling('max-streak', `${standing.lossesInARow} matches were lost in a row.`, coolDownMs, now);
}

/** Whom the queue brings cannot be chosen: the match is played, and then it is seen to that they are not met again. */
function opponentRefusal(
  { allow, deny, coolDownMs }: Limits,
  standing: Standing,
  now: number,
): Refusal | null {
  const last = standing.lastOpponent;
  if (!last) return null;
  const names = (list: readonly string[] | null) =>
    list?.some((name) => isSame(name, last.id) || isSame(name, last.name)) ?? false;
  if (names(deny)) return cooling('opponent', `${last.name} is on the deny list.`, coolDownMs, now);
  if (allow === null || names(allow)) return null;
  return cooling('opponent', `${last.name} is not on the allow list.`, coolDownMs, now);
}

function meetingRefusal({ maxPerOpponent }: Limits, standing: Standing, now: number): Refusal | null {
  if (maxPerOpponent === null) return null;
  const most = standing.meetings.find(({ at }) => at.length >= maxPerOpponent);
  const oldest = most?.at[most.at.length - maxPerOpponent];
  if (!most || oldest === undefined) return null;
  const message = `${most.opponentName} was met ${most.at.length} times within an hour.`;
  // A clock that was set back must not make it longer than it can be.
  const until = Math.min(now + HOUR_MS, Math.max(now + 1, oldest + HOUR_MS));
  return { limit: 'max-per-opponent', message, ...pause(until, now), latched: false };
}

function latching(limit: LimitName, message: string): Refusal {
  return { limit, message, until: null, waitMs: null, latched: false };
}

function cooling(limit: LimitName, message: string, coolDownMs: number | null, now: number): Refusal {
  return { limit, message, ...pause(coolDownMs === null ? null : now + coolDownMs, now), latched: false };
}

function pause(until: number | null, now: number): Pick<Refusal, 'until' | 'waitMs'> {
  return { until, waitMs: until === null ? null : Math.max(0, until - now) };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function sol(lamports: Lamports | null): string {
  return formatSol(lamports ?? 0);
}
