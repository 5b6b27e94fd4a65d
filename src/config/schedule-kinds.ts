import { GAME_IDS, type GameId } from '../games/index.js';
import {
  formatHours,
  formatTimeOfDay,
  isTimeZone,
  parseHours,
  parseTimeOfDay,
  TIME_OF_DAY,
  TIME_ZONE,
} from '../lib/time-of-day.js';
import { anyOf } from '../lib/wording.js';
import { type Kind, plain } from './kinds.js';

/*
 * The kinds of settings that say when something is done, and what takes turns.
 */

/** One after the other, without a word twice. `rps,crash` in a flag, an argument or a variable. */
function someOf<const Word extends string>(
  words: readonly Word[],
): Pick<Kind<readonly Word[], readonly Word[]>, 'words' | 'read'> & {
  readonly schema: Readonly<Record<string, unknown>>;
} {
  const read = (raw: unknown) => {
    const given: readonly unknown[] = Array.isArray(raw) ? raw : splitWords(raw);
    const known = given.flatMap((each) => words.find((word) => word === each) ?? []);
    return known.length > 0 && new Set(known).size === given.length ? known : undefined;
  };
  const schema = { type: 'array', items: { enum: words }, minItems: 1, uniqueItems: true };
  return { words, schema, read };
}

function splitWords(raw: unknown): string[] {
  return typeof raw === 'string' ? raw.split(',').map((word) => word.trim()) : [];
}

const games = someOf(GAME_IDS);

/** A game, or several that take turns. */
export const gameOrGames: Kind<GameId | readonly GameId[], readonly GameId[]> = {
  suffix: '',
  expected: `${anyOf(GAME_IDS)}, or several of them (["rps", "crash"]; rps,crash on the command line), each once`,
  words: GAME_IDS,
  schema: { anyOf: [{ enum: GAME_IDS }, games.schema] },
  read: games.read,
  write: (value) => (value.length === 1 ? (value[0] ?? value) : value),
};

/** Some of several words. @param what what they are, in the plural */
export function wordsOf<const Word extends string>(
  what: string,
  words: readonly Word[],
): Kind<readonly Word[], readonly Word[]> {
  return plain({
    ...someOf(words),
    label: what,
    expected: `${what}: one or more of ${anyOf(words)}, each once`,
  });
}

export const rotation: Kind<'match' | 'hour' | number, 'match' | 'hour' | number> = plain({
  label: 'match|hour|n',
  expected: 'match, hour or a number of matches from 1',
  schema: {
    anyOf: [{ enum: ['match', 'hour'] }, { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }],
  },
  read: (raw) =>
    raw === 'match' || raw === 'hour' || (Number.isSafeInteger(raw) && (raw as number) >= 1)
      ? (raw as 'match' | 'hour' | number)
      : undefined,
  fromText: (word) => (/^\d{1,9}$/.test(word) ? Number(word) : word),
});

export const timeOfDay = plain<string>({
  label: 'time',
  expected: 'a time of the day such as 18:00, from 00:00 to 23:59',
  schema: { type: 'string', pattern: `^${TIME_OF_DAY}$` },
  read: (raw) => {
    const minute = typeof raw === 'string' ? parseTimeOfDay(raw) : null;
    return minute === null ? undefined : formatTimeOfDay(minute);
  },
});

export const hours = plain<string>({
  label: 'from-to',
  expected: 'the time of the day at which hours begin and another at which they end, such as 22:00-06:00',
  schema: { type: 'string', pattern: `^${TIME_OF_DAY}\\s*-\\s*(${TIME_OF_DAY}|24:00)$` },
  read: (raw) => {
    const given = typeof raw === 'string' ? parseHours(raw) : null;
    return given === null ? undefined : formatHours(given);
  },
});

export const timeZone = plain<string>({
  label: 'zone',
  expected: 'the name of a time zone such as Europe/Berlin, America/New_York or UTC',
  known: () => Intl.supportedValuesOf('timeZone'),
  schema: { type: 'string', pattern: TIME_ZONE },
  read: (raw) => (typeof raw === 'string' && isTimeZone(raw) ? raw : undefined),
});
