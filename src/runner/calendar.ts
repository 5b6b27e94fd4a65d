import type { GameId } from '../games/index.js';
import { HOUR_MS } from '../history/index.js';
import {
  formatHours,
  formatTimeOfDay,
  type Hours,
  isWithinHours,
  type MinuteOfDay,
  minuteOfDay,
  nextTimeOfDay,
  nextWithinHours,
  untilNextMinute,
} from '../lib/time-of-day.js';
import { type Deadline, due } from './loop-events.js';
import type { SessionTally } from './score.js';
import { ENDS, type SessionEnd } from './session-end.js';

/*
 * When a match may be asked for, and of which game.
 */

/** When a session plays, by what a clock on the wall of a time zone shows. */
export interface Schedule {
  readonly timeZone: string;
  /** Null for the whole day. */
  readonly hours: Hours | null;
  /** The session ends when the clock next shows it; null for no such end. */
  readonly until: MinuteOfDay | null;
}

/** When the next of several games is played: after each match, after so many, or at each full hour (UTC). */
export type Rotation = 'match' | 'hour' | number;

/** Several games, in their order. */
export interface Turns {
  readonly games: readonly [GameId, ...GameId[]];
  readonly rotate: Rotation;
}

/** What is played when; the same from the beginning of a session to its end. */
export interface Program {
  /** The game that is played; the first of several. */
  readonly game: GameId;
  /** Several games that take turns; null where there is one. */
  readonly turns: Turns | null;
  /** The time of the day at which it plays; null for the whole day. */
  readonly schedule: Schedule | null;
}

/** What of it a session has to remember. Times are epoch milliseconds. */
export interface Calendar {
  readonly beganAt: number;
  /** When it ends, however the clock is set by then; null for no such end. */
  readonly endsAt: number | null;
  /** Where it waits for its hours, when they begin; null where it does not. */
  readonly restsUntil: number | null;
  /** The game of the latest intent; null before the first. */
  readonly game: GameId | null;
  /** How many turns of games were passed over, as the arena gave the place in the queue back. */
  readonly skipped: number;
  /** The clock on the wall is looked at each minute; null where nothing goes by it. */
  readonly tick: Deadline<'minute'> | null;
}

export const NO_CALENDAR: Calendar = {
  beganAt: 0,
  endsAt: null,
  restsUntil: null,
  game: null,
  skipped: 0,
  tick: null,
};

/** What of a step in the making all of it goes by. */
interface At {
  readonly next: { readonly calendar: Calendar; readonly tally: SessionTally };
  readonly world: { readonly rules: Program; readonly epochMs: number };
}

/** A session begins. */
export function begin({ rules, epochMs }: At['world']): Calendar {
  const { schedule, turns } = rules;
  const until = schedule?.until ?? null;
  const endsAt = schedule && until !== null ? nextTimeOfDay(schedule.timeZone, until, epochMs) : null;
  const isWatched = schedule !== null || turns?.rotate === 'hour';
  return { ...NO_CALENDAR, beganAt: epochMs, endsAt, tick: isWatched ? nextTick(epochMs) : null };
}

/** Timers stand still while the machine sleeps, and the clock may be set: it is looked at anew each minute. */
export function nextTick(epochMs: number): Deadline<'minute'> {
  return due('minute', untilNextMinute(epochMs));
}

/** The end that the time of the day brings; null while there is none. */
export function endBy({ next, world }: At): SessionEnd | null {
  const { endsAt } = next.calendar;
  return endsAt !== null && world.epochMs >= endsAt ? ENDS.until : null;
}

/** Whether it is within the hours. */
export function isOpen({ world: { rules, epochMs } }: At): boolean {
  return rules.schedule === null || isOpenAt(rules.schedule, epochMs);
}

/** The same, at any time. */
export function isOpenAt({ hours, timeZone }: Schedule, epochMs: number): boolean {
  return hours === null || isWithinHours(hours, minuteOfDay(timeZone, epochMs));
}

/** When the hours begin, and why nothing is played before, as a sentence. */
export function opening({ timeZone, hours }: Schedule, epochMs: number): { at: number; message: string } {
  if (hours === null) return { at: epochMs, message: '' };
  const now = formatTimeOfDay(minuteOfDay(timeZone, epochMs));
  const message = `It is ${now} in ${timeZone}, outside the hours ${formatHours(hours)}.`;
  return { at: nextWithinHours(timeZone, hours, epochMs), message };
}

/** The game whose turn it is. */
export function gameDue({ next: { tally, calendar }, world: { rules, epochMs } }: At): GameId {
  const { game, turns } = rules;
  if (turns === null) return game;
  const { games, rotate } = turns;
  const { skipped } = calendar;
  const passed =
    rotate === 'hour'
      ? Math.floor(epochMs / HOUR_MS) - Math.floor(calendar.beganAt / HOUR_MS)
      : Math.floor(tally.totals.matches / (rotate === 'match' ? 1 : rotate));
  // The clock may have been set back.
  const place = (((passed + skipped) % games.length) + games.length) % games.length;
  return games[place] ?? game;
}

/** The arena has no match in the game whose turn it is, and gave the place in the queue back: the next one has its turn. */
export function skipGame(calendar: Calendar): Calendar {
  return { ...calendar, skipped: calendar.skipped + 1 };
}

/** The game that is, or was last, asked for. */
export function gameAsked({ next, world }: At): GameId {
  return next.calendar.game ?? world.rules.game;
}

/** All games that are played. */
export function gamesOf({ game, turns }: Pick<Program, 'game' | 'turns'>): readonly GameId[] {
  return turns?.games ?? [game];
}
