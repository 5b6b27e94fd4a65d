import type { Config, Flags } from '../../config/index.js';
import { BotpitError } from '../../errors.js';
import type { Entry } from '../../runner/index.js';
import type { Given } from '../command.js';
import { requireOneMatch } from './program.js';

/**
 * What the commands that play one match ask for before anything is opened, the key included.
 * @throws BotpitError `usage` for what they cannot do
 */
export function requireTerms({ flags, config, origins }: Given<'config' | 'origins'>, entry: Entry): void {
  requireNoMore(flags, config);
  requireOneMatch(config, flags, entry);
  if (entry.by !== 'queue') requireOthers(config, entry);
  if (entry.by === 'accept') requireWager(config, origins.sandbox === 'default', entry.challengeId);
}

/** A config may say how many matches `play` is to play; who types it here means this command. */
function requireNoMore({ matches: asked }: Flags, { matches, game }: Config): void {
  if (asked === undefined || matches === 1) return;
  const words = ['botpit play', ...(game === null ? [] : [String(game)]), `--matches ${matches}`];
  throw new BotpitError('usage', `this command plays one match, and --matches asks for ${matches}`, {
    hint: `Match after match: ${words.join(' ')}`,
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
