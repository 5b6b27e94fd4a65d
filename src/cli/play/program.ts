import type { Config } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import type { GameId } from '../../games/index.js';
import { parseHours, parseTimeOfDay } from '../../lib/time-of-day.js';
import { expectedOneOf } from '../../lib/wording.js';
import type { Entry, Program, Schedule } from '../../runner/index.js';
import { requireGame, type StrategyHost } from '../../strategy/index.js';

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

/** The hours of play; null where none are set. */
export function scheduleOf({ hours, until, timeZone }: Config): Schedule | null {
  if (timeZone === null || (hours === null && until === null)) return null;
  return {
    timeZone,
    hours: hours === null ? null : parseHours(hours),
    until: until === null ? null : parseTimeOfDay(until),
  };
}
