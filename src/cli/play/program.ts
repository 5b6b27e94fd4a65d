import { type Config, type Flags, flagOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import type { GameId } from '../../games/index.js';
import { parseHours, parseTimeOfDay } from '../../lib/time-of-day.js';
import { expectedOneOf } from '../../lib/wording.js';
import { type Entry, isOpenAt, opening, type Program, type Schedule } from '../../runner/index.js';
import { requireGame, type StrategyHost } from '../../strategy/index.js';

/** What says nothing of one match that is played now. */
const OF_MANY = ['rotate', 'hours'] as const;

/**
 * Refuses what makes no sense of a command that plays one match.
 * @throws BotpitError `usage`
 */
export function requireOneMatch(config: Config, flags: Flags, entry: Entry): void {
  const typed = OF_MANY.find((key) => flags[key] !== undefined);
  if (typed !== undefined) {
    throw new BotpitError('usage', `${flagOf(typed)} is for many matches, and this command plays one, now`, {
      hint: `Leave it out, or play on with \`botpit play … ${flagOf(typed)}\`.`,
    });
  }
  const { game } = config;
  if (game !== null && game.length > 1 && entry.by !== 'accept') {
    throw new BotpitError('usage', `which game? One match is of one game, and ${game.join(', ')} are set`, {
      hint: `Name one: botpit ${entry.by === 'queue' ? 'queue' : 'challenge create'} ${game[0]}.`,
    });
  }
  const schedule = scheduleOf(config);
  // Whoever is to take the challenge, or has made it, does not wait for other hours.
  if (entry.by === 'queue' || schedule === null || isOpenAt(schedule, Date.now())) return;
  const { message } = opening(schedule, Date.now());
  throw new BotpitError('usage', `a challenge is played now. ${message}`, {
    hint: 'Come back within the hours; `botpit config` shows where they are set.',
  });
}

/**
 * What a session plays when.
 * @throws BotpitError `usage` where no game is named, `strategy/no-game` where the strategy does not play one of them
 */
export function programOf(config: Config, entry: Entry, host: StrategyHost): Program {
  const [game, ...others] = gamesOf(config, entry, host);
  for (const each of [game, ...others]) requireGame(host, each);
  const turns = others.length === 0 ? null : ({ games: [game, ...others], rotate: config.rotate } as const);
  return { game, turns, schedule: scheduleOf(config) };
}

/** The games that were asked for, or the only one that the strategy plays. */
function gamesOf({ game }: Config, entry: Entry, host: StrategyHost): readonly [GameId, ...GameId[]] {
  const [first, ...others] = host.games;
  const [asked, ...more] = game ?? [];
  if (asked !== undefined) return [asked, ...more];
  // Which game a challenge is of, the arena tells only when it is taken: then the match counts, not this.
  if (first !== undefined && (others.length === 0 || entry.by === 'accept')) return [first];
  throw new BotpitError('usage', 'which game?', { hint: expectedOneOf(host.games) });
}

function scheduleOf({ hours, until, timeZone }: Config): Schedule | null {
  if (timeZone === null || (hours === null && until === null)) return null;
  return {
    timeZone,
    hours: hours === null ? null : parseHours(hours),
    until: until === null ? null : parseTimeOfDay(until),
  };
}
