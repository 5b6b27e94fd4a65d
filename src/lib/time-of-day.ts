/** Minutes since midnight, from 0 to 1439, as a clock on the wall shows them. */
export type MinuteOfDay = number;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** No time of the day is further off, where a clock that is put forward leaves one out. */
const MOST_MINUTES = 3 * DAY_MINUTES;

/** A part of every day: from its first minute on, until its last one begins. It may go past midnight. */
export interface Hours {
  readonly from: MinuteOfDay;
  readonly to: MinuteOfDay;
}

/** As a pattern of regular expressions. */
export const TIME_OF_DAY = '([01]?\\d|2[0-3]):([0-5]\\d)';
const TIME = new RegExp(`^${TIME_OF_DAY}$`);

/** Minutes of `18:00`; null for anything else. */
export function parseTimeOfDay(text: string): MinuteOfDay | null {
  const [, hours, minutes] = TIME.exec(text) ?? [];
  return hours === undefined ? null : 60 * Number(hours) + Number(minutes);
}

/** `18:00`, with two digits each. */
export function formatTimeOfDay(minute: MinuteOfDay): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Of `22:00-06:00`, or `18:00-24:00`; null for anything else, and for hours that never begin or never end. */
export function parseHours(text: string): Hours | null {
  const [first = '', second = '', ...more] = text.split('-').map((part) => part.trim());
  const from = parseTimeOfDay(first);
  const to = second === '24:00' ? 0 : parseTimeOfDay(second);
  return from === null || to === null || from === to || more.length > 0 ? null : { from, to };
}

export function formatHours({ from, to }: Hours): string {
  return `${formatTimeOfDay(from)}-${formatTimeOfDay(to)}`;
}

/** Whether a time of the day lies within hours. Their first minute does, their last one does not. */
export function isWithinHours({ from, to }: Hours, minute: MinuteOfDay): boolean {
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** `Europe/Berlin`, `UTC`. Not offsets (`+02:00`), and not old short names: `EST` is never put forward. */
export const TIME_ZONE = '^(?:UTC|[A-Za-z_]+/[A-Za-z0-9_+/-]+)$';
const TIME_ZONE_PATTERN = new RegExp(TIME_ZONE);

/** Whether the computer knows a time zone by this name. */
export function isTimeZone(name: string): boolean {
  if (!TIME_ZONE_PATTERN.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The time zone that this computer is set to. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** To make one takes a thousand times as long as to look at it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** What the clock on the wall of a time zone shows. @param epochMs epoch milliseconds */
export function minuteOfDay(timeZone: string, epochMs: number): MinuteOfDay {
  const shown = clockOf(timeZone).format(epochMs);
  return 60 * Number(shown.slice(0, 2)) + Number(shown.slice(3, 5));
}

/**
 * When the clock on the wall will next come to show a time of the day, in epoch milliseconds and after `epochMs`. Where it is put forward past
 * that time, when that happens; where it is put back and shows it twice, the first of the two that is still to come.
 */
export function nextTimeOfDay(timeZone: string, wanted: MinuteOfDay, epochMs: number): number {
  return nextMinute(timeZone, epochMs, (shown, before) => {
    const passed = (shown - before + DAY_MINUTES) % DAY_MINUTES;
    // It goes on by a minute, is put forward by less than half a day, or is put back.
    if (passed > DAY_MINUTES / 2) return shown === wanted;
    return (shown - wanted + DAY_MINUTES) % DAY_MINUTES < passed;
  });
}

/** When the clock on the wall last came to show a time of the day: after `since` and not after `epochMs`. Null where it did not. */
export function lastTimeOfDay(
  timeZone: string,
  wanted: MinuteOfDay,
  since: number,
  epochMs: number,
): number | null {
  let last: number | null = null;
  // Every time of the day comes within these minutes, so that none before them matters.
  let at = nextTimeOfDay(timeZone, wanted, Math.max(since, epochMs - MOST_MINUTES * MINUTE_MS));
  while (at <= epochMs) {
    last = at;
    at = nextTimeOfDay(timeZone, wanted, at);
  }
  return last;
}

/** When hours will next begin, or have begun, in epoch milliseconds; `epochMs` where it is within them. */
export function nextWithinHours(timeZone: string, hours: Hours, epochMs: number): number {
  if (isWithinHours(hours, minuteOfDay(timeZone, epochMs))) return epochMs;
  return nextMinute(timeZone, epochMs, (shown) => isWithinHours(hours, shown));
}

/** Asks the clock minute by minute: since 1972 every zone is whole minutes from UTC, and no rule of any has to be known here. */
function nextMinute(
  timeZone: string,
  epochMs: number,
  isIt: (shown: MinuteOfDay, before: MinuteOfDay) => boolean,
): number {
  let before = minuteOfDay(timeZone, epochMs);
  let at = Math.floor(epochMs / MINUTE_MS) * MINUTE_MS;
  for (let minutes = 0; minutes < MOST_MINUTES; minutes += 1) {
    at += MINUTE_MS;
    const shown = minuteOfDay(timeZone, at);
    if (isIt(shown, before)) return at;
    before = shown;
  }
  return at;
}

/** Milliseconds until the next full minute: what a clock on the wall shows changes then, and not before. */
export function untilNextMinute(epochMs: number): number {
  return MINUTE_MS - (epochMs % MINUTE_MS);
}
