import { BotpitError } from '../../errors.js';
import { type Archive, BOOK_NAMES } from '../../history/index.js';
import { expectedOneOf } from '../../lib/wording.js';
import { clean } from '../../ui/index.js';
import type { BotNames } from '../command-events.js';
import type { Records } from './records.js';

/** The bots that have ever played with these records. */
export function botsIn(records: Records): string[] {
  const archives = BOOK_NAMES.flatMap((book) => records.archives(book));
  return [...new Set(archives.flatMap((archive) => archive.bots()))];
}

/** What the arena calls the accounts that bots with a name were the last to play with. */
export function agentsIn(archives: readonly Archive[]): ReadonlyMap<string, string> {
  const agents = new Map<string, string>();
  for (const { bot, agentName } of archives.flatMap((archive) => archive.accounts())) {
    if (bot !== null && agentName !== null) agents.set(bot, agentName);
  }
  return agents;
}

/** @throws BotpitError `usage` where no bot of the name has ever played */
export function requireKnown(bot: string, records: Records): void {
  const known = botsIn(records);
  if (!known.includes(bot)) throw unknownBot(bot, [], known);
}

/**
 * The accounts that a bot was the last to play with, in one book.
 * @throws BotpitError `usage` where there is none
 */
export function accountsOf(bot: string, archive: Archive | null): string[] {
  const named = archive?.accounts() ?? [];
  const meant = named.filter((each) => each.bot === bot).map(({ account }) => account);
  if (meant.length > 0) return meant;
  throw unknownBot(
    bot,
    [],
    named.flatMap((each) => each.bot ?? []),
  );
}

/** Tells what an account is called in a book; null stands for all of them together. */
export function namesIn(archive: Archive | null): (account: string | null) => BotNames {
  const names = new Map(archive?.accounts().map((each) => [each.account, each]));
  return (account) => names.get(account ?? '') ?? NAMELESS;
}

const NAMELESS: BotNames = { bot: null, agentId: null, agentName: null };

/** The refusal of a name that no bot has. @param running names to be offered first */
export function unknownBot(name: string, running: readonly string[], known: readonly string[]): BotpitError {
  const names = [...new Set([...running, ...known])].map((each) => clean(each, 60));
  const hint =
    names.length > 0
      ? expectedOneOf(names, clean(name, 60))
      : 'A bot has the name of its profile. Where that has a `dataDir` of its own, name the folder: --data-dir <folder>.';
  return new BotpitError('usage', `no bot is called ${JSON.stringify(clean(name, 60))}`, { hint });
}
