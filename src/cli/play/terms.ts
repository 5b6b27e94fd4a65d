import { type Config, flagOf } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import { type Entry, isOpenAt, opening } from '../../runner/index.js';
import type { Given } from '../command.js';
import { scheduleOf } from './program.js';

/**
 * What the commands that play one match ask for before anything is opened, the key included.
 * @throws BotpitError `usage` for what they cannot do
 */
export function requireTerms(given: Given<'config' | 'origins'>, entry: Entry): void {
  const { config, origins } = given;
  requireOneMatch(given);
  requireOneGame(config, entry);
  if (entry.by !== 'queue') {
    requireOpen(config);
    requireOthers(config, entry);
  }
  if (entry.by === 'accept') requireWager(config, origins.sandbox === 'default', entry.challengeId);
}

/** Settings that are about more than one match. */
const OF_MANY = ['matches', 'rotate', 'hours'] as const;

/** A config may say for `play` what does not matter here; whoever types it means this command. */
function requireOneMatch({ flags, config }: Given<'config'>): void {
  const { game, matches } = config;
  const typed = OF_MANY.find((key) => flags[key] !== undefined && !(key === 'matches' && matches === 1));
  if (typed === undefined) return;
  const words = [
    'botpit play',
    ...(game === null ? [] : [String(game)]),
    flagOf(typed),
    String(flags[typed]),
  ];
  throw new BotpitError('usage', `${flagOf(typed)} is for many matches, and this command plays one`, {
    hint: `Match after match: ${words.join(' ')}`,
  });
}

function requireOneGame({ game }: Config, entry: Entry): void {
  if (game === null || game.length === 1 || entry.by === 'accept') return;
  throw new BotpitError('usage', `which game? One match is of one game, and ${game.join(', ')} are set`, {
    hint: `Name one: botpit ${entry.by === 'queue' ? 'queue' : 'challenge create'} ${game[0]}.`,
  });
}

/** Whoever is to take the challenge, or has made it, does not wait for other hours. */
function requireOpen(config: Config): void {
  const schedule = scheduleOf(config);
  const now = Date.now();
  if (schedule === null || isOpenAt(schedule, now)) return;
  throw new BotpitError('usage', `a challenge is played now. ${opening(schedule, now).message}`, {
    hint: 'Come back within the hours; `botpit config` shows where they are set.',
  });
}

/** An arena inside the process has nobody in it but the bot and its opponent. */
function requireOthers({ local }: Config, entry: Exclude<Entry, { by: 'queue' }>): void {
  if (local === false) return;
  const what =
    entry.by === 'accept'
      ? `there is nobody whose challenge ${entry.challengeId} could be`
      : 'there is nobody who could take a challenge';
  throw new BotpitError('usage', `with --local ${what}: the arena is inside this process`, {
    hint: 'Start an arena with `botpit arena` and point both bots at it with --url; `botpit play --local` plays the house.',
  });
}

/**
 * Taking a challenge commits a wager that the arena tells only when the match has begun.
 * @param isUnsaid whether no setting says what is at stake
 */
function requireWager({ wagerLamports }: Config, isUnsaid: boolean, challengeId: string): void {
  if (wagerLamports !== null || !isUnsaid) return;
  throw new BotpitError('usage', `what may be wagered on challenge ${challengeId}?`, {
    hint:
      'Say with --wager what was agreed on (0 for free play). The arena tells the wager only when the match has begun; ' +
      'a higher one is played to its end, as resigning would lose it, and then play stops.',
  });
}
